package workspace

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// lookout has git look whether history can be read, beside those who read it: see git.Store.Glance and Probe. An excess ends
// their reading. It is for one goroutine.
type lookout struct {
	tips    []git.Hash
	history *git.Store
	reading context.Context // for who reads them; ends with the workspace, and where an excess is found
	halt    context.CancelFunc
	enough  context.CancelFunc

	glanced chan struct{} // closed when the tips were looked at
	atTip   *git.Excess   // then
	done    chan struct{} // closed when nothing is looked at any more
	behind  *git.Excess   // then, in the commits behind the tips
}

// headStart is what reading has before the commits behind the tips are looked at: most repositories are read by then, and
// whoever has read a commit needs no look at it.
const headStart = 100 * time.Millisecond

func (w *Workspace) lookOut(tips []git.Hash) *lookout {
	l := &lookout{tips: tips, history: w.history, glanced: make(chan struct{}), done: make(chan struct{})}
	l.reading, l.halt = context.WithCancel(w.ctx)
	var looking context.Context
	looking, l.enough = context.WithCancel(w.ctx)
	w.background.Go(func() {
		defer close(l.done)
		further, err := l.glance(w.ctx)
		if err == nil && further {
			err = l.look(looking)
		}
		if err != nil && looking.Err() == nil {
			w.options.Log(err)
		}
	})
	return l
}

// glance looks at the tips; further says that nothing is known of the commits behind them.
func (l *lookout) glance(ctx context.Context) (further bool, err error) {
	defer close(l.glanced)
	verdict, settled, err := l.history.Glance(ctx, l.tips)
	if l.atTip = verdict.Excess; l.atTip != nil {
		l.halt()
	}
	return !settled, err
}

// look waits for the head start to pass, and looks at the commits behind the tips.
func (l *lookout) look(ctx context.Context) error {
	start := time.NewTimer(headStart)
	defer start.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-start.C:
	}
	verdict, err := l.history.Probe(ctx, l.tips)
	if l.behind = verdict.Excess; l.behind != nil {
		l.halt()
	}
	return err
}

// atTips waits until the tips were looked at.
func (l *lookout) atTips() *git.Excess {
	<-l.glanced
	return l.atTip
}

// end looks no further than at the tips, and answers what was found. Nobody reads any more; all says that history was read to
// its end.
func (l *lookout) end(all bool) (*git.Excess, error) {
	l.enough()
	<-l.done
	l.halt()
	if excess := cmp.Or(l.atTip, l.behind); excess != nil || !all {
		return excess, nil
	}
	return nil, l.history.Vouch(l.tips)
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
	w.confined, w.history, w.index, w.lines.reader, w.lookout = w.history, nil, nil, nil, nil
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

// stumbledIn is stumble for what somebody failed of who read a part of history.
func (w *Workspace) stumbledIn(err error) bool {
	var excess *git.Excess
	return errors.As(err, &excess) && w.stumble(excess)
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
