package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// ErrNobody says that nothing can be recorded because git does not say who the user is.
var ErrNobody = errors.New("git does not say who you are: set it with `git config --global user.name` and `git config --global user.email`, then try again")

// Append records an event about this repository, said by the reader, and returns when it is durable and
// in the newest snapshot. An event whose id is recorded already is not recorded twice.
func (w *Workspace) Append(ctx context.Context, e eventlog.Event) (eventlog.Event, error) {
	stored, err := w.AppendAll(ctx, e)
	if err != nil {
		return e, err
	}
	return stored[0], nil
}

// AppendAll is [Workspace.Append] of events that belong together: all are recorded, or none. They are all the team's or all
// private.
func (w *Workspace) AppendAll(ctx context.Context, events ...eventlog.Event) ([]eventlog.Event, error) {
	s := w.Snapshot()
	if w.stores.Load() == nil {
		return nil, s.StoreErr
	}
	if s.Me == nil {
		return nil, ErrNobody
	}
	if s.Repo == "" {
		if err := w.loadLedger(ctx); err != nil {
			return nil, err
		}
	}
	actor, err := w.Actor(ctx)
	if err != nil {
		return nil, err
	}
	signed := slices.Clone(events)
	for i := range signed {
		signed[i].ActorName, signed[i].ActorEmail = actor.Name, actor.Email
	}
	return w.append(ctx, signed...)
}

// AppendUnsigned is [Workspace.Append] of what somebody says without a name.
func (w *Workspace) AppendUnsigned(ctx context.Context, e eventlog.Event) (eventlog.Event, error) {
	if w.stores.Load() == nil {
		return e, w.Snapshot().StoreErr
	}
	if w.Snapshot().Repo == "" {
		if err := w.loadLedger(ctx); err != nil {
			return e, err
		}
	}
	e.ActorName, e.ActorEmail = "", ""
	stored, err := w.append(ctx, e)
	if err != nil {
		return e, err
	}
	return stored[0], nil
}

func (w *Workspace) append(ctx context.Context, events ...eventlog.Event) ([]eventlog.Event, error) {
	repo := w.Snapshot().Repo
	for i := range events {
		events[i].Repo = repo
	}
	log := w.stores.Load().Events
	if len(events) > 0 && events[0].Visibility == ledger.Private {
		log = w.stores.Load().Private
	}
	stored, err := log.Append(ctx, events...)
	if err != nil {
		return nil, err
	}
	// It is durable from here on: what fails now must not look like a failure to record.
	if err := w.loadLedger(ctx); err != nil {
		w.options.Log(err)
	}
	if slices.ContainsFunc(events, func(e eventlog.Event) bool { return strings.HasPrefix(e.Kind, "review.") }) {
		if err := w.materialiseLoad(ctx, w.Snapshot()); err != nil { // the next one who asks the lead's store finds out
			w.options.Log(err)
		}
	}
	w.changed(w.Snapshot())
	return stored, nil
}

// CatchUp takes in what other processes recorded, for an action that must not act on what was known a moment ago.
func (w *Workspace) CatchUp(ctx context.Context) error {
	before := w.Snapshot()
	if w.stores.Load() == nil {
		return before.StoreErr
	}
	if err := w.loadLedger(ctx); err != nil {
		return err
	}
	if s := w.Snapshot(); s.Ledger != before.Ledger {
		w.changed(s)
	}
	return nil
}

// Taken says whether an id of the ledger is in use, in any repository of the store.
func (w *Workspace) Taken(ctx context.Context, id string) bool {
	if w.stores.Load() == nil {
		return false
	}
	found, err := w.stores.Load().Lead.Find(ctx, id)
	return err == nil && found != nil
}

// Event finds out whether an event is recorded already, by its id among those of its subject.
func (w *Workspace) Event(ctx context.Context, subject, id string) (*eventlog.Event, error) {
	events, err := w.stores.Load().Events.BySubject(ctx, subject)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.ID == id {
			return &e, nil
		}
	}
	return nil, nil
}

// Recorded finds an event of the team by its id.
func (w *Workspace) Recorded(ctx context.Context, id string) (eventlog.Event, bool, error) {
	if w.stores.Load() == nil {
		return eventlog.Event{}, false, w.Snapshot().StoreErr
	}
	return w.stores.Load().Events.ByID(ctx, id)
}

