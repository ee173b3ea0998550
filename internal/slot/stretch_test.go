package slot_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

func TestKeptOf(t *testing.T) {
	monday := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	at := func(day, hour int) time.Time { return monday.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour) }
	p := slot.Person{Handle: "a", Zone: "UTC", Week: slot.Workdays(slot.Hours{From: 9 * 60, To: 17 * 60}), Lunch: slot.Hours{From: 12 * 60, To: 13 * 60}}
	tests := map[string]struct {
		change func(*slot.Person)
		want   slot.Kept
	}{
		"nothing planned": {func(*slot.Person) {}, slot.Kept{Working: 35 * time.Hour, Focus: 35 * time.Hour}},
		"a meeting in the middle of a morning leaves nothing of it": {func(p *slot.Person) {
			p.Busy = []calendar.Interval{{Start: at(0, 10), End: at(0, 11)}}
		}, slot.Kept{Working: 35 * time.Hour, Focus: 32 * time.Hour}},
		"at its edge it leaves a stretch": {func(p *slot.Person) {
			p.Busy = []calendar.Interval{{Start: at(0, 9), End: at(0, 10)}}
		}, slot.Kept{Working: 35 * time.Hour, Focus: 34 * time.Hour}},
		"a day off": {func(p *slot.Person) {
			p.Off = []slot.Day{{Year: 2026, Month: time.November, Day: 17}}
		}, slot.Kept{Working: 28 * time.Hour, Focus: 28 * time.Hour}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			person := p
			test.change(&person)
			got, err := slot.KeptOf(person, monday, monday.AddDate(0, 0, 7))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := slot.KeptOf(slot.Person{Zone: "Nowhere/Land"}, monday, monday); err == nil {
		t.Error("an unknown zone is taken")
	}
}
