package slot

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestShifts(t *testing.T) {
	p := Person{
		Handle: "dev1", Zone: "Europe/Berlin", Week: Workdays(Hours{9 * 60, 17 * 60}), Lunch: Hours{12 * 60, 13 * 60},
		Off: []Day{{2026, time.March, 31}},
	}
	p.Week[time.Thursday] = []Hours{{22 * 60, 2 * 60}}
	from := time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC) // Friday before the clocks change
	got, err := Shifts(p, from, from.AddDate(0, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range got {
		lines = append(lines, time.Date(s.Day.Year, s.Day.Month, s.Day.Day, 0, 0, 0, 0, time.UTC).Format("02 Jan")+
			": "+s.Start.Format("02T15:04")+"-"+s.End.Format("02T15:04"))
	}
	want := []string{
		"27 Mar: 27T00:00-27T01:00", "27 Mar: 27T08:00-27T11:00", "27 Mar: 27T12:00-27T16:00",
		"30 Mar: 30T07:00-30T10:00", "30 Mar: 30T11:00-30T15:00",
		"01 Apr: 01T07:00-01T10:00", "01 Apr: 01T11:00-01T15:00",
		"02 Apr: 02T20:00-02T22:00", "03 Apr: 02T22:00-03T00:00",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	var input *InputError
	if _, err := Shifts(Person{Handle: "dev1", Zone: "Nowhere"}, from, from.AddDate(0, 0, 7)); !errors.As(err, &input) {
		t.Errorf("an unknown zone: %v", err)
	}
}
