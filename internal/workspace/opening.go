package workspace

import (
	"context"
	"errors"
	"time"
)

// errSaidLater stands in for a ledger that is being read, for those who look meanwhile.
var errSaidLater = errors.New("what was said here is still being read; try again in a moment")

// opening is a ledger that is being opened and read.
type opening struct {
	done   chan struct{} // closed when the others are set
	stores *Stores
	err    error // of opening it
	read   ledgerRead
	unread error // of reading it
}

// readSaid opens and reads the ledger: what people said does not depend on history, and takes as long to read as opening that does.
func (w *Workspace) readSaid(ctx context.Context, open func() (*Stores, error)) *opening {
	said := &opening{done: make(chan struct{})}
	if open == nil {
		close(said.done)
		return said
	}
	if w.options.Patience > 0 { // it may go on when Open has returned, until the workspace is closed
		ctx = w.ctx
	}
	w.background.Go(func() {
		defer close(said.done)
		if said.stores, said.err = open(); said.stores == nil {
			return
		}
		w.refreshed(said.stores.Forget(ctx, w.options.Now()))
		w.reload.Lock()
		defer w.reload.Unlock()
		said.read, said.unread = w.readLedger(ctx, said.stores)
	})
	return said
}

// takeSaid waits for the ledger as long as the options say, and goes on without it if that is not enough.
func (w *Workspace) takeSaid(ctx context.Context, said *opening) {
	take := func(ctx context.Context) {
		if said.err != nil {
			w.update(func(s *Snapshot) { s.StoreErr = said.err })
		}
		if said.stores != nil {
			w.join(said.stores)
			w.stand(ctx, said.read, said.unread)
		}
		close(w.said)
	}
	if w.options.Patience > 0 {
		timer := time.NewTimer(w.options.Patience)
		defer timer.Stop()
		select {
		case <-said.done:
		case <-timer.C:
			w.update(func(s *Snapshot) { s.StoreErr = errSaidLater })
			w.background.Go(func() {
				<-said.done
				take(w.ctx)
				w.changed(w.Snapshot())
				if w.stores.Load() != nil { // what became of it while nobody looked
					w.ledgerChanged()
				}
			})
			return
		}
	}
	<-said.done
	take(ctx)
}
