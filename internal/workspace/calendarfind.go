package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar/ics"
	"github.com/leadline/leadline/internal/filelock"
)

// Found is a calendar that was looked at before it stands in any settings.
type Found struct {
	CalendarSource
	// Unread is what could not be read as it was meant, in words for its owner.
	Unread []ics.Fault
}

// SeveralError says that an address is that of an account with several calendars: one of them is to be named.
type SeveralError struct{ Calendars []caldav.Calendar }

func (e *SeveralError) Error() string {
	return fmt.Sprintf("there are %d calendars at that address: name one of them", len(e.Calendars))
}

// FindCalendar looks at a calendar that the reader names: the path of a file, or an address, of a feed or of a CalDAV server unless kind
// says which. It keeps nothing. It fails with a *caldav.Problem, with a *SeveralError, or where a credential cannot be had.
func (w *Workspace) FindCalendar(ctx context.Context, place string, kind caldav.Kind) (Found, error) {
	plan := w.calendars.plan.Load()
	if plan == nil {
		return Found{}, ErrNoCalendars
	}
	try := func(kind caldav.Kind, place string) (Found, error) {
		source := caldav.Source{Kind: kind, Address: place}
		state, faults := w.readCalendar(ctx, plan, source, CalendarState{})
		found := Found{CalendarSource{Source: source, CalendarState: state, key: calendarKey(source)}, faults}
		if state.Problem != nil {
			return found, state.Problem
		}
		return found, nil
	}
	if kind == "" && !strings.Contains(place, "://") {
		kind = caldav.File
	}
	if kind == caldav.File {
		return try(caldav.File, w.options.Dirs.Expand(place))
	}
	var first error
	if kind != caldav.Collection {
		found, err := try(caldav.Feed, place)
		if err == nil || kind == caldav.Feed || !mayBeServer(err) {
			return found, err
		}
		first = err
	}
	server, err := w.CalendarServer(ctx, place)
	if err != nil {
		return Found{}, err
	}
	listed, err := server.Calendars(ctx)
	switch {
	case err != nil && first != nil && notCalDAV(err):
		return Found{}, first // it was no CalDAV server, so what was wrong with the feed is what is wrong
	case err != nil:
		return Found{}, err
	}
	same := func(c caldav.Calendar) bool {
		return strings.TrimSuffix(c.Address, "/") == strings.TrimSuffix(place, "/")
	}
	if i := slices.IndexFunc(listed, same); i >= 0 {
		return try(caldav.Collection, listed[i].Address)
	}
	if len(listed) == 1 {
		return try(caldav.Collection, listed[0].Address)
	}
	return Found{}, &SeveralError{listed}
}

// mayBeServer says whether what answers so may be a CalDAV server rather than a feed.
func mayBeServer(err error) bool {
	var p *caldav.Problem
	return errors.As(err, &p) && slices.Contains([]caldav.Reason{caldav.Unknown, caldav.Forbidden, caldav.Absent, caldav.Garbled, caldav.Refused, caldav.Failing}, p.Reason)
}

// notCalDAV says whether an answer is that of a server which does not speak CalDAV.
func notCalDAV(err error) bool {
	var p *caldav.Problem
	return errors.As(err, &p) && slices.Contains([]caldav.Reason{caldav.Absent, caldav.Garbled, caldav.Failing, caldav.Forbidden}, p.Reason)
}

// AdoptCalendar keeps what was seen of a calendar that stands in the reader's settings by now, so that it need not be looked at again.
func (w *Workspace) AdoptCalendar(ctx context.Context, found Found) error {
	stores := w.stores.Load()
	if stores == nil {
		return w.Snapshot().StoreErr
	}
	unlock, err := filelock.Wait(ctx, w.calendarLock())
	if err != nil {
		return fmt.Errorf("cannot keep what your calendar says: %w", err)
	}
	defer unlock()
	raw, err := stores.Private.Kept(ctx, keptCalendars)
	if err != nil {
		return err
	}
	state, err := json.Marshal(found.CalendarState)
	if err != nil {
		return err
	}
	if err := stores.Private.Keep(ctx, keptCalendars, with(raw, found.key, json.RawMessage(state))); err != nil {
		return err
	}
	return w.loadLedger(ctx)
}
