package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/filelock"
)

const (
	// calendarPatience is how long an editor waits for all calendars together, in the background.
	calendarPatience = 5 * time.Minute
	// calendarAgain is how soon somebody who waits for an answer looks again where the last look failed.
	calendarAgain = time.Minute
	// calendarsAtOnce are looked at side by side: one that hangs holds up no other.
	calendarsAtOnce = 4
	// unkeptRest is how long the background rests, in seconds, where what is seen cannot be kept.
	unkeptRest = 15 * 60
)

// LookAtCalendars looks at the reader's calendars if what is known of them is older than the settings want, or the last look failed
// in a way that may be over. It takes as long as ctx allows; then the snapshot shows what is known, with its age and what was wrong.
// It does nothing where the settings name no calendar.
func (w *Workspace) LookAtCalendars(ctx context.Context) { w.lookAtCalendars(ctx, waiting) }

// LookAgain looks at the reader's calendars because they ask for it, unless a server wants to be left alone for a while.
func (w *Workspace) LookAgain(ctx context.Context) { w.lookAtCalendars(ctx, asked) }

// haste is for whom calendars are looked at.
type haste int

const (
	unhurried haste = iota // in the background
	waiting                // somebody waits for an answer that depends on them
	asked                  // somebody asked to look
)

func (w *Workspace) lookAtCalendars(ctx context.Context, how haste) {
	plan, stores := w.calendars.plan.Load(), w.stores.Load()
	if plan == nil || stores == nil || !w.calendarsMoved(plan, how) || how == unhurried && w.options.Now().Unix()-w.calendars.unkept.Load() < unkeptRest {
		return
	}
	failed := func(err error) {
		w.calendars.unkept.Store(w.options.Now().Unix())
		w.refreshed(err)
	}
	select {
	case w.calendars.turn <- struct{}{}:
		defer func() { <-w.calendars.turn }()
	case <-ctx.Done():
		return
	}
	unlock, err := w.lockCalendars(ctx, how)
	if err != nil {
		failed(err)
		return
	}
	if unlock == nil { // another process looks; what it sees will be noticed
		return
	}
	defer unlock()
	raw, err := stores.Private.Kept(ctx, keptCalendars)
	if err != nil {
		failed(err)
		return
	}
	if stores.Private.ReadOnly() {
		failed(fmt.Errorf("cannot look at your calendars: %s cannot be written, where what they say is kept; make it writable", stores.Private.Path()))
		return
	}
	if err := w.keepCalendars(ctx, stores, raw, w.lookAtAll(ctx, plan, decodeCalendars(raw), how)); err != nil {
		failed(err)
		return
	}
	w.ledgerChanged()
}

// lockCalendars has one process look at a time. Nobody waits in the background: then it answers nil.
func (w *Workspace) lockCalendars(ctx context.Context, how haste) (unlock func(), err error) {
	if how == unhurried {
		_, unlock, err = filelock.Try(w.calendarLock())
	} else if unlock, err = filelock.Wait(ctx, w.calendarLock()); errors.Is(err, ctx.Err()) && ctx.Err() != nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look at your calendars: %w", err)
	}
	return unlock, nil
}

// calendarsMoved says whether one of them is to be looked at, or something is kept of one that is not named any more.
func (w *Workspace) calendarsMoved(plan *calendarPlan, how haste) bool {
	known := w.Snapshot().calendarStates
	if slices.ContainsFunc(plan.sources, func(s CalendarSource) bool { return plan.due(known[s.key], w.options.Now(), how) }) {
		return true
	}
	for key := range known {
		if !slices.ContainsFunc(plan.sources, func(s CalendarSource) bool { return s.key == key }) {
			return true
		}
	}
	return false
}

// due says whether a calendar is to be looked at. Whoever waits for the answer may have mended what was wrong.
func (p *calendarPlan) due(s CalendarState, now time.Time, how haste) bool {
	last := s.At
	problem := s.Problem
	if problem != nil && problem.At.After(last) {
		last = problem.At
	}
	switch {
	case problem != nil && problem.Until.After(now):
		return false
	case last.After(now): // a clock was wrong
		return true
	case s.Rules != p.rules() && !s.At.IsZero() && problem == nil:
		return true
	case how == asked:
		return true
	case how == waiting && problem != nil:
		return now.Sub(last) >= calendarAgain
	}
	return now.Sub(last) >= max(p.Every, 15*time.Minute)
}

// calendarWindow is what calendars are asked about: from the week before this one to 14 weeks ahead. It moves on once a week, so
// that a calendar which says that nothing has changed can be believed.
func calendarWindow(now time.Time) caldav.Interval {
	now = now.UTC()
	monday := time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	return caldav.Interval{Start: monday.AddDate(0, 0, -7), End: monday.AddDate(0, 0, 14*7)}
}

// lookAtAll looks at what is due and gives what is known then of every calendar in the settings, and of no other.
func (w *Workspace) lookAtAll(ctx context.Context, plan *calendarPlan, known map[string]CalendarState, how haste) map[string]CalendarState {
	out := map[string]CalendarState{}
	var mu sync.Mutex
	looks := pool.New().WithMaxGoroutines(calendarsAtOnce)
	for _, source := range plan.sources {
		before, seen := known[source.key]
		if !plan.due(before, w.options.Now(), how) {
			if seen {
				mu.Lock()
				out[source.key] = before
				mu.Unlock()
			}
			continue
		}
		looks.Go(func() {
			after := w.lookAtCalendar(ctx, plan, source.Source, before)
			if w.ctx.Err() != nil || errors.Is(ctx.Err(), context.Canceled) {
				after = before // it is not the calendar's fault that the editor closes
			}
			mu.Lock()
			defer mu.Unlock()
			out[source.key] = after
		})
	}
	looks.Wait()
	return out
}

// keepCalendars writes down what is known, where that is news.
func (w *Workspace) keepCalendars(ctx context.Context, stores *Stores, before map[string]json.RawMessage, states map[string]CalendarState) error {
	all := map[string]json.RawMessage{}
	for key, state := range states {
		raw, err := json.Marshal(state)
		if err != nil {
			return err
		}
		all[key] = raw
	}
	if maps.EqualFunc(before, all, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		return nil
	}
	if err := stores.Private.Keep(context.WithoutCancel(ctx), keptCalendars, all); err != nil {
		return fmt.Errorf("cannot keep what your calendars say: %w", err)
	}
	return nil
}

// tendCalendars looks at the calendars in the background when it is time to. It returns at once.
func (w *Workspace) tendCalendars() {
	plan := w.calendars.plan.Load()
	s := w.Snapshot()
	look := plan != nil && w.stores.Load() != nil && w.calendarsMoved(plan, unhurried)
	if !look && s.sharing == 0 || !w.calendars.going.CompareAndSwap(false, true) {
		return
	}
	w.background.Go(func() {
		defer w.calendars.going.Store(false)
		ctx, cancel := context.WithTimeout(w.ctx, calendarPatience)
		defer cancel()
		if look {
			w.lookAtCalendars(ctx, unhurried)
		}
		w.refreshed(w.tendSharing(ctx))
	})
}
