package caldav

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// Kind is how a calendar is asked.
type Kind string

// The kinds of calendars.
const (
	File       Kind = "file"   // a path on this machine
	Feed       Kind = "feed"   // an https address that answers a whole iCalendar text
	Collection Kind = "caldav" // the https address of a calendar on a CalDAV server
)

// Source is one calendar.
type Source struct {
	Kind    Kind
	Address string
}

// Busy is when a calendar keeps its owner busy. It is all that is known of it, and all that a caller may keep.
type Busy struct {
	At     time.Time `json:"at"`     // when the calendar was asked; the zero time before its first answer
	Window Interval  `json:"window"` // what was asked about
	// Intervals are in UTC, in order, cut to the window; none touches the next.
	Intervals []Interval `json:"intervals"`
	// Unread is how many events could not be read: whoever is busy then is not known to be.
	Unread int `json:"unread,omitempty"`
	// Tag and Stamp are a file's or feed's own names for its version.
	Tag   string `json:"tag,omitempty"`
	Stamp string `json:"stamp,omitempty"`
	// Problem is why the newest look failed; nil when it did not.
	Problem *Problem `json:"problem,omitempty"`
}

// widest is the longest window: recurrences that have no end are read as far as this.
const widest = 5 * 366 * 24 * time.Hour

// Look asks a calendar when it keeps its owner busy within a window. before is what was known of the same calendar, read by the
// same rules, or the zero Busy: a feed or file that has not changed since is not read again where before covers the window. The
// error is the answer's Problem; the rest of it then is before. It takes as long as ctx allows, and for each answer two
// minutes at most.
func Look(ctx context.Context, source Source, window Interval, read Reader, before Busy, o Options) (Busy, error) {
	after, err := look(ctx, source, window, read, before, o)
	if err != nil {
		before.Problem = problemOf(err, o.Now())
		return before, before.Problem
	}
	after.At, after.Problem = o.Now(), nil
	return after, nil
}

func look(ctx context.Context, source Source, window Interval, read Reader, before Busy, o Options) (Busy, error) {
	if length := window.End.Sub(window.Start); length <= 0 || length > widest {
		return Busy{}, fmt.Errorf("a window of %s cannot be asked about", length)
	}
	switch source.Kind {
	case File:
		return readFile(source.Address, window, read, before)
	case Feed:
		return readFeed(ctx, source.Address, window, read, before, o)
	case Collection:
		server, err := Open(source.Address, o)
		if err != nil {
			return Busy{}, err
		}
		return server.busy(ctx, window, read)
	}
	return Busy{}, &Problem{Reason: Address, Detail: fmt.Sprintf("no calendar is of the kind %q", cut(string(source.Kind)))}
}

func readFile(path string, window Interval, read Reader, before Busy) (Busy, error) {
	about, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Busy{}, &Problem{Reason: Absent, Detail: "no such file"}
	case err != nil:
		return Busy{}, &Problem{Reason: Offline, Detail: cut(err.Error())}
	case !about.Mode().IsRegular(): // opening a pipe would wait for somebody to write
		return Busy{}, &Problem{Reason: Address, Detail: "it is no file"}
	case about.Size() > longestAnswer:
		return Busy{}, large()
	}
	stamp := fmt.Sprint(about.ModTime().UnixNano(), " ", about.Size())
	if before.Stamp == stamp && before.covers(window) {
		return before, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Busy{}, &Problem{Reason: Offline, Detail: cut(err.Error())}
	}
	if len(text) > longestAnswer { // it grew
		return Busy{}, large()
	}
	return readAll(text, window, read, Busy{Stamp: stamp})
}

func large() *Problem {
	return &Problem{Reason: Large, Detail: fmt.Sprintf("over %d MB", longestAnswer>>20)}
}

// covers says whether all of a window is known.
func (b Busy) covers(window Interval) bool {
	return !b.At.IsZero() && !b.Window.Start.After(window.Start) && !b.Window.End.Before(window.End)
}

// readAll reads one whole text.
func readAll(text []byte, window Interval, read Reader, out Busy) (Busy, error) {
	if err := calendarText(text); err != nil {
		return Busy{}, err
	}
	found, err := read(text)
	if err != nil {
		return Busy{}, &Problem{Reason: Garbled, Detail: cut(err.Error())}
	}
	out.Window, out.Intervals = window, merged(found, window)
	return out, nil
}

// merged sorts intervals, cuts them to the window and joins those that touch or overlap.
func merged(in []Interval, window Interval) []Interval {
	sorted := make([]Interval, 0, len(in))
	for _, i := range in {
		if i.Start.Before(window.Start) {
			i.Start = window.Start
		}
		if i.End.After(window.End) {
			i.End = window.End
		}
		if i.Start.Before(i.End) {
			sorted = append(sorted, Interval{i.Start.UTC(), i.End.UTC()})
		}
	}
	slices.SortFunc(sorted, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	out := sorted[:0]
	for _, next := range sorted {
		switch last := len(out) - 1; {
		case last < 0 || next.Start.After(out[last].End):
			out = append(out, next)
		case next.End.After(out[last].End):
			out[last].End = next.End
		}
	}
	return out
}
