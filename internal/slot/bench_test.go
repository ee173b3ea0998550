package slot_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

func BenchmarkSearch(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	zones := []string{paris, "Europe/London", "America/New_York", "Europe/Berlin"}
	for _, test := range []struct {
		people int
		nights bool // all that is busy is at night: as many slots as there can be
	}{{2, false}, {8, false}, {8, true}} {
		b.Run(fmt.Sprintf("people=%d/nights=%v", test.people, test.nights), func(b *testing.B) {
			q := slot.Query{Length: time.Hour, From: at(b, paris, "2026-06-15 00:00"), Now: at(b, paris, "2026-06-14 00:00")}
			q.To = q.From.AddDate(0, 0, 14)
			for i := range test.people {
				p := slot.Person{
					Handle: fmt.Sprint("@dev", i), Zone: zones[i%len(zones)], Week: slot.Workdays(slot.Hours{From: 8 * 60, To: 18 * 60}),
					Lunch: slot.Hours{From: 12 * 60, To: 13 * 60}, Buffer: 5 * time.Minute, Limit: 8 * time.Hour,
				}
				// Most of 500 calendar entries repeat one another: colleagues' copies, holds, declined ones.
				for range 500 {
					start := q.From.Add(time.Duration(r.IntN(14*24)) * time.Hour)
					if r.IntN(8) > 0 {
						start = start.Truncate(24 * time.Hour).Add(7 * time.Hour)
					}
					if test.nights {
						p.Zone = paris
						start = start.Truncate(24 * time.Hour).Add(time.Duration(r.IntN(150)) * time.Minute)
					}
					p.Busy = append(p.Busy, calendar.Interval{Start: start, End: start.Add(time.Duration(10+r.IntN(30)) * time.Minute)})
				}
				q.People = append(q.People, p)
			}
			found := 0
			for b.Loop() {
				res, err := slot.Search(q)
				if err != nil {
					b.Fatal(err)
				}
				found = res.Found
			}
			b.ReportMetric(float64(found), "slots")
		})
	}
}

func BenchmarkNone(b *testing.B) {
	zones := []string{paris, "Asia/Tokyo", "America/New_York", "Australia/Sydney"}
	q := slot.Query{Length: time.Hour, From: at(b, paris, "2026-06-15 00:00"), Now: at(b, paris, "2026-06-14 00:00")}
	q.To = q.From.AddDate(0, 0, 14)
	for i := range 8 {
		p := in(zones[i%len(zones)], worker(fmt.Sprint("@dev", i)))
		for n := range 500 {
			start := q.From.Add(time.Duration(n) * 40 * time.Minute)
			p.Busy = append(p.Busy, calendar.Interval{Start: start, End: start.Add(15 * time.Minute)})
		}
		q.People = append(q.People, p)
	}
	for b.Loop() {
		if r, err := slot.Search(q); err != nil || r.None == nil {
			b.Fatal(r, err)
		}
	}
}
