package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A FormError is a text that could not be understood. Its message says which
// forms are.
type FormError struct {
	Text string // as given, shortened
	Want string // the forms understood
}

func (e *FormError) Error() string {
	return fmt.Sprintf("%q is not understood: write %s", e.Text, e.Want)
}

// A PastError is a moment or day that is over, where one to come is needed.
// The functions that return it return the moment as well, for callers that
// can use it.
type PastError struct {
	When time.Time
	Day  bool // only the day counts
}

func (e *PastError) Error() string {
	layout := "Monday 2 January 2006, 15:04"
	if e.Day {
		layout = "Monday 2 January 2006"
	}
	return e.When.Format(layout) + " is over: give a time to come"
}

const (
	wantWhen   = `"thu 14:00", "tomorrow 9:30", "next tue 10", "in 2 weeks", "26 nov 14:00", "2026-11-26 14:00" or RFC 3339`
	wantDay    = `"thu", "tomorrow", "next tue", "in 2 weeks", "26 nov" or "2026-11-26"`
	wantLength = `"60m", "1h30", "2 hours" or minutes as in "90", up to 24 hours`

	maxWords    = 100      // bytes of a text worth reading
	maxAhead    = 10 * 366 // days that "in …" may lead ahead
	defaultHour = 9        // of a day given without a time
)

// ParseWhen reads a moment to come, in the time zone of now.
//
//	thu 14:00 · fri          the next such moment; a day alone means 9:00
//	next tue 10              that day of the week after this one (weeks begin on Monday)
//	today 16:00 · tomorrow   16:30 alone is today, or tomorrow once it is over
//	in 2 weeks · in 3 days 14:00 · in 90 minutes · in a month
//	26 nov 14:00 · nov 26    the next such date
//	2026-11-26 14:00 · 2026-11-26T14:00:00+01:00
//
// Times of day are 14:00, 14h30, 9, 9am or noon, with or without "at". The
// errors are *FormError and *PastError.
func ParseWhen(text string, now time.Time) (time.Time, error) {
	fail := &FormError{shortened(text), wantWhen}
	if t, ok := absolute(text, now); ok {
		return future(t, now, fail)
	}
	words := split(text)
	if len(words) == 0 || len(text) > maxWords {
		return time.Time{}, fail
	}
	if ahead, ok := shortly(words); ok {
		return future(now.Add(ahead), now, fail)
	}
	day, rest, ok := readDay(words, now)
	if !ok {
		day, rest = dateIn{date: dateOf(now), repeats: 1}, words // perhaps a time of day alone
	}
	at := clock{hour: defaultHour}
	if len(rest) > 0 {
		if at, rest, ok = readClock(rest); !ok || len(rest) > 0 {
			return time.Time{}, fail
		}
	}
	t := at.on(day.date, now.Location())
	if !t.After(now) && day.repeats > 0 {
		t = at.on(day.date.plus(day.repeats), now.Location())
	}
	if !t.After(now) && day.yearly {
		t = at.on(date{day.date.year + 1, day.date.month, day.date.day}, now.Location())
	}
	return future(t, now, fail)
}

// ParseDay reads a day, today or to come, and returns its first moment in the
// time zone of now. It understands the days of [ParseWhen] and RFC 3339; a
// weekday that is today means the one in a week. The errors are *FormError and
// *PastError.
func ParseDay(text string, now time.Time) (time.Time, error) {
	fail := &FormError{shortened(text), wantDay}
	var d date
	if t, ok := absolute(text, now); ok {
		d = dateOf(t)
	} else {
		words := split(text)
		if len(words) == 0 || len(text) > maxWords {
			return time.Time{}, fail
		}
		day, rest, ok := readDay(words, now)
		if !ok || len(rest) > 0 {
			return time.Time{}, fail
		}
		d = day.date
		if day.repeats > 0 && d == dateOf(now) {
			d = d.plus(day.repeats)
		}
		if today := dateOf(now); day.yearly && d.before(today) {
			d.year++
		}
		if !d.exists() {
			return time.Time{}, fail
		}
	}
	t := clock{}.on(d, now.Location())
	if !years(t.UTC()) {
		return time.Time{}, fail
	}
	if d.before(dateOf(now)) {
		return t, &PastError{t, true}
	}
	return t, nil
}

// ParseLength reads a length of time from a minute to 24 hours: "60m", "1h30",
// "1h 30m", "1.5h", "2 hours", or minutes alone. The error is a *FormError.
func ParseLength(text string) (time.Duration, error) {
	fail := &FormError{shortened(text), wantLength}
	s := strings.ReplaceAll(strings.ToLower(strings.Join(split(text), "")), "and", "")
	if s == "" || len(text) > maxWords {
		return 0, fail
	}
	var total time.Duration
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if i < 0 {
			i = len(s)
		}
		n, err := strconv.ParseFloat(s[:i], 64)
		if err != nil || n > 24*60 {
			return 0, fail
		}
		name := strings.TrimLeft(s[i:], "abcdefghijklmnopqrstuvwxyz")
		name, s = s[i:len(s)-len(name)], name
		switch name {
		case "h", "hr", "hrs", "hour", "hours":
			total += time.Duration(n * float64(time.Hour))
			continue
		case "m", "min", "mins", "minute", "minutes", "":
			total += time.Duration(n * float64(time.Minute))
		default:
			return 0, fail
		}
		if s != "" {
			return 0, fail // nothing comes after minutes
		}
	}
	if total = total.Round(time.Second); total < time.Minute || total > 24*time.Hour {
		return 0, fail
	}
	return total, nil
}

func future(t, now time.Time, fail error) (time.Time, error) {
	if t.IsZero() || !years(t.UTC()) {
		return time.Time{}, fail
	}
	if !t.After(now) {
		return t, &PastError{When: t}
	}
	return t, nil
}

// absolute reads RFC 3339 and a date with a time in the zone of now; seconds
// may be missing, and a space may stand for the T.
func absolute(text string, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxWords {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.In(now.Location()), true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return clock{t.Hour(), t.Minute(), t.Second()}.on(dateOf(t), now.Location()), true
		}
	}
	return time.Time{}, false
}

func split(text string) []string {
	return strings.Fields(strings.ToLower(strings.ReplaceAll(text, ",", " ")))
}

func shortened(text string) string {
	return cut(line(text), 60)
}
