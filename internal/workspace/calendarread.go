package workspace

import (
	"bytes"
	"context"
	"time"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/calendar/ics"
	"github.com/leadline/leadline/internal/zone"
)

// lookAtCalendar looks at one. What was known before stays where that fails.
func (w *Workspace) lookAtCalendar(ctx context.Context, plan *calendarPlan, source caldav.Source, before CalendarState) CalendarState {
	after, _ := w.readCalendar(ctx, plan, source, before)
	return after
}

// readCalendar is lookAtCalendar that tells too what could not be read, in words for the owner.
func (w *Workspace) readCalendar(ctx context.Context, plan *calendarPlan, source caldav.Source, before CalendarState) (CalendarState, []ics.Fault) {
	now := w.options.Now()
	window := calendarWindow(now)
	if before.Rules != plan.rules() {
		before.Tag, before.Stamp = "", "" // the same text would be read in another way
	}
	read := &calendarReading{ctx: ctx, query: ics.Query{Window: calendar.Interval(window), Zone: plan.zone, Owner: plan.owner}}
	options := caldav.Options{Now: w.options.Now}
	if source.Kind == caldav.Collection {
		var err error
		if options.Credential, err = w.calendarCredential(ctx, plan, source.Address, true); err != nil {
			before.Problem = &caldav.Problem{Reason: caldav.Unknown, Detail: err.Error(), At: now}
			return before, nil
		}
	}
	busy, err := caldav.Look(ctx, source, window, read.text, before.Busy, options)
	if source.Kind == caldav.Feed && err != nil && busy.Problem != nil && busy.Problem.Reason == caldav.Unknown {
		if options.Credential, err = w.calendarCredential(ctx, plan, source.Address, false); err == nil && options.Credential != (caldav.Credential{}) {
			busy, err = caldav.Look(ctx, source, window, read.text, before.Busy, options)
		}
	}
	after := CalendarState{Busy: busy, Away: before.Away, Faults: before.Faults, Rules: before.Rules}
	if busy.Problem != nil || err != nil {
		return after, nil
	}
	after.Rules = plan.rules()
	switch {
	case read.seen:
		after.Away, after.Faults = nil, read.count()
		for _, i := range calendar.Merge(read.away) {
			after.Away = append(after.Away, caldav.Interval(i))
		}
	case source.Kind == caldav.Collection: // the server told of times alone
		after.Away, after.Faults = wholeDays(busy.Intervals, plan.zone), 0
	}
	return after, read.faults
}

// calendarReading reads the texts of one calendar.
type calendarReading struct {
	ctx    context.Context
	query  ics.Query
	seen   bool
	away   []calendar.Interval
	faults []ics.Fault
}

// text reads one. What may keep its owner busy does.
func (r *calendarReading) text(text []byte) ([]caldav.Interval, error) {
	got, err := ics.Read(r.ctx, bytes.NewReader(text), r.query)
	r.seen = true
	if err != nil {
		return nil, err
	}
	r.away, r.faults = append(r.away, got.Away...), append(r.faults, got.Faults...)
	out := make([]caldav.Interval, 0, len(got.Busy)+len(got.Tentative))
	for _, list := range [][]calendar.Interval{got.Busy, got.Tentative} {
		for _, i := range list {
			out = append(out, caldav.Interval(i))
		}
	}
	return out, nil
}

func (r *calendarReading) count() (n int) {
	for _, f := range r.faults {
		n += f.Times
	}
	return n
}

// wholeDays are the dates of a zone that intervals cover from midnight to midnight.
func wholeDays(in []caldav.Interval, zoneOf *time.Location) []caldav.Interval {
	var out []caldav.Interval
	for _, i := range in {
		first := zone.Wall(i.Start, zoneOf)
		day := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, time.UTC)
		if day.Before(first) {
			day = day.AddDate(0, 0, 1)
		}
		from := zone.At(day, zoneOf)
		to := from
		for next := day.AddDate(0, 0, 1); !zone.At(next, zoneOf).After(i.End); next = next.AddDate(0, 0, 1) {
			to = zone.At(next, zoneOf)
		}
		if from.Before(to) {
			out = append(out, caldav.Interval{Start: from.UTC(), End: to.UTC()})
		}
	}
	return out
}
