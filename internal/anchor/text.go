package anchor

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a version of a document prepared for resolving anchors. It is
// immutable and safe for concurrent use; it keeps the lines it was made from.
type Text struct {
	lines  []string
	hashes []uint32 // of the normalised lines, for the first maxLines
	// index holds hash<<32 | line for each line that is not blank, sorted: the
	// lines of one hash stand together, in their order.
	index []uint64
}

// NewText prepares a document, given as its lines with or without their ends.
// It takes time in proportion to the document, about 0.3 ms for 5,000 lines.
func NewText(lines []string) *Text {
	n := min(len(lines), maxLines)
	t := &Text{lines: lines, hashes: make([]uint32, n), index: make([]uint64, 0, n)}
	for i := range n {
		h := hashOf(trimmed(lines, i))
		t.hashes[i] = h
		if h != blank {
			t.index = append(t.index, uint64(h)<<32|uint64(i))
		}
	}
	slices.Sort(t.index)
	return t
}

// Anchor is [New] for a range of a prepared document.
func (t *Text) Anchor(path, commit string, r Span) Anchor {
	a := located(path, commit, t.lines, r.Start+1, r.End)
	if a.Line == 0 {
		return a
	}
	a.Sketch, a.Before = surroundings(nil, a.Line-1, a.EndLine, len(t.lines), t.hash)
	s := newSearch(Anchor{Line: a.Line, EndLine: a.EndLine, Text: a.Text}, t)
	for _, at := range t.near(s.hashes[0], a.Line-1, maxPlaces) {
		if s.equal(at) {
			if a.Copies++; a.Copies == 2 {
				break
			}
		}
	}
	return a
}

// Excerpt is an anchor of a range that holds its text alone, to be compared with others.
func (t *Text) Excerpt(r Span) Anchor { return located("", "", t.lines, r.Start+1, r.End) }

// near returns up to most lines with a hash, those nearest to a line first.
func (t *Text) near(hash uint32, line, most int) []int {
	first, _ := slices.BinarySearch(t.index, uint64(hash)<<32)
	after, _ := slices.BinarySearch(t.index, uint64(hash)<<32|uint64(max(line, 0)))
	before := after - 1
	var found []int
	for len(found) < most {
		up := after < len(t.index) && uint32(t.index[after]>>32) == hash
		down := before >= first
		switch {
		case up && (!down || lineAt(t.index[after])-line <= line-lineAt(t.index[before])):
			found = append(found, lineAt(t.index[after]))
			after++
		case down:
			found = append(found, lineAt(t.index[before]))
			before--
		default:
			return found
		}
	}
	return found
}

func lineAt(entry uint64) int { return int(uint32(entry)) }

// count is how many lines have a hash.
func (t *Text) count(hash uint32) int {
	first, _ := slices.BinarySearch(t.index, uint64(hash)<<32)
	end, _ := slices.BinarySearch(t.index, (uint64(hash)+1)<<32)
	return end - first
}

// hash returns the hash of a line, and whether it is one to compare.
func (t *Text) hash(i int) (uint32, bool) {
	if i >= len(t.hashes) {
		return 0, false
	}
	return t.hashes[i], t.hashes[i] != blank
}

// trimmed is the line with index i as it is compared: without line end,
// trailing blanks and byte order mark, at most maxText bytes long.
func trimmed(lines []string, i int) string {
	l := strings.TrimPrefix(lines[i], "\uFEFF")
	if len(l) > maxText {
		n := maxText
		for n > maxText-utf8.UTFMax && !utf8.RuneStart(l[n]) {
			n--
		}
		l = l[:n]
	}
	return strings.TrimRightFunc(l, unicode.IsSpace)
}

// blank is the hash of a line with nothing on it.
const blank = 2166136261

// hashOf is the 32-bit FNV-1a hash of a line without leading and trailing
// white space, each run of it within taken as one space.
func hashOf(line string) uint32 {
	const prime = 16777619
	h, gap := uint32(blank), false
	for i := 0; i < len(line); {
		c := line[i]
		if c < utf8.RuneSelf {
			i++
			if c == ' ' || '\t' <= c && c <= '\r' {
				gap = h != blank
				continue
			}
			if gap {
				h, gap = (h^' ')*prime, false
			}
			h = (h ^ uint32(c)) * prime
			continue
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		if unicode.IsSpace(r) {
			gap = h != blank
			i += n
			continue
		}
		if gap {
			h, gap = (h^' ')*prime, false
		}
		for end := i + n; i < end; i++ {
			h = (h ^ uint32(line[i])) * prime
		}
	}
	return h
}

// normalised is what hashOf hashes.
func normalised(line string) string { return strings.Join(strings.Fields(line), " ") }

// SplitLines cuts a text into lines without their ends, which may be LF, CRLF or CR.
func SplitLines(text string) []string {
	var lines []string
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			lines = append(lines, text[start:i])
			start = i + 1
		case '\r':
			lines = append(lines, text[start:i])
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			start = i + 1
		}
	}
	return append(lines, text[start:])
}
