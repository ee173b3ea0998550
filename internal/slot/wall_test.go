package slot_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/slot"
)

// TestClockChanges counts the minutes of a day that are worked, and looks at every one of them on the wall.
func TestClockChanges(t *testing.T) {
	for _, test := range []struct {
		zone, day string
		hours     slot.Hours
		minutes   int
	}{
		{paris, "2026-03-29", slot.Hours{To: 24 * 60}, 23 * 60},
		{paris, "2026-10-25", slot.Hours{To: 24 * 60}, 25 * 60},
		{paris, "2026-03-29", slot.Hours{From: 60, To: 4 * 60}, 120},
		{paris, "2026-03-29", slot.Hours{From: 2*60 + 30, To: 4 * 60}, 60}, // 2:30 does not exist
		{paris, "2026-03-29", slot.Hours{From: 2 * 60, To: 3 * 60}, 0},
		{paris, "2026-10-25", slot.Hours{From: 2 * 60, To: 3 * 60}, 120}, // the hour that comes twice
		{paris, "2026-10-25", slot.Hours{From: 9 * 60, To: 17 * 60}, 480},
		{"America/New_York", "2026-03-08", slot.Hours{From: 9 * 60, To: 17 * 60}, 480},
		{"America/New_York", "2026-11-01", slot.Hours{To: 3 * 60}, 240},
		{"Australia/Lord_Howe", "2026-04-05", slot.Hours{To: 24 * 60}, 24*60 + 30},
		{"America/Santiago", "2026-09-06", slot.Hours{To: 2 * 60}, 60}, // midnight is skipped
		{"Pacific/Apia", "2011-12-30", slot.Hours{To: 24 * 60}, 0},     // the whole day is
	} {
		t.Run(test.zone+" "+test.day+fmt.Sprint(test.hours), func(t *testing.T) {
			noon, _ := time.Parse("2006-01-02", test.day)
			p := slot.Person{Handle: "@dev1", Zone: test.zone}
			p.Week[noon.Weekday()] = []slot.Hours{test.hours}
			from, to := noon.Add(-36*time.Hour), noon.Add(60*time.Hour)
			total, err := slot.Overlap([]slot.Person{p}, from, to)
			if err != nil || total != time.Duration(test.minutes)*time.Minute {
				t.Errorf("%v are worked (%v), want %d minutes", total, err, test.minutes)
			}
			r := search(t, slot.Query{People: []slot.Person{p}, Length: 5 * time.Minute, From: from, To: to, Now: from})
			if len(r.Slots) != test.minutes/5 {
				t.Errorf("%d slots", len(r.Slots))
			}
			for _, s := range r.Slots {
				start := s.People[0].Start
				minute := start.Hour()*60 + start.Minute()
				if start.Format("2006-01-02") != test.day || minute < test.hours.From || minute+5 > test.hours.To {
					t.Errorf("a slot at %v", start)
				}
			}
		})
	}
}

func TestAcrossMidnight(t *testing.T) {
	night := slot.Person{Handle: "@dev1", Zone: "UTC", Week: slot.Workdays(slot.Hours{From: 22 * 60, To: 6 * 60})}
	total := func(off ...slot.Day) time.Duration {
		t.Helper()
		night.Off = off
		got, err := slot.Overlap([]slot.Person{night}, at(t, "UTC", "2026-06-14 00:00"), at(t, "UTC", "2026-06-21 00:00"))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := total(); got != 40*time.Hour {
		t.Errorf("five nights are %v", got)
	}
	if got := total(slot.Day{Year: 2026, Month: 6, Day: 17}); got != 40*time.Hour-8*time.Hour-6*time.Hour {
		t.Errorf("with Wednesday off they are %v, want neither its own night nor what reaches into it", got)
	}
}
