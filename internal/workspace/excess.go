package workspace

import (
	"context"
	"errors"

	"github.com/leadline/leadline/internal/git"
)

// probe looks whether history can be read whole: see git.Store.Probe. It answers what stands in the way, if anything.
func (w *Workspace) probe(ctx context.Context) *git.Excess {
	tips, err := w.tips()
	if err != nil || len(tips) == 0 {
		return nil
	}
	verdict, err := w.history.Probe(ctx, tips)
	if err != nil && ctx.Err() == nil {
		w.options.Log(err)
	}
	return verdict.Excess
}

// confine goes on without history, before anything of it was read: with the files, the owners that they name, and the ledger.
func (w *Workspace) confine(excess *git.Excess) {
	if w.soon != nil {
		w.soon.stop()
		w.soon = nil
	}
	if w.index != nil {
		if err := w.index.Close(); err != nil {
			w.options.Log(err)
		}
	}
	w.confined, w.history, w.index, w.lines.reader = w.history, nil, nil, nil
	w.update(func(s *Snapshot) { s.Excess = excess })
}

// stumble notes what was found when history was being read already. From then on git answers the same to every question, and the
// next opening goes on without history from the beginning.
func (w *Workspace) stumble(excess *git.Excess) bool {
	if excess == nil {
		return false
	}
	w.changed(w.update(func(s *Snapshot) { s.Excess = excess }))
	return true
}

// errNoHistory says that git or the cache cannot be used.
var errNoHistory = errors.New("the history of this repository cannot be opened: `leadline doctor` says why")

// ReadAnyway has history read from the next opening on, whatever is in it, or no longer.
func (w *Workspace) ReadAnyway(anyway bool) error {
	history := w.history
	if history == nil {
		history = w.confined
	}
	if history == nil {
		return errNoHistory
	}
	return history.Anyway(anyway)
}
