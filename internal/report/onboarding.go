package report

import (
	"context"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// Lesson is a place to learn, and from whom.
type Lesson struct {
	Path string   `json:"path"`
	Line int      `json:"line"` // where the code begins
	Ask  []string `json:"ask"`  // handles or addresses
	Near *string  `json:"near"` // where nobody is to be asked: the nearest person who is still here

	stop workspace.Stop
}

// Task is something small to begin with: a TODO comment that nobody was offered, or an offer that is still free.
type Task struct {
	ID   *string `json:"id"` // of the offer; null for a comment
	Text string  `json:"text"`
	Path string  `json:"path"`
	Line int     `json:"line"`
}

// OnboardingReport is for somebody who is new: what to learn and from whom, what was decided, and small things to begin with.
type OnboardingReport struct {
	Name    string   `json:"name"` // of the repository's folder
	Area    string   `json:"area"` // a folder, "." for everything
	Read    []string `json:"read"` // files that introduce it
	Learn   []Lesson `json:"learn"`
	Decided []Item   `json:"decided"` // what is hard to undo first, then the newest
	Records []string `json:"records"` // decision records as files
	Begin   []Task   `json:"begin"`
	// Wishes are areas that the reader said they would like to learn, and Blocks what is planned with them.
	Wishes []string `json:"wishes"`
	Blocks []Dated  `json:"blocks"`

	tour *workspace.Tour
}

const (
	mostLessons = 8
	mostBegun   = 6
)

// Guide makes tours: [workspace.Workspace] does.
type Guide interface {
	Tour(ctx context.Context, area string) (*workspace.Tour, error)
}

// Onboarding reports what somebody new to an area should know; the reader is the newcomer.
func Onboarding(ctx context.Context, s *workspace.Snapshot, from Guide, area string) (OnboardingReport, error) {
	r := OnboardingReport{
		Name: base(s.Top), Area: area, Read: []string{}, Learn: []Lesson{}, Decided: []Item{}, Records: []string{}, Begin: []Task{},
		Wishes: []string{}, Blocks: []Dated{},
	}
	t, err := from.Tour(ctx, area)
	if err != nil {
		return r, err
	}
	r.tour = t
	r.Read = append(r.Read, t.Read...)
	for _, stop := range t.Places {
		l := Lesson{Path: stop.Path, Line: stop.Line, Ask: []string{}, stop: stop}
		for _, k := range stop.Ask {
			l.Ask = append(l.Ask, written(k.Person))
		}
		if stop.Nearest != nil {
			l.Near = some(written(stop.Nearest.Person))
		}
		r.Learn = append(r.Learn, l)
	}
	for _, record := range t.Records {
		r.Records = append(r.Records, record.Path)
	}
	for _, e := range decisionsToKnow(s, area) {
		r.Decided = append(r.Decided, itemOf(e))
	}
	r.begin(s, t.Todos)
	for _, w := range s.MyWishes() {
		if w.Kind == ledger.WishLearn && ledger.Covers(area, w.Area) {
			r.Wishes = append(r.Wishes, w.Area)
		}
	}
	if me, ok := Me(s, nil); ok {
		for _, a := range me.Pairings {
			if a.On != nil {
				r.Blocks = append(r.Blocks, Dated{a.Item, *a.On})
			}
		}
	}
	return r, nil
}

// decisionsToKnow are in force in an area: those that are hard to undo, then the others, newest first.
func decisionsToKnow(s *workspace.Snapshot, area string) []*ledger.Entry {
	var hard, others []*ledger.Entry
	for _, e := range s.Decisions() {
		switch {
		case e.Decision.Status != ledger.Accepted || area != "." && !lies(e, area):
		case e.Decision.Undo.Door() == "one-way":
			hard = append(hard, e)
		default:
			others = append(others, e)
		}
	}
	all := slices.Concat(hard, others)
	return all[:min(len(all), mostLessons)]
}

// begin collects what is small and free: offers to the reader, then comments.
func (r *OnboardingReport) begin(s *workspace.Snapshot, todos []todo.Todo) {
	for _, e := range s.Ledger.All(ledger.TypeDelegation) {
		if (e.State == ledger.Offered || e.State == ledger.Later) && s.IsMe(e.Delegation.To) && len(e.Anchors) > 0 && (r.Area == "." || lies(e, r.Area)) {
			r.Begin = append(r.Begin, Task{ID: some(e.ID), Text: e.Title(), Path: e.Anchors[0].Path, Line: max(e.Anchors[0].Line, 1)})
		}
	}
	for _, t := range todos {
		r.Begin = append(r.Begin, Task{Text: t.Text, Path: t.Path, Line: t.Line})
	}
	r.Begin = r.Begin[:min(len(r.Begin), mostBegun)]
}
