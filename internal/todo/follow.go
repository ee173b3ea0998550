package todo

import (
	"hash/fnv"
	"slices"
	"strconv"
)

// Known is a note as one version of its file had it: as much as is needed to find it in another.
type Known struct {
	ID  string `json:"id"`
	Key string `json:"key,omitempty"` // of its text, see Surroundings; cut at 300 bytes
	// Near are 32-bit FNV-1a hashes of the code around it, 0 for none: beside, three above, three below.
	Near [7]uint32 `json:"near"`
}

// Roll is what is known of the notes of one file up to some version of it. The zero value knows nothing. It is a
// value: nothing changes one that was handed out.
type Roll struct {
	Live []Known `json:"live,omitempty"` // in the order of their lines
	Gone []Known `json:"gone,omitempty"` // of earlier versions, the last that went at the end
	// Again is how many other files had the first name of this one before it: what is born here is not what was born
	// there.
	Again int `json:"again,omitempty"`
}

const (
	mostKey  = 300
	mostGone = 200
)

// Sketch is what to remember of a note.
func Sketch(t Todo) Known {
	k := Known{ID: t.ID, Key: t.Key[:min(len(t.Key), mostKey)]}
	k.Near[0] = line32(t.Beside)
	for i := range t.Above {
		k.Near[1+i], k.Near[4+i] = line32(t.Above[i]), line32(t.Below[i])
	}
	return k
}

func line32(line string) uint32 {
	if line == "" {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(line)) // never fails
	return h.Sum32()
}

// Follow gives the notes of the next version of the file the identities that they have had: those that are found
// again keep theirs, the others keep the one they were born with, made another where it is taken. notes are in the
// order of their lines; they are not changed.
func (r Roll) Follow(notes []Todo) []Todo {
	if len(notes) == 0 || len(r.Live) == 0 && len(r.Gone) == 0 && r.Again == 0 {
		return notes
	}
	out, now := slices.Clone(notes), make([]Known, len(notes))
	for i := range out {
		now[i] = Sketch(out[i])
	}
	taken := map[string]bool{}
	for _, k := range slices.Concat(r.Live, r.Gone) {
		taken[k.ID] = true
	}
	back := match(r.Live, now, true)
	var born []Known
	var at []int
	for i, j := range back {
		if j >= 0 {
			out[i].ID = r.Live[j].ID
			continue
		}
		born, at = append(born, now[i]), append(at, i)
	}
	for n, j := range match(r.Gone, born, false) {
		if j >= 0 {
			out[at[n]].ID = r.Gone[j].ID
			continue
		}
		id := out[at[n]].ID
		if r.Again > 0 {
			id = digest("again", strconv.Itoa(r.Again), id)
		}
		out[at[n]].ID = free(id, taken)
		taken[out[at[n]].ID] = true
	}
	return out
}

// free is an identity that no other note has had.
func free(id string, taken map[string]bool) string {
	for taken[id] {
		id = digest("another", id)
	}
	return id
}

// Born are those of the followed notes that the roll did not know, as indexes.
func (r Roll) Born(followed []Todo) []int {
	known := map[string]bool{}
	for _, k := range slices.Concat(r.Live, r.Gone) {
		known[k.ID] = true
	}
	var out []int
	for i, t := range followed {
		if !known[t.ID] {
			out = append(out, i)
		}
	}
	return out
}

// Next is the roll after a version with these notes, which Follow has given their identities.
func (r Roll) Next(followed []Todo) Roll {
	next := Roll{Live: make([]Known, len(followed)), Again: r.Again}
	here := make(map[string]bool, len(followed))
	for i, t := range followed {
		next.Live[i] = Sketch(t)
		here[t.ID] = true
	}
	for _, k := range slices.Concat(r.Gone, r.Live) {
		if !here[k.ID] {
			next.Gone = append(next.Gone, k)
		}
	}
	next.Gone = next.Gone[max(0, len(next.Gone)-mostGone):]
	return next
}

// Moved finds notes that one commit took out of some files and put into another: for each born one the index of
// the one that went, or -1. Only the same text counts, and it must be long enough to speak for itself or bring
// some of its code along.
func Moved(went, born []Known) []int { return match(went, born, false) }

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
