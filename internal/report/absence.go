package report

import (
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Awaiting is something that waits for one person, with who else could see to it.
type Awaiting struct {
	Item
	Type string  `json:"type"` // delegation, review, question, decision or pairing
	On   *string `json:"on"`   // its day, 2006-01-02
	Path *string `json:"path"`
	// Asks is whom it would fall back to: who asked, or logged it.
	Asks *string `json:"asks"`
}

// AbsenceReport is what rests on nobody while somebody is away, and what of theirs falls into those days. It says nothing of why
// they are away, and nothing about their work.
type AbsenceReport struct {
	Name  string     `json:"name"` // of the repository's folder
	Who   string     `json:"who"`  // handle or address
	From  string     `json:"from"` // a day, 2006-01-02
	To    *string    `json:"to"`   // the last day; null where that is not known
	Areas []Resting  `json:"areas"`
	Falls []Awaiting `json:"falls"` // what has its day meanwhile, by day
	Waits []Awaiting `json:"waits"` // what waits for them without a day, newest first
}

// Absence reports what rests on nobody while a person is away, from one day to another, both included; to may be empty.
func Absence(ctx context.Context, s *workspace.Snapshot, from Knowledge, who *people.Person, first, last string) (AbsenceReport, error) {
	r := AbsenceReport{Name: base(s.Top), Who: written(who), From: first, To: some(last), Falls: []Awaiting{}, Waits: []Awaiting{}}
	var err error
	if r.Areas, err = lackingWithout(ctx, s, from, who); err != nil {
		return r, err
	}
	for _, a := range awaitingOf(s, who) {
		switch {
		case a.On == nil:
			r.Waits = append(r.Waits, a)
		case *a.On >= first && (last == "" || *a.On <= last):
			r.Falls = append(r.Falls, a)
		}
	}
	slices.SortStableFunc(r.Falls, func(a, b Awaiting) int { return strings.Compare(*a.On, *b.On) })
	return r, nil
}

// lackingWithout are the areas that nobody would know without a person, with where help is.
func lackingWithout(ctx context.Context, s *workspace.Snapshot, from Knowledge, who *people.Person) ([]Resting, error) {
	out := []Resting{}
	areas, err := from.Areas(ctx)
	if err != nil {
		return out, err
	}
	for _, one := range ownership.Without(areas, who) {
		resting, err := restingOn(ctx, s, from, one)
		if err != nil {
			return out, err
		}
		out = append(out, resting)
	}
	return out, nil
}

// awaitingOf is what waits for a person, newest first: what they took or were offered, reviews, blocks, questions and decisions.
func awaitingOf(s *workspace.Snapshot, who *people.Person) []Awaiting {
	is := func(name string) bool { return name != "" && s.Person(name) == who }
	var out []Awaiting
	for _, e := range slices.Concat(s.Ledger.All(""), s.Records) {
		on, theirs := "", false
		switch {
		case e.Decision != nil:
			d := e.Decision
			decider := is(d.DecidedBy) || (d.DecidedBy == "" || d.DecidedBy == "team" || d.DecidedBy == "outside") && e.Event != "" && s.Actor(e.By) == who
			proposed := d.Status == ledger.Proposed
			theirs = decider && (proposed || d.Status == ledger.Accepted && d.ReviewBy != "")
			on = d.ReviewBy
		case !e.Open():
			continue
		case e.Delegation != nil:
			if by, ok := e.Holder(); ok {
				theirs = s.Actor(by) == who
			} else {
				theirs = is(e.Delegation.To)
			}
			on = e.Delegation.CheckIn
		case e.Review != nil:
			theirs = s.Reviewer(e) == who
		case e.Question != nil:
			theirs, on = is(e.Question.Decides), e.Question.Due
		case e.Pairing != nil:
			theirs = e.Pairing.End().After(s.Now()) && slices.ContainsFunc(e.Pairing.People, is)
			on = s.Local(e.Pairing.Start).Format(hint.DateLayout)
		}
		if theirs {
			out = append(out, awaiting(s, e, who, on))
		}
	}
	return out
}

func awaiting(s *workspace.Snapshot, e *ledger.Entry, who *people.Person, on string) Awaiting {
	a := Awaiting{Item: itemOf(e), Type: string(e.Type), On: some(on)}
	if len(e.Anchors) > 0 {
		a.Path = some(e.Anchors[0].Path)
	}
	if by := s.Actor(e.By); by != who && e.Event != "" {
		a.Asks = some(written(by))
	}
	return a
}
