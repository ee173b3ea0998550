package phrase

import (
	"fmt"
	"time"
)

// Ago says how long ago something was, as people say it: today, yesterday, last week, 3 weeks ago,
// March, 2023. Times in the future are "today".
func Ago(t, now time.Time) string {
	days := daysBetween(t, now)
	switch {
	case days <= 0:
		return "today"
	case days == 1:
		return "yesterday"
	case days < 7:
		return fmt.Sprintf("%d days ago", days)
	case days < 14:
		return "last week"
	case days < 35:
		return fmt.Sprintf("%d weeks ago", days/7)
	}
	t = t.In(now.Location())
	if days < 330 || t.Year() == now.Year() {
		return t.Month().String()
	}
	return fmt.Sprint(t.Year())
}

// LastHere is [Ago] at the end of a sentence: last here 3 weeks ago, last here in March.
func LastHere(t, now time.Time) string {
	if daysBetween(t, now) < 35 {
		return "last here " + Ago(t, now)
	}
	return "last here in " + Ago(t, now)
}

// Day names a day near now by its weekday, others by date: today, tomorrow, Thursday, 4 March,
// 4 March 2027; past days "was Thursday" style is left to the sentence around it.
func Day(t, now time.Time) string {
	t = t.In(now.Location())
	days := -daysBetween(t, now)
	switch {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days == -1:
		return "yesterday"
	case days > -7 && days < 7:
		return t.Weekday().String()
	case t.Year() == now.Year():
		return t.Format("Mon 2 January")
	}
	return t.Format("Mon 2 January 2006")
}

// ShortDay is [Day] for narrow places: Thu, 4 Mar.
func ShortDay(t, now time.Time) string {
	t = t.In(now.Location())
	days := -daysBetween(t, now)
	switch {
	case days == 0:
		return "today"
	case days > -7 && days < 7:
		return t.Format("Mon")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// When is a day with a time: Thursday 14:00.
func When(t, now time.Time) string {
	return Day(t, now) + " " + t.In(now.Location()).Format("15:04")
}

// Date reads a day written as 2006-01-02 in the zone of now; ok is false for anything else.
func Date(text string, now time.Time) (day time.Time, ok bool) {
	day, err := time.ParseInLocation(time.DateOnly, text, now.Location())
	return day, err == nil
}

// daysBetween counts midnights from t to now, in now's zone.
func daysBetween(t, now time.Time) int {
	return civil(now) - civil(t.In(now.Location()))
}

func civil(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Count is a number with its noun: "1 decision", "2 decisions".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
