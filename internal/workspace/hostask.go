package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/leadline/leadline/internal/filelock"
	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
)

const (
	// hostPatience is how long an editor waits for all that a host has to tell, in the background.
	hostPatience = 3 * time.Minute
	// hostAgain is how soon somebody who waits for an answer asks again where a host could not be reached.
	hostAgain = time.Minute
)

// asking is how this process asks the repository's host.
type asking struct {
	now   atomic.Pointer[hosting]
	turn  chan struct{} // of size 1: one asks at a time
	going atomic.Bool   // in the background
	news  chan struct{} // of size 1: what the host told has changed
}

func newAsking() asking { return asking{turn: make(chan struct{}, 1), news: make(chan struct{}, 1)} }

func (w *Workspace) hostDir() string { return CacheDir(w.options.Dirs, w.Repository) }

// stampOfHost is the zero stamp where nothing was ever told.
func (w *Workspace) stampOfHost() stamp {
	at, err := os.Stat(filepath.Join(w.hostDir(), forge.StateFile))
	if err != nil {
		return stamp{}
	}
	return stamp{at.Size(), at.ModTime()}
}

// AskHost asks the repository's host which requests wait for review, if what is known is older than the settings want, or the last
// look failed in a way that may be over. It takes as long as ctx allows and at most as long as another process that is asking
// already; then the snapshot shows what is known, with the time and the problem, if there is one. It does nothing where the
// settings do not say that a host may be asked.
func (w *Workspace) AskHost(ctx context.Context) { w.askHost(ctx, true) }

func (w *Workspace) askHost(ctx context.Context, waiting bool) {
	h := w.asking.now.Load()
	if h == nil || h.server == nil || w.index == nil || !w.hostMoved(h, waiting) {
		return
	}
	select {
	case w.asking.turn <- struct{}{}:
		defer func() { <-w.asking.turn }()
	case <-ctx.Done():
		return
	}
	unlock, err := w.lockHost(ctx, waiting)
	if err != nil {
		w.refreshed(err)
		return
	}
	if unlock == nil { // another process asks; what it hears will be seen
		return
	}
	defer unlock()
	seen := w.stampOfHost()
	known, err := forge.ReadKnown(w.hostDir(), *h.server)
	if err != nil {
		w.refreshed(err)
	}
	if isDue(known.State, h.every(w), w.options.Now(), waiting) {
		before := known.State
		known.State = w.lookAtHost(ctx, *h.server, known)
		if w.ctx.Err() != nil { // it is not the host's fault that the editor closes
			known.State.At, known.State.Problem = before.At, before.Problem
		}
		if err := known.Write(w.hostDir()); err != nil {
			w.refreshed(err)
		}
		seen = w.stampOfHost()
	}
	w.showHost(*h.server, known.State, seen)
}

// lockHost has one process ask at a time. Nobody waits in the background: then it answers nil.
func (w *Workspace) lockHost(ctx context.Context, waiting bool) (unlock func(), err error) {
	path := filepath.Join(w.hostDir(), "requests.lock")
	if !waiting {
		_, unlock, err = filelock.Try(path)
	} else if unlock, err = filelock.Wait(ctx, path); errors.Is(err, ctx.Err()) && ctx.Err() != nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot ask the host for reviews: %w", err)
	}
	return unlock, nil
}

func (h *hosting) every(w *Workspace) time.Duration {
	return max(w.Snapshot().Settings.Forge.Every, time.Minute)
}

// isDue says whether a host should be asked. Whoever waits for the answer may have mended what was wrong.
func isDue(s forge.State, every time.Duration, now time.Time, waiting bool) bool {
	last := s.At
	p := s.Problem
	if p != nil && p.At.After(last) {
		last = p.At
	}
	switch {
	case p != nil && p.Until.After(now):
		return false
	case last.After(now): // a clock was wrong
		return true
	case p == nil || !waiting:
		return now.Sub(last) >= every
	case p.Reason == forge.Offline:
		return now.Sub(last) >= hostAgain
	}
	return true
}

// hostMoved says whether it is time to ask, or another process did.
func (w *Workspace) hostMoved(h *hosting, waiting bool) bool {
	return isDue(h.state, h.every(w), w.options.Now(), waiting) || w.stampOfHost() != h.seen
}

// lookAtHost asks. What was told before stays where that fails.
func (w *Workspace) lookAtHost(ctx context.Context, server forge.Server, known forge.Known) forge.State {
	token, _ := w.hostToken(ctx, server)
	state, _ := forge.Look(ctx, server, known.State, forge.Options{ // the state holds the problem
		Token: token, Now: w.options.Now, Answers: known.Answers,
	})
	w.matchLanded(w.ctx, known.State, &state)
	return state
}

// TokenSource is where a token is from.
type TokenSource string

// The places where a token is looked for, in this order.
const (
	TokenNone        TokenSource = "none"
	TokenEnvironment TokenSource = "environment"
	TokenCredential  TokenSource = "git credential"
)

// HostToken says where the token for the repository's host is from, and no more of it.
func (w *Workspace) HostToken(ctx context.Context) TokenSource {
	h := w.asking.now.Load()
	if h == nil || h.server == nil {
		return TokenNone
	}
	_, source := w.hostToken(ctx, *h.server)
	return source
}

func (w *Workspace) hostToken(ctx context.Context, server forge.Server) (string, TokenSource) {
	host := tokenHost(server)
	if token := forge.TokenOf(server.Kind, host, w.options.Getenv); token != "" {
		return token, TokenEnvironment
	}
	if token, err := git.Credential(ctx, host); err == nil && forge.IsToken(token) {
		return token, TokenCredential
	}
	return "", TokenNone
}

// showHost shows what a host told, unless the settings are about another one by now.
func (w *Workspace) showHost(server forge.Server, state forge.State, seen stamp) {
	w.settling.Lock()
	h := w.asking.now.Load()
	if h.server == nil || h.server.Name() != server.Name() {
		w.settling.Unlock()
		return
	}
	next := *h
	next.state, next.seen = state, seen
	w.asking.now.Store(&next)
	same := reflect.DeepEqual(h.state.Open, state.Open) && reflect.DeepEqual(h.state.Landed, state.Landed)
	if same {
		w.update(func(s *Snapshot) {
			if s.Hosted != nil {
				hosted := *s.Hosted
				hosted.State = state
				s.Hosted = &hosted
			}
		})
	}
	w.settling.Unlock()
	if same && h.state.Problem == nil && state.Problem == nil {
		return
	}
	if same {
		w.changed(w.Snapshot())
		return
	}
	w.Reload(w.ctx, nil) // who is who may have changed, and who knows what
	select {
	case w.asking.news <- struct{}{}:
	default:
	}
}

// tendHost asks the host in the background when it is time to, and sees what another process was told. It returns at once.
func (w *Workspace) tendHost() {
	h := w.asking.now.Load()
	if h == nil || h.server == nil || w.index == nil {
		return
	}
	if !w.hostMoved(h, false) || !w.asking.going.CompareAndSwap(false, true) {
		return
	}
	w.background.Go(func() {
		defer w.asking.going.Store(false)
		ctx, cancel := context.WithTimeout(w.ctx, hostPatience)
		defer cancel()
		w.askHost(ctx, false)
	})
}
