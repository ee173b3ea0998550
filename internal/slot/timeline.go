package slot

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

// margin is how far beyond the window people's time is looked at, in seconds: the stretch that a slot at its edge is taken
// from, and its day, must be known whole.
const margin = 2 * dayLength

// timeline is one person's time around the window.
type timeline struct {
	person    Person
	zone      *time.Location
	buffer    int64 // seconds, as all that follows
	limit     int64 // of meetings a day; 0 for none
	notBefore int64

	working  []span // hours without days off
	lunch    []span
	shifts   []span // working without lunch
	busy     []span // what is busy, in any order
	meetings []meeting
	free     []span

	dates    []piece        // every date; sorted by time
	met      map[date]int64 // of meetings in working hours
	halves   map[date][2][]span
	unusable int
}

// meeting is busy time without a gap, and what it begins and ends with.
type meeting struct {
	span
	first, last span
}

func newTimeline(p Person, zone *time.Location, around span, notBefore int64) timeline {
	t := timeline{
		person: p, zone: zone, notBefore: notBefore,
		buffer: int64(p.Buffer / time.Second), limit: int64(p.Limit / time.Second),
	}
	hours := hoursOn(p)
	t.working = spansOf(onWall(zone, around, hours))
	t.lunch = spansOf(onWall(zone, around, everyDay(p.Lunch)))
	t.shifts = without(t.working, t.lunch)
	t.dates = onWall(zone, around, everyDay(Hours{0, 24 * 60}))
	for _, i := range p.Busy {
		if i.End.Before(i.Start) {
			t.unusable++
			continue
		}
		s := span{i.Start.Unix(), ceil(i.End)}
		if i.Start.Before(i.End) && s.overlaps(around) {
			t.busy = append(t.busy, s)
		}
	}
	t.refresh()
	t.halves = halvesOf(p, zone, around, hours, t.taken(0))
	return t
}

// refresh works out what follows from what is busy.
func (t *timeline) refresh() {
	t.meetings = joined(t.busy)
	t.free = without(t.shifts, t.taken(t.buffer))
	if t.limit == 0 {
		return
	}
	t.met = map[date]int64{}
	met := common(t.taken(0), t.working)
	for _, d := range t.dates {
		for _, s := range touching(met, d.span) {
			s = s.and(d.span)
			t.met[d.date] += s.to - s.from
		}
	}
}

// taken is what is busy, wider by a buffer on both sides.
func (t *timeline) taken(buffer int64) []span {
	out := make([]span, len(t.meetings))
	for i, m := range t.meetings {
		out[i] = m.wider(buffer)
	}
	return merged(out)
}

