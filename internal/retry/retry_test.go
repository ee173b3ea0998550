package retry_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/retry"
)

func TestAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	window := strconv.FormatInt(now.Add(20*time.Minute).Unix(), 10)
	for _, c := range []struct {
		after, reset string
		want         time.Time
	}{
		{"", "", time.Time{}},
		{"60", "", now.Add(time.Minute)},
		{"60", window, now.Add(time.Minute)},
		{"soon", window, now.Add(20 * time.Minute)},
		{"-5", "", time.Time{}},
		{"0", "", time.Time{}},
		{"99999999999999999999", "", time.Time{}},
		{"31536000", "", now.Add(24 * time.Hour)},
		{now.Add(time.Hour).Format(http.TimeFormat), "", now.Add(time.Hour)},
		{now.Add(-time.Hour).Format(http.TimeFormat), "", time.Time{}},
		{now.AddDate(1, 0, 0).Format(http.TimeFormat), "", now.Add(24 * time.Hour)},
		{"", window, now.Add(20 * time.Minute)},
		{"", "-1", time.Time{}},
		{"", "9223372036854775807", time.Time{}},
	} {
		h := http.Header{}
		h.Set("Retry-After", c.after)
		h.Set("RateLimit-Reset", c.reset)
		if got := retry.After(h, now, "X-RateLimit-Reset", "RateLimit-Reset"); !got.Equal(c.want) {
			t.Errorf("Retry-After %q, reset %q: %v, want %v", c.after, c.reset, got, c.want)
		}
	}
}
