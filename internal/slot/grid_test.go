package slot_test

import (
	"slices"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/slot"
)

const cell = 5 * time.Minute

// grid is one person's time in cells of five minutes, each looked at on the wall clock by itself.
type grid struct {
	p                            slot.Person
	zone                         *time.Location
	from                         time.Time
	work, shift, free, busy, can []bool
	day                          []slot.Day
	met                          map[slot.Day]time.Duration
}

func within(h slot.Hours, minute int) bool { return minute >= h.From && minute < h.To }

func dayOf(t time.Time) slot.Day {
	y, m, d := t.Date()
	return slot.Day{Year: y, Month: m, Day: d}
}

// works says, from the words of the package comment alone, whether somebody works at a moment.
func works(p slot.Person, t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	y, m, d := t.Date()
	yesterday := time.Date(y, m, d-1, 12, 0, 0, 0, time.UTC)
	if slices.Contains(p.Off, dayOf(t)) {
		return false
	}
	for _, h := range p.Week[t.Weekday()] {
		if h.From <= h.To && within(h, minute) || h.To < h.From && minute >= h.From {
			return true
		}
	}
	for _, h := range p.Week[yesterday.Weekday()] {
		if h.To < h.From && minute < h.To && !slices.Contains(p.Off, dayOf(yesterday)) {
			return true
		}
	}
	return false
}

func gridOf(t *testing.T, p slot.Person, from, to time.Time) *grid {
	t.Helper()
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		t.Fatal(err)
	}
	n := int(to.Sub(from) / cell)
	cells := func() []bool { return make([]bool, n) }
	g := &grid{
		p: p, zone: zone, from: from, work: cells(), shift: cells(), free: cells(), busy: cells(), can: cells(),
		day: make([]slot.Day, n), met: map[slot.Day]time.Duration{},
	}
	blocked := make([]bool, n)
	for _, b := range p.Busy {
		if !b.Start.Before(b.End) {
			continue
		}
		first, last := int(b.Start.Sub(from)/cell)-30, int(b.End.Sub(from)/cell)+30 // beyond every buffer
		for i := max(0, first); i < min(n, last); i++ {
			at, end := g.at(i), g.at(i+1)
			g.busy[i] = g.busy[i] || at.Before(b.End) && b.Start.Before(end)
			blocked[i] = blocked[i] || at.Before(b.End.Add(p.Buffer)) && b.Start.Add(-p.Buffer).Before(end)
		}
	}
	dates := map[slot.Day]bool{}
	for i := range n {
		at := g.at(i).In(zone)
		g.day[i] = dayOf(at)
		if g.work[i] = works(p, at); g.work[i] {
			dates[g.day[i]] = true
			if g.busy[i] {
				g.met[g.day[i]] += cell
			}
		}
		lunch := within(p.Lunch, at.Hour()*60+at.Minute())
		g.shift[i] = g.work[i] && !lunch
		g.free[i] = g.shift[i] && !blocked[i]
		g.can[i] = !lunch && !blocked[i]
	}
	for i := range n {
		if !g.can[i] || g.work[i] {
			continue
		}
		hour := g.at(i).In(zone).Hour()
		near := slices.Contains(g.work[max(0, i-48):min(n, i+49)], true)
		g.can[i] = near && dates[g.day[i]] && hour >= 6 && hour < 22
	}
	return g
}

func (g *grid) at(i int) time.Time { return g.from.Add(time.Duration(i) * cell) }

func all(cells []bool, i, n int) bool {
	return i >= 0 && i+n <= len(cells) && !slices.Contains(cells[i:i+n], false)
}

func runs(cells []bool) []time.Duration {
	var out []time.Duration
	length := time.Duration(0)
	for _, c := range append(slices.Clone(cells), false) {
		if c {
			length += cell
		} else if length > 0 {
			out, length = append(out, length), 0
		}
	}
	return out
}

// keepsLimit counts the meetings of each date that the slot touches.
func (g *grid) keepsLimit(i, n int) bool {
	if g.p.Limit == 0 {
		return true
	}
	slots := map[slot.Day]time.Duration{}
	for _, day := range g.day[i : i+n] {
		if slots[day] += cell; g.met[day]+slots[day] > g.p.Limit {
			return false
		}
	}
	return true
}

func (g *grid) cost(i, n int) time.Duration {
	left := slices.Clone(g.free)
	b := int(g.p.Buffer / cell)
	for j := max(0, i-b); j < min(len(left), i+n+b); j++ {
		left[j] = false
	}
	return slot.Cost(runs(g.free), runs(left))
}

func (g *grid) apart(i, n int) int {
	b := int(g.p.Buffer / cell)
	if i-b-1 >= 0 && g.busy[i-b-1] || i+n+b < len(g.busy) && g.busy[i+n+b] {
		return 0
	}
	if !g.shift[i-1] || !g.shift[i+n] {
		return 1
	}
	return 2
}

// outside is how far the slot reaches out of the nearest working hours.
func (g *grid) outside(i, n int) (worst, total time.Duration) {
	if all(g.work, i, n) {
		return 0, 0
	}
	best := time.Duration(1 << 60)
	for from := 0; from < len(g.work); from++ {
		if !g.work[from] {
			continue
		}
		to := from
		for to < len(g.work) && g.work[to] {
			to++
		}
		early, late := max(0, time.Duration(from-i)*cell), max(0, time.Duration(i+n-to)*cell)
		if early+late < best {
			best, worst = early+late, max(early, late)
		}
		from = to
	}
	return worst, best
}
