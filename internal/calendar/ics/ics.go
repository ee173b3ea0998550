// Package ics reads calendars in iCalendar's format (RFC 5545) for one thing:
// when somebody is busy. Titles, places, texts and people of events are never
// kept; most are dropped before they are even parsed.
//
// An event becomes its instances: its start, those of its rules (RRULE) and
// further dates (RDATE), less its exceptions (EXDATE, EXRULE), each as its
// override (RECURRENCE-ID, also for all that follow) says. An instance counts
// as busy unless it is transparent, cancelled, shown as free, or declined by
// the owner of the calendar; as tentative when it, or the owner, is so.
//
// Times without a zone, and whole days, are those of the owner. A zone's name
// is looked for in IANA's database, among the names of Windows, at the end of a
// longer name ("/mozilla.org/20070129_1/Europe/Berlin"), and then among the
// definitions in the file (VTIMEZONE). Where none is found, the event keeps
// every hour busy that it could mean anywhere on earth, and a fault says so: no
// hour is ever guessed. A time that a change of the clocks skips or repeats is
// read as section 3.3.5 says.
//
// Files come from anywhere. Reading streams, is bounded in size, memory and
// work, and takes what is sound of a file that is not: every Fault says what
// was left out. Rules are evaluated by rrule-go, which can search for ever, run
// out of its tables or fill the memory: rule.go says how that is prevented.
//
// What it does not do: alarms, tasks (VTODO), RFC 7529's calendars, and
// availability (RFC 7953).
package ics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

// Query says what is asked of a calendar.
type Query struct {
	Window calendar.Interval // at most MaxWindow long; intervals are cut to it
	Zone   *time.Location    // the owner's; nil for UTC
	Owner  []string          // the owner's addresses: what they answered counts, and nobody else's answer
}

// Busy is what leaves a calendar. The lists are sorted, and within each none
// touches another; times are in UTC.
type Busy struct {
	Busy      []calendar.Interval
	Tentative []calendar.Interval // less what Busy covers
	// Away is the part of Busy in which the owner is out rather than in a meeting: whole days, and what is out of office.
	Away   []calendar.Interval
	Faults []Fault // in the order in which they were met, at most MaxFaults
}

// Fault is something in a file that could not be read. Its text is one line for
// the owner of the calendar, and names no event.
type Fault struct {
	Line  int // in the file, 1-based, of the first that is so; 0: the file as a whole
	Times int // how many are so
	Text  string
}

// Bounds on what is read.
const (
	MaxBytes  = 64 << 20
	MaxWindow = 5 * 366 * 24 * time.Hour
	MaxFaults = 50
)

// Errors for which nothing is read.
var (
	ErrTooLarge    = errors.New("the calendar is larger than 64 MB; export a shorter time, or only the calendar with your meetings")
	ErrNotCalendar = errors.New("this is no calendar: it does not begin with BEGIN:VCALENDAR; look whether the address leads to a page for logging in")
)

// Read reads one calendar: a file, or what a server answered. Several objects
// one after the other are one calendar. It fails with ErrTooLarge,
// ErrNotCalendar, an error of r or of ctx, or on a window that is empty or too
// long; all else that is wrong is a fault.
func Read(ctx context.Context, r io.Reader, q Query) (Busy, error) {
	x, err := read(ctx, r, q)
	if err != nil {
		return Busy{}, fmt.Errorf("read the calendar: %w", err)
	}
	out := Busy{Busy: calendar.Merge(x.busy), Away: calendar.Merge(x.away), Faults: x.faults.list}
	out.Tentative = less(calendar.Merge(x.tentative), out.Busy)
	return out, nil
}

// read gives every instance within the window, as it stands.
func read(ctx context.Context, r io.Reader, q Query) (*expander, error) {
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	length := q.Window.End.Sub(q.Window.Start)
	if length <= 0 || length > MaxWindow || q.Window.Start.Year() < 2 || q.Window.End.Year() > 9000 {
		return nil, fmt.Errorf("from %s to %s is no stretch of time that can be looked at", q.Window.Start.Format(time.DateOnly), q.Window.End.Format(time.DateOnly))
	}
	x := &expander{query: q, faults: &faults{}, work: fileWork}
	p := &parser{query: q, faults: x.faults, zones: map[zoneKey]*definition{}}
	if err := p.parse(ctx, r); err != nil {
		return nil, err
	}
	x.zones = &zones{owner: q.Zone, window: q.Window, defined: p.zones, found: map[zoneKey]place{}, work: &x.work}
	for _, period := range p.periods {
		x.emit(period.Interval, period.show, false)
	}
	for i, series := range grouped(p.events) {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		x.series(series)
	}
	return x, nil
}

// faults collects what is wrong: what is said of many events is said once.
type faults struct {
	list []Fault
	at   map[string]int
}

func (f *faults) add(line int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if i, ok := f.at[text]; ok {
		f.list[i].Times++
		return
	}
	if f.at == nil {
		f.at = map[string]int{}
	}
	if len(f.list) == MaxFaults-1 {
		line, text = 0, "more than could be listed here is wrong with the calendar"
		if i, ok := f.at[text]; ok {
			f.list[i].Times++
			return
		}
	}
	f.at[text] = len(f.list)
	f.list = append(f.list, Fault{line, 1, text})
}

// less is what of a lies outside b; both are merged.
func less(a, b []calendar.Interval) []calendar.Interval {
	var out []calendar.Interval
	for _, from := range a {
		first, _ := slices.BinarySearchFunc(b, from.Start, func(i calendar.Interval, t time.Time) int { return cmp.Or(i.End.Compare(t), -1) })
		for _, cut := range b[first:] {
			if !cut.Start.Before(from.End) {
				break
			}
			if from.Start.Before(cut.Start) {
				out = append(out, calendar.Interval{Start: from.Start, End: cut.Start})
			}
			if cut.End.After(from.Start) {
				from.Start = cut.End
			}
		}
		if from.Start.Before(from.End) {
			out = append(out, from)
		}
	}
	return out
}

// shown makes a piece of a file fit for a fault.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%+q", s)
}
