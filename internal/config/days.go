package config

import (
	"errors"
	"strings"
	"time"
)

// Weekdays says of each day of the week, by [time.Weekday], whether it is one. The zero value means unknown.
type Weekdays [7]bool

// Workweek is Monday to Friday.
func Workweek() Weekdays { return Weekdays{false, true, true, true, true, true, false} }

// Dates are the days from From to To, both included, as "2006-01-02": text sorts as time does.
type Dates struct{ From, To string }

const (
	longestDates = 400 // days in one entry
	mostDates    = 200 // entries in one list
)

var dayNames = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func weekday(s string) (time.Weekday, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	for i, name := range dayNames {
		if len(s) >= 2 && strings.HasPrefix(name, s) {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// checkWeekdays takes "fri" or "mon-thu", also across the end of a week, and returns the days, such as "mon tue".
func checkWeekdays(s string) (string, error) {
	from, to, several := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	first, ok := weekday(from)
	last, ok2 := first, true
	if several {
		last, ok2 = weekday(to)
	}
	if !ok || !ok2 {
		return "", errors.New(`must be a day of the week or some of them, such as "fri" or "mon-thu"`)
	}
	names := []string{dayNames[first]}
	for d := first; d != last; {
		d = (d + 1) % 7
		names = append(names, dayNames[d])
	}
	return strings.Join(names, " "), nil
}

func weekdaysOf(checked []string) Weekdays {
	var out Weekdays
	for _, item := range checked {
		for _, name := range strings.Fields(item) {
			if d, ok := weekday(name); ok {
				out[d] = true
			}
		}
	}
	return out
}

// checkDates takes "2026-12-24" or "2026-12-24..2027-01-02", also with "to" or "/" in between, and returns the second form.
func checkDates(s string) (string, error) {
	wanted := errors.New(`must be a date or a range of dates, such as "2026-12-24" or "2026-12-24..2027-01-02"`)
	if _, ok := weekday(s); ok {
		return "", errors.New("must be a date; which days of a week are worked is said in pairing.workdays")
	}
	from, to, several := s, s, false
	for _, between := range []string{"..", " to ", "/"} {
		if before, after, ok := strings.Cut(s, between); ok {
			from, to, several = before, after, true
			break
		}
	}
	first, err := time.Parse(time.DateOnly, strings.TrimSpace(from))
	if err != nil {
		return "", wanted
	}
	last := first
	if several {
		if last, err = time.Parse(time.DateOnly, strings.TrimSpace(to)); err != nil {
			return "", wanted
		}
	}
	if last.Before(first) || last.Sub(first) > longestDates*24*time.Hour {
		return "", errors.New("must end on or after its first day, and within 400 days")
	}
	return first.Format(time.DateOnly) + ".." + last.Format(time.DateOnly), nil
}

func datesOf(checked []string) []Dates {
	var out []Dates
	for _, item := range checked {
		from, to, _ := strings.Cut(item, "..")
		out = append(out, Dates{from, to})
	}
	return out
}

// checkBreak takes times of day as [checkHours] does, or "none".
func checkBreak(s string) (Hours, error) {
	if s = strings.TrimSpace(s); s == "" || strings.EqualFold(s, "none") {
		return Hours{}, nil
	}
	return checkHours(s)
}

// checkSpell takes a length of time from nothing to most.
func checkSpell(most time.Duration, example string) func(string) (time.Duration, error) {
	return func(s string) (time.Duration, error) {
		if s = strings.ReplaceAll(s, " ", ""); s == "" || strings.EqualFold(s, "none") {
			return 0, nil
		}
		if days, ok := strings.CutSuffix(s, "d"); ok && len(days) <= 2 {
			if n, err := time.ParseDuration(days + "h"); err == nil {
				s = (24 * n).String()
			}
		}
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 || d > most {
			return 0, errors.New("must be a length of time up to " + spell(most) + `, such as "` + example + `", or "none"`)
		}
		return d.Truncate(time.Minute), nil
	}
}

func spell(d time.Duration) string {
	if d%(24*time.Hour) == 0 && d > 24*time.Hour {
		return strings.TrimSuffix((d/24).String(), "h0m0s") + " days"
	}
	return strings.TrimSuffix(d.String(), "h0m0s") + " hours"
}
