package ics

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/zone"
)

// Clocks on earth are between 12 hours behind UTC and 14 ahead. In an unknown
// zone, a time may be as much later or earlier.
const (
	mostBehind = 12 * time.Hour
	mostAhead  = 14 * time.Hour
)

// An expander turns events into intervals within the window.
type expander struct {
	query  Query
	faults *faults
	zones  *zones
	work   int

	busy, tentative []calendar.Interval
	away            []calendar.Interval // of busy, what says that the owner is out
}

// of takes an instance of an event.
func (x *expander) of(e *event, i calendar.Interval, unknown bool) {
	before := len(x.busy)
	if x.emit(i, e.show, unknown); e.away() && !unknown {
		x.away = append(x.away, x.busy[before:]...)
	}
}

// emit takes a stretch of time, cut to the window.
func (x *expander) emit(i calendar.Interval, show show, unknown bool) {
	if !i.Start.Before(i.End) {
		return // a reminder takes no time
	}
	if unknown {
		i.Start, i.End = i.Start.Add(-mostAhead), i.End.Add(mostBehind)
	}
	if i.Start.Before(x.query.Window.Start) {
		i.Start = x.query.Window.Start
	}
	if i.End.After(x.query.Window.End) {
		i.End = x.query.Window.End
	}
	i.Start, i.End = i.Start.UTC(), i.End.UTC()
	switch {
	case !i.Start.Before(i.End):
	case show == busy:
		x.busy = append(x.busy, i)
	case show == tentative:
		x.tentative = append(x.tentative, i)
	}
}

// An instance of a series, before its override.
type instance struct {
	wall   time.Time // in the zone of the series
	at     time.Time
	ends   time.Time // where a further date says so
	length *span
}

// An override that knows its moments.
type override struct {
	*event
	at    time.Time     // which instance it replaces, or the first of them
	moved time.Duration // by how much it moves those that follow, on the wall
}

// series emits what the owner sees of a series.
func (x *expander) series(s *series) {
	overrides := x.overrides(s)
	for _, o := range overrides {
		x.single(o.event)
	}
	for _, master := range s.masters {
		if len(master.rules) == 0 && len(master.dates) == 0 && len(overrides) == 0 && len(master.exceptions) == 0 {
			x.single(master)
			continue
		}
		x.master(master, overrides)
	}
}

// overrides works out which instances are replaced, in order; of two for the
// same one the newer counts.
func (x *expander) overrides(s *series) []override {
	var out []override
	for _, e := range s.overrides {
		o := override{event: e}
		o.at, _ = x.zones.at(e.instance, e.calendar)
		// By how much the clock's hands are moved is said in the zone of the new time.
		in := x.zones.of(e.start, e.calendar).in
		o.moved = e.start.wall.Sub(zone.Wall(o.at, in))
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b override) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.sequence, b.sequence), a.stamped.Compare(b.stamped))
	})
	kept := out[:0]
	for _, o := range out {
		if last := len(kept) - 1; last >= 0 && kept[last].at.Equal(o.at) {
			kept[last] = o
			continue
		}
		kept = append(kept, o)
	}
	return kept
}

// single emits the one time that an event says of itself.
func (x *expander) single(e *event) {
	if e.show == free {
		return
	}
	start, p := x.zones.at(e.start, e.calendar)
	x.known(e, p)
	end, unknown := x.end(e, e.start.wall, start, p)
	x.of(e, calendar.Interval{Start: start, End: end}, unknown)
}

// known says once what a zone that nobody knows comes to.
func (x *expander) known(e *event, p place) {
	if p.unknown {
		x.faults.add(e.line, "no time zone is called %s: a day around each event in it is kept free of others; give the calendar a zone such as Europe/Paris", shown(e.start.tzid))
	}
}

// end is when an instance that begins at start ends: an end is as far from the
// start for all of a series, a length in days goes by the calendar (RFC 5545
// 3.8.5.3).
func (x *expander) end(e *event, wall, start time.Time, p place) (end time.Time, unknown bool) {
	if !e.ends {
		return e.length.after(wall, p.in), p.unknown
	}
	firstStart, sp := x.zones.at(e.start, e.calendar)
	firstEnd, ep := x.zones.at(e.end, e.calendar)
	if sp.in == ep.in && !zone.Wall(firstStart, sp.in).Equal(e.start.wall) {
		// A start that the clocks skip moves on, by the rule. What was to take an hour still does.
		firstEnd = firstStart.Add(e.end.wall.Sub(e.start.wall))
	}
	if firstEnd.Before(firstStart) {
		if !p.unknown && !ep.unknown {
			x.faults.add(e.line, "an event was left out: it ends before it begins")
		}
		return start, p.unknown || ep.unknown
	}
	return start.Add(firstEnd.Sub(firstStart)), p.unknown || ep.unknown
}

