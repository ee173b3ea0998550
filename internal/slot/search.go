package slot

import (
	"cmp"
	"slices"
	"time"
)

// engine looks for one length in one window.
type engine struct {
	people []timeline
	length int64 // seconds
	step   int64
	phase  int64 // how far the clock of the one who asks is ahead of UTC as the window begins
	window span
	most   int
	focus  bool // the time looked for is itself for focus
}

// candidate is a start that is possible.
type candidate struct {
	start int64
	// worst and outside are how long the one who is most outside their hours is that, and everybody together.
	worst, outside int64
	cost           time.Duration
	apart          int
}

func (c candidate) compare(o candidate) int {
	return cmp.Or(cmp.Compare(c.worst, o.worst), cmp.Compare(c.outside, o.outside),
		cmp.Compare(c.cost, o.cost), cmp.Compare(c.apart, o.apart), cmp.Compare(c.start, o.start))
}

func rank(found []candidate) { slices.SortFunc(found, candidate.compare) }

// free is where slots are looked for as long as somebody has time.
func free(t *timeline) []span { return t.free }

// candidates are the starts at which a slot lies in one of these stretches of everybody, in the order of time.
func (e *engine) candidates(where func(*timeline) []span) []candidate {
	var out []candidate
	e.each(where, func(s span) {
		for i := range e.people {
			if !e.people[i].withinLimit(s) {
				return
			}
		}
		out = append(out, e.weigh(s))
	})
	return out
}

// each visits the slots that lie in one stretch of everybody, whatever the limits.
func (e *engine) each(where func(*timeline) []span, visit func(span)) {
	starts := []span{{e.window.from, e.window.to - e.length + 1}}
	for i := range e.people {
		t := &e.people[i]
		var theirs []span
		for _, s := range where(t) {
			if s = (span{max(s.from, t.notBefore), s.to - e.length + 1}); s.from < s.to {
				theirs = append(theirs, s)
			}
		}
		starts = common(starts, theirs)
	}
	for _, s := range starts {
		for at := e.next(s.from); at < s.to; at += e.step {
			visit(span{at, at + e.length})
		}
	}
}

// next is the first moment from at on that is a multiple of the step on the clock of the one who asks.
func (e *engine) next(at int64) int64 { return -floor(-at-e.phase, e.step)*e.step - e.phase }

func (e *engine) weigh(s span) candidate {
	c := candidate{start: s.from}
	for i := range e.people {
		t := &e.people[i]
		c.cost += t.cost(s, e.focus)
		follows, precedes, edge := t.place(s, e.step)
		if follows == (span{}) && precedes == (span{}) {
			c.apart += 2
			if edge {
				c.apart--
			}
		}
		early, late := t.outside(s)
		c.worst = max(c.worst, early, late)
		c.outside += early + late
	}
	return c
}

// slots makes slots of candidates, with what they do to everybody.
func (e *engine) slots(from []candidate) []Slot {
	out := make([]Slot, len(from))
	effects := make([]Effect, len(from)*len(e.people))
	for i, c := range from {
		s := span{c.start, c.start + e.length}
		people := effects[:len(e.people):len(e.people)]
		effects = effects[len(e.people):]
		for j := range e.people {
			people[j] = e.people[j].effect(s, e.step, e.focus)
		}
		out[i] = Slot{Start: time.Unix(s.from, 0).UTC(), End: time.Unix(s.to, 0).UTC(), Cost: c.cost, Apart: c.apart, People: people}
	}
	return out
}

func (e *engine) unusable() map[string]int {
	var out map[string]int
	for _, t := range e.people {
		if t.unusable > 0 {
			if out == nil {
				out = map[string]int{}
			}
			out[t.person.Handle] = t.unusable
		}
	}
	return out
}
