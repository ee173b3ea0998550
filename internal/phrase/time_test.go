package phrase

import (
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t *testing.T, text string, z *time.Location) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestAgo(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	for _, c := range []struct{ then, now, want string }{
		{"2026-11-18 08:59", "2026-11-18 09:00", "today"},
		{"2026-11-18 23:00", "2026-11-18 09:00", "today"},
		{"2027-01-01 00:00", "2026-11-18 09:00", "today"}, // a clock that is wrong
		{"2026-11-17 23:59", "2026-11-18 00:00", "yesterday"},
		{"2026-11-16 23:59", "2026-11-18 00:00", "2 days ago"},
		{"2026-11-12 09:00", "2026-11-18 09:00", "6 days ago"},
		{"2026-11-11 09:00", "2026-11-18 09:00", "last week"},
		{"2026-11-05 09:00", "2026-11-18 09:00", "last week"},
		{"2026-11-04 09:00", "2026-11-18 09:00", "2 weeks ago"},
		{"2026-10-15 09:00", "2026-11-18 09:00", "4 weeks ago"},
		{"2026-10-14 09:00", "2026-11-18 09:00", "October"},
		{"2026-01-05 09:00", "2026-12-31 09:00", "January"},
		{"2025-12-31 23:59", "2026-01-01 00:01", "yesterday"},
		{"2026-03-05 09:00", "2027-01-15 09:00", "March"},
		{"2026-01-05 09:00", "2027-01-01 09:00", "2026"},
		{"2024-02-29 09:00", "2026-11-18 09:00", "2024"},
		{"1970-01-01 00:00", "2026-11-18 09:00", "1970"},
		// The night that has 25 hours, and the one that has 23.
		{"2026-10-24 12:00", "2026-10-25 12:00", "yesterday"},
		{"2026-10-25 00:30", "2026-10-25 23:30", "today"},
		{"2026-03-28 23:30", "2026-03-29 00:30", "yesterday"},
		{"2026-03-22 23:59", "2026-03-29 23:59", "last week"},
	} {
		if got := Ago(at(t, c.then, paris), at(t, c.now, paris)); got != c.want {
			t.Errorf("Ago(%s, at %s) = %q, want %q", c.then, c.now, got, c.want)
		}
	}
}

func TestAgoCountsTheReadersMidnights(t *testing.T) {
	then := time.Date(2026, 11, 17, 23, 30, 0, 0, time.UTC)
	now := time.Date(2026, 11, 18, 1, 0, 0, 0, time.UTC)
	if got := Ago(then, now); got != "yesterday" {
		t.Errorf("in UTC: %q", got)
	}
	if got := Ago(then, now.In(zone(t, "America/New_York"))); got != "today" {
		t.Errorf("in New York it is still the same day: %q", got)
	}
	if got := Ago(then, now.In(zone(t, "Asia/Tokyo"))); got != "today" {
		t.Errorf("in Tokyo it was the same day already: %q", got)
	}
}

func TestLastHere(t *testing.T) {
	now := at(t, "2026-11-18 09:00", time.UTC)
	for then, want := range map[string]string{
		"2026-11-18 07:00": "last here today",
		"2026-11-10 07:00": "last here last week",
		"2026-10-28 07:00": "last here 3 weeks ago",
		"2026-02-10 07:00": "last here in February",
		"2023-02-10 07:00": "last here in 2023",
	} {
		if got := LastHere(at(t, then, time.UTC), now); got != want {
			t.Errorf("LastHere(%s) = %q, want %q", then, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	for _, c := range []struct{ day, now, long, short string }{
		{"2026-11-18 00:00", "2026-11-18 23:59", "today", "today"},
		{"2026-11-19 00:00", "2026-11-18 23:59", "tomorrow", "Thu"},
		{"2026-11-17 23:59", "2026-11-18 00:00", "yesterday", "Tue"},
		{"2026-11-24 09:00", "2026-11-18 09:00", "Tuesday", "Tue"},
		{"2026-11-25 09:00", "2026-11-18 09:00", "Wed 25 November", "25 Nov"},
		{"2026-11-12 09:00", "2026-11-18 09:00", "Thursday", "Thu"},
		{"2026-11-11 09:00", "2026-11-18 09:00", "Wed 11 November", "11 Nov"},
		{"2027-01-01 00:00", "2026-12-31 12:00", "tomorrow", "Fri"},
		{"2027-01-04 09:00", "2026-12-31 12:00", "Monday", "Mon"},
		{"2027-03-04 09:00", "2026-12-31 12:00", "Thu 4 March 2027", "4 Mar 2027"},
		{"2028-02-29 00:00", "2028-02-28 09:00", "tomorrow", "Tue"},
		{"2026-10-25 00:00", "2026-10-24 23:00", "tomorrow", "Sun"}, // 25 hours long
		{"2026-10-26 00:00", "2026-10-25 00:00", "tomorrow", "Mon"},
		{"2026-03-30 00:00", "2026-03-29 00:00", "tomorrow", "Mon"}, // 23 hours long
	} {
		day, now := at(t, c.day, paris), at(t, c.now, paris)
		if got := Day(day, now); got != c.long {
			t.Errorf("Day(%s, at %s) = %q, want %q", c.day, c.now, got, c.long)
		}
		if got := ShortDay(day, now); got != c.short {
			t.Errorf("ShortDay(%s, at %s) = %q, want %q", c.day, c.now, got, c.short)
		}
	}
}

func TestWhenIsInTheReadersZone(t *testing.T) {
	start := time.Date(2026, 11, 19, 23, 30, 0, 0, time.UTC)
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	if got := When(start, now.In(zone(t, "Asia/Tokyo"))); got != "Friday 08:30" {
		t.Errorf("When = %q", got)
	}
}

func TestDateTakesOnlyDates(t *testing.T) {
	now := at(t, "2026-11-18 09:00", zone(t, "Europe/Paris"))
	for text, want := range map[string]bool{"2026-11-19": true, "2026-02-30": false, "thu": false, "": false, "2026-11-19T10:00:00Z": false} {
		if day, ok := Date(text, now); ok != want || ok && day.Location() != now.Location() {
			t.Errorf("Date(%q) = %v, %v", text, day, ok)
		}
	}
}
