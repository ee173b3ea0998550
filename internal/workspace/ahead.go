package workspace

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// begun is a history that git is reading already. It is for one goroutine.
type begun struct {
	*git.Store
	tips    []git.Hash
	commits iter.Seq2[*git.Commit, error] // nil once they have been asked for
	stop    func()
}

// Log is that of the store, but for the walk that has begun.
func (b *begun) Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error] {
	if whole := len(q.Not) == 0 && slices.Equal(q.Tips, b.tips); !whole || b.commits == nil {
		return b.Store.Log(ctx, q)
	}
	commits := b.commits
	b.commits = nil
	return commits
}

// begin has git begin to read all history; nil where there is none.
func (w *Workspace) begin() *begun {
	if w.lookout == nil {
		return nil
	}
	b := &begun{Store: w.history, tips: slices.Compact(slices.Sorted(slices.Values(w.lookout.tips)))}
	b.commits, b.stop = w.history.Begin(w.lookout.reading, git.LogQuery{Tips: b.tips})
	return b
}

// walkSoon begins to read history that nobody has read yet before the index, at file, is made, for those who have said that they
// will refresh: where there is little history, git takes as long as what else there is to open.
func (w *Workspace) walkSoon(file string) {
	if _, err := os.Lstat(file); w.options.Refreshing && errors.Is(err, fs.ErrNotExist) {
		w.soon = w.begin()
	}
}

// walkAhead reads history that nobody has read yet while settings are read. What goes wrong comes up again in
// [Workspace.Refresh], which waits for it.
func (w *Workspace) walkAhead() {
	soon := w.soon
	w.soon = nil
	unread := w.options.Refreshing && w.index != nil && w.history != nil && len(w.index.State().Tips) == 0
	if unread && soon == nil {
		soon = w.begin()
	}
	if soon == nil {
		return
	}
	if !unread {
		soon.stop()
		return
	}
	w.ahead = make(chan struct{})
	reading := w.lookout.reading
	w.background.Go(func() {
		defer close(w.ahead)
		defer soon.stop()
		_, _ = w.index.Refresh(reading, soon, soon.tips, w.options.OnProgress)
	})
}
