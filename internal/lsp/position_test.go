package lsp

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/lspclient"
)

func TestNegotiate(t *testing.T) {
	for _, tt := range []struct {
		offered []protocol.PositionEncodingKind
		want    Encoding
	}{
		{nil, UTF16},
		{[]protocol.PositionEncodingKind{"utf-16"}, UTF16},
		{[]protocol.PositionEncodingKind{"utf-32", "utf-8", "utf-16"}, UTF8},
		{[]protocol.PositionEncodingKind{"utf-8", "utf-32", "utf-16"}, UTF8},
		{[]protocol.PositionEncodingKind{"utf-32", "utf-16"}, UTF32},
		{[]protocol.PositionEncodingKind{"utf-7"}, UTF16},
	} {
		if got := Negotiate(tt.offered); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.offered, got, tt.want)
		}
	}
}

func TestNegotiateWithEveryClient(t *testing.T) {
	want := map[lspclient.Profile]Encoding{
		lspclient.VSCode: UTF16, lspclient.Neovim: UTF16, lspclient.Minimal: UTF16,
		lspclient.Eglot: UTF8, lspclient.Helix: UTF8, lspclient.LSPMode: UTF32,
	}
	for _, p := range lspclient.Profiles() {
		s := serve(t, Options{})
		s.Initialize(p, "")
		s.alive(t)
		s.Open(doc, "go", "x")
		d, _ := s.docsAfterHover(t)
		if d.Encoding() != want[p] {
			t.Errorf("%s: %s, want %s", p, d.Encoding(), want[p])
		}
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":               {""},
		"a":              {"a"},
		"a\n":            {"a", ""},
		"a\r\nb\rc\nd":   {"a", "b", "c", "d"},
		"\r\r\n\n\r":     {"", "", "", "", ""},
		"\xff\n\xe2\x82": {"\xff", "\xe2\x82"},
		"a\u2028b":       {"a\u2028b"}, // not a line end for the protocol
	} {
		m := NewMapper(text, UTF16)
		var got []string
		for i := range m.LineCount() {
			got = append(got, m.Line(i))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestColumns(t *testing.T) {
	const text = "aé😀\xff€z\r\n" // 1 + 2 + 4 + 1 + 3 + 1 bytes
	for _, tt := range []struct {
		encoding    Encoding
		columns     []uint32 // before a é 😀 \xff € z and after
		within, rep uint32   // a column inside of 😀, and what it stands for
	}{
		{UTF8, []uint32{0, 1, 3, 7, 8, 11, 12}, 5, 3},
		{UTF16, []uint32{0, 1, 2, 4, 5, 6, 7}, 3, 2},
		{UTF32, []uint32{0, 1, 2, 3, 4, 5, 6}, 2, 2},
	} {
		m := NewMapper(text, tt.encoding)
		for i, offset := range []int{0, 1, 3, 7, 8, 11, 12} {
			if got := m.Position(offset).Character; got != tt.columns[i] {
				t.Errorf("%s: byte %d is column %d, want %d", tt.encoding, offset, got, tt.columns[i])
			}
			if got := m.Offset(protocol.Position{Character: tt.columns[i]}); got != offset {
				t.Errorf("%s: column %d is byte %d, want %d", tt.encoding, tt.columns[i], got, offset)
			}
		}
		if got := m.Position(m.Offset(protocol.Position{Character: tt.within})).Character; got != tt.rep {
			t.Errorf("%s: column %d stands for %d, want %d", tt.encoding, tt.within, got, tt.rep)
		}
		for _, late := range []uint32{13, 99, 1<<32 - 1} {
			if got := m.Offset(protocol.Position{Character: late}); got != 12 {
				t.Errorf("%s: column %d is byte %d, want the end of the line", tt.encoding, late, got)
			}
		}
	}
}

func TestOutside(t *testing.T) {
	m := NewMapper("one\ntwo", UTF16)
	if got := m.Offset(protocol.Position{Line: 1<<32 - 1, Character: 3}); got != 7 {
		t.Errorf("past the last line: %d", got)
	}
	if got := m.Position(99); got != (protocol.Position{Line: 1, Character: 3}) {
		t.Errorf("past the end: %v", got)
	}
	if got := m.Position(-1); got != (protocol.Position{}) {
		t.Errorf("before the beginning: %v", got)
	}
	for line, want := range map[int]string{-1: "", 2: "", 1: "two"} {
		if got := m.Line(line); got != want {
			t.Errorf("line %d: %q", line, got)
		}
	}
	if got, want := m.LineRange(0, 1), (protocol.Range{End: protocol.Position{Line: 1, Character: 3}}); got != want {
		t.Errorf("both lines: %v", got)
	}
	if got := m.LineEnd(0); got != (protocol.Position{Character: 3}) {
		t.Errorf("end of the first line: %v", got)
	}
	start, end := m.Offsets(protocol.Range{Start: protocol.Position{Line: 1}, End: protocol.Position{Character: 1}})
	if start != 1 || end != 4 {
		t.Errorf("a range the wrong way round: %d to %d", start, end)
	}
	if got := m.Position(4).Line; got != 1 || m.LineAt(3) != 0 || m.LineAt(99) != 1 {
		t.Errorf("lines of offsets")
	}
	if got := NewMapper("a\r\nb", UTF8).Position(2); got != (protocol.Position{Character: 1}) {
		t.Errorf("inside of an end mark: %v", got)
	}
}

// checkRoundTrip holds what must be true of every text.
func checkRoundTrip(t *testing.T, text string, e Encoding) {
	t.Helper()
	m := NewMapper(text, e)
	// Every offset that begins a character outside of end marks comes back.
	for line := range m.LineCount() {
		start, end := m.lineBounds(line)
		at := start
		for {
			p := m.Position(at)
			if int(p.Line) != line && at != len(text) {
				t.Fatalf("%s %q: byte %d on line %d, want %d", e, text, at, p.Line, line)
			}
			if got := m.Offset(p); got != at {
				t.Fatalf("%s %q: byte %d → %v → %d", e, text, at, p, got)
			}
			if at >= end {
				break
			}
			_, size := utf8.DecodeRuneInString(text[at:end])
			at += size
		}
	}
	// Anything at all has an answer inside of the text, and the answer is stable.
	for line := range uint32(m.LineCount() + 2) {
		for col := range uint32(12) {
			at := m.Offset(protocol.Position{Line: line, Character: col})
			if again := m.Offset(m.Position(at)); at < 0 || at > len(text) || again != at {
				t.Fatalf("%s %q: %d:%d → %d → %d", e, text, line, col, at, again)
			}
		}
	}
	// The lines and their end marks make up the text.
	var b strings.Builder
	for line := range m.LineCount() {
		start, end := m.lineBounds(line)
		next := len(text)
		if line+1 < m.LineCount() {
			next, _ = m.lineBounds(line + 1)
		}
		b.WriteString(text[start:end])
		switch mark := text[end:next]; {
		case mark == "" && next == len(text), mark == "\n", mark == "\r", mark == "\r\n":
			b.WriteString(mark)
		default:
			t.Fatalf("%q: end mark %q", text, mark)
		}
	}
	if b.String() != text {
		t.Fatalf("%q: lines make %q", text, b.String())
	}
}

func FuzzPositions(f *testing.F) {
	for _, text := range []string{"", "a\r\nb\rc\n", "aé😀\xff€z\r\n\r", "\xf0\x9f\x98", "\r\r\n\n", "e\u0301\u200d\n👩‍👩‍👧", "\x80\x80\xc3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		for _, e := range []Encoding{UTF8, UTF16, UTF32} {
			checkRoundTrip(t, text, e)
		}
	})
}
