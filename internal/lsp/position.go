package lsp

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// Encoding is the unit that columns of positions count.
type Encoding string

// The encodings of the specification; UTF16 is the one every client knows.
const (
	UTF8  Encoding = "utf-8"  // bytes
	UTF16 Encoding = "utf-16" // code units
	UTF32 Encoding = "utf-32" // code points
)

// Negotiate chooses the encoding from those the client offers in general.positionEncodings, none if it says nothing.
// UTF-8 costs us nothing. A client that offers UTF-32 without UTF-8 is lsp-mode, which sends code points whatever is
// agreed.
func Negotiate(offered []protocol.PositionEncodingKind) Encoding {
	for _, e := range []Encoding{UTF8, UTF32} {
		if slices.Contains(offered, protocol.PositionEncodingKind(e)) {
			return e
		}
	}
	return UTF16
}

// Mapper converts between positions and byte offsets of one text. Lines end with LF, CR LF or CR; a position never lies
// inside or after a line's end mark. Nothing fails: what lies outside of the text is clamped to it, what lies inside of a
// character is moved to its beginning. A byte that is not UTF-8 counts as one character.
//
// A Mapper is immutable and safe for concurrent use. A text must be smaller than 4 GiB.
type Mapper struct {
	text     string
	encoding Encoding

	once   sync.Once
	starts []uint32 // offset of every line; starts[0] is 0. Use index.
}

// NewMapper prepares text. The lines are found when they are first needed.
func NewMapper(text string, e Encoding) *Mapper {
	return &Mapper{text: text, encoding: e}
}

// withStarts is a Mapper whose lines are known.
func withStarts(text string, e Encoding, starts []uint32) *Mapper {
	m := &Mapper{text: text, encoding: e}
	m.once.Do(func() { m.starts = starts })
	return m
}

func (m *Mapper) index() []uint32 {
	m.once.Do(func() { m.starts = lineStarts(m.text) })
	return m.starts
}

// Encoding is the unit of its columns.
func (m *Mapper) Encoding() Encoding { return m.encoding }

// LineCount counts lines as the protocol does: a text that ends with an end mark has an empty line after it.
func (m *Mapper) LineCount() int { return len(m.index()) }

// Line returns the line's text without its end mark; "" outside of the text. Lines are counted from 0.
func (m *Mapper) Line(line int) string {
	start, end := m.lineBounds(line)
	return m.text[start:end]
}

// lineBounds returns where the line begins, and where it ends, before its end mark.
func (m *Mapper) lineBounds(line int) (start, end int) {
	starts := m.index()
	if line < 0 {
		return 0, 0
	}
	if line >= len(starts) {
		return len(m.text), len(m.text)
	}
	start, end = int(starts[line]), len(m.text)
	if line+1 < len(starts) {
		end = int(starts[line+1])
	}
	return start, start + len(withoutEnd(m.text[start:end]))
}

// Offset returns the byte that p stands before.
func (m *Mapper) Offset(p protocol.Position) int {
	start, end := m.lineBounds(int(p.Line))
	return start + columnBytes(m.text[start:end], p.Character, m.encoding)
}

// Position returns where the byte at offset stands.
func (m *Mapper) Position(offset int) protocol.Position {
	offset = max(0, min(offset, len(m.text)))
	line := m.LineAt(offset)
	start, end := m.lineBounds(line)
	return protocol.Position{
		Line:      uint32(line),
		Character: bytesColumn(m.text[start:end], min(offset, end)-start, m.encoding),
	}
}

// LineAt returns the line, counted from 0, that the byte at offset belongs to.
func (m *Mapper) LineAt(offset int) int {
	starts := m.index()
	after, found := slices.BinarySearchFunc(starts, offset, func(s uint32, o int) int { return int(s) - o })
	if found {
		return after
	}
	return max(0, after-1)
}

// Range converts a span of bytes.
func (m *Mapper) Range(start, end int) protocol.Range {
	return protocol.Range{Start: m.Position(start), End: m.Position(max(start, end))}
}

// Offsets converts a range; the wrong way round, it is turned.
func (m *Mapper) Offsets(r protocol.Range) (start, end int) {
	start, end = m.Offset(r.Start), m.Offset(r.End)
	return min(start, end), max(start, end)
}

// LineEnd returns the position after the line's last character.
func (m *Mapper) LineEnd(line int) protocol.Position {
	_, end := m.lineBounds(line)
	return m.Position(end)
}

// LineRange covers the lines first to last, counted from 0 and inclusive, without the last one's end mark.
func (m *Mapper) LineRange(first, last int) protocol.Range {
	start, _ := m.lineBounds(first)
	_, end := m.lineBounds(max(first, last))
	return m.Range(start, end)
}

// lineStarts finds where lines begin.
func lineStarts(text string) []uint32 {
	starts := make([]uint32, 1, 2+len(text)/32)
	if strings.IndexByte(text, '\r') < 0 {
		for at := 0; ; {
			n := strings.IndexByte(text[at:], '\n')
			if n < 0 {
				return starts
			}
			at += n + 1
			starts = append(starts, uint32(at))
		}
	}
	for i := 0; i < len(text); i++ {
		if c := text[i]; c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			starts = append(starts, uint32(i+1))
		}
	}
	return starts
}

// withoutEnd cuts a line's end mark off.
func withoutEnd[T string | []byte](line T) T {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
		if n > 0 && line[n-1] == '\r' {
			n--
		}
	} else if n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n]
}

// columnBytes returns how many bytes of line the column col spans.
func columnBytes[T string | []byte](line T, col uint32, e Encoding) int {
	if e == UTF8 {
		return runeStart(line, int(min(uint64(col), uint64(len(line)))))
	}
	at := 0
	for at < len(line) && col > 0 {
		units, size := char(line, at, e)
		if units > col {
			break
		}
		col -= units
		at += size
	}
	return at
}

// bytesColumn returns the column of the byte at offset n of line.
func bytesColumn[T string | []byte](line T, n int, e Encoding) uint32 {
	if e == UTF8 {
		return uint32(runeStart(line, n))
	}
	col := uint32(0)
	for at := 0; at < n; {
		units, size := char(line, at, e)
		if at+size > n {
			break
		}
		col += units
		at += size
	}
	return col
}

// char returns the width of the character at offset at, in units of e and in bytes.
func char[T string | []byte](line T, at int, e Encoding) (units uint32, size int) {
	if line[at] < utf8.RuneSelf {
		return 1, 1
	}
	r, size := utf8.DecodeRuneInString(string(line[at:min(at+utf8.UTFMax, len(line))]))
	if e == UTF16 && r > 0xFFFF {
		return 2, size
	}
	return 1, size
}

// runeStart moves n back to the beginning of the character it lies in.
func runeStart[T string | []byte](line T, n int) int {
	for back := 1; back < utf8.UTFMax && back <= n && n < len(line); back++ {
		if c := line[n-back]; utf8.RuneStart(c) {
			if _, size := char(line, n-back, UTF8); size > back {
				return n - back
			}
			break
		}
	}
	return n
}
