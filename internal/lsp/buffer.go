package lsp

import (
	"slices"
	"strings"

	"go.lsp.dev/protocol"
)

// buffer is a text under change: a gap buffer, with the beginnings of lines on both sides of the gap, those after it
// counted from the end of the text so that an edit does not move them. A run of edits in the order of the text, either
// way, costs no more than one walk through it: an editor that replaces a word in 200,000 lines sends 200,000 changes at
// once.
type buffer struct {
	encoding Encoding
	b        []byte
	gap, end int      // the gap is b[gap:end]
	before   []uint32 // beginnings of lines up to and including gap, ascending
	after    []uint32 // beginnings after gap as distances from the end of the text, the nearest to the gap last
}

// edit is one change of the protocol: the text of a range, or of everything, is replaced.
type edit struct {
	whole bool
	rng   protocol.Range
	text  string
}

const spareGap = 256

func newBuffer(m *Mapper) *buffer {
	t := &buffer{encoding: m.encoding, b: make([]byte, len(m.text)+spareGap)}
	t.gap = copy(t.b, m.text)
	t.end = len(t.b)
	t.before = append(make([]uint32, 0, len(m.index())+16), m.index()...)
	return t
}

// mapper is the text as it is now.
func (t *buffer) mapper() *Mapper {
	var text strings.Builder
	text.Grow(t.size())
	text.Write(t.b[:t.gap])
	text.Write(t.b[t.end:])
	starts := make([]uint32, 0, t.lines())
	starts = append(starts, t.before...)
	for i := len(t.after) - 1; i >= 0; i-- {
		starts = append(starts, uint32(t.size())-t.after[i])
	}
	return withStarts(text.String(), t.encoding, starts)
}

func (t *buffer) size() int  { return len(t.b) - (t.end - t.gap) }
func (t *buffer) lines() int { return len(t.before) + len(t.after) }

func (t *buffer) at(i int) byte {
	if i >= t.gap {
		i += t.end - t.gap
	}
	return t.b[i]
}

// apply makes one change.
func (t *buffer) apply(e edit) {
	if e.whole {
		t.replace(0, t.size(), e.text)
		return
	}
	end, start := t.offset(e.rng.End), t.offset(e.rng.Start)
	t.replace(min(start, end), max(start, end), e.text)
}

// offset is Mapper.Offset on the text as it is now.
func (t *buffer) offset(p protocol.Position) int {
	if uint64(p.Line) >= uint64(t.lines()) {
		return t.size()
	}
	start, end := t.start(int(p.Line)), t.size()
	if int(p.Line)+1 < t.lines() {
		end = t.start(int(p.Line) + 1)
	}
	if start < t.gap && t.gap < end {
		t.moveGap(start)
	}
	shift := 0
	if start >= t.gap {
		shift = t.end - t.gap
	}
	return start + columnBytes(withoutEnd(t.b[start+shift:end+shift]), p.Character, t.encoding)
}

func (t *buffer) start(line int) int {
	if line < len(t.before) {
		return int(t.before[line])
	}
	return t.size() - int(t.after[t.lines()-1-line])
}

func (t *buffer) moveGap(to int) {
	if n := t.gap - to; n > 0 {
		copy(t.b[t.end-n:t.end], t.b[to:t.gap])
		t.gap, t.end = to, t.end-n
	} else if n < 0 {
		copy(t.b[t.gap:], t.b[t.end:t.end-n])
		t.gap, t.end = to, t.end-n
	}
	if past, _ := slices.BinarySearch(t.before, uint32(to)+1); past < len(t.before) {
		t.after = slices.Grow(t.after, len(t.before)-past)
	}
	for n := len(t.before); n > 0 && int(t.before[n-1]) > to; n-- {
		t.after = append(t.after, uint32(t.size())-t.before[n-1])
		t.before = t.before[:n-1]
	}
	for n := len(t.after); n > 0 && t.size()-int(t.after[n-1]) <= to; n-- {
		t.before = append(t.before, uint32(t.size())-t.after[n-1])
		t.after = t.after[:n-1]
	}
}

// replace puts text in place of the bytes from start to end. Whether a line begins at a byte depends on that byte and the
// one before it, so that only beginnings from start to the end of the new text can change.
func (t *buffer) replace(start, end int, text string) {
	t.moveGap(start)
	for n := len(t.after); n > 0 && t.size()-int(t.after[n-1]) <= end; n-- {
		t.after = t.after[:n-1]
	}
	if n := len(t.before); start > 0 && int(t.before[n-1]) == start {
		t.before = t.before[:n-1]
	}
	t.end += end - start
	t.grow(len(text))
	t.gap += copy(t.b[t.gap:], text)

	size := t.size()
	for p := max(start, 1); p <= t.gap; p++ {
		if c := t.at(p - 1); c == '\n' || c == '\r' && (p == size || t.at(p) != '\n') {
			t.before = append(t.before, uint32(p))
		}
	}
}

// grow makes the gap at least n bytes wide.
func (t *buffer) grow(n int) {
	if t.end-t.gap >= n {
		return
	}
	tail := len(t.b) - t.end
	b := make([]byte, t.gap+n+max(spareGap, t.size()/4)+tail)
	copy(b, t.b[:t.gap])
	copy(b[len(b)-tail:], t.b[t.end:])
	t.b, t.end = b, len(b)-tail
}
