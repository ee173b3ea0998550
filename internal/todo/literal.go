package todo

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/lang"
)

// frame is what the code at hand stands in: a literal that goes on behind its hole, or an element.
type frame struct {
	literal     bool
	quote       int // the literal's place in Quotes
	mode        mode
	open, close byte // the brackets of the hole
	depth       int
}

// deepest is how far literals and elements are followed into one another.
const deepest = 200

// bracket counts the brackets of a hole; its closing one leads back into what is around it.
func (x *lexer) bracket(c byte) (int, bool) {
	f := &x.frames[len(x.frames)-1]
	switch {
	case c == f.close && f.depth == 0:
		was := *f
		x.frames = x.frames[:len(x.frames)-1]
		if was.literal {
			return x.literal(was.quote, x.at+1, true), true
		}
		return x.at + 1, true
	case c == f.close:
		f.depth--
		return x.at + 1, true
	case c == f.open && c != 0 && !(c == '{' && x.l.Traits.Has(lang.BraceQuotes)):
		f.depth++
		return x.at + 1, true
	}
	return 0, false
}

// quote passes over the literal Quotes[which], which begins here.
func (x *lexer) quote(which int) int {
	q := &x.l.Quotes[which]
	t := x.l.Traits
	if q.Open == "'" {
		switch {
		case q.Char:
			return x.char()
		case t.Has(lang.Transpose) && (isWord(x.before()) || strings.IndexByte(")]}'.", x.before()) >= 0):
			return x.at
		case x.isPartOfNumber():
			return x.at
		}
	}
	if x.before() == '$' && t&(lang.QuoteLike|lang.PercentQuotes) != 0 {
		return x.at // $" and $' are variables
	}
	if t.Has(lang.BlockScalars) && !x.scalarMayStand() {
		return x.at // don't
	}
	if t.Has(lang.Recipes) && !x.inRecipe() {
		return x.at // make knows no strings
	}
	if t.Has(lang.QuoteLike) && q.Open == "'" && isWord(x.before()) {
		return x.at // Foo'bar, as packages were written once
	}
	holes := q.Hole != "" && (q.HoleMark == "" || x.prefixed(q.HoleMark))
	if t.Has(lang.DollarQuotes) && q.Open == "'" {
		return x.sqlString()
	}
	end := x.literal(which, x.at+len(q.Open), holes)
	if end == len(x.text) && x.unclosed>>which&1 == 1 {
		return x.lineEnd(x.at)
	}
	return end
}

// prefixed says whether the name right before a literal holds one of the letters.
func (x *lexer) prefixed(letters string) bool {
	for i := x.at - 1; i >= x.first && i >= x.at-8; i-- {
		c := x.text[i]
		if strings.IndexByte(letters, c) >= 0 {
			return true
		}
		if !isWord(c) && c != '@' {
			break
		}
	}
	return false
}

// literal passes over the rest of the literal Quotes[which] and answers where code goes on: behind it, or in a
// hole of it. One over lines that has no end reaches to the end of its first line, and so do all like it.
func (x *lexer) literal(which, from int, holes bool) int {
	q := &x.l.Quotes[which]
	lines := q.Lines && x.unclosed>>which&1 == 0
	last, text := q.Close[0], x.text
	var hole byte
	if holes && len(x.frames) < deepest {
		hole = q.Hole[0]
	}
	for i := from; i < len(text); {
		c := text[i]
		switch {
		case c == last && bytes.HasPrefix(text[i:], []byte(q.Close)):
			if x.nixEscape(q, i) {
				i += 3
				continue
			}
			i += len(q.Close)
			if q.Doubled && i < len(text) && text[i] == last {
				i++
				continue
			}
			// Four quotes at the end of a raw string: the first is text.
			for len(q.Close) == 3 && !q.Escape && i < len(text) && text[i] == '"' && last == '"' {
				i++
			}
			return i
		case c == hole && hole != 0 && bytes.HasPrefix(text[i:], []byte(q.Hole)):
			if q.Hole == "{" && i+1 < len(text) && text[i+1] == '{' || x.l.Traits.Has(lang.IndentedNix) && i > from && text[i-1] == '$' {
				i += 2
				continue
			}
			open := q.Hole[strings.IndexAny(q.Hole, "{(")]
			x.frames = append(x.frames, frame{literal: true, quote: which, open: open, close: closing(open)})
			return i + len(q.Hole)
		case c == '\\' && q.Escape:
			if i+2 < len(text) && text[i+1] == '\r' && text[i+2] == '\n' {
				i++
			}
			i += 2
		case c == '`' && x.l.Name == "PowerShell" && last == '"':
			i += 2
		case c == '\n' && !lines:
			return i
		default:
			i++
		}
	}
	if q.Lines {
		x.unclosed |= 1 << which
	}
	return len(text)
}

// nixEscape knows ”$, ”' and ”\ within an indented string of Nix, which do not end it.
func (x *lexer) nixEscape(q *lang.Quote, i int) bool {
	if !x.l.Traits.Has(lang.IndentedNix) || q.Open != "''" || i+2 >= len(x.text) {
		return false
	}
	return strings.IndexByte(`'$\`, x.text[i+2]) >= 0
}

// char is for languages in which the quote can also stand alone: a lifetime
// in Rust, a prime in Haskell, an attribute in Ada.
func (x *lexer) char() int {
	rest := x.text[x.at+1 : min(x.at+16, len(x.text))]
	if len(rest) == 0 {
		return x.at
	}
	if prev := x.before(); isWord(prev) || strings.IndexByte(")]}", prev) >= 0 {
		if prev != 'b' || !x.l.Traits.Has(lang.RawRust) {
			return x.at
		}
	}
	from := 0
	if rest[0] == '\\' && x.l.Name != "Ada" && x.l.Name != "VHDL" {
		from = 2
	} else {
		_, w := utf8.DecodeRune(rest)
		if len(rest) > w && rest[w] == '\'' {
			return x.at + 1 + w + 1
		}
		return x.at
	}
	if from < len(rest) {
		if i := bytes.IndexByte(rest[from:], '\''); i >= 0 {
			return x.at + 1 + from + i + 1
		}
	}
	return x.at
}

// isPartOfNumber knows 1'000'000 and 0xff'ff: what stands before the quote,
// back to where the word starts, begins with a digit.
func (x *lexer) isPartOfNumber() bool {
	i := x.at
	for i > x.first && i > x.at-40 && (isWord(x.text[i-1]) || x.text[i-1] == '\'') {
		i--
	}
	next := lower(x.after(1))
	return i < x.at && isDigit(x.text[i]) && (isDigit(next) || next >= 'a' && next <= 'f') && x.after(2) != '\''
}

// questionChar passes over ?x; a question mark behind a value asks.
func (x *lexer) questionChar() int {
	prev, c, next := x.before(), x.after(1), x.after(2)
	if isWord(prev) || strings.IndexByte(")]}\"'", prev) >= 0 || isBlank(c) || c == '\n' {
		return x.at
	}
	if c == '\\' {
		return x.at + 3
	}
	if isWord(next) && strings.IndexByte("\"'`", c) >= 0 {
		return x.at // a ? "b" : "c", without the blank
	}
	return x.at + 2
}
