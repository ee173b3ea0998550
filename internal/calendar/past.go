package calendar

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrNotPast says that a text names no moment of the past.
var ErrNotPast = errors.New("write a day of the past, such as yesterday, monday, 3 weeks, last month or 2026-11-02")

// ParsePast reads a moment of the past, as the beginning of a day in the zone of now: today, yesterday, a weekday (the last
// one before today), "3 days", "2 weeks ago", "last month", or a date as 2006-01-02. It fails with ErrNotPast.
func ParsePast(text string, now time.Time) (time.Time, error) {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	words := strings.Fields(strings.ToLower(text))
	if n := len(words); n > 1 && words[n-1] == "ago" {
		words = words[:n-1]
	}
	switch {
	case len(words) == 1 && words[0] == "today":
		return day, nil
	case len(words) == 1 && words[0] == "yesterday":
		return day.AddDate(0, 0, -1), nil
	case len(words) == 1:
		if t, err := time.ParseInLocation(time.DateOnly, words[0], now.Location()); err == nil && !t.After(now) {
			return t, nil
		}
		if w, ok := weekdayOf(words[0]); ok {
			return day.AddDate(0, 0, -1-(int(day.Weekday())-int(w)+6)%7), nil
		}
		for i, r := range words[0] {
			if r < '0' || r > '9' {
				words = []string{words[0][:i], words[0][i:]}
				break
			}
		}
	}
	if len(words) == 2 && words[0] == "last" {
		if w, ok := weekdayOf(words[1]); ok {
			return day.AddDate(0, 0, -1-(int(day.Weekday())-int(w)+6)%7), nil
		}
		words[0] = "1"
	}
	if len(words) != 2 {
		return time.Time{}, ErrNotPast
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > 10_000 {
		return time.Time{}, ErrNotPast
	}
	switch strings.TrimSuffix(words[1], "s") {
	case "d", "day":
		return day.AddDate(0, 0, -n), nil
	case "w", "week":
		return day.AddDate(0, 0, -7*n), nil
	case "m", "month":
		return day.AddDate(0, -n, 0), nil
	case "y", "year":
		return day.AddDate(-n, 0, 0), nil
	}
	return time.Time{}, ErrNotPast
}

// weekdayOf reads a weekday in full or by its first letters, at least three.
func weekdayOf(word string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), word) {
			return d, true
		}
	}
	return 0, false
}
