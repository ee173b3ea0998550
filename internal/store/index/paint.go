package index

import (
	"container/heap"
	"slices"
)

// Colours that commits hand on to their ancestors.
const (
	wanted = 1 << iota // reached by the tips of now
	former             // reached by tips of before that are no more
	base               // what merges brought is known here and below
	queued
)

// painting spreads colours from commits to their ancestors, the youngest first.
//
// Since every commit is younger, by its generation, than its ancestors, a commit that is visited has all its
// colours. In a forged history with cycles that does not hold; commits that get a colour later are then visited
// again, at most once for each colour.
type painting struct {
	*graph
	colour  []byte // by id
	visited []uint32
	// line hands colours on to first parents alone.
	line bool
	// settled says of a commit with such a colour that nothing needs to be known of its ancestors. When all that
	// is left is settled the painting ends.
	settled func(id uint32, colour byte) bool

	queue []uint32 // a heap
	open  int      // how many in the queue are not settled
}

func (p *painting) Len() int { return len(p.queue) }
func (p *painting) Less(i, j int) bool {
	return p.at(p.queue[i]).generation > p.at(p.queue[j]).generation
}
func (p *painting) Swap(i, j int) { p.queue[i], p.queue[j] = p.queue[j], p.queue[i] }
func (p *painting) Push(id any)   { p.queue = append(p.queue, id.(uint32)) }

func (p *painting) Pop() any {
	last := len(p.queue) - 1
	id := p.queue[last]
	p.queue = p.queue[:last]
	return id
}

// add gives a commit colours.
func (p *painting) add(id uint32, colour byte) {
	was := p.colour[id]
	now := was | colour | queued
	if was|colour == was {
		return
	}
	p.colour[id] = now
	if was&queued == 0 {
		heap.Push(p, id)
	} else if !p.settled(id, was) {
		p.open--
	}
	if !p.settled(id, now) {
		p.open++
	}
}

func (p *painting) run() {
	for p.open > 0 && p.err == nil {
		id := heap.Pop(p).(uint32)
		colour := p.colour[id] &^ queued
		p.colour[id] = colour
		if !p.settled(id, colour) {
			p.open--
		}
		p.visited = append(p.visited, id)
		parents := p.at(id).parents
		if p.line {
			parents = parents[:min(1, len(parents))]
		}
		for _, parent := range parents {
			if !p.at(parent).present() {
				p.fail(damaged("a parent %d is not there", parent))
				return
			}
			p.add(parent, colour)
		}
	}
	slices.Sort(p.visited)
	p.visited = slices.Compact(p.visited)
}

// reach are the tips that the index had and those that it is to have.
type reach struct{ before, after []uint32 }

// dropped are the tips that are no more.
func (r reach) dropped() []uint32 {
	return slices.DeleteFunc(slices.Clone(r.before), func(id uint32) bool { return slices.Contains(r.after, id) })
}

// moveLine marks the commits on the first-parent lines of the tips of now, and returns the oldest of those
// that were put on the lines or taken off; ok is false when the lines are what they were.
func (g *graph) moveLine(r reach) (oldest uint32, ok bool) {
	p := &painting{graph: g, colour: make([]byte, g.next), line: true}
	p.settled = func(id uint32, colour byte) bool {
		return colour&wanted != 0 && g.at(id).flags&flagLine != 0
	}
	for _, id := range r.after {
		p.add(id, wanted)
	}
	for _, id := range r.dropped() {
		p.add(id, former)
	}
	p.run()
	for _, id := range p.visited {
		c, on := g.at(id), p.colour[id]&wanted != 0
		if on == (c.flags&flagLine != 0) {
			continue
		}
		c.flags ^= flagLine
		if !ok || g.older(id, oldest) < 0 {
			oldest, ok = id, true
		}
	}
	return oldest, ok
}

// division is what a move of the tips means for commits.
type division struct {
	gone  []uint32 // reached no more
	fresh []uint32 // reached, and what brought them may be another than before, or unknown
}

// divide follows a move of the tips.
//
// What brought a commit to the lines is the oldest on them that reaches it (see creditMergers). So whatever is
// below a commit on the lines that is older than all that were put on them or taken off is brought by what it
// was before: there the looking ends.
func (g *graph) divide(r reach) (d division) {
	oldest, moved := g.moveLine(r)
	p := &painting{graph: g, colour: make([]byte, g.next)}
	p.settled = func(_ uint32, colour byte) bool { return colour&base != 0 }
	for _, id := range r.after {
		p.add(id, wanted)
		for range g.next { // a bound for lines that bite their own tails
			parents := g.at(id).parents
			if !moved || g.older(id, oldest) < 0 || len(parents) == 0 {
				break
			}
			id = parents[0]
		}
		if !moved || g.older(id, oldest) < 0 {
			p.add(id, wanted|base)
		}
	}
	for _, id := range r.dropped() {
		p.add(id, former)
	}
	p.run()
	for _, id := range p.visited {
		switch c := p.colour[id]; {
		case c&wanted == 0:
			d.gone = append(d.gone, id)
		case c&base == 0:
			d.fresh = append(d.fresh, id)
		}
	}
	return d
}

// creditMergers finds who merged each of the fresh commits. What merges on the first-parent lines of the
// tips brought in is given to them, the oldest merge first; each commit once. mailbox tells identities with one
// address apart from others.
func (g *graph) creditMergers(fresh []uint32, mailbox func(uint32) uint32) {
	given := make([]bool, g.next)
	for i := range given {
		given[i] = true // elsewhere nothing changes
	}
	var merges []uint32
	for _, id := range fresh {
		c := g.at(id)
		c.credits = slices.DeleteFunc(c.credits, func(k credit) bool { return k.kind == merger })
		given[id] = c.flags&flagLine != 0
		if given[id] && len(c.parents) > 1 {
			merges = append(merges, id)
		}
	}
	slices.SortFunc(merges, g.older)
	var stack []uint32
	for _, m := range merges {
		by := g.at(m).author
		review := g.at(m).flags&flagUpdate == 0
		stack = append(stack[:0], g.at(m).parents[1:]...)
		for len(stack) > 0 {
			id := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if given[id] {
				continue
			}
			given[id] = true
			c := g.at(id)
			stack = append(stack, c.parents...)
			if review && c.files > 0 && !credited(c, by, mailbox) {
				c.credits = append(slices.Clip(c.credits), credit{merger, by})
			}
		}
	}
}

// credited says whether somebody is known to have a part in a commit.
func credited(c *commit, who uint32, mailbox func(uint32) uint32) bool {
	return mailbox(c.author) == mailbox(who) ||
		slices.ContainsFunc(c.credits, func(k credit) bool { return mailbox(k.who) == mailbox(who) })
}
