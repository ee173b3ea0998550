package report

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Undecided is something that drags on: a question or a proposal whose day has passed.
type Undecided struct {
	Item
	Type string  `json:"type"` // question or decision
	On   *string `json:"on"`   // the day, 2006-01-02; null for a proposal that had none and is older than a month
	Path *string `json:"path"`
}

// Told is a decision, and who was told: people and teams as they were named.
type Told struct {
	Item
	Consulted []string `json:"consulted"`
	Informed  []string `json:"informed"`
}

// Deciders counts decisions by the kind of who decided, never by name.
type Deciders struct {
	Me      int `json:"me"`   // whoever logged it
	Team    int `json:"team"` // together
	Person  int `json:"person"`
	Outside int `json:"outside"`
	Unsaid  int `json:"unsaid"`
}

// DecisionsReport is how deciding goes: what drags on, what is due, what is hard to undo, and what was guessed.
type DecisionsReport struct {
	Name    string    `json:"name"`    // of the repository's folder
	Quarter string    `json:"quarter"` // 2026 Q4
	From    time.Time `json:"from"`    // its beginning, UTC
	InForce int       `json:"in_force"`
	// Open are questions and proposals past their date, the longest waiting first; OpenQuestions are all that have no answer.
	Open          []Undecided `json:"open"`
	OpenQuestions int         `json:"open_questions"`
	Proposed      int         `json:"proposed"`
	// Questioned are decisions that somebody put a question to which has no answer.
	Questioned []Item `json:"questioned"`
	// ReviewsDue are to be looked at again by today or within two weeks, the earliest first.
	ReviewsDue []Dated `json:"reviews_due"`
	// OneWay are the decisions of the quarter that take months to undo, Guesses those in force that were guessed; newest first.
	OneWay  []Decided `json:"one_way"`
	Guesses []Item    `json:"guesses"`
	// Debt are the shortcuts in force, with what each saves and costs a month.
	Debt []Debt `json:"debt"`
	// By counts the decisions of the quarter by the kind of their decider, Told lists those of the quarter and who heard of
	// them, Untold counts those of which nobody is named.
	By     Deciders `json:"by"`
	Told   []Told   `json:"told"`
	Untold int      `json:"untold"`
	// Empty says that nothing was ever decided or asked here.
	Empty bool `json:"empty"`
}

// Debt is a shortcut: amounts of time or money, as they were written.
type Debt struct {
	Item
	Saves *string `json:"saves"`
	Costs *string `json:"costs"` // a month
}

const (
	soon     = 14 * 24 * time.Hour // reviews due until then are listed
	dragging = 30 * 24 * time.Hour // a proposal without a date drags on after it
)

// quarter is when the quarter of a moment began, in its zone.
func quarter(t time.Time) time.Time {
	return time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, t.Location())
}

// Decisions reports on what was decided, and what was not. zone says which day it is.
func Decisions(s *workspace.Snapshot, zone *time.Location) DecisionsReport {
	now := s.Now().In(zone)
	from := quarter(now)
	r := DecisionsReport{
		Name: base(s.Top), Quarter: now.Format("2006") + " Q" + string(rune('1'+(now.Month()-1)/3)), From: from.UTC(),
		Open: []Undecided{}, Questioned: []Item{}, ReviewsDue: []Dated{}, OneWay: []Decided{}, Guesses: []Item{}, Debt: []Debt{}, Told: []Told{},
	}
	today, until := now.Format(hint.DateLayout), now.Add(soon).Format(hint.DateLayout)
	for _, e := range s.Decisions() {
		r.add(s, e, now, today, until)
	}
	questions := s.Ledger.All(ledger.TypeQuestion)
	for _, e := range questions {
		if !e.Open() {
			continue
		}
		r.OpenQuestions++
		if due := e.Question.Due; due != "" && due < today {
			r.Open = append(r.Open, undecided(e, due))
		}
	}
	slices.SortStableFunc(r.Open, func(a, b Undecided) int { return strings.Compare(day(a.On), day(b.On)) })
	slices.SortFunc(r.ReviewsDue, func(a, b Dated) int { return strings.Compare(a.On+a.ID, b.On+b.ID) })
	r.Empty = len(s.Decisions()) == 0 && len(questions) == 0
	return r
}

func day(on *string) string {
	if on == nil {
		return "9999" // after those that had a day
	}
	return *on
}

func undecided(e *ledger.Entry, on string) Undecided {
	u := Undecided{Item: itemOf(e), Type: string(e.Type), On: some(on)}
	if len(e.Anchors) > 0 {
		u.Path = some(e.Anchors[0].Path)
	}
	return u
}

func (r *DecisionsReport) add(s *workspace.Snapshot, e *ledger.Entry, now time.Time, today, until string) {
	d := e.Decision
	if d.Status == ledger.Proposed {
		r.Proposed++
		if d.ReviewBy != "" && d.ReviewBy < today || d.ReviewBy == "" && !e.At.IsZero() && now.Sub(e.At) > dragging {
			r.Open = append(r.Open, undecided(e, d.ReviewBy))
		}
	}
	if d.InForce() {
		r.InForce++
		if d.Open() != nil {
			r.Questioned = append(r.Questioned, itemOf(e))
		}
		if d.Confidence == "guess" {
			r.Guesses = append(r.Guesses, itemOf(e))
		}
		if d.Saves+d.Costs != "" {
			r.Debt = append(r.Debt, Debt{itemOf(e), some(d.Saves), some(d.Costs)})
		}
	}
	if d.Status == ledger.Accepted && d.ReviewBy != "" && d.ReviewBy <= until {
		r.ReviewsDue = append(r.ReviewsDue, Dated{itemOf(e), d.ReviewBy})
	}
	if e.At.Before(r.From) {
		return
	}
	if d.Undo == ledger.UndoMonths && d.Status != ledger.Rejected {
		r.OneWay = append(r.OneWay, Decided{Item: itemOf(e), Undo: some(string(d.Undo)), Door: d.Undo.Door(), Confidence: some(d.Confidence)})
	}
	r.count(s, e)
	if len(d.Consulted)+len(d.Informed) == 0 {
		r.Untold++
		return
	}
	told := Told{Item: itemOf(e), Consulted: named(s, d.Consulted), Informed: named(s, d.Informed)}
	if len(told.Consulted)+len(told.Informed) > 0 { // else they want to be named nowhere
		r.Told = append(r.Told, told)
	}
}

// count is by the kind of decider: a decision that somebody logged as their own is "me", whoever reads it.
func (r *DecisionsReport) count(s *workspace.Snapshot, e *ledger.Entry) {
	switch who := e.Decision.DecidedBy; {
	case who == "":
		r.By.Unsaid++
	case who == "team":
		r.By.Team++
	case who == "outside":
		r.By.Outside++
	case e.Event != "" && s.Person(who) == s.Actor(e.By):
		r.By.Me++
	default:
		r.By.Person++
	}
}
