package anchor

import (
	"cmp"
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// windows proposes where an edited text may be: where one of its lines or of
// its surroundings still stands, and around where it was; the most likely
// first, at most maxWindows.
func (s *search) windows() [][2]int {
	last := len(s.t.hashes)
	starts, ends := map[int]int{}, map[int]int{} // index → how much speaks for it
	vote := func(votes map[int]int, at, weight int) {
		if at >= 0 && at <= last {
			votes[at] += weight
		}
	}
	const each = 8 // places per line, the nearest
	for i, h := range s.hashes {
		if h == blank || i > 64 && i < len(s.hashes)-64 {
			continue
		}
		for _, at := range s.t.near(h, s.start+i, each) {
			vote(starts, at-i, 2)
			vote(ends, at-i+len(s.lines), 2)
		}
	}
	for i, l := range s.before {
		back := i + 1
		for _, at := range s.t.near(l.hash, s.start-back, each) {
			vote(starts, at+back, 1)
			if back == 1 {
				vote(starts, s.skipBlank(at+1), 2)
			}
		}
	}
	for i, l := range s.after {
		for _, at := range s.t.near(l.hash, s.start+len(s.lines)+i, each) {
			vote(ends, at-i, 1)
			if i == 0 {
				vote(ends, at, 2)
			}
		}
	}
	for by := -2; by <= 2; by++ {
		vote(starts, s.start+by, 1)
	}
	best := make([]candidate, 0, maxWindows)
	add := func(start, end, votes int) {
		if start >= 0 && start < end && end <= last {
			best = among(best, candidate{start, end, votes, distance(start, s.start)})
		}
	}
	sorted := slices.Sorted(maps.Keys(ends))
	for start, votes := range starts {
		add(start, start+len(s.lines), votes+ends[start+len(s.lines)])
		i, _ := slices.BinarySearch(sorted, start+1)
		for ; i < len(sorted) && sorted[i] <= start+len(s.lines)+slack; i++ {
			if n := sorted[i] - start; n != len(s.lines) && n >= len(s.lines)-slack {
				add(start, sorted[i], votes+ends[sorted[i]])
			}
		}
	}
	for end, votes := range ends {
		if start := end - len(s.lines); starts[start] == 0 {
			add(start, end, votes)
		}
	}
	out := make([][2]int, len(best))
	for i, w := range best {
		out[i] = [2]int{w.start, w.end}
	}
	return out
}

// A candidate is a window of lines, and what speaks for it.
type candidate struct{ start, end, votes, off int }

func (c candidate) compare(o candidate) int {
	if c.votes != o.votes {
		return cmp.Compare(o.votes, c.votes)
	}
	return cmp.Or(cmp.Compare(c.off, o.off), cmp.Compare(c.start, o.start), cmp.Compare(c.end, o.end))
}

// among puts a candidate among the best ones, which are in order, at most maxWindows of them. No two are equal.
func among(best []candidate, c candidate) []candidate {
	if n := len(best); n == maxWindows {
		if c.votes < best[n-1].votes || c.compare(best[n-1]) > 0 {
			return best
		}
		best = best[:n-1]
	}
	at, _ := slices.BinarySearchFunc(best, c, candidate.compare)
	return slices.Insert(best, at, c)
}

func (s *search) skipBlank(at int) int {
	for at < len(s.t.hashes) && s.t.hashes[at] == blank {
		at++
	}
	return at
}

// A token is a word (letters, digits, _) or a single other sign.
type token struct {
	hash   uint32
	weight int // characters, at most 12: a long name is one thing, too
}

// counted is a token of the document, with its position in counts, or -1.
type counted struct{ at, weight int32 }

// aPage is how many neighbouring lines of the document are remembered together: windows overlap.
const aPage = 32

// page holds lines that were taken apart; nil are those that were not.
type page [aPage][]counted

// A measure compares windows of a document with one text.
type measure struct {
	index  map[uint32]int // hash → position in counts
	counts []int
	weight int
	used   []int
	room   []token
	pages  map[int]*page // of the document's lines
}

func newMeasure(lines []string) *measure {
	m := &measure{index: map[uint32]int{}, pages: map[int]*page{}}
	for _, l := range lines {
		m.room = tokens(m.room[:0], l)
		for _, tok := range m.room {
			i, ok := m.index[tok.hash]
			if !ok {
				i = len(m.counts)
				m.index[tok.hash] = i
				m.counts = append(m.counts, 0)
			}
			m.counts[i]++
			m.weight += tok.weight
		}
	}
	m.used = make([]int, len(m.counts))
	return m
}

// alike is the weighted Dice coefficient of the text and the lines from start
// to end, 0 to 1.
func (m *measure) alike(t *Text, start, end int) float64 {
	clear(m.used)
	common, weight := 0, 0
	var p *page
	for i := start; i < end; i++ {
		if p == nil || i%aPage == 0 {
			if p = m.pages[i/aPage]; p == nil {
				p = &page{}
				m.pages[i/aPage] = p
			}
		}
		line := p[i%aPage]
		if line == nil {
			line = m.takeApart(trimmed(t.lines, i))
			p[i%aPage] = line
		}
		for _, tok := range line {
			if weight += int(tok.weight); weight > 3*m.weight {
				return 0 // less than half alike, however it goes on
			}
			if tok.at >= 0 && m.used[tok.at] < m.counts[tok.at] {
				m.used[tok.at]++
				common += int(tok.weight)
			}
		}
	}
	if weight+m.weight == 0 {
		return 0
	}
	return 2 * float64(common) / float64(weight+m.weight)
}

// takeApart is a line of the document as tokens; never nil.
func (m *measure) takeApart(line string) []counted {
	m.room = tokens(m.room[:0], line)
	out := make([]counted, len(m.room))
	for i, tok := range m.room {
		at, known := m.index[tok.hash]
		if !known {
			at = -1
		}
		out[i] = counted{int32(at), int32(tok.weight)}
	}
	return out
}

// tokens appends those of a line.
func tokens(out []token, line string) []token {
	word := -1
	end := func(i int) {
		if word >= 0 {
			out = append(out, token{hashOf(line[word:i]), min(utf8.RuneCountInString(line[word:i]), 12)})
			word = -1
		}
	}
	for i, r := range line {
		switch {
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			if word < 0 {
				word = i
			}
		case unicode.IsSpace(r):
			end(i)
		default:
			end(i)
			_, n := utf8.DecodeRuneInString(line[i:])
			out = append(out, token{hashOf(line[i : i+n]), 1})
		}
	}
	end(len(line))
	return out
}
