package todo

import "bytes"

func (x *lexer) has(s string) bool {
	return len(x.text)-x.at >= len(s) && string(x.text[x.at:x.at+len(s)]) == s
}

// until finds mark from offset from on; without it all the rest is inside.
func (x *lexer) until(from int, mark string) (end, before int) {
	from = min(from, len(x.text))
	if i := bytes.Index(x.text[from:], []byte(mark)); i >= 0 {
		return from + i + len(mark), from + i
	}
	return len(x.text), len(x.text)
}

func (x *lexer) lineEnd(from int) int {
	from = min(from, len(x.text))
	if i := bytes.IndexByte(x.text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(x.text)
}

// lineStart answers where the current line begins. Questions do not go back.
func (x *lexer) lineStart() int {
	if x.at > x.lineSeen {
		if i := bytes.LastIndexByte(x.text[x.lineSeen:x.at], '\n'); i >= 0 {
			x.lineAt = x.lineSeen + i + 1
		}
		x.lineSeen = x.at
	}
	return x.lineAt
}

func (x *lexer) before() byte {
	if x.at <= x.first {
		return '\n'
	}
	return x.text[x.at-1]
}

func (x *lexer) after(n int) byte {
	if x.at+n >= len(x.text) {
		return '\n'
	}
	return x.text[x.at+n]
}

// atLineStart: nothing but blanks before, looked for over a bounded stretch.
func (x *lexer) atLineStart() bool {
	for i := x.at - 1; i >= x.first && i > x.at-200; i-- {
		if x.text[i] == '\n' {
			return true
		}
		if !isBlank(x.text[i]) {
			return false
		}
	}
	return x.at-x.first < 200
}

// atColumnOne: nothing before in the line, not even blanks.
func (x *lexer) atColumnOne() bool { return x.before() == '\n' }
