package todo

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words finds a team's words in comments.
type words struct {
	list      [][]byte
	small     [][]byte  // the same in lower case
	spellings [][]byte  // a text without any of these has no note
	first     [256]bool // bytes that one of them begins with
}

func newWords(list []string) *words {
	w := &words{}
	for _, s := range list {
		if s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x80 && !isWord(byte(r)) }) {
			w.list = append(w.list, []byte(s))
		}
	}
	if len(w.list) == 0 {
		for _, s := range DefaultWords() {
			w.list = append(w.list, []byte(s))
		}
	}
	// The longest first, so that of TODO and TODO_LATER the right one is found.
	slices.SortStableFunc(w.list, func(a, b []byte) int { return len(b) - len(a) })
	for _, s := range w.list {
		w.first[s[0]] = true
		small := bytes.ToLower(s)
		w.first[small[0]] = true
		w.small = append(w.small, small)
		w.spellings = append(w.spellings, s)
	}
	for _, small := range w.small {
		w.spellings = append(w.spellings, append([]byte{'@'}, small...), append([]byte{'\\'}, small...))
	}
	return w
}

// hints runs ahead of the lexer: it knows where each spelling stands next, so
// that most comments are dismissed without being read. Every spelling passes
// over the text once.
type hints struct {
	text []byte
	list [][]byte
	next []int // per spelling: where it stands at or after the last question
}

func (w *words) ahead(text []byte) *hints {
	h := &hints{text: text, list: w.spellings, next: make([]int, len(w.spellings))}
	for i := range h.next {
		h.next[i] = -1
	}
	return h
}

// from answers where the first spelling at or after at stands, the length of
// the text if none. Questions must not go back.
func (h *hints) from(at int) int {
	first := len(h.text)
	for i, pos := range h.next {
		if pos < at {
			pos = len(h.text)
			if off := bytes.Index(h.text[at:], h.list[i]); off >= 0 {
				pos = at + off
			}
			h.next[i] = pos
		}
		first = min(first, pos)
	}
	return first
}

// find answers the first word in a comment's line that makes it a note. start
// is where the line's text begins, behind decoration.
func (w *words) find(line []byte, start int) (at int, word []byte, ok bool) {
	for i := start; i < len(line); i++ {
		if !w.first[line[i]] || i > 0 && isWord(line[i-1]) {
			continue
		}
		tagged := i > 0 && (line[i-1] == '@' || line[i-1] == '\\')
		for k, s := range w.list {
			if !bytes.HasPrefix(line[i:], s) && !(tagged && bytes.HasPrefix(line[i:], w.small[k])) {
				continue
			}
			if w.isNote(line, start, i, i+len(s), tagged) {
				return i, s, true
			}
		}
	}
	return 0, nil, false
}

// isNote decides by what stands around the word line[at:end]. The rule is in the package's comment.
func (w *words) isNote(line []byte, start, at, end int, tagged bool) bool {
	rest := line[end:]
	if next, ok := w.joined(rest); ok {
		rest = rest[next:]
	}
	next, after := byte(' '), byte(' ')
	if len(rest) > 0 {
		next = rest[0]
	}
	if len(rest) > 1 {
		after = rest[1]
	}
	if next >= 0x80 {
		if r, _ := utf8.DecodeRune(rest); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
		return at == start
	}
	if isWord(next) {
		return false
	}
	switch {
	case tagged:
		return (at == 1 || at-1 == start || isBlank(line[at-2])) && (isBlank(next) || next == ':' || next == '(')
	case at == start && line[max(at-1, 0)] == '[':
		return next == ']' || next == ':' || next == '(' // [TODO] bill once
	case at == start:
		switch next {
		case ':':
			return after != ':' // C++ and Ruby names
		case '(', '[':
			// BUG() is a call
			return after != ')' && after != ']' || len(rest) > 2 && rest[2] == ':'
		case '.', ',', '!', '?', ';':
			return !isWord(after) && after != '=' // TODO.md, XXX != y
		case '-', '>':
			return next == '-' && isBlank(after)
		}
		return isBlank(next) && !isCode(rest)
	case strings.IndexByte("`\"'-./$<|*&#=%", line[at-1]) >= 0 || inAddress(line[:at]):
		return false // someone speaks of the word, or it is a part of a name
	}
	// Amid a line the colon makes it a note, right behind the word or what is in parentheses.
	switch next {
	case ':':
		return isBlank(after) || after == '(' || isWord(after) || after == '@' || after == '#'
	case '(':
		i := bytes.IndexByte(rest[:min(len(rest), 200)], ')')
		return i > 1 && (i+1 < len(rest) && rest[i+1] == ':' || endsClause(line[:at], true))
	case ' ', '\t', '\r', '!', '?', '.', '*', '/':
		last := len(rest) < 100 && len(bytes.TrimRight(rest, " \t\r*/!?.")) == 0
		return (isBlank(next) || !isWord(after)) && !isCode(rest) && endsClause(line[:at], last)
	}
	return false
}

// joined knows TODO/FIXME: it answers where the second word behind the slash ends.
func (w *words) joined(rest []byte) (end int, ok bool) {
	if len(rest) < 2 || rest[0] != '/' {
		return 0, false
	}
	for _, s := range w.list {
		if bytes.HasPrefix(rest[1:], s) && (len(rest) == 1+len(s) || !isWord(rest[1+len(s)]) && rest[1+len(s)] != '/' && rest[1+len(s)] != '.') {
			return 1 + len(s), true
		}
	}
	return 0, false
}

// isCode knows an assignment or comparison that was commented out.
func isCode(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t")
	return len(rest) > 1 && (rest[0] == '=' && rest[1] != '>' || rest[0] == '!' && rest[1] == '=' || rest[0] == '+' && rest[1] == '=')
}

// inAddress says whether the line breaks off within a URL.
func inAddress(line []byte) bool {
	line = line[max(0, len(line)-500):]
	return bytes.Contains(line[bytes.LastIndexAny(line, " \t(<\"")+1:], []byte("://"))
}

// endsClause says whether a bare word behind the text begins a thought of its own: "bill once. FIXME", "bill once -
// FIXME in May"; as the last word also "amount: TODO", "only once, FIXME".
func endsClause(before []byte, last bool) bool {
	before = before[max(0, len(before)-100):]
	text := bytes.TrimRight(before, " \t")
	if len(text) == 0 || len(text) == len(before) {
		return false
	}
	switch text[len(text)-1] {
	case '.', '!', '?', ';':
		word := text[bytes.LastIndexAny(text, " \t(")+1:]
		return bytes.Count(word, []byte(".")) < 2 || bytes.HasSuffix(word, []byte("..")) // not behind e.g. and i.e.
	case ':', ',':
		return last
	case '-':
		dashes := bytes.TrimRight(text, "-")
		return len(dashes) > 0 && isBlank(dashes[len(dashes)-1])
	}
	return false
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
