package ledger_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

const shares = `{"zone":"Europe/Paris","from":"2026-11-20","to":"2026-12-03","days":[1,2,3,4,5],"hours":{"from":540,"to":1020},"lunch":{"from":720,"to":780},` +
	`"off":["2026-11-30"],"notice":60,"most":240,"busy":[{"start":"2026-11-20T09:00:00Z","minutes":45}]}`

func TestWhatIsSharedOfBeingBusy(t *testing.T) {
	other := aged(0, "dev1", "availability.shared", "dev2@example.com", shares)
	theirs := aged(0, "dev2", "availability.shared", "dev2@example.com", shares)
	over := aged(1, "dev2", "availability.shared", "dev2@example.com", `{}`)
	got := ledger.NewStanding([]eventlog.Event{other, theirs, over}).Shared()
	if len(got) != 2 || got[0].By.Email != "dev2@example.com" || got[0].Withdrawn() || !got[1].Withdrawn() {
		t.Fatalf("shared %+v", got)
	}
	want := ledger.Availability{
		Zone: "Europe/Paris", From: "2026-11-20", To: "2026-12-03", Days: []time.Weekday{1, 2, 3, 4, 5}, Hours: &ledger.Clock{From: 540, To: 1020},
		Lunch: &ledger.Clock{From: 720, To: 780}, Off: []string{"2026-11-30"}, Notice: 60, Meeting: 240,
		Busy: []ledger.Stretch{{Start: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), Minutes: 45}},
	}
	if d := cmp.Diff(want, got[0].Availability); d != "" {
		t.Error(d)
	}
}

func TestWhatNobodyOfOursSharedHasNoEffect(t *testing.T) {
	with := func(old, replacement string) string { return strings.Replace(shares, old, replacement, 1) }
	for name, body := range map[string]string{
		"no object":         `[]`,
		"no date":           with(`"2026-12-03"`, `"soon"`),
		"backwards":         with(`"2026-12-03"`, `"2026-11-01"`),
		"years":             with(`"2026-12-03"`, `"2036-12-03"`),
		"no zone":           with(`"Europe/Paris"`, `""`),
		"no hours":          with(`"hours":{"from":540,"to":1020},`, ``),
		"hours of no clock": with(`"to":1020`, `"to":9000`),
		"a negative buffer": with(`"notice":60`, `"notice":-1`),
		"an eighth day":     with(`[1,2,3,4,5]`, `[8]`),
		"a year of meeting": with(`"minutes":45`, `"minutes":500000`),
		"busy long ago":     with(`"2026-11-20T09:00:00Z"`, `"1026-11-20T09:00:00Z"`),
		"too much":          with(`"busy":[`, `"busy":[`+strings.Repeat(`{"start":"2026-11-20T09:00:00Z","minutes":45},`, 3000)),
		"far too much":      with(`"zone"`, `"x":"`+strings.Repeat("x", 300<<10)+`","zone"`),
	} {
		e := aged(0, "dev2", "availability.shared", "dev2@example.com", body)
		if got := ledger.NewStanding([]eventlog.Event{e}).Shared(); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzAvailability(f *testing.F) {
	f.Add(shares)
	f.Fuzz(func(t *testing.T, body string) {
		if !json.Valid([]byte(body)) {
			return
		}
		e := aged(0, "dev2", "availability.shared", "dev2@example.com", body)
		for _, s := range ledger.NewStanding([]eventlog.Event{e}).Shared() {
			from, to := s.From, s.To
			for _, b := range s.Busy {
				if s.Withdrawn() || b.Minutes <= 0 || b.End().Sub(b.Start) > 48*time.Hour || from > to {
					t.Errorf("%+v", s)
				}
			}
		}
	})
}

// When somebody was busy is forgotten as soon as it is over or said anew, not after a season.
func TestWhatWasSharedIsForgotten(t *testing.T) {
	log, err := eventlog.Open(t.Context(), t.TempDir()+"/events.db", eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	first, second := aged(0, "dev2", "availability.shared", "dev2@example.com", shares), aged(1, "dev2", "availability.shared", "dev2@example.com", shares)
	mate := aged(0, "dev3", "availability.shared", "dev3@example.com", shares)
	away := aged(0, "dev2", "person.away", "dev2@example.com", `{"from":"2026-11-18","to":"2026-11-18"}`)
	for i, e := range []*eventlog.Event{&first, &second, &mate, &away} {
		e.ID = fmt.Sprintf("01KQ0000000000000000000%03d", i)
		if _, err := log.Append(t.Context(), *e); err != nil {
			t.Fatal(err)
		}
	}
	left := func(now time.Time) (out []string) {
		if _, err := ledger.Expire(t.Context(), log, now); err != nil {
			t.Fatal(err)
		}
		events, err := log.Since(t.Context(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if string(e.Body) != "{}" {
				out = append(out, e.ID[len(e.ID)-1:])
			}
		}
		return out
	}
	for _, step := range []struct {
		now  time.Time
		want []string
	}{
		{start.AddDate(0, 0, 2), []string{"1", "2", "3"}},
		{time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC), []string{"1", "2", "3"}},
		{time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC), []string{"3"}},
		{long, nil},
	} {
		if d := cmp.Diff(step.want, left(step.now)); d != "" {
			t.Errorf("at %s: %s", step.now.Format(time.DateOnly), d)
		}
	}
}
