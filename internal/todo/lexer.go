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
}

// source answers the comments of a text one after the other.
type source interface {
	next() (comment, bool)
}

// lexer walks from comment to comment through text that is written in one language. It looks at every byte
// a bounded number of times: whatever has no end goes on to the end of the
// text or of the line, and a guess that failed is not repeated over the same
// stretch.
type lexer struct {
	l     lang.Language
	text  []byte // up to where the language ends
	at    int
	first int       // where the lexer began
	wake  [256]bool // bytes that something can begin with

	frames   []frame // the code within literals, the elements among the code
	inner    source  // another language that stands in this one
	innerEnd int
	ended    bool // the language ended before the text did

	here         []hereDoc // whose bodies begin on the next line
	failures     int       // guesses at literals that had no end
	noRegexUntil int
	unclosed     uint64 // literals, by their place in Quotes, that were opened and never closed

	lastStart, lastEnd int  // the last comment
	lineAt, lineSeen   int  // where the line begins that lineSeen is in
	podOnly            bool // the program is over, its documentation may go on
	shifted            bool // every line stands deeper than its language would have it

	passed func(start, end int) // hears of literals, and of the text of elements; nil for nobody
}

func newLexer(l lang.Language, text []byte, from int) *lexer {
	x := &lexer{l: l, text: text, at: from, first: from, lineAt: from, lineSeen: from}
	t := l.Traits
	for _, s := range l.LineComments {
		x.wake[s[0]] = true
	}
	for _, b := range l.BlockComments {
		x.wake[b.Open[0]] = true
	}
	for _, q := range l.Quotes {
		x.wake[q.Open[0]] = true
		if q.Hole != "" {
			hole := q.Hole[strings.IndexAny(q.Hole, "{(")]
			x.wake[hole], x.wake[closing(hole)] = true, true
		}
	}
	for _, w := range [...]struct {
		traits lang.Traits
		bytes  string
	}{
		{lang.BackslashOut | lang.LineString | lang.Verbatim, `\`},
		{lang.Heredoc | lang.HeredocPHP, "<\n"},
		{lang.LongBracket | lang.QuasiQuotes, "["},
		{lang.SlashRegex, "/"},
		{lang.PercentQuotes, "%"},
		{lang.QuoteLike, "qmsty"},
		{lang.Pod, "="},
		{lang.EndMark, "_"},
		{lang.Sigils, "~"},
		{lang.QuestionChar | lang.ClosingTag, "?"},
		{lang.DollarChar | lang.DollarQuotes, "$"},
		{lang.BraceQuotes, "{"},
		{lang.JSX, "<{}"},
		{lang.BlockScalars | lang.TextBlocks, "|"},
		{lang.BlockScalars, ">"},
		{lang.FixedForm, "cC*"},
	} {
		if t&w.traits != 0 {
			for i := range len(w.bytes) {
				x.wake[w.bytes[i]] = true
			}
		}
	}
	if bytes.HasPrefix(text[from:], []byte("\ufeff")) && from == 0 {
		x.at, x.first, x.lineAt = 3, 3, 3
	}
	return x
}

func closing(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	case '<':
		return '>'
	}
	return open
}

// next answers the next comment.
func (x *lexer) next() (comment, bool) {
	for !x.ended {
		if x.inner != nil {
			if c, ok := x.inner.next(); ok {
				return c, true
			}
			x.inner = nil
			x.at = max(x.at, x.innerEnd)
		}
		if x.at >= len(x.text) {
			break
		}
		var c comment
		var ok bool
		switch x.mode() {
		case inTag:
			c, ok = x.tag()
		case inElement:
			from := x.at
			x.element()
			x.pass(from, x.at)
		default:
			c, ok = x.code()
		}
		if ok {
			x.at = c.end
			x.lastStart, x.lastEnd = c.start, c.end
			return c, true
		}
	}
	return comment{}, false
}

// code goes on to the next thing that could be a comment or a literal.
func (x *lexer) code() (comment, bool) {
	if x.podOnly {
		return x.pod()
	}
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
		return c, true
	}
	if end := x.skip(); end > x.at {
		x.pass(x.at, end)
		x.at = min(end, len(x.text))
	} else if x.inner == nil {
		x.at++
	}
	return comment{}, false
}

// pass tells of what was passed over. A single byte is a bracket, or the end of a line.
func (x *lexer) pass(start, end int) {
	if x.passed != nil && end > start+1 {
		x.passed(start, end)
	}
}

// skip answers where what begins here, and is no comment, ends. It answers
// the current offset when nothing begins.
func (x *lexer) skip() int {
	t, c := x.l.Traits, x.text[x.at]
	if len(x.frames) > 0 {
		if end, ok := x.bracket(c); ok {
			return end
		}
	}
	switch {
	case c == '\n':
		return x.hereBodies()
	case c == '\\' && t.Has(lang.LineString) && x.after(1) == '\\':
		return x.lineEnd(x.at)
	case c == '?' && t.Has(lang.ClosingTag) && x.after(1) == '>':
		x.ended = true
		return x.at + 2
	case c == '?' && t.Has(lang.QuestionChar):
		return x.questionChar()
	case c == '<' && t&(lang.Heredoc|lang.HeredocPHP) != 0:
		return x.heredoc()
	case c == '<' && t.Has(lang.JSX):
		return x.openElement()
	case c == '[' && t.Has(lang.LongBracket):
		if level, ok := longBracket(x.text[x.at:]); ok {
			return x.longEnd(x.at+level+2, level)
		}
		return x.at
	case c == '[' && t.Has(lang.QuasiQuotes):
		return x.quasiQuote()
	case c == '/' && t.Has(lang.SlashRegex) && !x.has("///"):
		return x.regex()
	case (c == '|' || c == '>') && t.Has(lang.BlockScalars):
		return x.blockScalar()
	case c == '|' && t.Has(lang.TextBlocks) && x.has("|||"):
		return x.textBlock()
	case t.Has(lang.FixedForm) && (c == 'c' || c == 'C' || c == '*'):
		return x.at
	}
	if end := x.special(t, c); end > x.at {
		return end
	}
	for i := range x.l.Quotes {
		if x.has(x.l.Quotes[i].Open) {
			return x.quote(i)
		}
	}
	if c == '\\' && t.Has(lang.BackslashOut) {
		return min(x.at+2, len(x.text))
	}
	return x.at
}

// special tries the literals that only a few languages have.
func (x *lexer) special(t lang.Traits, c byte) int {
	switch {
	case c == '"' || c == '\'':
		return x.rawString()
	case c == '\\' && t.Has(lang.Verbatim) && x.has(`\verb`):
		return x.verb()
	case c == '%' && t.Has(lang.PercentQuotes):
		return x.percentQuote()
	case t.Has(lang.QuoteLike) && isWord(c) && c != '_':
		return x.quoteLike()
	case c == '_' && t.Has(lang.EndMark):
		return x.endMark()
	case c == '~' && t.Has(lang.Sigils):
		return x.sigil()
	case c == '$' && t.Has(lang.DollarChar):
		if x.after(1) == '\\' {
			return x.at + 3
		}
		return x.at + 2
	case c == '$' && t.Has(lang.DollarQuotes):
		return x.dollarQuote()
	case c == '{' && t.Has(lang.BraceQuotes):
		return x.braceQuote()
	}
	return x.at
}
