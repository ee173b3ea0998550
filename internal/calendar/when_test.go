package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func placed(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseWhen(t *testing.T) {
	// A Saturday.
	now := time.Date(2026, 11, 21, 11, 2, 0, 0, placed(t, "Europe/Paris"))
	for text, want := range map[string]string{
		"thu 14:00":                 "2026-11-26T14:00:00+01:00",
		"Thursday at 2pm":           "2026-11-26T14:00:00+01:00",
		"on thu, 2:30 pm":           "2026-11-26T14:30:00+01:00",
		"fri":                       "2026-11-27T09:00:00+01:00",
		"sat 12:00":                 "2026-11-21T12:00:00+01:00",
		"sat 11:00":                 "2026-11-28T11:00:00+01:00",
		"sat":                       "2026-11-28T09:00:00+01:00",
		"this sun 10":               "2026-11-22T10:00:00+01:00",
		"next tue 10":               "2026-11-24T10:00:00+01:00",
		"next sat 10":               "2026-11-28T10:00:00+01:00",
		"next week":                 "2026-11-23T09:00:00+01:00",
		"next month noon":           "2026-12-01T12:00:00+01:00",
		"today 16:30":               "2026-11-21T16:30:00+01:00",
		"16:30":                     "2026-11-21T16:30:00+01:00",
		"9:30":                      "2026-11-22T09:30:00+01:00",
		"tomorrow 9:30":             "2026-11-22T09:30:00+01:00",
		"tomorrow 14h30":            "2026-11-22T14:30:00+01:00",
		"tomorrow 12am":             "2026-11-22T00:00:00+01:00",
		"in 2 weeks":                "2026-12-05T09:00:00+01:00",
		"in a month":                "2026-12-21T09:00:00+01:00",
		"in 3 months 14:00":         "2027-02-21T14:00:00+01:00",
		"in 3 days at 14:00":        "2026-11-24T14:00:00+01:00",
		"in 90 minutes":             "2026-11-21T12:32:00+01:00",
		"in 1h30":                   "2026-11-21T12:32:00+01:00",
		"in an hour":                "2026-11-21T12:02:00+01:00",
		"26 nov 14:00":              "2026-11-26T14:00:00+01:00",
		"Nov 26":                    "2026-11-26T09:00:00+01:00",
		"3rd march 2027, 8:15":      "2027-03-03T08:15:00+01:00",
		"1 june":                    "2027-06-01T09:00:00+02:00",
		"21 nov":                    "2027-11-21T09:00:00+01:00",
		"29 feb 10:00":              "2028-02-29T10:00:00+01:00",
		"2026-11-26 14:00":          "2026-11-26T14:00:00+01:00",
		"2026-11-26T14:00":          "2026-11-26T14:00:00+01:00",
		"2026-11-26":                "2026-11-26T09:00:00+01:00",
		"2026-11-26T14:00:00+02:00": "2026-11-26T13:00:00+01:00",
		"2026-11-26T14:00:00Z":      "2026-11-26T15:00:00+01:00",
		// Clocks go forward at 2:00 on 28 March 2027, back at 3:00 on 31 October.
		"2027-03-28 02:30": "2027-03-28T03:30:00+02:00",
		"2027-03-28 03:00": "2027-03-28T03:00:00+02:00",
		"2027-10-31 02:30": "2027-10-31T02:30:00+02:00",
		"2027-10-31 03:00": "2027-10-31T03:00:00+01:00",
	} {
		got, err := ParseWhen(text, now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q is %s (%v), want %s", text, got.Format(time.RFC3339), err, want)
		}
	}
}

func TestGapsAndRepeatsFollowRFC5545(t *testing.T) {
	for _, test := range []struct{ zone, text, want string }{
		// The example of RFC 5545 3.3.5, a year later.
		{"America/New_York", "2008-03-09 02:30", "2008-03-09T03:30:00-04:00"},
		{"America/New_York", "2007-11-04 01:30", "2007-11-04T01:30:00-04:00"},
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"},
		{"Pacific/Apia", "2011-12-30 12:00", "2011-12-31T12:00:00+14:00"}, // a whole day left out
		{"UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z"},
	} {
		got, err := ParseWhen(test.text, time.Date(2005, 1, 1, 0, 0, 0, 0, placed(t, test.zone)))
		if err != nil || got.Format(time.RFC3339) != test.want {
			t.Errorf("%s %s is %s (%v), want %s", test.zone, test.text, got.Format(time.RFC3339), err, test.want)
		}
	}
	// Midnight itself can be skipped: the day begins later.
	got, err := ParseDay("2018-11-04", time.Date(2018, 1, 1, 0, 0, 0, 0, placed(t, "America/Sao_Paulo")))
	if want := "2018-11-04T01:00:00-02:00"; err != nil || got.Format(time.RFC3339) != want {
		t.Errorf("the day begins at %s (%v), want %s", got.Format(time.RFC3339), err, want)
	}
}

func TestParseDay(t *testing.T) {
	now := time.Date(2026, 11, 26, 23, 30, 0, 0, placed(t, "America/Los_Angeles")) // a Thursday
	for text, want := range map[string]string{
		"today": "2026-11-26", "tomorrow": "2026-11-27", "fri": "2026-11-27", "thu": "2026-12-03", "thurs.": "2026-12-03",
		"next thu": "2026-12-03", "next mon": "2026-11-30", "in 2 weeks": "2026-12-10", "in 1d": "2026-11-27", "26 nov": "2026-11-26",
		"25 nov": "2027-11-25", "2026-11-26": "2026-11-26", "2026-11-28T02:00:00Z": "2026-11-27", "31 jan 2027": "2027-01-31",
	} {
		got, err := ParseDay(text, now)
		if err != nil || got.Format(time.DateOnly) != want || got.Hour() != 0 {
			t.Errorf("%q is %v (%v), want %s", text, got, err, want)
		}
	}
	if got, _ := ParseDay("in 3 months", time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)); got.Format(time.DateOnly) != "2027-02-28" {
		t.Errorf("the last of November and 3 months is %v", got)
	}
}

