package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
)

func TestWhoWorksWhen(t *testing.T) {
	machine := placed(t, "Asia/Tokyo")
	full := config.Settings{
		Pairing: config.Pairing{Hours: config.Hours{From: 480, To: 960}, Zone: "Europe/Paris", OwnZone: "Europe/London"},
		People: []config.Person{
			{Handle: "dev1", Hours: config.Hours{From: 600, To: 1080}, Zone: "Pacific/Kiritimati"}, // as a repository may say
			{Handle: "dev2", Zone: "Pacific Standard Time"},
			{Handle: "dev3", Hours: config.Hours{From: 360, To: 840}, Zone: "Asia/Kolkata"},
		},
	}
	type working struct {
		From, To             int
		Zone                 string
		HoursAssumed, Assume bool
	}
	tests := []struct {
		name     string
		settings config.Settings
		handle   string
		want     working
	}{
		{"nothing is set", config.Settings{}, "dev1", working{540, 1020, "Asia/Tokyo", false, false}},
		{"nothing is set for another", config.Settings{}, "dev9", working{540, 1020, "Asia/Tokyo", true, true}},
		{"the user, as nobody in particular", full, "", working{480, 960, "Europe/London", false, false}},
		{"the user has an entry too", full, "@Dev1", working{600, 1080, "Europe/London", false, false}},
		{"only the zone, by its Windows name", full, "dev2", working{480, 960, "America/Los_Angeles", true, false}},
		{"both", full, "@dev3", working{360, 840, "Asia/Kolkata", false, false}},
		{"nobody said anything", full, "dev4", working{480, 960, "Europe/Paris", true, true}},
	}
	for _, test := range tests {
		w := WorkingOf(test.settings, test.handle, "@dev1", machine)
		got := working{w.Hours.From, w.Hours.To, w.Zone.String(), w.HoursAssumed, w.ZoneAssumed}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%s: %s", test.name, d)
		}
	}
	if w := WorkingOf(config.Settings{}, "", "", nil); w.Zone != time.UTC {
		t.Error(w.Zone)
	}
}

func TestMergeAndInterval(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 1, 5, h, 0, 0, 0, time.UTC) }
	in := []Interval{{at(12), at(13)}, {at(8), at(9)}, {at(9), at(10)}, {at(8), at(8)}, {at(15), at(14)}, {at(11), at(16)}, {at(12), at(14)}}
	before := append([]Interval(nil), in...)
	want := []Interval{{at(8), at(10)}, {at(11), at(16)}}
	if d := cmp.Diff(want, Merge(in)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(before, in); d != "" {
		t.Errorf("the input changed: %s", d)
	}
	if got := Merge(nil); len(got) != 0 {
		t.Error(got)
	}
}

// A block is written in the zone of its start, unless clocks there show the
// time twice, or the zone has no name that others know.
func TestTheZoneOfABlock(t *testing.T) {
	newYork := placed(t, "America/New_York")
	tests := []struct {
		name  string
		start time.Time
		want  string
		zones int
	}{
		{"named", time.Date(2026, 3, 2, 10, 0, 0, 0, newYork), "TZID=America/New_York", 1},
		{"the first of two", time.Date(2026, 11, 1, 4, 30, 0, 0, time.UTC).In(newYork), "TZID=America/New_York", 1},
		{"the second of two", time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC).In(newYork), "", 0},
		{"an offset", time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("Europe/Nowhere", 3600)), "", 0},
		{"the machine's", time.Date(2026, 3, 2, 10, 0, 0, 0, time.Local), "", 0},
		{"UTC", time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), "", 0},
	}
	for _, test := range tests {
		b := block()
		b.Start = test.start
		_, cal := render(t, b)
		event := cal.Events()[0]
		start := event.Props.Get("DTSTART")
		if got := start.Params.Get("TZID"); "TZID="+got != test.want && got+test.want != "" || len(cal.Children) != 1+test.zones {
			t.Errorf("%s: %v, %d components", test.name, start, len(cal.Children))
		}
	}
}

func TestDaysOffAreOnesOwnHolidaysEverybodys(t *testing.T) {
	lunch := config.Hours{From: 780, To: 840}
	s := config.Settings{
		Pairing: config.Pairing{
			Off: []config.Dates{{From: "2026-08-03", To: "2026-08-14"}}, Holidays: []config.Dates{{From: "2026-12-25", To: "2026-12-25"}}, Lunch: lunch,
		},
		People: []config.Person{
			{Handle: "dev1", Off: []config.Dates{{From: "2026-11-30", To: "2026-11-30"}}},
			{Handle: "dev2", Workdays: config.Weekdays{true}, Lunch: &config.Hours{}, Off: []config.Dates{{From: "2026-12-01", To: "2026-12-02"}}},
		},
	}
	type days struct {
		Days  config.Weekdays
		Off   []config.Dates
		Lunch config.Hours
	}
	for handle, want := range map[string]days{
		"dev1": {config.Workweek(), []config.Dates{s.Pairing.Holidays[0], s.Pairing.Off[0], s.People[0].Off[0]}, lunch},
		"dev2": {config.Weekdays{true}, []config.Dates{s.Pairing.Holidays[0], s.People[1].Off[0]}, config.Hours{}},
		"dev3": {config.Workweek(), s.Pairing.Holidays, lunch},
	} {
		w := WorkingOf(s, handle, "dev1", time.UTC)
		if d := cmp.Diff(want, days{w.Days, w.Off, w.Lunch}); d != "" {
			t.Errorf("%s: %s", handle, d)
		}
	}
}
