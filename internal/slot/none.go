package slot

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

// Why says why there is no slot.
type Why string

// The reasons, in the order in which they are looked for: the first that holds is given.
const (
	TooSoon      Why = "too-soon"      // the window ends before the notice that somebody wants is over
	NotWorking   Why = "not-working"   // somebody has no working hours in the window
	TooLong      Why = "too-long"      // somebody never works for the length without lunch or another break
	HoursApart   Why = "hours-apart"   // working hours never overlap for the length
	MeetingLimit Why = "meeting-limit" // there is time, but somebody's meetings of the day would be too many
	Booked       Why = "booked"        // hours overlap, and are full
)

// None says why there is no slot, and what there is instead.
type None struct {
	Why Why
	// Who are the people it hangs on, in the order of the query: without them, or with other settings of theirs, there may be a
	// slot. Everybody, where it hangs on no one more than on others.
	Who []string
	// Longest is the longest time, up to the length, that everybody has within their limits, in UTC; the first, if there are
	// several; the zero interval when that is under 15 minutes.
	Longest calendar.Interval
	// LeastBad are up to three times, on different days, at which somebody is outside their hours: the one who is most outside
	// is that by as little as possible. Never on a day off, at lunch, when busy, by more than 4 hours, or before 6:00 or
	// after 22:00 on their clock (unless those are their hours).
	LeastBad []Slot
	// Relay is how it could be done without meeting; nil for one person, and where somebody has no time for it.
	Relay []Turn
}

// Turn is time at which somebody can take up what another left: at most half an hour of their free time. The first is of the
// one who asks, then come the others, each as soon as possible after the one before, and the one who asks at the end again, if
// there is still time for it.
type Turn struct {
	Handle     string
	Start, End time.Time // in their zone
}

const (
	maxOutside = 4 * 60 * minute
	minCommon  = 15 * minute
	maxTurn    = 30 * minute
	leastBad   = 3
)

func working(t *timeline) []span { return t.shifts }

func (e *engine) none() *None {
	n := &None{}
	n.Why, n.Who = e.why()
	if n.Why != TooSoon {
		n.Longest = e.longest()
		found := e.candidates((*timeline).reach)
		rank(found)
		n.LeastBad = Choose(e.slots(e.pick(found)), leastBad, 1)
	}
	n.Relay = e.relay()
	return n
}

// pick takes the best candidate of each day, so that slots are made of few.
func (e *engine) pick(ranked []candidate) []candidate {
	var out []candidate
	seen := map[date]bool{}
	for _, c := range ranked {
		if d := dateAt(c.start, e.people[0].zone); !seen[d] {
			seen[d] = true
			out = append(out, c)
		}
	}
	return out
}

func (e *engine) why() (Why, []string) {
	if who := e.who(func(t *timeline) bool { return t.notBefore+e.length > e.window.to }); who != nil {
		return TooSoon, who
	}
	if who := e.who(func(t *timeline) bool { return len(touching(t.working, e.window)) == 0 }); who != nil {
		return NotWorking, who
	}
	if who := e.who(func(t *timeline) bool {
		return !slices.ContainsFunc(touching(t.shifts, e.window), func(s span) bool { return s.and(e.window).length() >= time.Duration(e.length)*time.Second })
	}); who != nil {
		return TooLong, who
	}
	if !e.any(e.people, working) {
		who := e.who(func(t *timeline) bool {
			others := slices.DeleteFunc(slices.Clone(e.people), func(o timeline) bool { return o.person.Handle == t.person.Handle })
			return len(others) > 1 && e.any(others, working)
		})
		if who == nil {
			who = e.who(func(*timeline) bool { return true })
		}
		return HoursApart, who
	}
	full := map[string]bool{}
	e.each(free, func(s span) {
		for i := range e.people {
			if t := &e.people[i]; !t.withinLimit(s) {
				full[t.person.Handle] = true
			}
		}
	})
	if who := e.who(func(t *timeline) bool { return full[t.person.Handle] }); who != nil {
		return MeetingLimit, who
	}
	return Booked, e.who(func(*timeline) bool { return true })
}

