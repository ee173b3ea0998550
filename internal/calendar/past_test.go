package calendar

import (
	"testing"
	"time"
)

func TestParsePast(t *testing.T) {
	now := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC) // a Saturday
	for text, want := range map[string]string{
		"today": "2026-11-21", "yesterday": "2026-11-20", "monday": "2026-11-16", "Sat": "2026-11-14", "last friday": "2026-11-20",
		"3 days": "2026-11-18", "2 weeks ago": "2026-11-07", "2w": "2026-11-07", "last month": "2026-10-21", "2026-01-31": "2026-01-31",
		"1 year ago": "2025-11-21",
	} {
		if got, err := ParsePast(text, now); err != nil || got.Format(time.DateOnly) != want {
			t.Errorf("%q is %s, %v; want %s", text, got.Format(time.DateOnly), err, want)
		}
	}
	for _, text := range []string{"", "tomorrow", "2027-01-01", "0 days", "-3 days", "99999 weeks", "3", "w", "3 moons", "mo", "ago", "last", "last last"} {
		if got, err := ParsePast(text, now); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}

func FuzzParsePast(f *testing.F) {
	for _, s := range []string{"3 days", "last monday", "2w", "2026-01-02", "\xff3w"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := ParsePast(s, now); err == nil && got.After(now) {
			t.Errorf("%q is in the future: %s", s, got)
		}
	})
}