func joined(busy []span) []meeting {
	slices.SortFunc(busy, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []meeting
	for _, s := range busy {
		if last := len(out) - 1; last >= 0 && s.from <= out[last].to {
			if s.to >= out[last].to {
				out[last].to, out[last].last = s.to, s
			}
			continue
		}
		out = append(out, meeting{s, s, s})
	}
	return out
}

// halvesOf gives the mornings and afternoons of two hours and more of work in which nothing is busy.
func halvesOf(p Person, zone *time.Location, around span, hours func(date) []Hours, busy []span) map[date][2][]span {
	noon := Hours{12 * 60, 12 * 60}
	if p.Lunch.From < p.Lunch.To && p.Lunch.From >= 10*60 && p.Lunch.To <= 15*60 {
		noon = p.Lunch
	}
	out := map[date][2][]span{}
	for half, bounds := range []Hours{{6 * 60, noon.From}, {noon.To, 20 * 60}} {
		within := func(d date) []Hours {
			var cut []Hours
			for _, h := range hours(d) {
				cut = append(cut, Hours{max(h.From, bounds.From), min(h.To, bounds.To)})
			}
			return cut
		}
		for _, piece := range onWall(zone, around, within) {
			both := out[piece.date]
			both[half] = append(both[half], piece.span)
			out[piece.date] = both
		}
		for d, both := range out {
			var length time.Duration
			both[half] = merged(both[half])
			for _, s := range both[half] {
				length += s.length()
				if len(touching(busy, s)) > 0 {
					length = -dayLength * time.Second
				}
			}
			if length < Focus {
				both[half] = nil
			}
			out[d] = both
		}
	}
	return out
}

// cost is what the slot destroys. A slot that is itself for focus is a stretch that remains.
func (t *timeline) cost(slot span, focus bool) time.Duration {
	var before, after [8]time.Duration // longer lists, which only odd hours make, grow elsewhere
	b, a := before[:0], after[:0]
	wide := slot.wider(t.buffer)
	for _, s := range touching(t.free, wide) {
		b = append(b, s.length())
		if s.from < wide.from {
			a = append(a, span{s.from, wide.from}.length())
		}
		if wide.to < s.to {
			a = append(a, span{wide.to, s.to}.length())
		}
	}
	if focus {
		a = append(a, slot.length())
	}
	return Cost(b, a)
}

// place says what the slot stands beside, where less than a step is as good as nothing.
func (t *timeline) place(slot span, step int64) (follows, precedes span, edge bool) {
	i := sort.Search(len(t.meetings), func(i int) bool { return t.meetings[i].to > slot.from })
	if i > 0 && slot.from-t.meetings[i-1].to < t.buffer+step {
		follows = t.meetings[i-1].last
	}
	for i < len(t.meetings) && t.meetings[i].from < slot.to {
		i++ // only a slot that is not free overlaps meetings
	}
	if i < len(t.meetings) && t.meetings[i].from-slot.to < t.buffer+step {
		precedes = t.meetings[i].first
	}
	for _, s := range touching(t.shifts, slot) {
		edge = edge || abs(slot.from-s.from) < step || abs(s.to-slot.to) < step
	}
	return follows, precedes, edge
}

func abs(n int64) int64 { return max(n, -n) }

func (t *timeline) effect(slot span, step int64, focus bool) Effect {
	out := Effect{
		Handle: t.person.Handle, HoursOnly: t.person.HoursOnly,
		Start: time.Unix(slot.from, 0).In(t.zone), Cost: t.cost(slot, focus),
	}
	wide := slot.wider(t.buffer)
	if around := touching(t.free, slot); len(around) > 0 {
		s := around[0]
		out.Stretch = s.length()
		out.First, out.Last = max(0, span{s.from, wide.from}.length()), max(0, span{wide.to, s.to}.length())
	}
	follows, precedes, edge := t.place(slot, step)
	out.Follows, out.Precedes, out.Edge = t.interval(follows), t.interval(precedes), edge
	clean := func(half []span) bool {
		return !t.person.HoursOnly && len(half) > 0 && len(touching(half, slot)) == 0
	}
	both := t.halves[dateAt(slot.from, t.zone)]
	out.Morning, out.Afternoon = clean(both[0]), clean(both[1])
	early, late := t.outside(slot)
	out.Early, out.Late = time.Duration(early)*time.Second, time.Duration(late)*time.Second
	return out
}

func (t *timeline) interval(s span) calendar.Interval {
	if s == (span{}) {
		return calendar.Interval{}
	}
	return calendar.Interval{Start: time.Unix(s.from, 0).In(t.zone), End: time.Unix(s.to, 0).In(t.zone)}
}

// withinLimit says whether the slot leaves the meetings of its day within the person's limit.
func (t *timeline) withinLimit(slot span) bool {
	if t.limit == 0 {
		return true
	}
	i := sort.Search(len(t.dates), func(i int) bool { return t.dates[i].to > slot.from })
	var in int64
	for ; i < len(t.dates) && t.dates[i].from < slot.to; i++ {
		d := t.dates[i]
		if i > 0 && t.dates[i-1].date != d.date {
			in = 0
		}
		part := slot.and(d.span)
		if in += part.to - part.from; t.met[d.date]+in > t.limit {
			return false
		}
	}
	return true
}