func (e *engine) who(is func(*timeline) bool) []string {
	var out []string
	for i := range e.people {
		if is(&e.people[i]) {
			out = append(out, e.people[i].person.Handle)
		}
	}
	return out
}

// any says whether these people have such a stretch in common, whatever notice and limits say.
func (e *engine) any(people []timeline, where func(*timeline) []span) bool {
	some := *e
	some.people = slices.Clone(people)
	for i := range some.people {
		some.people[i].notBefore = e.window.from
	}
	found := false
	some.each(where, func(span) { found = true })
	return found
}

// longest is the longest time that everybody has and that is within everybody's limit.
func (e *engine) longest() calendar.Interval {
	all := []span{e.window}
	for i := range e.people {
		t := &e.people[i]
		all = common(common(all, t.free), []span{{t.notBefore, e.window.to}})
	}
	best := span{}
	for _, s := range all {
		s.from = e.next(s.from)
		s.to = min(s.from+floor(s.to-s.from, e.step)*e.step, s.from+e.length)
		for s.from < s.to && slices.ContainsFunc(e.people, func(t timeline) bool { return !t.withinLimit(s) }) {
			s.to -= e.step
		}
		if s.to-s.from > best.to-best.from {
			best = s
		}
	}
	if best.to-best.from < minCommon {
		return calendar.Interval{}
	}
	return calendar.Interval{Start: time.Unix(best.from, 0).UTC(), End: time.Unix(best.to, 0).UTC()}
}

// reach is where somebody could be asked to be although their day has not begun, or is over.
func (t *timeline) reach() []span {
	works := map[date]bool{}
	var wider []span
	for _, s := range t.working {
		wider = append(wider, s.wider(maxOutside))
		works[dateAt(s.from, t.zone)] = true
		works[dateAt(s.to-1, t.zone)] = true
	}
	if len(wider) == 0 {
		return nil
	}
	around := span{t.dates[0].from, t.dates[len(t.dates)-1].to}
	awake := spansOf(onWall(t.zone, around, func(d date) []Hours {
		if works[d] {
			return []Hours{{6 * 60, 22 * 60}}
		}
		return nil
	}))
	all := append(common(awake, merged(wider)), t.working...)
	return without(without(merged(all), t.lunch), t.taken(t.buffer))
}

// outside is how long before the nearest working hours the slot begins, and how long after them it ends.
func (t *timeline) outside(slot span) (early, late int64) {
	best := int64(-1)
	for _, s := range touching(t.working, slot.wider(maxOutside+1)) {
		before, after := max(0, s.from-slot.from), max(0, slot.to-s.to)
		if best < 0 || before+after < best {
			best, early, late = before+after, before, after
		}
	}
	return early, late
}

func (e *engine) relay() []Turn {
	if len(e.people) < 2 {
		return nil
	}
	length := min(e.length, maxTurn)
	after := e.window.from
	first := func(t *timeline) (span, bool) {
		for _, s := range t.free {
			if at := max(s.from, after, t.notBefore); at+length <= s.to && at < e.window.to {
				return span{at, at + length}, true
			}
		}
		return span{}, false
	}
	var out []Turn
	left := e.who(func(*timeline) bool { return true })
	for len(left) > 0 {
		var next *timeline
		var when span
		for i := range e.people {
			t := &e.people[i]
			if !slices.Contains(left, t.person.Handle) {
				continue
			}
			s, ok := first(t)
			if !ok {
				return nil
			}
			if next == nil || s.from < when.from {
				next, when = t, s
			}
			if len(out) == 0 {
				break // the one who asks begins
			}
		}
		out, after = append(out, next.turn(when)), when.to
		left = slices.DeleteFunc(left, func(h string) bool { return h == next.person.Handle })
	}
	if s, ok := first(&e.people[0]); ok {
		out = append(out, e.people[0].turn(s))
	}
	return out
}

func (t *timeline) turn(s span) Turn {
	i := t.interval(s)
	return Turn{t.person.Handle, i.Start, i.End}
}
