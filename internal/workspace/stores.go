package workspace

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// Stores are the files that hold what people said. They are shared by every repository that one process
// has open, and by every other process on the host. Safe for concurrent use.
type Stores struct {
	Events  *eventlog.Log
	Private *eventlog.Log
	Lead    *leadstore.Store

	mu          sync.Mutex
	subscribers map[int]func()
	next        int
	stop        context.CancelFunc
}

// StoreDir is where what people say about the repository that path lies in is kept: LEADLINE_STORE, else where the user's
// settings say, else where the repository's ask for it with the user's consent, else the user's own data.
func StoreDir(ctx context.Context, dirs config.Dirs, path string) string {
	if dirs.Store != "" {
		return dirs.Store
	}
	w := &Workspace{Repository: &git.Repository{Bare: true}, options: Options{Dirs: dirs, Log: func(error) {}}}
	var remotes []string
	if repository, err := git.Find(path); err == nil && !repository.Bare {
		w.Repository = repository
		if w.exists(SettingsFile) { // what it asks for was consented to for a remote, which takes a process to tell
			remotes = w.remotes(ctx)
		}
	}
	settings, _, _ := w.readSettings(remotes)
	return dirs.StoreFor(settings)
}

// OpenStores opens the event logs and the lead's store, creating them on first use. dir holds the shared
// files, dirs.Data the private one.
func OpenStores(ctx context.Context, dirs config.Dirs, dir string, now func() time.Time, random io.Reader) (*Stores, error) {
	if random == nil {
		random = rand.Reader
	}
	for _, d := range []string{dir, dirs.Data} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the folder for what people say, %s: %w. Make it writable, or name another in LEADLINE_STORE", d, err)
		}
	}
	s := &Stores{subscribers: map[int]func(){}}
	var err error
	if s.Events, err = eventlog.OpenTeam(ctx, dir, eventlog.Options{Now: now, Rand: random}); err != nil {
		return nil, err
	}
	// Private ids stay on this machine. Drawn from the same source they would make what everybody sees depend on which
	// files were opened when.
	if s.Private, err = eventlog.OpenPrivate(ctx, dirs.Data, eventlog.Options{Now: now}); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.Lead, err = leadstore.Open(ctx, dir, ledger.Fold); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Watch calls every subscriber soon after any process recorded something, until Close. It returns at once.
func (s *Stores) Watch(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return nil
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	return errors.Join(s.Events.Watch(ctx, s.announce), s.Private.Watch(ctx, s.announce))
}

func (s *Stores) announce() {
	s.mu.Lock()
	calls := make([]func(), 0, len(s.subscribers))
	for _, fn := range s.subscribers {
		calls = append(calls, fn)
	}
	s.mu.Unlock()
	for _, fn := range calls {
		fn()
	}
}

func (s *Stores) subscribe(fn func()) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.next
	s.next++
	s.subscribers[id] = fn
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, id)
	}
}

// Close closes the files. What was acknowledged is on disk already.
func (s *Stores) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	stop := s.stop
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
	var errs []error
	if s.Lead != nil {
		errs = append(errs, s.Lead.Close())
	}
	if s.Private != nil {
		errs = append(errs, s.Private.Close())
	}
	if s.Events != nil {
		errs = append(errs, s.Events.Close())
	}
	return errors.Join(errs...)
}
