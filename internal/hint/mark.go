package hint

import (
	"cmp"
	"slices"

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
	// Here are the marks that touch the lines, and those of the file as a whole.
	Here []Mark
	// Todo is the TODO comment under the lines; nil if there is none.
	Todo *todo.Todo
	// Delegation is the open offer that the TODO grew into; nil if there is none.
	Delegation *ledger.Entry
}

// ForRange answers for lines of the file; line and end are 1-based and inclusive.
func ForRange(s *workspace.Snapshot, path string, line, end int) Range {
	r := Range{File: ForFile(s, path), Line: line, EndLine: max(line, end)}
	for _, m := range r.Marks {
		if m.Touches(r.Line, r.EndLine) {
			r.Here = append(r.Here, m)
		}
	}
	slices.SortStableFunc(r.Here, func(a, b Mark) int { return cmp.Compare(rank[a.Entry.Type], rank[b.Entry.Type]) })
	for _, t := range s.Todos(path) {
		if t.Line <= r.EndLine && r.Line <= t.EndLine {
			r.Todo = &t
			r.Delegation = delegationOf(r.Marks, t)
			break
		}
	}
	return r
}

// rank is the order in which the sorts of entries are spoken of.
var rank = map[ledger.Type]int{ledger.TypeDecision: 1, ledger.TypeDelegation: 2, ledger.TypePairing: 3, ledger.TypeReview: 4}

// Touches says whether the mark stands on one of the lines; marks of a whole file touch all.
func (m Mark) Touches(line, end int) bool {
	return m.Place.Line == 0 || m.Place.Line <= end && line <= m.Place.EndLine
}

// marks resolves the entries of a file against its text, in the order of their lines.
func marks(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, placed := range s.Placed(path) {
		out = append(out, Mark{Entry: placed.Entry, Place: placed.Place})
	}
	slices.SortStableFunc(out, func(a, b Mark) int { return cmp.Compare(a.Place.Line, b.Place.Line) })
	return out
}

func delegationOf(marks []Mark, t todo.Todo) *ledger.Entry {
	for _, m := range marks {
		if m.Entry.Open() && workspace.GrewFrom(workspace.Placed(m), t) {
			return m.Entry
		}
	}
	return nil
}
