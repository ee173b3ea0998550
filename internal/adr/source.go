package adr

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

const byteOrderMark = "\ufeff"

// source is the bytes of a file, and how they are written.
type source struct {
	text   []byte
	begin  int  // after a byte order mark
	latin1 bool // not UTF-8: every byte is a character
	eol    string
	starts []int // of the lines
}

func newSource(text []byte) source {
	s := source{text: text, latin1: !utf8.Valid(text), eol: "\n"}
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		s.begin = len(byteOrderMark)
	}
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		s.eol = "\r\n"
	}
	s.starts = []int{0}
	for i, b := range text {
		if b == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// decode is a range as UTF-8, its lines ending with LF.
func (s *source) decode(start, end int) string {
	part := s.text[start:end]
	if s.latin1 {
		runes := make([]rune, len(part))
		for i, b := range part {
			runes[i] = rune(b)
		}
		part = []byte(string(runes))
	}
	return strings.ReplaceAll(string(part), "\r\n", "\n")
}

// encode is a text as the file writes it.
func (s *source) encode(text string) (string, error) {
	text = strings.ReplaceAll(text, "\n", s.eol)
	if !s.latin1 {
		return text, nil
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return "", fmt.Errorf("%q cannot be written in this file, which is not UTF-8: save it as UTF-8 first", r)
		}
		out = append(out, byte(r))
	}
	return string(out), nil
}

// line is the number, from 1, of the line on which a byte stands.
func (s *source) line(at int) int {
	low, high := 0, len(s.starts)
	for high-low > 1 {
		if mid := (low + high) / 2; s.starts[mid] <= at {
			low = mid
		} else {
			high = mid
		}
	}
	return low + 1
}

// bounds are the bytes of a line, numbered from 0, without its end.
func (s *source) bounds(i int) (start, end int) {
	start, end = s.starts[i], len(s.text)
	if i+1 < len(s.starts) {
		end = s.starts[i+1] - 1
		if end > start && s.text[end-1] == '\r' {
			end--
		}
	}
	if i == 0 {
		start = min(max(start, s.begin), end)
	}
	return start, end
}

// after is where the line behind a byte begins, or the end of the text.
func (s *source) after(at int) int {
	if i := bytes.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(s.text)
}

// spot is a value in the text; the zero spot is nowhere.
type spot struct {
	start, end int
	front      bool // a value of the front matter, to be quoted where YAML wants that
}

func (s spot) there() bool { return s.end > 0 }

// trim takes the blanks off a range.
func (s *source) trim(start, end int) (int, int) {
	for start < end && blank(s.text[start]) {
		start++
	}
	for end > start && blank(s.text[end-1]) {
		end--
	}
	return start, end
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }
