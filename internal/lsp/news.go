package lsp

import (
	"context"
	"maps"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// News that a reader is told once, as it is remembered.
const (
	newsOffered = "offered" // something is offered to them
	newsLost    = "lost"    // somebody else took it before them
	newsDone    = "done"    // what they offered is done: a thank-you is ready
	newsReview  = "review"  // somebody asks them for a review
	newsLanded  = "landed?" // with a doubt: a request of theirs may be void
	newsGone    = "gone"    // the comment of what they took is gone with a commit
	// With the id of an event: somebody questioned a decision of theirs, or said otherwise of one at the same time.
	newsDoubted   = "doubted"
	newsOvertaken = "overtaken"
)

// mostNews are told one by one; more offers than these are counted.
const mostNews = 3

// telling tells the reader what concerns them alone, once each, whenever something changed that is not an edit.
func (s *Server) telling(ctx context.Context) {
	t := teller{server: s, told: map[string]bool{}, looked: map[*workspace.Workspace]looked{}}
	for {
		clock := time.NewTimer(s.edge())
		select {
		case <-ctx.Done():
			clock.Stop()
			return
		case <-s.fresh:
		case <-clock.C:
			s.touch()
			s.client.Go("refresh", s.refreshHints)
		}
		clock.Stop()
		open := s.sites.workspaces()
		maps.DeleteFunc(t.looked, func(w *workspace.Workspace, _ looked) bool { return !slices.Contains(open, w) }) // closed meanwhile
		for _, w := range open {
			s.sendStatus(ctx, w)
			if err := t.tell(ctx, w); err != nil && ctx.Err() == nil {
				s.config.Log.Warn("telling what is new", "repository", w.Repository.Top, "error", err)
			}
		}
	}
}

// teller remembers what it looked at, so that a change elsewhere costs nothing.
type teller struct {
	server *Server
	told   map[string]bool // news and id
	looked map[*workspace.Workspace]looked
}

// looked is what the answer to which comments are gone depends on.
type looked struct {
	head   git.Hash
	ledger *ledger.Book
}

// tell looks once at what concerns the reader in a repository.
func (t *teller) tell(ctx context.Context, w *workspace.Workspace) error {
	s, snapshot := t.server, w.Snapshot()
	if snapshot.StoreErr != nil || snapshot.Me == nil || !snapshot.Settings.Hints.Diagnostics {
		return nil
	}
	p := hint.PromisesOf(snapshot)
	v := phrase.For(snapshot, phrase.Plain())
	offers, err := t.untold(ctx, w, p.Offered, newsOffered)
	if err != nil {
		return err
	}
	if len(offers) > mostNews {
		s.tell(ctx, protocol.MessageTypeInfo, phrase.OfferedMany(len(offers)))
	} else {
		for _, e := range offers {
			s.tell(ctx, protocol.MessageTypeInfo, v.OfferedTo(e))
		}
	}
	if err := t.tellPairing(ctx, w, v); err != nil {
		return err
	}
	if err := t.tellReviews(ctx, w, v); err != nil {
		return err
	}
	lost, err := t.untold(ctx, w, p.Lost, newsLost)
	if err != nil {
		return err
	}
	for _, e := range lost {
		s.tell(ctx, protocol.MessageTypeInfo, v.TakenBefore(e))
	}
	done, err := t.untold(ctx, w, p.Done, newsDone)
	if err != nil {
		return err
	}
	for _, e := range done[:min(len(done), mostNews)] {
		s.client.Go("thanks", func(ctx context.Context) { s.offerThanks(ctx, v, e) })
	}
	if err := t.tellDeciding(ctx, w, v); err != nil {
		return err
	}
	if err := t.askAway(ctx, w, v); err != nil {
		return err
	}
	now := looked{snapshot.Head.Hash, snapshot.Ledger}
	if len(p.Taken) == 0 || !snapshot.Indexed || t.looked[w] == now {
		return nil
	}
	t.looked[w] = now
	gone, err := w.Vanished(ctx)
	if err != nil {
		return err
	}
	for _, g := range gone {
		first, err := w.TellOnce(ctx, g.Entry.ID, newsGone)
		if err != nil {
			return err
		}
		if !first {
			continue
		}
		s.client.Go("is it done", func(ctx context.Context) { s.askIfDone(ctx, w, v, g) })
	}
	return nil
}

// untold are those of the entries of which the reader was not told yet; they count as told now.
func (t *teller) untold(ctx context.Context, w *workspace.Workspace, entries []*ledger.Entry, news string) ([]*ledger.Entry, error) {
	var out []*ledger.Entry
	for _, e := range entries {
		if t.told[news+" "+e.ID] {
			continue
		}
		first, err := w.TellOnce(ctx, e.ID, news)
		if err != nil {
			return nil, err
		}
		t.told[news+" "+e.ID] = true
		if first {
			out = append(out, e)
		}
	}
	return out, nil
}

// offerThanks has a thank-you ready for whoever finished what the reader offered. People send it, nothing keeps it.
func (s *Server) offerThanks(ctx context.Context, v phrase.Voice, e *ledger.Entry) {
	picked, err := s.choose(ctx, v.Finished(e), []choice{{"Write it…", "yes"}, {"Not now", ""}})
	if err == nil && picked == "yes" {
		s.mail(ctx, v.Thanks(e))
	}
}

// askIfDone asks whoever took something whether it is done. Nothing is closed by itself.
func (s *Server) askIfDone(ctx context.Context, w *workspace.Workspace, v phrase.Voice, g workspace.Vanished) {
	picked, err := s.choose(ctx, v.IsItDone(g.Entry, g.Subject), []choice{{"Done", "done"}, {"Not yet", ""}})
	if err != nil || picked != "done" {
		return
	}
	r, err := action.Respond(ctx, w, g.Entry.ID, "done")
	if err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		return
	}
	s.tell(ctx, protocol.MessageTypeInfo, v.Answered(r.Entry, "done"))
}

// dayCheck is how often the date is looked at, and at what times: midnight is one of them on all clocks, which differ by quarters of
// an hour. A machine that slept wakes up to another day, and timers do not know.
const dayCheck = 5 * time.Minute

// days has everything looked at again when the day turns: promises become due at midnight, with nobody typing.
func (s *Server) days(ctx context.Context) {
	today := s.dates()
	for {
		now := s.config.Now()
		timer := time.NewTimer(now.Truncate(dayCheck).Add(dayCheck).Sub(now))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if day := s.dates(); day != today {
			today = day
			s.changed()
		}
	}
}

// dates are today's, on this machine's clocks and on the reader's in each repository that is open: their settings may name others.
func (s *Server) dates() string {
	days := s.today()
	for _, w := range s.sites.workspaces() {
		days += " " + w.Snapshot().Now().Format(time.DateOnly)
	}
	return days
}
