package todo

import "slices"

// match finds notes of before in now: for each of now the index in before, or -1. In one file both are in the order
// of their lines, and where they stand among each other tells something.
func match(before, now []Known, oneFile bool) []int {
	m := newMatching(before, now)
	if len(before) == 0 || len(now) == 0 {
		return m.back
	}
	for _, lines := range [][]int{{0, 1, 2, 3, 4, 5, 6}, {0, 1, 4}, {0, 1, 2, 3}, {0, 4, 5, 6}} {
		m.bucket(lines)
	}
	if oneFile {
		m.spread()
	}
	m.sameText(oneFile)
	if oneFile {
		m.similar()
	}
	return m.back
}

// matching is one search for notes of a version in the next.
type matching struct {
	before, now []Known
	back        []int // per note of now: its match in before, or -1
	on          []int // per note of before: its match in now, or -1
}

func newMatching(before, now []Known) *matching {
	m := &matching{before: before, now: now, back: make([]int, len(now)), on: make([]int, len(before))}
	for i := range m.back {
		m.back[i] = -1
	}
	for j := range m.on {
		m.on[j] = -1
	}
	return m
}

func (m *matching) pair(j, i int) { m.back[i], m.on[j] = j, i }

// bucket pairs the notes with the same text and the same lines around them, as far as those are looked at, in their
// order, where as many are there as were. Where some came or went, the order would shift: what is looked at later
// decides.
func (m *matching) bucket(lines []int) {
	type sides struct{ before, now []int }
	look := func(k Known) Known {
		out := Known{Key: k.Key}
		for _, n := range lines {
			out.Near[n] = k.Near[n]
		}
		return out
	}
	buckets := map[Known]*sides{}
	for j, k := range m.before {
		if m.on[j] >= 0 {
			continue
		}
		k = look(k)
		if k.Near == [7]uint32{} && len(k.Key) < speaks {
			continue
		}
		if buckets[k] == nil {
			buckets[k] = &sides{}
		}
		buckets[k].before = append(buckets[k].before, j)
	}
	for i, k := range m.now {
		if m.back[i] < 0 {
			if b := buckets[look(k)]; b != nil {
				b.now = append(b.now, i)
			}
		}
	}
	for _, b := range buckets {
		if len(b.before) == len(b.now) {
			for n := range b.now {
				m.pair(b.before[n], b.now[n])
			}
		}
	}
}

// spread pairs equal texts that stand right after, or right before, a pair.
func (m *matching) spread() {
	for i := 1; i < len(m.now); i++ {
		if j := m.back[i-1] + 1; m.back[i] < 0 && j > 0 && j < len(m.before) {
			m.neighbours(j, i)
		}
	}
	for i := len(m.now) - 2; i >= 0; i-- {
		if j := m.back[i+1] - 1; m.back[i] < 0 && j >= 0 {
			m.neighbours(j, i)
		}
	}
}

// neighbours pairs two notes beside a pair, if they have any code in common, or none at all.
func (m *matching) neighbours(j, i int) {
	a, b := m.before[j].Near, m.now[i].Near
	if m.on[j] < 0 && m.before[j].Key == m.now[i].Key && (shared(a, b) > 0 || a == b) {
		m.pair(j, i)
	}
}

// sameText pairs what is left of equal text: those with most code in common first, then in their order.
func (m *matching) sameText(oneFile bool) {
	left := map[string][]int{}
	for j, k := range m.before {
		if m.on[j] < 0 {
			left[k.Key] = append(left[k.Key], j)
		}
	}
	if len(left) == 0 {
		return
	}
	least := 1 // a line of code in common can be chance
	var wasGap, isGap [][2]int
	if oneFile {
		least = 0
		wasGap, isGap = m.gaps()
	}
	type pair struct{ j, i, common int }
	var pairs []pair
	nth := map[string]int{}
	for i, k := range m.now {
		if m.back[i] >= 0 {
			continue
		}
		js := left[k.Key]
		if len(js) > mostCompared { // a file full of copies: their order is all there is
			n := min(nth[k.Key], len(js)-1)
			js = js[n : n+1]
			nth[k.Key]++
		}
		for _, j := range js {
			common := shared(m.before[j].Near, k.Near)
			if common > least || len(k.Key) >= speaks || oneFile && wasGap[j] == isGap[i] {
				pairs = append(pairs, pair{j, i, common})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return b.common - a.common })
	for _, p := range pairs {
		if m.on[p.j] < 0 && m.back[p.i] < 0 {
			m.pair(p.j, p.i)
		}
	}
}

const (
	speaks       = 16 // characters from which a text is taken for the same wherever it stands in a file
	mostCompared = 64 // notes of equal text that one is compared with
)

// gaps says for each note between which pairs it stands, in terms of the notes before; those that are there on both
// sides are the same.
func (m *matching) gaps() (was, is [][2]int) {
	was, is = make([][2]int, len(m.before)), make([][2]int, len(m.now))
	last := -1
	for j := range m.before {
		if was[j][0] = last; m.on[j] >= 0 {
			last = j
		}
	}
	last = len(m.before)
	for j := len(m.before) - 1; j >= 0; j-- {
		if was[j][1] = last; m.on[j] >= 0 {
			last = j
		}
	}
	last = -1
	for i := range m.now {
		if is[i][0] = last; m.back[i] >= 0 {
			last = m.back[i]
		}
	}
	last = len(m.before)
	for i := len(m.now) - 1; i >= 0; i-- {
		if is[i][1] = last; m.back[i] >= 0 {
			last = m.back[i]
		}
	}
	return was, is
}

// shared counts the lines of code that two surroundings have in common: beside, above and below each for itself.
func shared(a, b [7]uint32) int {
	n := 0
	if a[0] != 0 && a[0] == b[0] {
		n++
	}
	for _, side := range [][2]int{{1, 4}, {4, 7}} {
		for _, x := range a[side[0]:side[1]] {
			if x != 0 && slices.Contains(b[side[0]:side[1]], x) {
				n++
			}
		}
	}
	return n
}
