package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/zone"
)

const (
	// quarter is what is shared is rounded to, outward: what begins at 10:05 says no more than 10:00.
	quarter = 15 * time.Minute
	// shareAgain is how soon what is shared is replaced by what has changed since.
	shareAgain = time.Hour
	// shareStale is how old what calendars said may be for it to be shared.
	shareStale = 24 * time.Hour
)

// What keeps the reader from sharing when they are busy.
var (
	ErrNoCalendars   = errors.New("no calendar of yours is known: `leadline calendar add FILE` or `leadline calendar add ADDRESS` names one")
	ErrCalendarUnset = errors.New("one of your calendars has not told everything yet, and who is not known to be busy would seem free: `leadline calendar look` says what is wrong")
)

// Sharing is for how many weeks ahead the reader's team here is told when they are busy, as they agreed to; 0: it is not told.
func (s *Snapshot) Sharing() int { return s.sharing }

// Shared is what a person shares of when they are busy; ok is false where they share nothing, or it is over.
func (s *Snapshot) Shared(who ledger.Actor) (shared ledger.Shared, ok bool) {
	shared, ok = s.standing.shared[s.Actor(who)]
	return shared, ok && !shared.Withdrawn() && shared.To >= s.today()
}

// Availability is what the reader would share for some weeks from today: when they work and when they are busy then, in quarters of
// an hour, and nothing of any other time. It fails with ErrNoCalendars or ErrCalendarUnset.
func (s *Snapshot) Availability(weeks int) (ledger.Availability, error) {
	if s.Me == nil {
		return ledger.Availability{}, ErrNobody
	}
	if s.Calendars == nil {
		return ledger.Availability{}, ErrNoCalendars
	}
	if weeks < 1 || weeks > ledger.MostWeeksShared {
		return ledger.Availability{}, fmt.Errorf("%d weeks cannot be shared: give from 1 to %d", weeks, ledger.MostWeeksShared)
	}
	working := s.Working(s.Me)
	today := zone.Wall(s.Now(), working.Zone)
	first := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	from, to := zone.At(first, working.Zone), zone.At(first.AddDate(0, 0, 7*weeks), working.Zone)
	busy, known := s.Calendars.Busy(from, to)
	if !known {
		return ledger.Availability{}, ErrCalendarUnset
	}
	me := s.timeOf(s.Me)
	me.Off = daysOff(working.Off, from, to)
	shifts, err := slot.Shifts(me, from, to)
	if err != nil {
		return ledger.Availability{}, err
	}
	a := ledger.Availability{
		Zone: me.Zone, From: first.Format(time.DateOnly), To: first.AddDate(0, 0, 7*weeks-1).Format(time.DateOnly),
		Hours: clockOf(working.Hours), Lunch: clockOf(working.Lunch),
		Buffer: int(s.Settings.Pairing.Buffer / time.Minute), Notice: int(s.Settings.Pairing.Notice / time.Minute),
		Meeting: int(s.Settings.Pairing.Meetings / time.Minute),
	}
	for d, worked := range working.Days {
		if worked {
			a.Days = append(a.Days, time.Weekday(d))
		}
	}
	for _, day := range me.Off {
		if at := dateOf(day); at >= a.From && at <= a.To {
			a.Off = append(a.Off, at)
		}
	}
	for _, b := range atWork(busy, shifts) {
		a.Busy = append(a.Busy, ledger.Stretch{Start: b.Start, Minutes: int(b.End.Sub(b.Start) / time.Minute)})
	}
	return a, nil
}

// atWork rounds what is busy outward to quarters of an hour, and cuts it to the shifts.
func atWork(busy []calendar.Interval, shifts []slot.Shift) []calendar.Interval {
	rounded := make([]calendar.Interval, len(busy))
	for i, b := range busy {
		rounded[i] = calendar.Interval{Start: b.Start.UTC().Truncate(quarter), End: b.End.UTC().Add(quarter - 1).Truncate(quarter)}
	}
	rounded = calendar.Merge(rounded)
	var out []calendar.Interval
	for _, s := range shifts {
		for _, b := range within(rounded, s.Start, s.End) {
			if b.Start.Before(s.Start) {
				b.Start = s.Start
			}
			if b.End.After(s.End) {
				b.End = s.End
			}
			out = append(out, b)
		}
	}
	return calendar.Merge(out)
}

