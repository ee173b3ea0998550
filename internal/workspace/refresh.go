package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// Refresh brings the index up to date with HEAD and the upstream's default branch, and the snapshot with
// the index. It returns when that is done; a second call meanwhile waits its turn and then has nothing to
// do.
func (w *Workspace) Refresh(ctx context.Context) error {
	w.refresh.Lock()
	defer w.refresh.Unlock()
	if w.index == nil || w.history == nil {
		return nil
	}
	tips, err := w.tips()
	if err != nil {
		return err
	}
	if len(tips) == 0 {
		w.loadSettings(ctx)
		return nil
	}
	user := w.readUser
	if !sameTips(tips, w.index.State().Tips) {
		began := w.readAhead(ctx)
		user = func(context.Context) func() git.Identity { return began }
	}
	if w.ahead != nil {
		select {
		case <-w.ahead:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if excess, err := w.readHistory(ctx, tips); err != nil || w.stumble(excess) {
		return err
	}
	defer func() {
		w.refreshed(w.Landed(ctx))
		w.refreshed(w.LandedReviews(ctx))
		w.refreshed(w.LandedPairings(ctx))
	}()
	if w.shown() { // not just: if nothing was new, since another process may have indexed it
		return nil
	}
	w.settle(ctx, user(ctx))
	w.reloadFacts(ctx)
	w.rereadReasons()
	w.follow(ctx)
	w.refreshed(w.followAnchors(ctx))
	w.followOpen(ctx, w.Snapshot().Documents()...)
	w.readMissed(ctx, w.Snapshot().Documents()...)
	w.changed(w.Snapshot())
	w.background.Go(func() { w.readBeside(w.ctx, w.Snapshot().Documents()...) })
	return nil
}

// CanRead says whether history can be read at all: that there is git, and a place for the index.
func (w *Workspace) CanRead() bool { return w.history != nil && w.index != nil }

// readHistory brings the index up to what tips reach, while git looks whether that can be read.
func (w *Workspace) readHistory(ctx context.Context, tips []git.Hash) (excess *git.Excess, err error) {
	look := w.lookout
	w.lookout = nil
	if look != nil && !sameTips(tips, look.tips) {
		_, _ = look.end(false) // of what counted before
		look = nil
	}
	if look == nil && !sameTips(tips, w.index.State().Tips) {
		look = w.lookOut(tips)
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	if look != nil {
		defer context.AfterFunc(look.reading, stop)()
	}
	_, err = w.index.Refresh(reading, w.history, tips, w.options.OnProgress)
	if look != nil {
		var kept error
		if excess, kept = look.end(err == nil); kept != nil {
			w.options.Log(kept)
		}
	}
	if excess != nil || errors.As(err, &excess) {
		return excess, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the history of %s: %w", w.Repository.Top, err)
	}
	return nil, nil
}

// tips are the commits from which all history that counts is reachable: what is checked out in any work
// tree, since they share the index, and the upstream's default branch.
func (w *Workspace) tips() ([]git.Hash, error) {
	tips, err := w.Repository.Heads()
	if err != nil {
		return nil, err
	}
	if _, upstream, ok := w.Repository.DefaultUpstream(); ok && !slices.Contains(tips, upstream) {
		tips = append(tips, upstream)
	}
	return tips, nil
}

// Accelerate writes the commit-graph of the private store, which makes blame and path history several
// times faster. It is for the background, after the first index.
func (w *Workspace) Accelerate(ctx context.Context) error {
	if w.history == nil || w.Snapshot().Excess != nil {
		return nil
	}
	tips, err := w.tips()
	if err != nil || len(tips) == 0 {
		return err
	}
	return w.history.WriteCommitGraph(ctx, tips, nil)
}
