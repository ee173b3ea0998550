package workspace

import (
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
)

// referred puts delegations where a comment refers to them, TODO(T-7K3QXM): a reference outlives rewording and moves, and
// writing it must not look like a change of the lines that the delegation is about.
func referred(text string, placed []Placed) []Placed {
	for i := range placed {
		p := &placed[i]
		if p.Entry.Delegation == nil || p.Place.State == anchor.OK {
			continue
		}
		if line := referring(text, p.Entry.ID); line > 0 {
			if line >= p.Place.Line && line <= p.Place.EndLine {
				p.Place.State = anchor.OK
				continue
			}
			p.Place.Line, p.Place.EndLine, p.Place.State = line, line, anchor.Moved
		}
	}
	return placed
}

// alsoReferred adds the delegations that comments of an open document refer to and that stand in none of its lines: the comment
// came from another file, or somebody wrote the reference by hand.
func (s *Snapshot) alsoReferred(path string, placed []Placed) []Placed {
	for _, t := range s.Todos(path) {
		if t.Reference == "" || slices.ContainsFunc(placed, func(p Placed) bool { return p.Entry.ID == t.Reference }) {
			continue
		}
		e, ok := s.Ledger.Find(t.Reference)
		if !ok || e.Delegation == nil || e.Delegation.ReplacedBy != "" {
			continue
		}
		placed = append(placed[:len(placed):len(placed)], Placed{
			Entry: e, Place: anchor.Place{Path: path, Line: t.Line, EndLine: t.EndLine, State: anchor.Moved},
		})
	}
	return placed
}

// foundAgain puts delegations whose lines are gone to the comments that refer to them in other files.
func (w *Workspace) foundAgain(ctx context.Context, repo string, placed []Placed) error {
	lost := func(p Placed) bool { return p.Entry.Delegation != nil && p.Place.State == anchor.Orphaned }
	if !slices.ContainsFunc(placed, lost) {
		return nil
	}
	files, err := w.stores.Load().Lead.TodoFiles(ctx, repo)
	if err != nil {
		return err
	}
	at := map[string]anchor.Place{}
	for _, f := range files {
		for _, r := range f.Rows {
			if _, known := at[r.Reference]; !known && r.Reference != "" {
				at[r.Reference] = anchor.Place{Path: f.Path, Line: r.Line, EndLine: r.EndLine, State: anchor.Moved}
			}
		}
	}
	for i, p := range placed {
		if now, ok := at[p.Entry.ID]; ok && lost(p) {
			placed[i].Place = now
		}
	}
	return nil
}

// referring is the first line, from 1, on which an id stands in parentheses or brackets; 0 for none.
func referring(text, id string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return 0
		}
		at, end := from+i, from+i+len(id)
		if at > 0 && strings.IndexByte("([, ;", text[at-1]) >= 0 && end < len(text) && strings.IndexByte(")],; ", text[end]) >= 0 && enclosed(text, at) {
			return len(SplitLines(text[:at]))
		}
		from = end
	}
}

// enclosed says whether a parenthesis was opened on the line shortly before an offset, and not closed.
func enclosed(text string, at int) bool {
	for i := at - 1; i >= max(0, at-200); i-- {
		switch text[i] {
		case '(', '[':
			return true
		case ')', ']', '\n', '\r':
			return false
		}
	}
	return false
}
