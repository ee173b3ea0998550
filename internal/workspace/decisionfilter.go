package workspace

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
)

// DecisionFilter says which decisions are wanted: those that meet all that is set.
type DecisionFilter struct {
	Words    string   // looked for in all that was said about them
	Statuses []string // one of these
	Tags     []string // one of these, in either case
	Path     string   // a file or folder that they are, or were, tied to, or recorded in
}

// mostDecisions are looked at where words are searched.
const mostDecisions = 100_000

// FindDecisions are the decisions that a filter lets pass, those of the ledger and those of files: the newest first, or with
// words the best first.
func (w *Workspace) FindDecisions(ctx context.Context, s *Snapshot, f DecisionFilter) ([]*ledger.Entry, error) {
	found := s.Decisions()
	if strings.TrimSpace(f.Words) != "" {
		var err error
		if found, err = w.Search(ctx, s, f.Words, []ledger.Type{ledger.TypeDecision}, mostDecisions); err != nil {
			return nil, err
		}
	}
	below := strings.Trim(f.Path, "/")
	found = slices.DeleteFunc(slices.Clone(found), func(e *ledger.Entry) bool {
		d := e.Decision
		switch {
		case len(f.Statuses) > 0 && !slices.Contains(f.Statuses, d.Status):
			return true
		case len(f.Tags) > 0 && !slices.ContainsFunc(d.Tags, func(t string) bool {
			return slices.ContainsFunc(f.Tags, func(wanted string) bool { return strings.EqualFold(t, wanted) })
		}):
			return true
		}
		return below != "" && below != "." && !s.tied(e, below)
	})
	if strings.TrimSpace(f.Words) == "" {
		slices.SortStableFunc(found, newer)
	}
	return found, nil
}

// newer orders decisions by their day, the newest first and those without one last. Records of one folder and day, or
// without one, come by their numbers, the highest first.
func newer(a, b *ledger.Entry) int {
	if n := b.At.Compare(a.At); n != 0 || a.Record == nil || b.Record == nil || path.Dir(a.Record.Path) != path.Dir(b.Record.Path) {
		return n
	}
	return strings.Compare(b.Record.Path, a.Record.Path)
}

// tied says whether a decision is tied to a file, or to one below a folder, or was before another took its place, or is
// recorded in it.
func (s *Snapshot) tied(e *ledger.Entry, area string) bool {
	below := func(file string) bool { return file == area || strings.HasPrefix(file, area+"/") }
	return e.Record != nil && below(e.Record.Path) ||
		slices.ContainsFunc(slices.Concat(e.Anchors, e.Decision.Former), func(a anchor.Anchor) bool { return below(s.PathNow(a.Path)) })
}
