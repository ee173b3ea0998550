package cli

import (
	"context"
	"errors"
	"runtime"
	"strings"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// session is an open repository with its stores, for the length of one command.
type session struct {
	*workspace.Workspace
	stores *workspace.Stores // nil when they cannot be opened
	app    *app
}

func (a *app) getenv(name string) string {
	for i := len(a.Environ) - 1; i >= 0; i-- {
		key, value, _ := strings.Cut(a.Environ[i], "=")
		if key == name || runtime.GOOS == "windows" && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

func (a *app) dirs() (config.Dirs, error) { return config.FindDirs(a.getenv, runtime.GOOS) }

// storeDir is where the store of the repository around the current directory lies.
func (a *app) storeDir(ctx context.Context, dirs config.Dirs) string {
	return workspace.StoreDir(ctx, dirs, a.dir())
}

func (a *app) openStores(ctx context.Context, dirs config.Dirs) (*workspace.Stores, error) {
	return workspace.OpenStores(ctx, dirs, a.storeDir(ctx, dirs), a.Now, a.Rand)
}

// open opens the repository around the current directory, without refreshing anything. Stores that
// cannot be opened are no failure here: hints go on without them.
func (a *app) open(ctx context.Context) (*session, error) { return a.opening(ctx, false) }

// opening is open for those who refresh right after it, or do not.
func (a *app) opening(ctx context.Context, refreshing bool) (*session, error) {
	dirs, err := a.dirs()
	if err != nil {
		return nil, err
	}
	var stores *workspace.Stores
	bar := a.progress()
	w, err := workspace.Open(ctx, a.dir(), func() (_ *workspace.Stores, err error) {
		stores, err = a.openStores(ctx, dirs)
		return stores, err
	}, workspace.Options{
		Dirs: dirs, Now: a.Now, Rand: a.Rand, OnProgress: bar.show, Refreshing: refreshing,
		Log: a.noteOnce(), Getenv: a.getenv,
	})
	if err != nil {
		return nil, errors.Join(err, stores.Close())
	}
	return &session{Workspace: w, stores: stores, app: a}, nil
}

// with runs a command on the repository with its index brought up to date.
func (a *app) with(ctx context.Context, run func(ctx context.Context, s *session) error) (err error) {
	s, err := a.opening(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	s.sayUnread()
	return run(ctx, s)
}

// sayUnread says on stderr, once in a command, that history is left alone.
func (s *session) sayUnread() {
	if excess := s.Snapshot().Excess; excess != nil {
		s.app.note("%s; %s", phrase.Unread(excess), phrase.UnreadTodo)
	}
}

// withLedger runs a command that has nothing to say without the stores. History that cannot be read does
// not stop it: what people say must not be lost for that.
func (a *app) withLedger(ctx context.Context, run func(ctx context.Context, s *session) error) (err error) {
	s, err := a.opening(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.Snapshot().StoreErr; err != nil {
		return err
	}
	if err := s.Refresh(ctx); err != nil {
		if ctx.Err() != nil {
			return err
		}
		a.note("%s; going on without it", err)
	}
	s.sayUnread()
	s.sayUnfetched(ctx)
	return run(ctx, s)
}

// sayUnfetched says on stderr, once in a command, that nothing said is here and something is elsewhere: an empty list would look as
// if nobody had ever said anything.
func (s *session) sayUnfetched(ctx context.Context) {
	if !s.Snapshot().Silent() {
		return
	}
	if u, err := s.Unfetched(ctx); err == nil && u.Remote != "" { // else the list says what is wrong with the store
		s.app.note("%s: %s", phrase.Unfetched(u), phrase.UnfetchedTodo)
	}
}

func (s *session) close() error {
	return errors.Join(s.Workspace.Close(), s.stores.Close())
}

// voice speaks to the reader on this terminal.
func (s *session) voice() phrase.Voice {
	return phrase.For(s.Snapshot(), s.app.style())
}
