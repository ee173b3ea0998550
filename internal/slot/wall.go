package slot

import (
	"time"
)

const (
	minute    = 60
	dayLength = 24 * 60 * minute
)

// date is a day on the wall, counted from 1 January 1970.
type date int64

func dateOf(d Day) date {
	return date(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / dayLength)
}

// dateAt is the date that a clock in the zone shows.
func dateAt(at int64, zone *time.Location) date {
	_, offset := time.Unix(at, 0).In(zone).Zone()
	return date(floor(at+int64(offset), dayLength))
}

func (d date) weekday() time.Weekday { return time.Weekday(((int64(d)+4)%7 + 7) % 7) }

// piece is a span of one date.
type piece struct {
	span
	date date
}

// onWall gives the moments within r at which a clock in the zone reads a time that the hours of its date hold. Between two
// changes of the clock that is plain arithmetic, so each such period is looked at by itself: what the clock skips is in none
// of them, what it shows twice is in both. The hours of a date end by 24:00. Pieces are in the order of time within each
// range of hours, and may touch.
func onWall(zone *time.Location, r span, hours func(date) []Hours) []piece {
	var out []piece
	for at := r.from; at < r.to; {
		t := time.Unix(at, 0).In(zone)
		_, seconds := t.Zone()
		offset, until := int64(seconds), r.to
		if _, end := t.ZoneBounds(); !end.IsZero() && end.Unix() > at {
			until = min(until, end.Unix())
		}
		for d := floor(at+offset, dayLength); d*dayLength-offset < until; d++ {
			for _, h := range hours(date(d)) {
				s := span{d*dayLength + int64(h.From)*minute - offset, d*dayLength + int64(h.To)*minute - offset}
				if s = s.and(span{at, until}); s.from < s.to {
					out = append(out, piece{s, date(d)})
				}
			}
		}
		at = until
	}
	return out
}

func spansOf(pieces []piece) []span {
	out := make([]span, len(pieces))
	for i, p := range pieces {
		out[i] = p.span
	}
	return merged(out)
}

// hoursOn are a person's working hours on each date, those that began the day before included. They end by 24:00.
func hoursOn(p Person) func(date) []Hours {
	off := map[date]bool{}
	for _, d := range p.Off {
		off[dateOf(d)] = true
	}
	return func(d date) []Hours {
		if off[d] {
			return nil
		}
		var out []Hours
		for _, h := range p.Week[d.weekday()] {
			out = append(out, Hours{h.From, untilMidnight(h)})
		}
		if !off[d-1] {
			for _, h := range p.Week[(d - 1).weekday()] {
				if h.To < h.From {
					out = append(out, Hours{0, h.To})
				}
			}
		}
		return out
	}
}

// everyDay gives hours that are the same on every date.
func everyDay(h Hours) func(date) []Hours {
	hours := []Hours{{h.From, untilMidnight(h)}}
	if h.To < h.From {
		hours = append(hours, Hours{0, h.To})
	}
	return func(date) []Hours { return hours }
}

func untilMidnight(h Hours) int {
	if h.To < h.From {
		return 24 * 60
	}
	return h.To
}

// floor divides and rounds towards the past.
func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
