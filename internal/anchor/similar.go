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
	type window struct{ start, end, votes int }
	var all []window
	add := func(start, end, votes int) {
		if start >= 0 && start < end && end <= last {
			all = append(all, window{start, end, votes})
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
	slices.SortFunc(all, func(a, b window) int {
		return cmp.Or(cmp.Compare(b.votes, a.votes), cmp.Compare(distance(a.start, s.start), distance(b.start, s.start)),
			cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	all = all[:min(len(all), maxWindows)]
	out := make([][2]int, len(all))
	for i, w := range all {
		out[i] = [2]int{w.start, w.end}
	}
	return out
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
type counted struct{ at, weight int }

// A measure compares windows of a document with one text.
type measure struct {
	index  map[uint32]int // hash → position in counts
	counts []int
	weight int
	used   []int
	memo   map[int][]counted // of the document's lines
}

func newMeasure(lines []string) *measure {
	m := &measure{index: map[uint32]int{}, memo: map[int][]counted{}}
	for _, l := range lines {
		for _, tok := range tokens(l) {
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
	for i := start; i < end; i++ {
		toks, ok := m.memo[i]
		if !ok {
			for _, tok := range tokens(trimmed(t.lines, i)) {
				at, known := m.index[tok.hash]
				if !known {
					at = -1
				}
				toks = append(toks, counted{at, tok.weight})
			}
			m.memo[i] = toks
		}
		for _, tok := range toks {
			if weight += tok.weight; weight > 3*m.weight {
				return 0 // less than half alike, however it goes on
			}
			if tok.at >= 0 && m.used[tok.at] < m.counts[tok.at] {
				m.used[tok.at]++
				common += tok.weight
			}
		}
	}
	if weight+m.weight == 0 {
		return 0
	}
	return 2 * float64(common) / float64(weight+m.weight)
}

func tokens(line string) []token {
	out := make([]token, 0, len(line)/3+1)
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