// master emits the instances of a series that no override replaces.
func (x *expander) master(e *event, overrides []override) {
	if x.work -= 1 + len(overrides)/8; x.work < 0 {
		x.faults.add(e.line, "a series of events was left out: %s", errTooOften)
		return
	}
	p := x.zones.of(e.start, e.calendar)
	instances, err := x.instances(e, p, overrides)
	if err != nil {
		x.faults.add(e.line, "a series of events was left out: %s", err)
		return
	}
	if len(instances) > 0 && e.show != free {
		x.known(e, p)
	}
	skip := x.exceptions(e, p)
	following := slices.DeleteFunc(slices.Clone(overrides), func(o override) bool { return !o.andFollowing })
	byTime := func(o override, t time.Time) int { return o.at.Compare(t) }
	// Some writers name the day of the instance that an override replaces, rather than its time.
	replacedDays := map[time.Time]bool{}
	for _, o := range overrides {
		if o.instance.form == formDate && !o.andFollowing {
			replacedDays[o.instance.wall] = true
		}
	}
	for _, i := range instances {
		if skip[i.at.Unix()] || skip.day(i.wall) || replacedDays[midnight(i.wall)] {
			continue
		}
		if _, replaced := slices.BinarySearchFunc(overrides, i.at, byTime); replaced {
			continue
		}
		switch after, _ := slices.BinarySearchFunc(following, i.at, byTime); {
		case after > 0:
			x.followed(following[after-1], i)
		default:
			end, unknown := i.ends, p.unknown
			switch {
			case !i.ends.IsZero():
			case i.length != nil:
				end = i.length.after(i.wall, p.in)
			default:
				end, unknown = x.end(e, i.wall, i.at, p)
			}
			x.of(e, calendar.Interval{Start: i.at, End: end}, unknown)
		}
	}
}

// followed emits an instance as an override of it and all before it says.
func (x *expander) followed(o override, i instance) {
	if o.show == free {
		return
	}
	p := x.zones.of(o.start, o.calendar)
	wall := zone.Wall(i.at, p.in).Add(o.moved)
	start := zone.At(wall, p.in)
	end, unknown := x.end(o.event, wall, start, p)
	x.of(o.event, calendar.Interval{Start: start, End: end}, unknown)
}

// instances gives those that can touch the window, in order of time, each once.
func (x *expander) instances(e *event, p place, overrides []override) ([]instance, error) {
	reach := 3 * 24 * time.Hour
	for _, o := range overrides {
		if o.andFollowing {
			reach = max(reach, 3*24*time.Hour+min(o.moved.Abs(), 400*24*time.Hour))
			if o.show != free {
				reach += x.longest(o.event)
			}
		}
	}
	from := x.query.Window.Start.UTC().Add(-reach - x.longest(e))
	to := x.query.Window.End.UTC().Add(reach)

	out := []instance{{wall: e.start.wall, at: zone.At(e.start.wall, p.in)}}
	for _, r := range e.rules {
		walls, err := r.between(e.start.wall, from, to, &x.work)
		if err != nil {
			return nil, err
		}
		for _, wall := range walls {
			at := zone.At(wall, p.in)
			if r.ends && r.until.form == formUTC && at.After(r.until.wall) {
				break
			}
			out = append(out, instance{wall: wall, at: at})
		}
	}
	for _, date := range e.dates {
		if x.work--; x.work < 0 {
			return nil, errTooOften
		}
		wall := date.start.wall
		if date.start.form == formDate && e.start.form != formDate {
			wall = midnight(wall).Add(e.start.wall.Sub(midnight(e.start.wall)))
			date.start = e.start
		}
		at := zone.At(wall, x.zones.of(date.start, e.calendar).in)
		i := instance{wall: zone.Wall(at, p.in), at: at}
		if e.start.form == formDate {
			i.wall = midnight(i.wall)
			i.at = zone.At(i.wall, p.in)
		}
		switch {
		case date.ends:
			i.ends, _ = x.zones.at(date.end, e.calendar)
		case date.length.days >= 0:
			i.length = &date.length
		}
		out = append(out, i)
	}
	out = slices.DeleteFunc(out, func(i instance) bool { return i.at.Before(from) || i.at.After(to) })
	slices.SortStableFunc(out, func(a, b instance) int { return a.at.Compare(b.at) })
	out = slices.CompactFunc(out, func(a, b instance) bool {
		return a.at.Equal(b.at) && a.length == nil && b.length == nil && b.ends.IsZero()
	})
	return x.without(e, p, out, from, to)
}

// without takes away what the event's exception rules give.
func (x *expander) without(e *event, p place, in []instance, from, to time.Time) ([]instance, error) {
	for _, r := range e.not {
		walls, err := r.between(e.start.wall, from, to, &x.work)
		if err != nil {
			return nil, err
		}
		not := map[int64]bool{}
		for _, wall := range walls {
			if at := zone.At(wall, p.in); !r.ends || r.until.form != formUTC || !at.After(r.until.wall) {
				not[at.Unix()] = true
			}
		}
		in = slices.DeleteFunc(in, func(i instance) bool { return not[i.at.Unix()] })
	}
	return in, nil
}

// longest is how long any instance of an event can take.
func (x *expander) longest(e *event) time.Duration {
	longest := time.Duration(e.length.days+1)*24*time.Hour + e.length.exact
	if e.ends {
		longest = e.end.wall.Sub(e.start.wall) + 2*24*time.Hour
	}
	for _, d := range e.dates {
		if d.ends {
			longest = max(longest, d.end.wall.Sub(d.start.wall)+2*24*time.Hour)
		} else {
			longest = max(longest, time.Duration(d.length.days+1)*24*time.Hour+d.length.exact)
		}
	}
	return min(longest, 100*366*24*time.Hour)
}

// moments that do not happen. Days are kept below any moment that a calendar can hold.
type moments map[int64]bool

const dayless = -1 << 62

func (m moments) day(wall time.Time) bool { return m[dayless+midnight(wall).Unix()] }

func (x *expander) exceptions(e *event, p place) moments {
	out := moments{}
	for _, s := range e.exceptions {
		if s.form == formDate || e.start.form == formDate {
			// Some name the day of a time, or a time on a day that is whole.
			wall := s.wall
			if s.form == formUTC {
				wall = zone.Wall(s.wall, p.in)
			}
			out[dayless+midnight(wall).Unix()] = true
			continue
		}
		at, _ := x.zones.at(s, e.calendar)
		out[at.Unix()] = true
	}
	return out
}

func midnight(wall time.Time) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
}
