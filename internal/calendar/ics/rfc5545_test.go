package ics

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
)

// starts gives when each instance of one event begins, in the order of time.
func starts(t *testing.T, properties, from, to string) (out []string) {
	t.Helper()
	text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDURATION:PT1M\n" + properties + "\nEND:VEVENT\nEND:VCALENDAR\n"
	x, err := read(t.Context(), strings.NewReader(text), Query{Window: calendar.Interval{Start: day(t, from), End: day(t, to)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.faults.list) > 0 {
		t.Errorf("%s: %v", properties, x.faults.list)
	}
	for _, i := range x.busy {
		out = append(out, i.Start.Format("2006-01-02T15:04Z"))
	}
	return out
}

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheExamplesOfRFC5545(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "rfc5545.txt"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for block := range strings.SplitSeq(string(text), "\n\n") {
		properties, list, ok := strings.Cut(block, "\n= ")
		if !ok {
			continue
		}
		n++
		want := strings.Fields(list)
		var got []string
		// Windows may not be longer than five years; the examples go from 1996 to 2007.
		for _, window := range [][2]string{{"1996-01-01", "2001-01-01"}, {"2001-01-01", "2006-01-01"}, {"2006-01-01", "2010-01-01"}} {
			got = append(got, starts(t, properties, window[0], window[1])...)
		}
		if last := len(want) - 1; want[last] == "..." {
			want = want[:last]
			if len(got) <= len(want) {
				t.Errorf("%s: ends after %d", properties, len(got))
			}
			got = got[:min(len(got), len(want))]
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s:\n%s", properties, d)
		}
	}
	if n != 42 {
		t.Errorf("%d examples", n)
	}
}
