// Package report sums up what a team said over some time, for the one who leads it and for everyone else:
// what was decided, handed on, paired on and asked, and which promises come next.
//
// A report counts things, never people: there is no figure, order or trend about anybody, and nobody's
// late promise is told to others. It is a pure function of one snapshot. What there is no data for is
// left out.
package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Item is an entry with its title as its author wrote it.
type Item struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Decided is a decision of the week.
type Decided struct {
	Item
	Undo       *string `json:"undo"`
	Door       string  `json:"door"`
	Confidence *string `json:"confidence"`
	DecidedBy  *string `json:"decided_by"`
	Because    *string `json:"because"`
}

// Dated is an entry with the day on which it comes up, 2006-01-02.
type Dated struct {
	Item
	On string `json:"on"`
}

// Blocks counts the pairing blocks of the week.
type Blocks struct {
	Planned int `json:"planned"` // all but those that were cancelled
	Done    int `json:"done"`
	// Spread are the areas that no longer rest on one person because of them, as [workspace.Workspace.Spread] finds them.
	Spread []string `json:"spread"`
}

// Reviews counts the requests of the week, and all that wait for an answer now.
type Reviews struct {
	Asked int `json:"asked"`
	Open  int `json:"open"`
}

// Questions counts those asked and answered in the week, and all that are open now.
type Questions struct {
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
	Open     int `json:"open"`
}

// Risks counts those raised and closed in the week, and all that are open now.
type Risks struct {
	Raised int `json:"raised"`
	Closed int `json:"closed"`
	Open   int `json:"open"`
}

// WeekReport is what was said from one moment up to another.
type WeekReport struct {
	Name string    `json:"name"` // of the repository's folder
	Year int       `json:"year"` // ISO 8601, with Week
	Week int       `json:"week"`
	From time.Time `json:"from"` // UTC, inclusive
	To   time.Time `json:"to"`   // UTC, exclusive

	Decided []Decided `json:"decided"` // newest first
	// OpenOffers are all that wait for an answer now, whenever they were made.
	OpenOffers []Item `json:"open_offers"`
	// HandedOn were taken, of the offers made in the week; Finished were done in the week.
	HandedOn int     `json:"handed_on"`
	Finished int     `json:"finished"`
	Paired   Blocks  `json:"paired"`
	Reviews  Reviews `json:"reviews"`

	Questions Questions `json:"questions"`
	Risks     Risks     `json:"risks"`
	// CheckIns are the dates that delegates set for themselves from today on, up to a week after the
	// report's end; ReviewsDue are decisions to look at again, QuestionsDue what was to be decided, and PairingsNext blocks to
	// come, until then.
	CheckIns     []Dated `json:"check_ins"`
	ReviewsDue   []Dated `json:"reviews_due"`
	QuestionsDue []Dated `json:"questions_due"`
	PairingsNext []Dated `json:"pairings_next"`

	// AtRisk are areas that rest on one person, worst first, those that somebody would like to learn before the others.
	AtRisk []Resting `json:"at_risk"`
	// Before is what the week before had; null where that was nothing.
	Before *WeekBefore `json:"before"`

	// Empty says that nothing was ever recorded about the repository.
	Empty bool `json:"empty"`
}

// WeekBefore counts what was said in the week before, to compare.
type WeekBefore struct {
	Decided  int    `json:"decided"`
	HandedOn int    `json:"handed_on"`
	Finished int    `json:"finished"`
	Paired   Blocks `json:"paired"`
	Asked    int    `json:"asked"`  // questions
	Raised   int    `json:"raised"` // risks
}

// mostAtRisk are named in a week.
const mostAtRisk = 3

// ahead is how far a report looks beyond its end for what comes next.
const ahead = 7 * 24 * time.Hour

// WeekOf is the week, Monday to Monday in its zone, in which a moment lies.
func WeekOf(t time.Time) (from, to time.Time) {
	y, m, d := t.Date()
	monday := d - (int(t.Weekday())+6)%7
	return time.Date(y, m, monday, 0, 0, 0, 0, t.Location()), time.Date(y, m, monday+7, 0, 0, 0, 0, t.Location())
}

// Week reports what was said from one moment up to another.
func Week(s *workspace.Snapshot, from, to time.Time) WeekReport {
	year, week := from.ISOWeek()
	r := WeekReport{
		Name: base(s.Top), Year: year, Week: week, From: from.UTC(), To: to.UTC(),
		Decided: []Decided{}, OpenOffers: []Item{}, CheckIns: []Dated{}, ReviewsDue: []Dated{}, QuestionsDue: []Dated{},
		PairingsNext: []Dated{}, AtRisk: []Resting{}, Paired: Blocks{Spread: []string{}}, Empty: len(s.Ledger.All("")) == 0 && len(s.Decisions()) == 0,
	}
	today, horizon := s.Now().In(from.Location()).Format(hint.DateLayout), to.Add(ahead).Format(hint.DateLayout)
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	for _, e := range s.Decisions() {
		r.decision(e, within(e.At), horizon)
	}
	for _, e := range s.Ledger.All("") {
		switch e.Type {
		case ledger.TypeQuestion:
			r.question(e, within, horizon)
		case ledger.TypeRisk:
			r.risk(e, within)
		case ledger.TypeDelegation:
			r.delegation(e, within, today, horizon)
		case ledger.TypePairing:
			r.pairing(e, within, s.Now(), horizon, from.Location())
		case ledger.TypeReview:
			r.Reviews.Asked += count(within(e.At))
			r.Reviews.Open += count(e.Open())
		}
	}
	byDay := func(a, b Dated) int { return strings.Compare(a.On+a.ID, b.On+b.ID) }
	slices.SortFunc(r.CheckIns, byDay)
	slices.SortFunc(r.PairingsNext, byDay)
	slices.SortFunc(r.ReviewsDue, byDay)
	slices.SortFunc(r.QuestionsDue, byDay)
	return r
}

