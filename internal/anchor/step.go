package anchor

import (
	"strings"
	"sync"

	"znkr.io/diff"
	"znkr.io/diff/textdiff"
)

const (
	manyLines  = 30_000 // beyond, speed counts more than the shortest diff
	alikeLine  = 0.6    // of two lines, for one to be what became of the other
	aliveShare = 0.3    // of a text, by its characters, that has to survive for the text to be still there
	speaking   = 60     // characters of a text that speaks for itself
	mostGap    = 400    // lines of a change that are compared with one line
)

// Span is a range of lines of a document, as indexes; End is the first one after it.
type Span struct{ Start, End int }

// Step is what became of the lines of one version of a document in the next one, by a line diff that places ambiguous changes as
// git does, and looks beyond white space where that leaves lines apart. It is immutable and safe for concurrent use.
type Step struct {
	from, to *Text
	now      []int32      // by line of from its line in to, -1 for none
	was      []int32      // the other way round
	fresh    func() *Text // to with the lines that are new alone, the others blank
}

// NewStep compares two versions. It takes time in proportion to them where they differ little, and is bounded where they differ
// much. Only the lines that are searched, see [Text], take part.
func NewStep(from, to *Text) *Step {
	s := &Step{from: from, to: to, now: make([]int32, len(from.hashes)), was: make([]int32, len(to.hashes))}
	for i := range s.now {
		s.now[i] = -1
	}
	for i := range s.was {
		s.was[i] = -1
	}
	// What is the same at both ends needs no diff.
	first, endX, endY := 0, len(s.now), len(s.was)
	for first < endX && first < endY && s.alike(first, first) {
		s.match(first, first)
		first++
	}
	for endX > first && endY > first && s.alike(endX-1, endY-1) {
		endX, endY = endX-1, endY-1
	}
	// Ambiguous changes have to be able to slide over what is the same beside them.
	const room = 64
	lead := max(first-room, 0)
	for i := lead; i < first; i++ {
		s.now[i], s.was[i] = -1, -1
	}
	tail := min(room, len(s.now)-endX, len(s.was)-endY)
	for i, j := endX+tail, endY+tail; i < len(s.now) && j < len(s.was); i, j = i+1, j+1 {
		s.match(i, j)
	}
	s.compare(lead, endX+tail, lead, endY+tail)
	s.fresh = sync.OnceValue(func() *Text {
		lines := make([]string, len(s.was))
		for i, from := range s.was {
			if from < 0 {
				lines[i] = s.to.lines[i]
			}
		}
		return NewText(lines)
	})
	return s
}

func (s *Step) alike(i, j int) bool {
	return s.from.hashes[i] == s.to.hashes[j] && trimmed(s.from.lines, i) == trimmed(s.to.lines, j)
}

func (s *Step) match(i, j int) { s.now[i], s.was[j] = int32(j), int32(i) }

// compare matches the lines of two ranges.
func (s *Step) compare(x, endX, y, endY int) {
	if x == endX || y == endY {
		return
	}
	options := []diff.Option{diff.Context(0), textdiff.IndentHeuristic()}
	if endX-x > manyLines || endY-y > manyLines {
		options = append(options, diff.Fast())
	}
	i, j := x, y
	for _, h := range textdiff.Hunks(joined(s.from.lines, x, endX), joined(s.to.lines, y, endY), options...) {
		for ; i < x+h.LineNoX && j < y+h.LineNoY; i, j = i+1, j+1 {
			s.match(i, j)
		}
		s.reformatted(i, x+h.EndLineNoX, j, y+h.EndLineNoY)
		i, j = x+h.EndLineNoX, y+h.EndLineNoY
	}
	for ; i < endX && j < endY; i, j = i+1, j+1 {
		s.match(i, j)
	}
}

// reformatted matches the lines of a change that are the same but for white space.
func (s *Step) reformatted(x, endX, y, endY int) {
	if x == endX || y == endY {
		return
	}
	options := []diff.Option{}
	if endX-x > manyLines || endY-y > manyLines {
		options = append(options, diff.Fast())
	}
	i, j := x, y
	for _, e := range diff.Edits(s.from.hashes[x:endX], s.to.hashes[y:endY], options...) {
		switch e.Op {
		case diff.Match:
			if normalised(trimmed(s.from.lines, i)) == normalised(trimmed(s.to.lines, j)) {
				s.match(i, j)
			}
			i, j = i+1, j+1
		case diff.Delete:
			i++
		case diff.Insert:
			j++
		}
	}
}

