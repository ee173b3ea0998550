package config

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// How reading is taken up again after a syntax error, and how offsets become places.

func (r *reader) syntaxFault(at int, err error) {
	where := r.placeOf(at)
	if line := r.line(where.line - 1); !utf8.Valid(line) {
		r.fault(where, "", "this line is not UTF-8 and was left out; save the file in UTF-8")
		return
	}
	r.fault(where, "", "syntax: "+capped(printable(err.Error()), 200)+"; this setting was left out, mend it")
}

// skipComments is the offset of the first line from offset on that is neither
// empty nor a comment; a comment that cannot be read counts as a line.
func (r *reader) skipComments(offset int) int {
	for offset < len(r.bytes) {
		line := r.line(r.lineIndex(offset))
		if t := bytes.TrimSpace(line); len(t) > 0 && (t[0] != '#' || !utf8.Valid(line)) {
			break
		}
		offset = r.nextLine(offset)
	}
	return offset
}

// nextLine is the offset of the line after the one that offset stands in.
func (r *reader) nextLine(offset int) int {
	if i := r.lineIndex(offset) + 1; i < len(r.lines) {
		return r.lines[i]
	}
	return len(r.bytes)
}

// nextStart is the offset of the next line after at that starts an expression,
// or a header, or the end of the file.
func (r *reader) nextStart(at int, header bool) int {
	for i := r.lineIndex(at) + 1; i < len(r.lines); i++ {
		line := r.line(i)
		if header && startsHeader(line) && startsExpression(line) || !header && startsExpression(line) {
			return r.lines[i]
		}
	}
	return len(r.bytes)
}

func startsHeader(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(b, " \t"), []byte("["))
}

// startsExpression guesses from one line alone, so that reading can be taken
// up again in the middle of a broken array or string.
func startsExpression(line []byte) bool {
	line = bytes.TrimSpace(line)
	if startsHeader(line) {
		if i := bytes.IndexByte(line, '#'); i > 0 {
			line = bytes.TrimSpace(line[:i])
		}
		return bytes.HasSuffix(line, []byte("]"))
	}
	key, _, ok := bytes.Cut(line, []byte("="))
	key = bytes.TrimSpace(key)
	if !ok || len(key) == 0 || bytes.Count(key, []byte(`"`))%2+bytes.Count(key, []byte(`'`))%2 > 0 {
		return false
	}
	return bytes.IndexFunc(key, func(c rune) bool {
		return !(c == '-' || c == '_' || c == '.' || c == '"' || c == '\'' || c == '@' ||
			'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}) < 0
}

func (r *reader) lineIndex(offset int) int {
	return sort.Search(len(r.lines), func(i int) bool { return r.lines[i] > offset }) - 1
}

func (r *reader) line(i int) []byte {
	if i+1 < len(r.lines) {
		return r.bytes[r.lines[i]:r.lines[i+1]]
	}
	return r.bytes[r.lines[i]:]
}

func (r *reader) placeOf(offset int) place {
	i := r.lineIndex(offset)
	return place{i + 1, offset - r.lines[i] + 1}
}