func TestWhatIsNotUnderstoodSaysWhatIs(t *testing.T) {
	now := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)
	for _, text := range []string{
		"", " ", "soon", "thu 25:00", "thu 14:60", "thu 14:5", "thu 14:00 x", "next", "in", "in 2", "in 0 days", "in -1 day", "on", "at", "thu at",
		"13pm", "2026-13-01", "2026-02-30 10:00", "30 feb", "31 feb 2027", "in 99999999999999999999 days", "in 5000 weeks", "\x00", strings.Repeat("9", 5000), "tomorrow 9:30 \xff",
	} {
		var form *FormError
		if got, err := ParseWhen(text, now); !errors.As(err, &form) || !strings.Contains(err.Error(), "thu 14:00") || len(err.Error()) > 400 {
			t.Errorf("%.40q is %v, %v", text, got, err)
		}
		if got, err := ParseDay(text, now); !errors.As(err, &form) {
			t.Errorf("%.40q is the day %v, %v", text, got, err)
		}
	}
	if _, err := ParseDay("thu 14:00", now); err == nil {
		t.Error("a time of day was dropped silently")
	}
}

func TestThePastIsReported(t *testing.T) {
	now := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)
	for _, text := range []string{"2026-11-20 14:00", "today 9:00", "today", "2020-01-01T00:00:00Z", "2026-11-21"} {
		var past *PastError
		if got, err := ParseWhen(text, now); !errors.As(err, &past) || got.IsZero() {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	var past *PastError
	if got, err := ParseDay("2026-11-20", now); !errors.As(err, &past) || got.IsZero() || strings.Contains(err.Error(), ":00") {
		t.Errorf("%v, %v", got, err)
	}
}

func TestParseLength(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"60m": time.Hour, "90": 90 * time.Minute, "1h30": 90 * time.Minute, "1h 30m": 90 * time.Minute, "1.5h": 90 * time.Minute,
		"2 hours": 2 * time.Hour, "1 hour and 15 minutes": 75 * time.Minute, "45 min": 45 * time.Minute, "24h": 24 * time.Hour, " 1H ": time.Hour,
	} {
		if got, err := ParseLength(text); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "-5", "25h", "h", "1x", "30 30", "10m5", "1e5", "1..5h", "NaN", "half", "99999999999999999999", "30s"} {
		if got, err := ParseLength(text); err == nil && text != "30 30" {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"thu 14:00", "in 2 weeks", "26 nov 2027 9am", "2026-11-26T14:00:00+01:00", "next month 10", "in 1h30", "29 feb"} {
		f.Add(s, int64(1795255320))
	}
	zones := []*time.Location{time.UTC, placed(f, "Europe/Paris"), placed(f, "Pacific/Apia"), placed(f, "America/Sao_Paulo")}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		now := time.Unix(at%(1<<37), 0).In(zones[uint64(at)%4])
		when, err := ParseWhen(text, now)
		if err == nil && !when.After(now) {
			t.Errorf("%q at %v is %v, which is over", text, now, when)
		}
		if err == nil {
			// What is understood can be written down and read again.
			if again, err := ParseWhen(when.Format(time.RFC3339Nano), now); err != nil || !again.Equal(when) {
				t.Errorf("%q is %v, read again %v (%v)", text, when, again, err)
			}
		}
		if day, err := ParseDay(text, now); err == nil && day.Before(now.AddDate(0, 0, -2)) {
			t.Errorf("%q at %v is the day %v, which is over", text, now, day)
		}
	})
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"60m", "1h30", "1.5 hours", "90", "1h1h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseLength(text); err == nil && (d < time.Minute || d > 24*time.Hour) {
			t.Errorf("%q is %v", text, d)
		}
	})
}
