package hint

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// Mark is an entry at its place in the text as it stands now, saved or not.
type Mark struct {
	Entry *ledger.Entry
	Place anchor.Place
}

// Range is what there is to say about some lines of a file.
type Range struct {
	File
	Line, EndLine int // 1-based, inclusive
	// Wrote are the people who wrote the lines, those of most lines first; empty until that is known.
	Wrote []Writer
	// Why is why the lines are there; nil until that is known.
	Why *Why
	// Uncommitted counts the lines that are in no commit yet.
	Uncommitted int
	// Here are the marks that touch the lines, and those of the file as a whole, as far as they still matter.
	Here []Mark
	// Todo is the TODO comment under the lines; nil if there is none.
	Todo *todo.Todo
	// Delegation is the open offer that the TODO grew into; nil if there is none.
	Delegation *ledger.Entry
	// Story is what else there is to tell of the TODO.
	Story Story
}

// ForRange answers for lines of the file; line and end are 1-based and inclusive.
func ForRange(s *workspace.Snapshot, path string, line, end int) Range {
	r := Range{File: ForFile(s, path), Line: line, EndLine: max(line, end)}
	r.Wrote, r.Uncommitted = writers(s, path, r.Line, r.EndLine)
	r.Why = why(s, path, r.Line, r.EndLine)
	for _, m := range r.Marks {
		if m.Touches(r.Line, r.EndLine) && matters(s, m, r.Marks) {
			r.Here = append(r.Here, m)
		}
	}
	r.Here = Ranked(r.Here)
	for _, t := range s.Todos(path) {
		if t.Line <= r.EndLine && r.Line <= t.EndLine {
			r.Todo = &t
			r.Delegation = delegationOf(r.Marks, t)
			r.Story = storyOf(s, t, r.Marks)
			break
		}
	}
	return r
}

// Ranked are marks in the order in which they are spoken of: decided, questioned, promised, planned, asked.
func Ranked(marks []Mark) []Mark {
	return slices.SortedStableFunc(slices.Values(marks), func(a, b Mark) int {
		return cmp.Compare(rank[a.Entry.Type], rank[b.Entry.Type])
	})
}

// matters says whether an entry still says something to whoever stands here: decisions do, and what is open, and an offer
// that came back, until somebody else is offered the same; what is done or past does not.
func matters(s *workspace.Snapshot, m Mark, all []Mark) bool {
	e := m.Entry
	switch {
	case e.Delegation != nil && e.Delegation.ReplacedBy != "":
		return false
	case e.Type == ledger.TypeDecision, e.Type == ledger.TypeQuestion:
		return true
	case TakenBack(s, e):
		return true
	case e.Type == ledger.TypePairing:
		return e.Open() && e.Pairing.End().After(s.Now())
	case e.Type == ledger.TypeDelegation && (e.State == ledger.Declined || e.State == ledger.HandedBack):
		offeredAgain := slices.ContainsFunc(all, func(o Mark) bool {
			return o.Entry.Delegation != nil && o.Entry.At.After(e.At) && o.Place == m.Place
		})
		return !offeredAgain && s.Now().Sub(e.Changed) < remembered
	}
	return e.Open()
}

// remembered is how long an answer that was no is shown.
const remembered = 90 * 24 * time.Hour

// rank is the order in which the sorts of entries are spoken of.
var rank = map[ledger.Type]int{
	ledger.TypeDecision: 1, ledger.TypeQuestion: 2, ledger.TypeRisk: 3, ledger.TypeDelegation: 4, ledger.TypePairing: 5, ledger.TypeReview: 6,
}

// Touches says whether the mark stands on one of the lines; marks of a whole file touch all.
func (m Mark) Touches(line, end int) bool {
	return m.Place.Line == 0 || m.Place.Line <= end && line <= m.Place.EndLine
}

// marks resolves the entries of a file against its text, in the order of their lines.
func marks(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, placed := range s.Placed(path) {
		if placed.Entry.Type == ledger.TypeRetro {
			continue // is for the retrospective, not for whoever works here
		}
		out = append(out, Mark{Entry: placed.Entry, Place: placed.Place})
	}
	slices.SortStableFunc(out, func(a, b Mark) int { return cmp.Compare(a.Place.Line, b.Place.Line) })
	return once(out)
}

// once drops an entry from a line where it is already: two of its places may have come together.
func once(marks []Mark) []Mark {
	type on struct {
		id   string
		line int
	}
	seen := map[on]bool{}
	return slices.DeleteFunc(marks, func(m Mark) bool {
		at := on{m.Entry.ID, m.Place.Line}
		before := seen[at]
		seen[at] = true
		return before
	})
}

func delegationOf(marks []Mark, t todo.Todo) *ledger.Entry {
	for _, m := range marks {
		if m.Entry.Open() && workspace.GrewFrom(workspace.Placed(m), t) {
			return m.Entry
		}
	}
	return nil
}
