package calendar

import (
	"errors"
	"testing"
)

func TestParseAge(t *testing.T) {
	for text, want := range map[string]int{
		"30": 30, "90d": 90, "1 day": 1, "6w": 42, "2 weeks": 14, "3 months": 90, "1m": 30, "1y": 365, " 2 Years ": 730, "0": 0,
	} {
		if got, err := ParseAge(text); err != nil || got != want {
			t.Errorf("%q is %d (%v), want %d", text, got, err, want)
		}
	}
	var form *FormError
	for _, text := range []string{"", "old", "-3", "3 fortnights", "1.5y", "99999999999999999999", "40001", "d"} {
		if got, err := ParseAge(text); !errors.As(err, &form) {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
}

func FuzzParseAge(f *testing.F) {
	f.Add("3 months")
	f.Fuzz(func(t *testing.T, text string) {
		if days, err := ParseAge(text); err == nil && (days < 0 || days > 365*40_000) {
			t.Errorf("%q is %d days", text, days)
		}
	})
}
