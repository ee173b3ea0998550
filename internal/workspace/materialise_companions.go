package workspace

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/store/leadstore"
)

const (
	// livelyFor is how long ago a file must have been changed at most for its companions to be listed.
	livelyFor = 365 * 24 * time.Hour
	// mostCoupled bounds the rows.
	mostCoupled = 30_000
)

// materialiseCompanions lists what usually changes with the files that were changed lately, unless history is as it was.
func (w *Workspace) materialiseCompanions(ctx context.Context, s *Snapshot) error {
	if !s.Indexed || w.index == nil {
		return nil
	}
	const what = "companions"
	lead := w.stores.Load().Lead
	from := func(generation int64) string {
		return fmt.Sprintf("%v %d %s %v", w.index.State().Tips, generation, s.Head.Hash, s.ignored)
	}
	// To learn which files change together takes longer than all the rest: first whether there is anything to learn.
	if same, err := lead.ReplacedFor(ctx, s.Repo, what, from(w.index.State().Generation)); err != nil || same {
		return err
	}
	c, err := w.Coupling(ctx)
	if c == nil || err != nil {
		return err
	}
	if same, err := lead.ReplacedFor(ctx, s.Repo, what, from(c.generation)); err != nil || same { // one that still serves
		return err
	}
	tracked, err := w.tracked()
	if err != nil {
		return err
	}
	slices.Sort(tracked)
	stands := func(path string) bool { _, found := slices.BinarySearch(tracked, path); return found }
	var rows []leadstore.CompanionRow
	for _, path := range tracked {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.Now().Sub(c.book.Last(path)) > livelyFor {
			continue
		}
		for _, o := range c.book.Of(path, mostBeside, stands) {
			if o.Usually() && len(rows) < mostCoupled {
				rows = append(rows, leadstore.CompanionRow{Path: path, Companion: o.Path, Times: o.Times, Of: o.Of, Last: o.Last})
			}
		}
	}
	if err := lead.ReplaceCompanions(ctx, s.Repo, rows); err != nil {
		return err
	}
	return lead.SetReplacedFor(ctx, s.Repo, what, from(c.generation))
}
