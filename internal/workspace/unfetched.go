package workspace

import (
	"context"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/share"
)

// mostBranchesSeen bounds how many branches of a clone are looked through for what others published.
const mostBranchesSeen = 10_000

// Unfetched is what the team said that is known to be elsewhere and not here. The zero value says that nothing is.
type Unfetched struct {
	Remote string // its name; "" for nothing
	// Lost says that it was here before: the store was deleted, or a backup took its place.
	Lost bool
}

// Unfetched finds out, from what is on this machine alone, whether a sync would bring what others said. It is for who shows an
// empty ledger, and for doctor.
func (w *Workspace) Unfetched(ctx context.Context) (Unfetched, error) {
	if w.stores.Load() == nil {
		return Unfetched{}, nil
	}
	if r, ok := w.Synced(ctx); ok && !r.Channel.State().At.IsZero() {
		lacks, err := share.Lacks(ctx, r.Channel)
		if err != nil || !lacks {
			return Unfetched{}, err
		}
		return Unfetched{Remote: r.Name, Lost: true}, nil
	}
	name, _, err := w.destination(ctx, "")
	if err != nil { // there is nothing to sync with
		return Unfetched{}, nil
	}
	for _, b := range w.Repository.Branches(mostBranchesSeen) {
		if strings.HasPrefix(b.Name, name+"/leadline/v1/") && share.Published(b.Name) {
			return Unfetched{Remote: name}, nil
		}
	}
	return Unfetched{}, nil
}

// lookFurther finds out where an empty ledger would look as if nobody had ever said anything.
func (w *Workspace) lookFurther(ctx context.Context) error {
	if !w.Snapshot().Silent() {
		return nil
	}
	u, err := w.Unfetched(ctx)
	if err != nil || u == w.Snapshot().Elsewhere {
		return err
	}
	w.changed(w.update(func(s *Snapshot) { s.Elsewhere = u }))
	return nil
}

// Lacks says that nothing was said here and something elsewhere.
func (s *Snapshot) Lacks() bool { return s.Elsewhere.Remote != "" && s.Silent() }

// Silent says whether nothing that anybody said of this repository is on this machine, files of decisions aside.
func (s *Snapshot) Silent() bool { return len(s.logged.All("")) == 0 }

// Newer counts what was said here with a newer program, in kinds that this one does not know: it is kept and passed on, and shows
// after an upgrade.
func (w *Workspace) Newer(ctx context.Context) (n int, err error) {
	stores := w.stores.Load()
	if stores == nil {
		return 0, nil
	}
	kinds, err := stores.Lead.Kinds(ctx, w.Snapshot().Repo)
	for kind, count := range kinds {
		if !ledger.Knows(ledger.Kind(kind)) {
			n += count
		}
	}
	return n, err
}