// WeekWith is [Week] with what came of its pairing, what is at risk, and the week before.
func WeekWith(ctx context.Context, w *workspace.Workspace, from, to time.Time) (WeekReport, error) {
	r := Week(w.Snapshot(), from, to)
	r.Before = weekBefore(w.Snapshot(), from)
	shared, err := w.Spread(ctx, from, to)
	if err != nil {
		return r, err
	}
	r.Paired.Spread = append(r.Paired.Spread, shared...)
	silos, err := Silos(ctx, w.Snapshot(), w)
	if err != nil {
		return r, err
	}
	slices.SortStableFunc(silos.Areas, func(a, b Resting) int { return count(len(a.Learners) == 0) - count(len(b.Learners) == 0) })
	r.AtRisk = atMost(mostAtRisk, silos.Areas)
	return r, nil
}

func weekBefore(s *workspace.Snapshot, from time.Time) *WeekBefore {
	r := Week(s, from.AddDate(0, 0, -7), from)
	b := WeekBefore{
		Decided: len(r.Decided), HandedOn: r.HandedOn, Finished: r.Finished, Paired: r.Paired, Asked: r.Questions.Asked, Raised: r.Risks.Raised,
	}
	if b.Decided+b.HandedOn+b.Finished+b.Paired.Planned+b.Asked+b.Raised == 0 {
		return nil
	}
	return &b
}

func (r *WeekReport) decision(e *ledger.Entry, now bool, horizon string) {
	d := e.Decision
	if now {
		r.Decided = append(r.Decided, decidedOf(e))
	}
	inForce := d.Status == "accepted" || d.Status == "proposed"
	if inForce && d.ReviewBy != "" && d.ReviewBy <= horizon {
		r.ReviewsDue = append(r.ReviewsDue, Dated{itemOf(e), d.ReviewBy})
	}
}

func decidedOf(e *ledger.Entry) Decided {
	d := e.Decision
	return Decided{Item: itemOf(e), Undo: some(string(d.Undo)), Door: d.Undo.Door(), Confidence: some(d.Confidence), DecidedBy: some(d.DecidedBy), Because: some(d.Because)}
}

func (r *WeekReport) question(e *ledger.Entry, within func(time.Time) bool, horizon string) {
	q := e.Question
	r.Questions.Asked += count(within(e.At))
	r.Questions.Open += count(e.Open())
	if len(q.Replies) > 0 {
		r.Questions.Answered += count(within(q.Replies[0].At))
	}
	if e.Open() && q.Due != "" && q.Due <= horizon {
		r.QuestionsDue = append(r.QuestionsDue, Dated{itemOf(e), q.Due})
	}
}

func (r *WeekReport) risk(e *ledger.Entry, within func(time.Time) bool) {
	r.Risks.Raised += count(within(e.At))
	r.Risks.Open += count(e.Open())
	if c := e.Risk.Closings; len(c) > 0 {
		r.Risks.Closed += count(within(c[0].At))
	}
}

func (r *WeekReport) delegation(e *ledger.Entry, within func(time.Time) bool, today, horizon string) {
	day := e.Delegation.CheckIn
	switch e.State {
	case ledger.Offered, ledger.Later:
		r.OpenOffers = append(r.OpenOffers, itemOf(e))
	case ledger.Taken:
		r.HandedOn += count(within(e.At))
		if day >= today && day <= horizon {
			r.CheckIns = append(r.CheckIns, Dated{itemOf(e), day})
		}
	case ledger.Done:
		r.HandedOn += count(within(e.At))
		for _, a := range e.Answers {
			r.Finished += count(a.State == ledger.Done && within(a.At))
		}
	}
}

func (r *WeekReport) pairing(e *ledger.Entry, within func(time.Time) bool, now time.Time, horizon string, zone *time.Location) {
	start := e.Pairing.Start
	if within(start) && e.State != ledger.Cancelled {
		r.Paired.Planned++
		r.Paired.Done += count(e.State == ledger.Done)
	}
	day := start.In(zone).Format(hint.DateLayout)
	if e.Open() && start.After(now) && day <= horizon {
		r.PairingsNext = append(r.PairingsNext, Dated{itemOf(e), day})
	}
}

func itemOf(e *ledger.Entry) Item { return Item{ID: e.ID, Title: e.Title()} }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// base is the last part of a path, whatever system wrote it.
func base(path string) string {
	path = strings.TrimRight(strings.ReplaceAll(path, `\`, "/"), "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}