func joined(lines []string, start, end int) string {
	size := 0
	for _, l := range lines[start:end] {
		size += len(l) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for i := start; i < end; i++ {
		b.WriteString(trimmed(lines, i))
		b.WriteByte('\n')
	}
	return b.String()
}

// Carry answers where a range is in the next version: what is left of it and what took the place of the rest, at both ends as
// well as within; or, where it was moved as a whole, its new place. sure is false for lines that stand in the place of others of
// which none is left, and for a short text that was taken out in one place and put in at another: they may be others. ok is false
// where the range is gone.
func (s *Step) Carry(r Span) (to Span, sure, ok bool) {
	if r.Start < 0 || r.Start >= r.End || r.End > len(s.now) {
		return Span{}, false, false
	}
	first, last, alive, all := -1, -1, 0, 0
	for i := r.Start; i < r.End; i++ {
		weight := significant(trimmed(s.from.lines, i))
		all += weight
		if s.now[i] < 0 {
			continue
		}
		if alive += weight; first < 0 {
			first = i
		}
		last = i
	}
	if first == r.Start && last == r.End-1 && alive == all || first >= 0 && all == 0 {
		return Span{int(s.now[first]), int(s.now[last]) + 1}, true, true
	}
	share := 0.0
	if all > 0 {
		share = float64(alive) / float64(all)
	}
	if share < aliveShare || share < 0.5 && r.End-r.Start > 1 {
		a := s.from.Anchor("", "", r)
		if moved, _, ok := s.Arrival(a); ok {
			return moved, a.Speaks(), true
		}
	}
	if first < 0 || share < aliveShare {
		to, ok = s.replaced(r, first, last, alive)
		return to, false, ok
	}
	return Span{s.begin(r.Start, first), s.end(r.End, last)}, true, true
}

// Speaks says whether an anchored text is long enough to be told from others without its surroundings.
func (a Anchor) Speaks() bool { return significant(a.Text) >= speaking }

// begin is where a range begins now whose first surviving line is first.
func (s *Step) begin(start, first int) int {
	now := int(s.now[first])
	if first == start {
		return now
	}
	gap := now // the first line of what stands before it and is new
	for gap > 0 && s.was[gap-1] < 0 && now-gap < mostGap {
		gap--
	}
	lost := newMeasure([]string{trimmed(s.from.lines, start)})
	best, at := alikeLine, max(gap, now-(first-start))
	for i := gap; i < now; i++ {
		if a := lost.alike(s.to, i, i+1); a >= best {
			best, at = a, i
		}
	}
	return at
}

// end is where a range ends now whose last surviving line is last.
func (s *Step) end(end, last int) int {
	now := int(s.now[last]) + 1
	if last == end-1 {
		return now
	}
	gap := now
	for gap < len(s.was) && s.was[gap] < 0 && gap-now < mostGap {
		gap++
	}
	lost := newMeasure([]string{trimmed(s.from.lines, end-1)})
	best, at := alikeLine, min(gap, now+end-1-last)
	for i := now; i < gap; i++ {
		if a := lost.alike(s.to, i, i+1); a > best {
			best, at = a, i+1
		}
	}
	return at
}

// Arrival finds an anchored text that was taken out elsewhere among the lines that are new in this version. A short text, of
// which there are many, has to bring some of its surroundings along. same says that it is the same text, white space aside; without ok, that it stands in lines
// that are not new.
func (s *Step) Arrival(a Anchor) (to Span, same, ok bool) {
	p := a.ResolveIn("", s.to)
	if p.State == Orphaned && a.Speaks() { // perhaps for what looks like it and was there before
		p = a.ResolveIn("", s.fresh())
	}
	if p.State == Orphaned || p.Line < 1 {
		return Span{}, false, false
	}
	to = Span{p.Line - 1, p.EndLine}
	if search := newSearch(a, s.to); search.significant < speaking && search.context(to.Start, to.End) < 0.35 {
		return Span{}, false, false
	}
	return to, p.State != Changed, s.New(to)
}

// New says whether most of a range was not there before.
func (s *Step) New(r Span) bool {
	fresh, all := 0, 0
	for i := r.Start; i < min(r.End, len(s.was)); i++ {
		weight := significant(trimmed(s.to.lines, i))
		if all += weight; s.was[i] < 0 {
			fresh += weight
		}
	}
	return 2*fresh > all
}

// replaced looks for what a range has become among the new lines that stand where it stood.
func (s *Step) replaced(r Span, first, last, alive int) (Span, bool) {
	before, after := r.Start-1, r.End
	for before >= 0 && s.now[before] < 0 {
		before--
	}
	for after < len(s.now) && s.now[after] < 0 {
		after++
	}
	gap := Span{0, len(s.was)}
	if before >= 0 {
		gap.Start = int(s.now[before]) + 1
	}
	if after < len(s.now) {
		gap.End = int(s.now[after])
	}
	size := r.End - r.Start
	if gap.End-gap.Start > mostGap+size {
		return Span{}, false
	}
	lines := make([]string, 0, size)
	for i := r.Start; i < r.End && len(lines) < mostGap; i++ {
		lines = append(lines, trimmed(s.from.lines, i))
	}
	m, best, at := newMeasure(lines), minTextAlike, Span{}
	for start := gap.Start; start < gap.End; start++ {
		for _, n := range [...]int{size, size - 1, size + 1, size + 2, size + 4} {
			if n < 1 || start+n > gap.End {
				continue
			}
			if a := m.alike(s.to, start, start+n); a > best {
				best, at = a, Span{start, start + n}
			}
		}
	}
	if at.End > 0 {
		return at, true
	}
	if alive >= minCharacters {
		return Span{s.begin(r.Start, first), s.end(r.End, last)}, true
	}
	return Span{}, false
}

// Len is the number of lines that are searched.
func (t *Text) Len() int { return len(t.hashes) }

// SameText says whether two anchors are of the same text, white space aside. Of texts that are longer than an anchor keeps, the
// length has to be the same as well.
func (a Anchor) SameText(b Anchor) bool {
	if (a.Line < 1) != (b.Line < 1) || a.EndLine-a.Line != b.EndLine-b.Line {
		return false
	}
	if a.Text == b.Text {
		return true
	}
	one, two := strings.Split(a.Text, "\n"), strings.Split(b.Text, "\n")
	// The last line may be cut off elsewhere, where only its white space differs.
	if len(one) != len(two) {
		n := min(len(one), len(two)) - 1
		if n < 1 || len(a.Text) < maxText/2 || len(b.Text) < maxText/2 {
			return false
		}
		one, two = one[:n], two[:n]
	}
	for i := range one {
		if one[i] != two[i] && normalised(trimmed(one, i)) != normalised(trimmed(two, i)) {
			return false
		}
	}
	return true
}
