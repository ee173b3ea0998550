package anchor

import (
	"slices"
	"strings"
	"unicode"
)

const (
	minSimilarity = 0.7
	minTextAlike  = 0.5
	minMargin     = 0.1
	minCharacters = 8  // fewer do not tell one place from another
	sketchWorth   = 24 // characters of text that the sketch weighs as much as

	reach      = 64      // lines looked at on each side for surroundings
	maxPlaces  = 256     // candidates with the same text
	maxCompare = 1 << 16 // lines compared for them
	maxWindows = 48      // candidates with a similar text
	slack      = 8       // lines by which an edited range may have grown
)

// Resolve finds the anchor in a document given as its lines. For more than one
// anchor prepare the document once and use [Anchor.ResolveIn].
func (a Anchor) Resolve(path string, lines []string) Place { return a.ResolveIn(path, NewText(lines)) }

// ResolveIn finds the anchor in a document whose path now is path. An anchor
// of a whole file, or without text, is always ok.
func (a Anchor) ResolveIn(path string, t *Text) Place {
	s := newSearch(a, t)
	if a.Line < 1 {
		return Place{Path: path, State: OK}
	}
	if len(t.lines) == 0 {
		if s.significant == 0 {
			return Place{Path: path, State: OK}
		}
		return Place{Path: path, State: Orphaned}
	}
	if s.significant == 0 {
		return s.at(path, min(s.start, len(t.lines)-1), OK)
	}
	if start, ok := s.same(); ok {
		if start == s.start {
			return s.at(path, start, OK)
		}
		return s.at(path, start, Moved)
	}
	if start, end, ok := s.similar(); ok {
		return Place{path, start + 1, end, Changed}
	}
	return Place{Path: path, State: Orphaned}
}

// A search is one anchor looked for in one document. Lines are indexes.
type search struct {
	t             *Text
	lines         []string // of the anchored text
	hashes        []uint32
	start         int        // where it was
	length        int        // of the range; more than len(lines) when the text was capped
	significant   int        // characters of the text that are not white space
	before, after []sketched // nearest first
	worth         float64    // sum of their weights
	copies        int        // of the text when it was anchored
	compared      int        // lines so far
}

func newSearch(a Anchor, t *Text) *search {
	text := a.Text
	if len(text) > maxText+len("\uFEFF") {
		text = text[:maxText] // not made by New
	}
	s := &search{t: t, copies: a.Copies, lines: strings.Split(text, "\n"), start: max(a.Line-1, 0)}
	for i := range s.lines {
		s.lines[i] = trimmed(s.lines, i)
		s.hashes = append(s.hashes, hashOf(s.lines[i]))
	}
	s.length = len(s.lines)
	if a.EndLine >= a.Line {
		s.length = max(s.length, min(a.EndLine-a.Line, 1<<30)+1)
	}
	s.significant = significant(text)
	n := min(max(a.Before, 0), len(a.Sketch), around)
	for i, h := range a.Sketch[:min(len(a.Sketch), n+around)] {
		from := i - n // lines between it and the range
		if i < n {
			from = n - 1 - i
		}
		l := sketched{h, 1 / float64((from+2)*max(t.count(h), 1))}
		if s.worth += l.weight; i < n {
			s.before = append(s.before, l)
		} else {
			s.after = append(s.after, l)
		}
	}
	slices.Reverse(s.before)
	return s
}

// sketched is a line of the sketch.
type sketched struct {
	hash   uint32
	weight float64 // what finding it tells
}

func (s *search) at(path string, start int, state State) Place {
	return Place{path, start + 1, min(start+s.length, len(s.t.lines)), state}
}

