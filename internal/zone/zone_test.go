package zone

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestZonesByEveryName(t *testing.T) {
	tests := map[string]string{
		"Europe/Paris": "Europe/Paris", " UTC ": "UTC", "Etc/GMT+5": "Etc/GMT+5",
		"Romance Standard Time": "Europe/Paris", "w. europe standard time": "Europe/Berlin", "Pacific Standard Time (Mexico)": "America/Tijuana",
		"India Standard Time": "Asia/Calcutta", "UTC-11": "Etc/GMT+11",
	}
	for name, want := range tests {
		if got, err := Load(name); err != nil || got.String() != want {
			t.Errorf("%q: %v, %v; want %s", name, got, err, want)
		}
	}
	for _, name := range []string{"", "Local", "Mars/Base", "../../etc/passwd", "/etc/localtime", "Europe", "Customized Time Zone", "Europe/Paris\r\nX", "a\x00b", strings.Repeat("a", 1<<20)} {
		var unknown *UnknownError
		if got, err := Load(name); !errors.As(err, &unknown) || len(err.Error()) > 1000 {
			t.Errorf("%.40q: %v, %v", name, got, err)
		}
	}
}

func TestEveryWindowsNameIsAZone(t *testing.T) {
	for name := range windows {
		if _, err := Load(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(windows) < 138 {
		t.Errorf("only %d names", len(windows))
	}
}

// What RFC 5545 3.3.5 says of New York: the examples are its own.
func TestAMomentInGapsAndOverlaps(t *testing.T) {
	tests := []struct{ zone, wall, want string }{
		{"America/New_York", "2007-03-11T02:30:00", "2007-03-11T03:30:00-04:00"},
		{"America/New_York", "2007-11-04T01:30:00", "2007-11-04T01:30:00-04:00"},
		{"America/New_York", "2007-11-04T02:00:00", "2007-11-04T02:00:00-05:00"},
		{"Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T03:30:00+02:00"},
		{"Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00"},
		{"Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-04T02:45:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-05T01:45:00+11:00"},
		{"America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T01:00:00-02:00"},
		{"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-31T12:00:00+14:00"}, // a day that never was
		{"UTC", "2026-03-29T02:30:00", "2026-03-29T02:30:00Z"},
	}
	for _, test := range tests {
		loc, err := Load(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, err := time.Parse("2006-01-02T15:04:05", test.wall)
		if err != nil {
			t.Fatal(err)
		}
		if got := At(wall, loc).Format(time.RFC3339); got != test.want {
			t.Errorf("%s in %s: %s, want %s", test.wall, test.zone, got, test.want)
		}
	}
}

func TestTheMachinesZone(t *testing.T) {
	for tz, want := range map[string]string{
		"Europe/Paris": "Europe/Paris", ":Europe/Paris": "Europe/Paris", "/usr/share/zoneinfo/Asia/Tokyo": "Asia/Tokyo",
		"CET-1CEST,M3.5.0,M10.5.0/3": "Local", "nonsense": "Local",
	} {
		if got := Machine(tz); got.String() != want {
			t.Errorf("%q: %s", tz, got)
		}
	}
	if Machine("") == nil {
		t.Error("none")
	}
}