// ledgerChanged runs in the background after some process recorded something.
func (w *Workspace) ledgerChanged() {
	before := w.Snapshot()
	if err := w.loadLedger(w.ctx); err != nil {
		if w.ctx.Err() == nil {
			w.options.Log(err)
		}
		return
	}
	s := w.Snapshot()
	restated := s.standing.source != before.standing.source
	if restated || s.Ledger != before.Ledger || !maps.Equal(s.snoozed, before.snoozed) || !sameSession(s.session, before.session) || !sameCalendars(s.Calendars, before.Calendars) {
		w.changed(s)
	}
	if restated {
		w.refreshed(w.MaterialiseNames(w.ctx))
	}
	if s.Indexed { // an offer made elsewhere may be finished by a commit that is here already
		w.refreshed(w.Landed(w.ctx))
		w.refreshed(w.LandedReviews(w.ctx))
		w.refreshed(w.LandedPairings(w.ctx))
		w.refreshed(w.materialiseLoad(w.ctx, w.Snapshot()))
	}
}

// loadLedger brings the lead's store and the snapshot up to date with the events.
func (w *Workspace) loadLedger(ctx context.Context) error {
	w.reload.Lock()
	defer w.reload.Unlock()
	r, err := w.readLedger(ctx, w.stores.Load())
	if err != nil {
		return err
	}
	return w.takeIn(ctx, r)
}

// ledgerRead is what the stores had to say at one moment.
type ledgerRead struct {
	repo       string
	generation int64
	book       *ledger.Book
	changed    bool // book has other entries than the snapshot
	snoozed    map[string]ledger.Snooze
	asked      map[string]ledger.Asked
	own        *plate.Book
	here       map[string]lastHere
	calendars  map[string]CalendarState
	sharing    int
	session    ledger.Session
	kept       map[string]ledger.Kept
}

// readLedger reads what is new in the stores. w.reload is held, or nobody else has the workspace yet.
func (w *Workspace) readLedger(ctx context.Context, stores *Stores) (r ledgerRead, err error) {
	s := w.Snapshot()
	if r.repo = s.Repo; r.repo == "" {
		if r.repo, err = w.identify(ctx, stores); err != nil {
			return r, fmt.Errorf("cannot tell this repository from others in the store: %w", err)
		}
	}
	since, book := w.since, s.logged
	was := r.repo
	if r.repo, _, err = stores.Events.Identities(ctx, was); err != nil {
		return r, err
	}
	if r.repo != was { // a sync gave it the identity by which the team knows it
		since, book = 0, nil
	}
	if _, err := stores.Lead.CatchUp(ctx, stores.Events); err != nil {
		return r, fmt.Errorf("cannot bring the lead's store up to date: %w", err)
	}
	changed, generation, err := stores.Lead.Entries(ctx, r.repo, since)
	if err != nil {
		return r, fmt.Errorf("cannot read the lead's store: %w", err)
	}
	r.generation, r.book, r.changed = generation, book, len(changed) > 0 || r.repo != was
	if r.changed || r.book == nil {
		r.book = r.book.With(changed)
	}
	if r.calendars, err = w.readCalendars(ctx, stores); err != nil {
		return r, err
	}
	err = w.own(ctx, stores, &r)
	return r, err
}

// takeIn makes the next snapshot from what was read.
func (w *Workspace) takeIn(ctx context.Context, r ledgerRead) error {
	said, news, err := w.readStanding(ctx, r.repo)
	if err != nil {
		return err
	}
	w.since = r.generation
	w.update(func(s *Snapshot) {
		s.Repo = r.repo
		s.StoreErr = nil
		s.logged, s.said = r.book, r.generation
		s.show()
		s.sharing = r.sharing
		s.calendarStates, s.Calendars = r.calendars, w.calendars.plan.Load().compose(r.calendars)
		if !maps.Equal(s.snoozed, r.snoozed) {
			s.snoozed = r.snoozed
		}
		s.asked, s.plate, s.here, s.session, s.kept = r.asked, r.own, r.here, r.session, r.kept
	})
	switch {
	case news:
		w.restate(ctx, said)
	case r.changed:
		w.follow(ctx)
		if w.options.OnChange != nil || len(w.Snapshot().documents) > 0 { // else whoever asks where something is waits for that
			w.background.Go(func() { w.refreshed(w.followAnchors(w.ctx)) })
		}
	}
	return nil
}

