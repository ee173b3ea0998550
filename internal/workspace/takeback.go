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

// Words are what the reader said on this machine, in the order in which it was said.
type Words struct {
	Events []eventlog.Event
	// Opened says that the entry itself is theirs: with its words gone nothing is left to show.
	Opened bool
	// Others counts what other people, or the reader on other machines, said about it. Of what the reader said about themselves it
	// is what they said on other machines.
	Others int
	// Guards counts what stays since it keeps the reader from being named.
	Guards int
}

// WordsOf finds what the reader said on this machine about an entry, retracted or not. What was blanked already is not among it.
func (w *Workspace) WordsOf(ctx context.Context, id string) (Words, error) {
	mine, stores, err := w.whose(ctx)
	if err != nil {
		return Words{}, err
	}
	told, err := stores.Events.BySubject(ctx, id)
	if err != nil {
		return Words{}, err
	}
	var words Words
	for _, e := range told {
		switch whose := mine(e); {
		case whose == nobodys, ledger.Kind(e.Kind) == ledger.EntryRetracted: // it has no words
		case whose == others, whose == yonder:
			words.Others++
		default:
			words.Opened = words.Opened || ledger.Opens(ledger.Kind(e.Kind))
			words.Events = append(words.Events, e)
		}
	}
	return words, nil
}

// WordsAboutMe finds what the reader said about themselves on this machine: what they know and wish for, when they are away or busy,
// how much they want to review, and which addresses are theirs. That they want to be named nowhere stays.
func (w *Workspace) WordsAboutMe(ctx context.Context) (Words, error) {
	mine, stores, err := w.whose(ctx)
	if err != nil {
		return Words{}, err
	}
	s := w.Snapshot()
	out := s.LeftOut(s.Me)
	var words Words
	const page = 500
	for n := int64(0); ; {
		told, err := stores.Events.Older(ctx, ledger.StandingKinds(), s.Now().AddDate(1000, 0, 0), n, page)
		if err != nil {
			return Words{}, err
		}
		for _, e := range told {
			n = e.N
			kind := ledger.Kind(e.Kind)
			switch whose := mine(e); {
			case whose == yonder:
				words.Others++
			case whose != here:
			case out && (kind == ledger.PersonLeftOut || kind == ledger.PersonReturned):
				words.Guards++
			default:
				words.Events = append(words.Events, e)
			}
		}
		if len(told) < page {
			return words, nil
		}
	}
}

// EntriesOfMine are the subjects of all else that the reader said on this machine, each once, in the order in which they first
// spoke of them.
func (w *Workspace) EntriesOfMine(ctx context.Context) ([]string, error) {
	mine, stores, err := w.whose(ctx)
	if err != nil {
		return nil, err
	}
	var subjects []string
	seen := map[string]bool{}
	about := ledger.StandingKinds()
	for n := int64(0); ; {
		told, err := stores.Events.Since(ctx, n, 0)
		if err != nil || len(told) == 0 {
			return subjects, err
		}
		for _, e := range told {
			n = e.N
			if mine(e) == here && ledger.Kind(e.Kind) != ledger.EntryRetracted && !slices.Contains(about, e.Kind) && !seen[e.Subject] {
				seen[e.Subject] = true
				subjects = append(subjects, e.Subject)
			}
		}
	}
}

// whose tells of an event of this repository who said it.
type whose int

const (
	nobodys whose = iota // of another repository, or nothing is left of it
	others               // other people
	yonder               // the reader, on another machine
	here                 // the reader, on this one
)

func (w *Workspace) whose(ctx context.Context) (func(eventlog.Event) whose, *Stores, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil {
		return nil, nil, s.StoreErr
	}
	if s.Me == nil {
		return nil, nil, ErrNobody
	}
	writers, err := stores.Events.Former(ctx)
	if err != nil {
		return nil, nil, err
	}
	current, err := stores.Events.CurrentWriter(ctx)
	if err != nil {
		return nil, nil, err
	}
	writers = append(writers, current)
	return func(e eventlog.Event) whose {
		switch {
		case e.Repo != s.Repo, e.Blanked() && string(e.Body) == "{}":
			return nobodys
		case e.Blanked(), s.People.Resolve(git.Identity{Name: e.ActorName, Email: e.ActorEmail}) != s.Me:
			return others
		case !slices.Contains(writers, e.Writer):
			return yonder
		}
		return here
	}, stores, nil
}

// TakeBack blanks words, so that nobody reads them here any more, nor whose they were. They leave the remotes at the next sync
// with each.
func (w *Workspace) TakeBack(ctx context.Context, words Words) error {
	stores := w.stores.Load()
	blanks := make([]eventlog.Blank, len(words.Events))
	for i, e := range words.Events {
		blanks[i] = eventlog.Blank{ID: e.ID, Body: []byte("{}"), Actor: true, Writer: e.Writer, Subject: personal(e)}
	}
	if _, err := stores.Events.Blank(ctx, blanks...); err != nil {
		return fmt.Errorf("cannot take the words back: %w", err)
	}
	err := errors.Join(w.CatchUp(ctx), stores.Events.Checkpoint(ctx))
	stores.Lead.DropOthers(ctx)
	for _, r := range w.syncedRemotes(ctx) {
		err = errors.Join(err, share.Owe(r.Channel))
	}
	return err
}

// personal says whether the subject of an event tells of its actor: their address, or an area that they would like to learn. What
// else they said tells whose it was, as all of it has the same writer.
func personal(e eventlog.Event) bool { return slices.Contains(ledger.StandingKinds(), e.Kind) }

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
