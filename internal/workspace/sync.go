package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/share"
)

// syncing is how this process syncs by itself.
type syncing struct {
	going  atomic.Bool
	looked atomic.Int64 // when it was last found out whether it is time to, in Unix seconds
}

// How often that is found out, and how long a sync in the background may take.
const (
	lookToSync   = time.Minute
	syncPatience = 5 * time.Minute
)

// Remote is where the repository is synced.
type Remote struct {
	Name    string
	Channel share.Channel
}

// RemoteFor finds the remote over which the repository is synced: the one of that name, else what the settings say, else origin,
// else the only one there is. Only its address is taken from the repository.
func (w *Workspace) RemoteFor(ctx context.Context, name string) (Remote, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil {
		return Remote{}, s.StoreErr
	}
	if s.Repo == "" {
		if err := w.loadLedger(ctx); err != nil {
			return Remote{}, err
		}
	}
	picked, to, err := w.destination(ctx, name)
	if err != nil {
		return Remote{}, err
	}
	x, err := git.OpenExchange(w.exchangeDir(), w.Repository.Format)
	if err != nil {
		return Remote{}, err
	}
	return Remote{picked, share.Channel{
		Log: stores.Events, Private: stores.Private, Exchange: x, Repo: w.Snapshot().Repo, Destination: to, Now: w.options.Now,
	}}, nil
}

// destination is the remote's name and its address.
func (w *Workspace) destination(ctx context.Context, name string) (string, git.Destination, error) {
	remote, err := pickRemote(w.namedRemotes(ctx), name, w.Snapshot().Settings.Sync.Remote)
	if err != nil {
		return "", git.Destination{}, err
	}
	to, err := git.DestinationOf(w.Repository, remote.URL)
	if err != nil {
		return "", git.Destination{}, fmt.Errorf("the remote %q cannot be used: %w", remote.Name, err)
	}
	return remote.Name, to, nil
}

// exchangeDir is where the store for syncing lies; one has one object format.
func (w *Workspace) exchangeDir() string {
	if w.Repository.Format == "sha256" {
		return filepath.Join(w.options.Dirs.Data, "sync-sha256.git")
	}
	return filepath.Join(w.options.Dirs.Data, "sync.git")
}

// Synced is [Workspace.RemoteFor] for whoever only looks; ok is false where nothing was ever synced from this machine, or there is
// nothing to sync with.
func (w *Workspace) Synced(ctx context.Context) (r Remote, ok bool) {
	if _, err := os.Stat(w.exchangeDir()); err != nil {
		return Remote{}, false
	}
	r, err := w.RemoteFor(ctx, "")
	return r, err == nil
}

// ErrNoRemote says that a repository has nowhere to sync to.
var ErrNoRemote = errors.New("this repository has no remote to sync with; give it one with `git remote add origin ADDRESS`")

func pickRemote(all []git.Remote, name, setting string) (git.Remote, error) {
	for _, wanted := range []string{name, setting, "origin"} {
		if wanted == "" {
			continue
		}
		for _, r := range all {
			if r.Name == wanted {
				return r, nil
			}
		}
		if wanted != "origin" || wanted == name {
			return git.Remote{}, fmt.Errorf("this repository has no remote called %q; it has %s", wanted, remoteNames(all))
		}
	}
	switch len(all) {
	case 0:
		return git.Remote{}, ErrNoRemote
	case 1:
		return all[0], nil
	}
	return git.Remote{}, fmt.Errorf("say which remote to sync with, as in `leadline sync %s`: there are %s", all[0].Name, remoteNames(all))
}

func remoteNames(all []git.Remote) string {
	if len(all) == 0 {
		return "none"
	}
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.Name
	}
	return strings.Join(names, ", ")
}

// Sync meets the team at a remote, and shows what came. See [share.Sync].
func (w *Workspace) Sync(ctx context.Context, r Remote) (share.Outcome, error) {
	out, err := share.Sync(ctx, r.Channel)
	return out, errors.Join(err, w.synced(ctx, out))
}

// synced shows what a sync brought, also one that ended early.
func (w *Workspace) synced(ctx context.Context, out share.Outcome) error {
	if len(out.Adopted) == 0 && out.Received+out.Blanked == 0 && !out.Reminted {
		return nil
	}
	err := w.CatchUp(ctx)
	for _, former := range out.Adopted {
		err = errors.Join(err, w.stores.Load().Lead.Drop(ctx, former))
	}
	if len(out.Adopted) > 0 && w.Snapshot().Indexed {
		err = errors.Join(err, w.Materialise(ctx))
	}
	return err
}

// autoSyncConsent is what the user agreed to when this repository may be synced with that remote by itself.
func (w *Workspace) autoSyncConsent(to git.Destination) config.Consent {
	return config.Consent{GitDir: w.Repository.CommonDir, Remote: to.String(), Key: "sync.auto", Value: config.SyncOn}
}

// SyncsItself says whether the user agreed that the repository is synced with this remote by itself: in their settings for every
// repository, or for this one and this address.
func (w *Workspace) SyncsItself(r Remote) bool { return w.agreed(r.Channel.Destination) }

func (w *Workspace) agreed(to git.Destination) bool {
	if w.Snapshot().Settings.Sync.Auto {
		return true
	}
	text, err := os.ReadFile(w.options.Dirs.UserFile())
	return err == nil && config.Agreed(text, w.autoSyncConsent(to))
}

// AgreeToSync gives the user's settings as they are with the consent for this remote, or without it.
func (w *Workspace) AgreeToSync(userFile []byte, r Remote, on bool) ([]byte, error) {
	c := w.autoSyncConsent(r.Channel.Destination)
	if on {
		return config.AddConsent(userFile, c), nil
	}
	return config.RemoveConsent(userFile, c)
}

// tendSync syncs in the background when it is time to and the user agreed. It returns at once.
func (w *Workspace) tendSync() {
	now := w.options.Now()
	last := w.syncing.looked.Load()
	if stores := w.stores.Load(); stores == nil || now.Unix()-last < int64(lookToSync/time.Second) && now.Unix() >= last || !w.syncing.going.CompareAndSwap(false, true) {
		return
	}
	w.syncing.looked.Store(now.Unix())
	w.background.Go(func() {
		defer w.syncing.going.Store(false)
		ctx, cancel := context.WithTimeout(w.ctx, syncPatience)
		defer cancel()
		w.refreshed(w.syncItself(ctx))
	})
}

// syncItself syncs if the user agreed and it is time to. That a remote cannot be met is remembered, and no news.
func (w *Workspace) syncItself(ctx context.Context) error {
	if _, to, err := w.destination(ctx, ""); err != nil || !w.agreed(to) {
		return nil // there is nothing to sync with, or nobody asked for it
	}
	r, err := w.RemoteFor(ctx, "")
	if err != nil || !r.Channel.State().Due(w.options.Now()) {
		return err
	}
	r.Channel.Unasked = true
	out, err := w.Sync(ctx, r)
	var unmet *git.UnmetError
	var none *share.NoPlaceError
	if errors.As(err, &unmet) || errors.As(err, &none) || ctx.Err() != nil {
		return nil
	}
	if w.options.OnGivenWay != nil && len(out.Lost) > 0 {
		w.options.OnGivenWay(out.Lost)
	}
	return err
}