// clockOf is a part of a day; nil for none.
func clockOf(h config.Hours) *ledger.Clock {
	if h == (config.Hours{}) {
		return nil
	}
	return &ledger.Clock{From: h.From, To: h.To}
}

// Share tells the reader's team in this repository when they are busy for some weeks ahead, and goes on doing so as it changes, until
// [Workspace.Unshare]. It returns what was told.
func (w *Workspace) Share(ctx context.Context, weeks int) (ledger.Availability, error) {
	a, err := w.Snapshot().Availability(weeks)
	if err != nil {
		return a, err
	}
	if err := w.agreeToShare(ctx, weeks); err != nil {
		return a, err
	}
	return a, w.share(ctx, a)
}

// Unshare takes back what the reader told of when they are busy, and ends it. What was told before is blanked.
func (w *Workspace) Unshare(ctx context.Context) error {
	if err := w.agreeToShare(ctx, 0); err != nil {
		return err
	}
	s := w.Snapshot()
	if last, shared := s.standing.shared[s.Me]; !shared || last.Withdrawn() {
		return nil
	}
	return w.share(ctx, ledger.Availability{})
}

// agreement is what an agreement to share here is about.
func (w *Workspace) agreement(ctx context.Context) ledger.Agreement {
	return ledger.Agreement{GitDir: w.Repository.CommonDir, Remote: config.WithoutSecret(w.ConsentURL(ctx))}
}

// agreeToShare remembers on this machine alone what the reader wants.
func (w *Workspace) agreeToShare(ctx context.Context, weeks int) error {
	agreed := w.agreement(ctx)
	agreed.Weeks = weeks
	body, err := json.Marshal(agreed)
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(ledger.AvailabilityAgreed), Subject: ".", Visibility: ledger.Private, Body: body})
	return err
}

// share records what is told, and blanks what it takes the place of.
func (w *Workspace) share(ctx context.Context, a ledger.Availability) error {
	actor, err := w.Actor(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	said, err := w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.AvailabilityShared), Subject: actor.Email, Visibility: ledger.Team, Body: body,
	})
	if err != nil {
		return err
	}
	stores := w.stores.Load()
	told, err := stores.Events.BySubject(ctx, actor.Email)
	if err != nil {
		return fmt.Errorf("this is recorded, but what you shared before is not forgotten yet: %w", err)
	}
	var blanks []eventlog.Blank
	for _, e := range told {
		if e.Kind == string(ledger.AvailabilityShared) && e.Repo == said.Repo && e.ActorEmail == said.ActorEmail && e.HLC < said.HLC && string(e.Body) != "{}" {
			blanks = append(blanks, eventlog.Blank{ID: e.ID, Body: json.RawMessage("{}")})
		}
	}
	if len(blanks) == 0 {
		return nil
	}
	if _, err := stores.Events.Blank(ctx, blanks...); err != nil {
		return fmt.Errorf("this is recorded, but what you shared before is not forgotten yet: %w", err)
	}
	return w.loadLedger(ctx)
}

// tendSharing tells the team what has changed, where the reader agreed to that. It is called when calendars were looked at and
// now and then, and returns at once where nothing is to be told.
func (w *Workspace) tendSharing(ctx context.Context) error {
	s := w.Snapshot()
	if s.sharing == 0 || s.Me == nil || s.Calendars == nil || s.Now().Sub(s.Calendars.At()) > shareStale {
		return nil
	}
	seen := sharedOf{s.Calendars, s.settled, s.today()}
	last := s.standing.shared[s.Me]
	if w.calendars.told == seen || s.Now().Sub(last.At) < shareAgain {
		return nil
	}
	a, err := s.Availability(s.sharing)
	if err != nil { // a calendar has not told yet; the next look may
		return nil
	}
	before, err := json.Marshal(last.Availability)
	if err != nil {
		return err
	}
	after, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if string(before) != string(after) {
		sum := sha256.Sum256(after)
		mine, err := w.stores.Load().Private.Claim(ctx, "share "+s.Repo, hex.EncodeToString(sum[:])+s.Now().UTC().Format("2006-01-02T15"))
		if err != nil {
			return err
		}
		if mine {
			if err := w.share(ctx, a); err != nil {
				return err
			}
		}
	}
	w.calendars.told = seen
	return nil
}

// sharedOf is what was looked at when it was last found out whether there is something to tell.
type sharedOf struct {
	calendars *Calendars
	settled   uint64
	day       string
}
