package calendar

import (
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/zone"
)

// A date is a day of the (proleptic Gregorian) calendar, without a place.
type date struct {
	year  int
	month time.Month
	day   int
}

// A dateIn is a date as it was said, and how it comes again: "thu" does every
// 7 days, "26 nov" every year, "tomorrow" never.
type dateIn struct {
	date
	repeats int // days
	yearly  bool
}

// A clock is a time of day.
type clock struct{ hour, minute, second int }

func dateOf(t time.Time) date {
	y, m, d := t.Date()
	return date{y, m, d}
}

// naive is the date as if it were in UTC, for arithmetic on calendar days.
func (d date) naive() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

func (d date) plus(days int) date { return dateOf(d.naive().AddDate(0, 0, days)) }
func (d date) before(o date) bool { return d.naive().Before(o.naive()) }
func (d date) exists() bool       { return dateOf(d.naive()) == d }
func (d date) week() time.Weekday { return d.naive().Weekday() }
func (d date) sinceMonday() int   { return (int(d.week()) + 6) % 7 }
func (d date) months(n int) dateIn {
	last := time.Date(d.year, d.month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return dateIn{date: date{last.Year(), last.Month(), min(d.day, last.Day())}}
}

// on is the moment of a time of day in a place, the zero time if there is no
// such date. Where a change of the clocks skips it, it is taken with the
// offset in force before the gap; where it comes twice, it is the first one
// (RFC 5545 3.3.5).
func (c clock) on(d date, in *time.Location) time.Time {
	if !d.exists() {
		return time.Time{}
	}
	naive := time.Date(d.year, d.month, d.day, c.hour, c.minute, c.second, 0, time.UTC)
	return zone.At(naive, in)
}

// shortly reads "in 90 minutes" and "in 2 hours": lengths, not days.
func shortly(words []string) (time.Duration, bool) {
	if words[0] != "in" || len(words) < 2 {
		return 0, false
	}
	count, unit, rest := counted(words[1:])
	if len(rest) > 0 {
		// "in 1h 30m"
		d, err := ParseLength(strings.Join(words[1:], " "))
		return d, err == nil && strings.ContainsAny(words[1], "hm")
	}
	switch unit {
	case "m", "min", "mins", "minute", "minutes":
		return time.Duration(count) * time.Minute, count > 0
	case "h", "hour", "hours":
		return time.Duration(count) * time.Hour, count > 0
	}
	d, err := ParseLength(words[1])
	return d, err == nil && len(words) == 2 && strings.ContainsAny(words[1], "hm")
}

// counted reads "2 weeks", "2w", "a week"; a count of 0 means it is none.
func counted(words []string) (count int, unit string, rest []string) {
	first := words[0]
	digits := len(first) - len(strings.TrimLeft(first, "0123456789"))
	switch {
	case first == "a" || first == "an" || first == "one":
		count = 1
	case digits > 0:
		n, err := strconv.Atoi(first[:digits])
		if err != nil || n > maxAhead*24*60 {
			return 0, "", nil
		}
		count = n
		if digits < len(first) {
			return count, first[digits:], words[1:]
		}
	default:
		return 0, "", nil
	}
	if len(words) < 2 {
		return 0, "", nil
	}
	return count, words[1], words[2:]
}

// readDay reads the day that words begin with, and returns the words after it.
func readDay(words []string, now time.Time) (d dateIn, rest []string, ok bool) {
	today := dateOf(now)
	first, rest := words[0], words[1:]
	switch first {
	case "today":
		return dateIn{date: today}, rest, true
	case "tomorrow":
		return dateIn{date: today.plus(1)}, rest, true
	case "in":
		return readAhead(rest, today)
	case "on":
		if len(rest) > 0 && rest[0] != "on" {
			return readDay(rest, now)
		}
		return dateIn{}, nil, false
	case "next":
		if len(rest) == 0 {
			return dateIn{}, nil, false
		}
		monday := today.plus(7 - today.sinceMonday())
		switch {
		case rest[0] == "week":
			return dateIn{date: monday}, rest[1:], true
		case rest[0] == "month":
			next := date{today.year, today.month, 1}.months(1)
			return next, rest[1:], true
		}
		if w, ok := weekday(rest[0]); ok {
			return dateIn{date: monday.plus((int(w) + 6) % 7)}, rest[1:], true
		}
		return dateIn{}, nil, false
	case "this":
		if len(rest) == 0 {
			return dateIn{}, nil, false
		}
		first, rest = rest[0], rest[1:]
	}
	if w, ok := weekday(first); ok {
		ahead := (int(w) - int(today.week()) + 7) % 7
		return dateIn{date: today.plus(ahead), repeats: 7}, rest, true
	}
	if t, err := time.Parse("2006-01-02", first); err == nil {
		return dateIn{date: dateOf(t)}, rest, true
	}
	if len(rest) > 0 {
		return readMonthDay(first, rest[0], rest[1:], today)
	}
	return dateIn{}, nil, false
}

// readAhead reads "2 weeks", "a month", after "in".
func readAhead(words []string, today date) (dateIn, []string, bool) {
	if len(words) == 0 {
		return dateIn{}, nil, false
	}
	count, unit, rest := counted(words)
	switch unit {
	case "d", "day", "days":
	case "w", "week", "weeks":
		count *= 7
	case "month", "months":
		if count < 1 || count > maxAhead/30 {
			return dateIn{}, nil, false
		}
		return today.months(count), rest, true
	default:
		return dateIn{}, nil, false
	}
	if count < 1 || count > maxAhead {
		return dateIn{}, nil, false
	}
	return dateIn{date: today.plus(count)}, rest, true
}

// readMonthDay reads "26 nov", "nov 26" and "26 november 2026".
func readMonthDay(a, b string, rest []string, today date) (dateIn, []string, bool) {
	m, ok := month(b)
	if !ok {
		a, b = b, a
		if m, ok = month(b); !ok {
			return dateIn{}, nil, false
		}
	}
	n, err := strconv.Atoi(strings.TrimRight(a, ".sthnrd"))
	if err != nil || n < 1 || n > 31 {
		return dateIn{}, nil, false
	}
	if len(rest) > 0 && len(rest[0]) == 4 {
		if year, err := strconv.Atoi(rest[0]); err == nil && year > 0 {
			return dateIn{date: date{year, m, n}}, rest[1:], true
		}
	}
	d := dateIn{date: date{today.year, m, n}, yearly: true}
	for range 8 { // 29 February may be eight years off
		if d.exists() && !d.before(today) {
			break
		}
		d.year++
	}
	return d, rest, true
}

func weekday(word string) (time.Weekday, bool) {
	word = strings.TrimSuffix(word, ".")
	for w := time.Sunday; w <= time.Saturday; w++ {
		if full := strings.ToLower(w.String()); len(word) >= 2 && strings.HasPrefix(full, word) || word == "thur" && w == time.Thursday {
			return w, true
		}
	}
	return 0, false
}

func month(word string) (time.Month, bool) {
	word = strings.TrimSuffix(word, ".")
	for m := time.January; m <= time.December; m++ {
		if full := strings.ToLower(m.String()); len(word) >= 3 && (strings.HasPrefix(full, word) || word == "sept" && m == time.September) {
			return m, true
		}
	}
	return 0, false
}

// readClock reads the time of day that words begin with.
func readClock(words []string) (clock, []string, bool) {
	if words[0] == "at" {
		if words = words[1:]; len(words) == 0 {
			return clock{}, nil, false
		}
	}
	first, rest := words[0], words[1:]
	if first == "noon" {
		return clock{hour: 12}, rest, true
	}
	if len(rest) > 0 && (rest[0] == "am" || rest[0] == "pm" || rest[0] == "h") {
		first, rest = first+rest[0], rest[1:]
	}
	half := ""
	for _, suffix := range []string{"am", "pm"} {
		if s, ok := strings.CutSuffix(first, suffix); ok {
			first, half = s, suffix
		}
	}
	hour, minute, split := strings.Cut(first, ":")
	if !split {
		if hour, minute, split = strings.Cut(first, "h"); split && minute == "" {
			minute = "00"
		}
	}
	if !split {
		minute = "00"
	}
	second := "00"
	if m, s, ok := strings.Cut(minute, ":"); ok {
		minute, second = m, s
	}
	h, ok1 := number(hour, 1, 23)
	m, ok2 := number(minute, 2, 59)
	s, ok3 := number(second, 2, 59)
	if !ok1 || !ok2 || !ok3 || half != "" && (h < 1 || h > 12) {
		return clock{}, nil, false
	}
	if half != "" {
		if h %= 12; half == "pm" {
			h += 12
		}
	}
	return clock{h, m, s}, rest, true
}

// number reads one or two digits, at least as many as said.
func number(s string, least, most int) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 8)
	return int(n), err == nil && len(s) >= least && len(s) <= 2 && int(n) <= most
}
