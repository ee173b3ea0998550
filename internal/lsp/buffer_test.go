package lsp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/protocol"
)

// naive applies an edit the obvious way.
func naive(text string, e edit, enc Encoding) string {
	if e.whole {
		return e.text
	}
	start, end := NewMapper(text, enc).Offsets(e.rng)
	return text[:start] + e.text + text[end:]
}

func span(a, b, c, d uint32) protocol.Range {
	return protocol.Range{Start: protocol.Position{Line: a, Character: b}, End: protocol.Position{Line: c, Character: d}}
}

// FuzzEdits compares the gap buffer, with its beginnings of lines kept up to date, with doing it the obvious way.
func FuzzEdits(f *testing.F) {
	f.Add("one\r\ntwo\rthree\n", []byte{0, 1, 1, 1, 0, 1, 0, 2, 9, 3, 2, 2, 0, 0, 4})
	f.Add("a😀\n\r\r\n", []byte{1, 2, 1, 3, 5, 0, 0, 9, 9, 6})
	f.Add("\r", []byte{1, 0, 1, 0, 7, 0, 1, 0, 1, 7})
	f.Add("\n", []byte{0, 0, 0, 0, 8})
	texts := []string{"", "x", "\n", "long text\nof two lines", "😀é", "\r\n", "\xff\xfe", "\r", "a\r", "\nb\n\n"}
	f.Fuzz(func(t *testing.T, text string, script []byte) {
		if len(text) > 500 || len(script) > 500 {
			return
		}
		for _, e := range []Encoding{UTF8, UTF16, UTF32} {
			buf, want := newBuffer(NewMapper(text, e)), text
			for rest := script; len(rest) >= 5; rest = rest[5:] {
				change := edit{
					rng:   span(uint32(rest[0]%16), uint32(rest[1]%16), uint32(rest[2]%16), uint32(rest[3]%16)),
					text:  texts[int(rest[4])%len(texts)],
					whole: rest[4] > 250,
				}
				buf.apply(change)
				want = naive(want, change, e)
				got := buf.mapper()
				if got.text != want {
					t.Fatalf("%s: %q, want %q", e, got.text, want)
				}
				if diff := cmp.Diff(lineStarts(want), got.starts); diff != "" {
					t.Fatalf("%s %q: beginnings of lines: %s", e, want, diff)
				}
			}
		}
	})
}
