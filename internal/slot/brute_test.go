package slot_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

type found struct {
	Start        time.Time
	Cost         time.Duration
	Apart        int
	Worst, Total time.Duration
}

// brute tries every cell of the window.
func brute(t *testing.T, q slot.Query) (slots, reachable []found) {
	from, to := q.From, q.To
	if q.Now.After(from) {
		from = q.Now
	}
	start := from.Add(-48 * time.Hour)
	var people []*grid
	for _, p := range q.People {
		people = append(people, gridOf(t, p, start, to.Add(48*time.Hour)))
	}
	n := int(q.Length / cell)
	for i := 0; ; i++ {
		f := found{Start: start.Add(time.Duration(i) * cell)}
		if f.Start.Add(q.Length).After(to) {
			return slots, reachable
		}
		if f.Start.Before(from) {
			continue
		}
		free, can := true, true
		for _, g := range people {
			soon := f.Start.Before(q.Now.Add(g.p.Notice))
			can = can && !soon && all(g.can, i, n) && g.keepsLimit(i, n)
			free = free && can && all(g.free, i, n)
		}
		if !can {
			continue
		}
		for _, g := range people {
			worst, total := g.outside(i, n)
			f.Worst, f.Total = max(f.Worst, worst), f.Total+total
			if free {
				f.Cost += g.cost(i, n)
				f.Apart += g.apart(i, n)
			}
		}
		if reachable = append(reachable, f); free {
			slots = append(slots, f)
		}
	}
}

func randomQuery(r *rand.Rand) slot.Query {
	zones := []string{
		"UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago",
		"Africa/Cairo", "America/St_Johns", "Pacific/Apia", "Asia/Tokyo", "Europe/London",
	}
	moments := []string{ // changes of the clock somewhere, a day that was skipped, and quiet times
		"2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z", "2026-03-07T00:00:00Z", "2026-10-31T00:00:00Z", "2026-04-04T00:00:00Z",
		"2026-09-05T00:00:00Z", "2026-04-23T00:00:00Z", "2011-12-29T00:00:00Z", "2026-06-15T00:00:00Z", "2026-12-30T00:00:00Z",
	}
	start, _ := time.Parse(time.RFC3339, moments[r.IntN(len(moments))])
	cells := func(n int) time.Duration { return time.Duration(r.IntN(n)) * cell }
	q := slot.Query{
		From: start.Add(cells(288)), Length: cell * time.Duration(1+r.IntN(36)),
		Step: []time.Duration{0, 0, cell}[r.IntN(3)],
	}
	q.To = q.From.Add(6*time.Hour + cells(2*288))
	q.Now = q.From.Add(cells(24) - time.Hour)
	same := zones[r.IntN(len(zones))]
	for i := range 1 + r.IntN(4) {
		p := slot.Person{Handle: fmt.Sprint("@dev", i), Zone: same}
		if r.IntN(3) == 0 {
			p.Zone = zones[r.IntN(len(zones))]
		}
		for day := range p.Week {
			for range r.IntN(4) - r.IntN(2) {
				h := slot.Hours{From: 5 * r.IntN(289), To: 5 * r.IntN(289)}
				if r.IntN(2) == 0 {
					h = slot.Hours{From: 9 * 60, To: 17 * 60}
				}
				p.Week[day] = append(p.Week[day], h)
			}
		}
		if r.IntN(2) == 0 {
			from := 11*60 + 5*r.IntN(24)
			p.Lunch = slot.Hours{From: from, To: from + 5*r.IntN(12)}
		}
		if r.IntN(4) == 0 {
			p.Off = append(p.Off, dayOf(q.From.AddDate(0, 0, r.IntN(3)-1)))
		}
		p.Buffer = []time.Duration{0, 0, cell, 2 * cell, 6 * cell, 20 * cell}[r.IntN(6)]
		p.Notice = cells(60) * time.Duration(r.IntN(2))
		if r.IntN(3) == 0 {
			p.Limit = q.Length + cells(40)
		}
		for range r.IntN(30) {
			at := q.From.Add(cells(5*288) - 48*time.Hour)
			p.Busy = append(p.Busy, calendar.Interval{Start: at, End: at.Add(cells(24) - 2*cell)})
		}
		q.People = append(q.People, p)
	}
	return q
}

// TestOptimal holds the whole ranking, and the times that are least bad where there is none, to trying out every start.
func TestOptimal(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	some, none := 0, 0
	for i := range 600 {
		q := randomQuery(r)
		got, err := slot.Search(q)
		if err != nil {
			t.Fatalf("query %d: %v\n%+v", i, err, q)
		}
		want, reachable := brute(t, q)
		slices.SortFunc(want, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Apart, b.Apart), a.Start.Compare(b.Start))
		})
		var list []found
		for _, s := range got.Slots {
			list = append(list, found{Start: s.Start, Cost: s.Cost, Apart: s.Apart})
			effect(t, q, s)
		}
		if diff := gocmp.Diff(want, list); diff != "" {
			t.Fatalf("query %d, by trying and by searching:\n%s\n%+v", i, diff, q)
		}
		if len(want) > 0 {
			some++
			continue
		}
		none++
		if got.None == nil || len(got.None.Who) == 0 {
			t.Fatalf("query %d: nothing is said of why there is no slot", i)
		}
		if got.None.Why == slot.TooSoon {
			continue
		}
		if len(reachable) == 0 != (len(got.None.LeastBad) == 0) {
			t.Fatalf("query %d: by trying %d are reachable, by searching %d\n%+v", i, len(reachable), len(got.None.LeastBad), q)
		}
		if len(reachable) == 0 {
			continue
		}
		best := slices.MinFunc(reachable, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.Worst, b.Worst), cmp.Compare(a.Total, b.Total))
		})
		first := found{}
		for _, e := range got.None.LeastBad[0].People {
			first.Worst, first.Total = max(first.Worst, e.Early, e.Late), first.Total+e.Early+e.Late
		}
		if first.Worst != best.Worst || first.Total != best.Total {
			t.Fatalf("query %d: the least bad is %v and %v outside, could be %v and %v\n%+v", i, first.Worst, first.Total, best.Worst, best.Total, q)
		}
	}
	if some < 100 || none < 100 {
		t.Errorf("%d queries have slots, %d have none: that is no test of both", some, none)
	}
}

// effect holds what is said of one slot to what is true of it.
func effect(t *testing.T, q slot.Query, s slot.Slot) {
	t.Helper()
	var sum time.Duration
	for i, e := range s.People {
		p := q.People[i]
		sum += e.Cost
		if e.Handle != p.Handle || !e.Start.Equal(s.Start) || e.Early != 0 || e.Late != 0 || s.End.Sub(s.Start) != q.Length {
			t.Fatalf("%+v of %+v", e, s)
		}
		if used := e.Stretch - e.First - e.Last; used < q.Length || used > q.Length+2*p.Buffer {
			t.Fatalf("%v and %v remain of %v, for a slot of %v and a buffer of %v", e.First, e.Last, e.Stretch, q.Length, p.Buffer)
		}
		for _, beside := range []calendar.Interval{e.Follows, e.Precedes} {
			exists := slices.ContainsFunc(p.Busy, func(b calendar.Interval) bool { return b.Start.Equal(beside.Start) && b.End.Equal(beside.End) })
			if !beside.Start.IsZero() && !exists {
				t.Fatalf("beside %v, which is no meeting of theirs", beside)
			}
		}
	}
	if sum != s.Cost {
		t.Fatalf("the costs add up to %v, not %v", sum, s.Cost)
	}
}
