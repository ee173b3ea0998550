package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// comment is one comment: text[start:end] with its marks, text[body:bodyEnd]
// without.
type comment struct {
	start, body, bodyEnd, end int
	block                     bool
	line                      int // where the line begins that start is in
}

// lexer walks through a text from comment to comment. It looks at every byte
// a bounded number of times: whatever has no end goes on to the end of the
// text or of the line, and a guess that failed is not repeated over the same
// stretch.
type lexer struct {
	l    lang.Language
	text []byte
	at   int
	wake [256]bool // bytes that something can begin with

	heredocs     []string // whose bodies begin on the next line
	failures     int      // here-documents that had no end
	noRegexUntil int
}

func newLexer(l lang.Language, text []byte) *lexer {
	x := &lexer{l: l, text: text}
	for _, s := range l.LineComments {
		x.wake[s[0]] = true
	}
	for _, b := range l.BlockComments {
		x.wake[b.Open[0]] = true
	}
	for _, q := range l.Quotes {
		x.wake[q.Open[0]] = true
	}
	x.wake['\\'] = l.Traits&(lang.BackslashOut|lang.LineString) != 0
	if l.Traits&(lang.Heredoc|lang.HeredocPHP) != 0 {
		x.wake['<'], x.wake['\n'] = true, true
	}
	if l.Traits.Has(lang.LongLua) {
		x.wake['['] = true
	}
	if l.Traits.Has(lang.SlashRegex) {
		x.wake['/'] = true
	}
	return x
}

// next answers the next comment.
func (x *lexer) next() (comment, bool) {
	for {
		// Nearly all bytes are passed over here.
		i, text := x.at, x.text
		for i < len(text) && !x.wake[text[i]] {
			i++
		}
		x.at = i
		if i == len(text) {
			return comment{}, false
		}
		if c, ok := x.comment(); ok {
			x.at = c.end
			return c, true
		}
		if end := x.skip(); end > x.at {
			x.at = end
		} else {
			x.at++
		}
	}
}

func (x *lexer) has(s string) bool {
	return len(x.text)-x.at >= len(s) && string(x.text[x.at:x.at+len(s)]) == s
}

func (x *lexer) comment() (comment, bool) {
	for _, b := range x.l.BlockComments {
		if x.has(b.Open) && (!b.LineStart || x.atLineStart()) && !x.isOperator(b) {
			return x.block(b), true
		}
	}
	for _, mark := range x.l.LineComments {
		if !x.has(mark) || !x.opensComment(mark) {
			continue
		}
		if x.l.Traits.Has(lang.LongLua) {
			if level, ok := longBracket(x.text[x.at+2:]); ok {
				body := x.at + 2 + level + 2
				end, bodyEnd := x.until(body, "]"+strings.Repeat("=", level)+"]")
				return comment{start: x.at, body: body, bodyEnd: bodyEnd, end: end, block: true}, true
			}
		}
		end := x.lineEnd(x.at)
		return comment{start: x.at, body: x.at + len(mark), bodyEnd: end, end: end}, true
	}
	return comment{}, false
}

// isOperator knows (*) in ML languages, which is multiplication.
func (x *lexer) isOperator(b lang.Block) bool {
	return b.Open == "(*" && x.at+2 < len(x.text) && x.text[x.at+2] == ')'
}

func (x *lexer) block(b lang.Block) comment {
	body := x.at + len(b.Open)
	c := comment{start: x.at, body: body, block: true}
	switch {
	case b.LineStart:
		c.bodyEnd, c.end = len(x.text), len(x.text)
		if i := bytes.Index(x.text[body:], []byte("\n"+b.Close)); i >= 0 {
			c.bodyEnd = body + i
			c.end = x.lineEnd(c.bodyEnd + 1)
		}
	case b.Nested:
		c.end, c.bodyEnd = x.nested(body, b)
	default:
		c.end, c.bodyEnd = x.until(body, b.Close)
	}
	return c
}

func (x *lexer) nested(from int, b lang.Block) (end, bodyEnd int) {
	depth := 1
	for i := from; i < len(x.text); {
		rest := x.text[i:]
		switch {
		case rest[0] == b.Close[0] && bytes.HasPrefix(rest, []byte(b.Close)):
			if depth--; depth == 0 {
				return i + len(b.Close), i
			}
			i += len(b.Close)
		case rest[0] == b.Open[0] && bytes.HasPrefix(rest, []byte(b.Open)):
			depth++
			i += len(b.Open)
		default:
			i++
		}
	}
	return len(x.text), len(x.text)
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
	if i := bytes.IndexByte(x.text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(x.text)
}

func (x *lexer) before() byte {
	if x.at == 0 {
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
	for i := x.at - 1; i >= 0 && i > x.at-200; i-- {
		if x.text[i] == '\n' {
			return true
		}
		if !isBlank(x.text[i]) {
			return false
		}
	}
	return x.at < 200
}

// opensComment applies the languages' conditions on a mark.
func (x *lexer) opensComment(mark string) bool {
	t, prev := x.l.Traits, x.before()
	switch {
	case t.Has(lang.LineStart):
		return x.atLineStart()
	case t.Has(lang.HashWord) && mark == "#":
		return isBlank(prev) || strings.IndexByte("\n;|&()`", prev) >= 0
	case t.Has(lang.DashWord) && mark == "--":
		i := x.at
		for i < len(x.text) && x.text[i] == '-' && i < x.at+200 {
			i++
		}
		return !isOperatorByte(prev) && (i == len(x.text) || !isOperatorByte(x.text[i]))
	case t.Has(lang.AttributePHP) && mark == "#":
		return x.after(1) != '['
	case t.Has(lang.NoURL) && mark == "//":
		return prev != ':'
	}
	return true
}

func isOperatorByte(c byte) bool { return strings.IndexByte("!#$%&*+./<=>?@\\^|~:-", c) >= 0 }

// skip answers where what begins here, and is no comment, ends. It answers
// the current offset when nothing begins.
func (x *lexer) skip() int {
	t, c := x.l.Traits, x.text[x.at]
	switch {
	case c == '\n':
		return x.hereBodies()
	case c == '\\' && t.Has(lang.LineString) && x.after(1) == '\\':
		return x.lineEnd(x.at)
	case c == '\\' && t.Has(lang.BackslashOut):
		return min(x.at+2, len(x.text))
	case c == '<' && t&(lang.Heredoc|lang.HeredocPHP) != 0:
		return x.heredoc()
	case c == '[' && t.Has(lang.LongLua):
		if level, ok := longBracket(x.text[x.at:]); ok {
			end, _ := x.until(x.at+level+2, "]"+strings.Repeat("=", level)+"]")
			return end
		}
		return x.at
	case c == '/' && t.Has(lang.SlashRegex):
		return x.regex()
	case c == '"':
		if end := x.rawString(); end > x.at {
			return end
		}
	}
	for _, q := range x.l.Quotes {
		if x.has(q.Open) {
			return x.quote(q)
		}
	}
	return x.at
}
