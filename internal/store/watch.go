package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How often data_version is asked: while the file system tells us of writes, only as a safety net;
// else four times a second. A notice comes when the WAL is written, which is before the commit can be
// seen, so after each one we look again, at doubling distances from settleInterval on.
const (
	netInterval    = 2 * time.Second
	pollInterval   = 250 * time.Millisecond
	settleInterval = 5 * time.Millisecond
)

// Watch calls fn soon after any process, this one included, has committed to the file, until ctx ends
// or the file is closed. It returns at once, and watches from then on. Calls come from one goroutine,
// one after the other; commits in quick succession are told of once. fn must not call [DB.Close].
func (d *DB) Watch(ctx context.Context, fn func()) error {
	pulse, err := connect(d.path, 1, busyTimeout, "mode=ro", "_query_only=1")
	if err != nil {
		return d.explain(reading, err)
	}
	w := &watcher{pulse: pulse, name: filepath.Base(d.path), fn: fn}
	if err := w.look(ctx); err != nil {
		pulse.Close()
		if d.readOnly { // served as immutable: what others write is not seen anyway
			return nil
		}
		return d.explain(reading, fmt.Errorf("watching the store %s: %w", d.path, err))
	}
	w.listen(d.path)
	ctx, cancel := context.WithCancel(ctx)
	d.watching.Go(func() {
		defer cancel()
		defer context.AfterFunc(d.stopped, cancel)()
		w.run(ctx)
	})
	return nil
}

type watcher struct {
	pulse   *sql.DB // one connection: data_version counts the commits of all others
	version int64
	name    string
	notices *fsnotify.Watcher
	fn      func()
}

// listen asks the file system for notices. Without them (too many watches, network drives) data_version
// has to do.
func (w *watcher) listen(path string) {
	if network(filepath.Dir(path)) != "" { // others may write there without the kernel telling us
		return
	}
	notices, err := fsnotify.NewWatcher()
	if err != nil {
		return
	}
	if notices.Add(filepath.Dir(path)) != nil {
		notices.Close()
		return
	}
	w.notices = notices
}

// run ends with ctx. Errors of a look are passed over: the next one may succeed, and the store's own
// reads report what is wrong.
func (w *watcher) run(ctx context.Context) {
	defer w.pulse.Close()
	interval := pollInterval
	var events chan fsnotify.Event
	var faults chan error
	if w.notices != nil {
		defer w.notices.Close()
		interval, events, faults = netInterval, w.notices.Events, w.notices.Errors
	}
	wait := interval
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-events:
			if base := filepath.Base(event.Name); base != w.name+"-wal" && base != w.name {
				continue
			}
			wait = settleInterval
		case <-faults: // an overflow: something was written
			wait = settleInterval
		case <-timer.C:
			wait = min(2*wait, interval)
		}
		timer.Reset(wait)
		before := w.version
		if w.look(ctx) == nil && w.version != before && ctx.Err() == nil {
			w.fn()
		}
	}
}

func (w *watcher) look(ctx context.Context) error {
	return w.pulse.QueryRowContext(ctx, "PRAGMA data_version").Scan(&w.version)
}