// identify finds or mints the repository's identity from what tells it from others.
func (w *Workspace) identify(ctx context.Context, stores *Stores) (string, error) {
	return stores.Events.Repo(ctx, eventlog.Evidence{GitDir: w.Repository.CommonDir, Remotes: w.remotes(ctx)})
}

// own reads what is the reader's alone: their wishes for quiet, what they answered about their own addresses, what they
// put on their plate, where they were when, whom they sit with, and
// how blocks stand in their calendar.
func (w *Workspace) own(ctx context.Context, stores *Stores, r *ledgerRead) error {
	var tasks []eventlog.Event
	here := sync.OnceValue(func() ledger.Agreement { return w.agreement(ctx) })
	r.snoozed, r.asked, r.here, r.kept = map[string]ledger.Snooze{}, map[string]ledger.Asked{}, map[string]lastHere{}, map[string]ledger.Kept{}
	const batch = 1000
	for from := int64(0); ; {
		events, err := stores.Private.Since(ctx, from, batch)
		if err != nil {
			return fmt.Errorf("cannot read your private store: %w", err)
		}
		for _, e := range events {
			from = e.N
			if plate.Kind(e.Kind) {
				tasks = append(tasks, e)
				continue
			}
			if kind := ledger.Kind(e.Kind); e.Repo != r.repo && kind != ledger.IdentityConfirmed && kind != ledger.AvailabilityAgreed {
				continue
			}
			switch ledger.Kind(e.Kind) {
			case ledger.HintSnoozed:
				var z ledger.Snooze
				if json.Unmarshal(e.Body, &z) == nil {
					r.snoozed[e.Subject] = z
				}
			case ledger.PlaceSeen:
				r.here[e.Subject] = r.here[e.Subject].with(e)
			case ledger.SessionBegun, ledger.SessionEnded:
				r.session = sessionAfter(e)
			case ledger.PairingKept:
				var k ledger.Kept
				if json.Unmarshal(e.Body, &k) == nil {
					r.kept[e.Subject] = k
				}
			case ledger.AvailabilityAgreed:
				var a ledger.Agreement
				if json.Unmarshal(e.Body, &a) == nil && a.GitDir == here().GitDir && a.Remote == here().Remote {
					r.sharing = max(0, min(a.Weeks, ledger.MostWeeksShared))
				}
			case ledger.IdentityAsked, ledger.IdentityConfirmed:
				var a ledger.Asked
				if json.Unmarshal(e.Body, &a) == nil {
					r.asked[strings.ToLower(e.Subject)] = a
				}
			}
		}
		if len(events) < batch {
			r.own = plate.Fold(tasks, r.repo)
			return nil
		}
	}
}

// follow finds out where files that carry entries have gone.
func (w *Workspace) follow(ctx context.Context) {
	s := w.Snapshot()
	if !s.Indexed {
		return
	}
	moved := map[string][]string{}
	paths := s.anchoredPaths()
	for _, area := range s.standing.areas() {
		if area != "." && !slices.Contains(paths, area) {
			paths = append(paths, area)
		}
	}
	slices.Sort(paths)
	went, err := w.index.Moved(ctx, paths)
	if err != nil {
		w.refreshed(err)
		return
	}
	for _, path := range paths {
		if now := went[path]; now != "" {
			moved[now] = append(moved[now], path)
		}
	}
	w.update(func(s *Snapshot) { s.moved = moved })
}

// Actor is who the reader is, raw as git's settings say it: in whose name [Workspace.Append] records.
func (w *Workspace) Actor(ctx context.Context) (git.Identity, error) {
	me := w.Snapshot().Me
	if me == nil {
		return git.Identity{}, ErrNobody
	}
	if id, _, err := w.Repository.User(ctx); err == nil && id.Email != "" && w.Snapshot().People.Resolve(id) == me {
		return id, nil
	}
	return git.Identity{Name: me.Name, Email: me.Email}, nil
}

// Random is the source of randomness for ids.
func (w *Workspace) Random() io.Reader { return w.options.Rand }