// same looks for the text as it was, or but for white space.
func (s *search) same() (start int, ok bool) {
	here := s.equal(s.start)
	if here && s.start >= len(s.t.hashes) {
		return s.start, true // beyond what is searched, there is nothing to compare with
	}
	if here && (s.worth == 0 || s.context(s.start, s.start+s.length) == 1) {
		return s.start, true
	}
	type found struct {
		start   int
		exact   bool
		context float64
	}
	var best found
	// The rarest line leads to the fewest places.
	rarest, fewest := -1, 0
	for i, h := range s.hashes {
		if n := s.t.count(h); h != blank && (rarest < 0 || n < fewest) {
			rarest, fewest = i, n
		}
	}
	if rarest < 0 {
		return s.start, here // a line made to hash like a blank one
	}
	places := 0
	for _, line := range s.t.near(s.hashes[rarest], s.start+rarest, maxPlaces) {
		at := line - rarest
		if s.compared > maxCompare {
			break
		}
		if !s.equal(at) {
			continue
		}
		c := found{at, s.exact(at), s.context(at, at+s.length)}
		// Near ones come first, so that of equal ones the nearest stays.
		better := places == 0 || c.context > best.context || c.context == best.context && c.exact && !best.exact
		if places++; better {
			best = c
		}
		if best.exact && best.context > 0.999 {
			break // none farther can be better
		}
	}
	if places == 0 {
		return 0, false
	}
	unique := places == 1 && fewest <= maxPlaces && s.copies < 2
	switch {
	case best.start == s.start, s.worth == 0:
		return best.start, true
	case unique && s.significant >= minCharacters:
		return best.start, true
	case best.context >= 0.2:
		return best.start, true
	}
	return 0, false
}

// equal tells whether the text stands at start, white space aside.
func (s *search) equal(start int) bool {
	if start < 0 || start+len(s.lines) > len(s.t.lines) {
		return false
	}
	for i, h := range s.hashes {
		s.compared++
		if at := start + i; at < len(s.t.hashes) && s.t.hashes[at] != h {
			return false
		}
	}
	// Hashes can be made to collide.
	for i, l := range s.lines {
		if other := trimmed(s.t.lines, start+i); other != l && normalised(other) != normalised(l) {
			return false
		}
	}
	return true
}

// exact is like equal, white space included.
func (s *search) exact(start int) bool {
	for i, l := range s.lines {
		if trimmed(s.t.lines, start+i) != l {
			return false
		}
	}
	return true
}

// context is the share of the sketch, by weight, found around the lines from
// start to end: 0 to 1. Lines put in between do not lose the others; each line
// that one is off its place takes a tenth.
func (s *search) context(start, end int) float64 {
	if s.worth == 0 {
		return 0
	}
	var room [2 * around]uint32
	sketch, n := surroundings(room[:0], start, min(end, len(s.t.lines)), len(s.t.lines), s.t.hash)
	slices.Reverse(sketch[:n])
	found := 0.0
	side := func(want []sketched, have []uint32) {
		for i, l := range want {
			at := -1
			if i < len(have) && have[i] == l.hash {
				have[i] = blank // each line but once
				found += l.weight
				continue
			}
			for j, h := range have {
				if h == l.hash && (at < 0 || distance(i, j) < distance(i, at)) {
					at = j
				}
			}
			if at >= 0 {
				have[at] = blank
				found += l.weight * (1 - float64(distance(i, at))/10)
			}
		}
	}
	side(s.before, sketch[:n])
	side(s.after, sketch[n:])
	return min(found/s.worth, 1)
}

// similar looks for a window of lines that the text has probably become.
func (s *search) similar() (start, end int, ok bool) {
	if s.significant < minCharacters {
		return 0, 0, false
	}
	type window struct {
		start, end int
		score      float64
	}
	cut := s.length - len(s.lines) // lines of the range that the text does not hold
	m := newMeasure(s.lines)
	var scored []window
	for _, w := range s.windows() {
		text := m.alike(s.t, w[0], w[1])
		if text < minTextAlike {
			continue
		}
		score := text
		if s.worth > 0 {
			worth := float64(s.significant)
			score = (text*worth + s.context(w[0], w[1]+cut)*sketchWorth) / (worth + sketchWorth)
		}
		scored = append(scored, window{w[0], w[1], score})
	}
	if len(scored) == 0 {
		return 0, 0, false
	}
	best := slices.MaxFunc(scored, func(a, b window) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return distance(b.start, s.start) - distance(a.start, s.start)
	})
	if best.score < minSimilarity {
		return 0, 0, false
	}
	for _, w := range scored {
		if apart := w.end <= best.start || best.end <= w.start; apart && w.score > best.score-minMargin {
			return 0, 0, false
		}
	}
	return best.start, min(best.end+cut, len(s.t.lines)), true
}

func distance(a, b int) int { return max(a-b, b-a) }

// significant is how many characters of a text are not white space.
func significant(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) && r != '\uFEFF' {
			n++
		}
	}
	return n
}
