package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Words are what the reader said on this machine about one entry, in the order in which it was said.
type Words struct {
	Events []eventlog.Event
	// Opened says that the entry itself is theirs: with its words gone nothing is left to show.
	Opened bool
	// Others counts what other people, or the reader on other machines, said about it.
	Others int
}

// WordsOf finds what the reader said on this machine about an entry, retracted or not. What was blanked already is not among it.
func (w *Workspace) WordsOf(ctx context.Context, id string) (Words, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil {
		return Words{}, s.StoreErr
	}
	if s.Me == nil {
		return Words{}, ErrNobody
	}
	told, err := stores.Events.BySubject(ctx, id)
	if err != nil {
		return Words{}, err
	}
	mine, err := stores.Events.Former(ctx)
	if err != nil {
		return Words{}, err
	}
	current, err := stores.Events.CurrentWriter(ctx)
	if err != nil {
		return Words{}, err
	}
	mine = append(mine, current)
	var words Words
	for _, e := range told {
		switch me := s.People.Resolve(git.Identity{Name: e.ActorName, Email: e.ActorEmail}); {
		case e.Repo != s.Repo, e.Blanked() && string(e.Body) == "{}", ledger.Kind(e.Kind) == ledger.EntryRetracted: // it has no words
		case e.Blanked(), me != s.Me, !slices.Contains(mine, e.Writer):
			words.Others++
		default:
			words.Opened = words.Opened || ledger.Opens(ledger.Kind(e.Kind))
			words.Events = append(words.Events, e)
		}
	}
	return words, nil
}

// TakeBack blanks words, so that nobody reads them here any more, nor whose they were. They leave the remotes at the next sync
// with each.
func (w *Workspace) TakeBack(ctx context.Context, words Words) error {
	stores := w.stores.Load()
	blanks := make([]eventlog.Blank, len(words.Events))
	for i, e := range words.Events {
		blanks[i] = eventlog.Blank{ID: e.ID, Body: []byte("{}"), Actor: true, Writer: e.Writer}
	}
	if _, err := stores.Events.Blank(ctx, blanks...); err != nil {
		return fmt.Errorf("cannot take the words back: %w", err)
	}
	err := errors.Join(w.CatchUp(ctx), stores.Events.Checkpoint(ctx))
	for _, r := range w.syncedRemotes(ctx) {
		err = errors.Join(err, share.Owe(r.Channel))
	}
	return err
}

// syncedRemotes are those of the repository's remotes that it was synced with, or tried to.
func (w *Workspace) syncedRemotes(ctx context.Context) []Remote {
	if _, err := os.Stat(w.exchangeDir()); err != nil {
		return nil
	}
	var out []Remote
	for _, named := range w.namedRemotes(ctx) {
		if r, err := w.RemoteFor(ctx, named.Name); err == nil && r.Channel.State().Tip != "" {
			out = append(out, r)
		}
	}
	return out
}

// Leave syncs with every remote that may still have what was taken back, and answers those that do not have it any more, and why
// others do.
func (w *Workspace) Leave(ctx context.Context) (gone []string, stays map[string]error) {
	stays = map[string]error{}
	for _, r := range w.syncedRemotes(ctx) {
		r.Channel.Retell = true
		out, err := w.Sync(ctx, r)
		switch {
		case err != nil:
			stays[r.Name] = err
		case len(out.Stays) > 0:
			stays[r.Name] = fmt.Errorf("the host does not delete %s", out.Stays[0])
		default:
			gone = append(gone, r.Name)
		}
	}
	return gone, stays
}
