package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// comment answers the comment that begins here.
func (x *lexer) comment() (comment, bool) {
	t := x.l.Traits
	if t.Has(lang.FixedForm) && x.atColumnOne() && strings.IndexByte("cC*", x.text[x.at]) >= 0 {
		end := x.lineEnd(x.at)
		return comment{start: x.at, body: x.at + 1, bodyEnd: end, end: end}, true
	}
	if t.Has(lang.Pod) && x.text[x.at] == '=' && x.atColumnOne() && isLetter(x.after(1)) {
		return x.podBlock(), true
	}
	for i := range x.l.BlockComments {
		b := &x.l.BlockComments[i]
		if x.has(b.Open) && (!b.LineStart || x.blockLine(b)) && !x.isOperator(b) {
			return x.block(b), true
		}
	}
	for _, mark := range x.l.LineComments {
		if !x.has(mark) || !x.opensComment(mark) {
			continue
		}
		body := x.at + len(mark)
		if t.Has(lang.LongBracket) {
			if level, ok := longBracket(x.text[body:]); ok {
				body += level + 2
				end := x.longEnd(body, level)
				bodyEnd := end
				if bytes.HasSuffix(x.text[body:end], []byte("]")) {
					bodyEnd = max(body, end-level-2)
				}
				return comment{start: x.at, body: body, bodyEnd: bodyEnd, end: end, block: true}, true
			}
		}
		end := x.commentLineEnd(x.at)
		return comment{start: x.at, body: min(body, end), bodyEnd: end, end: end, block: end > x.lineEnd(x.at)}, true
	}
	return comment{}, false
}

// commentLineEnd is where a line comment ends.
func (x *lexer) commentLineEnd(from int) int {
	end := x.lineEnd(from)
	if x.l.Traits.Has(lang.ClosingTag) {
		if i := bytes.Index(x.text[from:end], []byte("?>")); i >= 0 {
			return from + i
		}
	}
	for x.l.Traits.Has(lang.Continued) && end < len(x.text) {
		last := end - 1
		if last > from && x.text[last] == '\r' {
			last--
		}
		if last <= from || x.text[last] != '\\' {
			break
		}
		end = x.lineEnd(end + 1)
	}
	return end
}

// longest is how far a literal is followed that may be none.
const longest = 2000

// isOperator knows (*) in ML languages, which is multiplication, and CoffeeScript's rulers.
func (x *lexer) isOperator(b *lang.Block) bool {
	return b.Open == "(*" && x.after(2) == ')' || b.Open == "###" && x.after(3) == '#'
}

// blockLine says whether a block that must begin its line does so: MATLAB's stand alone on it, Ruby's in the
// first column.
func (x *lexer) blockLine(b *lang.Block) bool {
	if b.Open[0] == '=' {
		return x.atColumnOne() && !isWord(x.after(len(b.Open)))
	}
	return x.atLineStart() && len(bytes.TrimSpace(x.text[x.at+len(b.Open):x.lineEnd(x.at)])) == 0
}

func (x *lexer) block(b *lang.Block) comment {
	body := x.at + len(b.Open)
	c := comment{start: x.at, body: body, block: true}
	switch {
	case b.LineStart && b.Open[0] != '=':
		c.end, c.bodyEnd = x.nestedLines(body, b)
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

func (x *lexer) nested(from int, b *lang.Block) (end, bodyEnd int) {
	depth := 1
	strings := x.l.Traits.Has(lang.StringsInComments)
	for i := from; i < len(x.text); {
		c := x.text[i]
		switch {
		case c == b.Close[0] && bytes.HasPrefix(x.text[i:], []byte(b.Close)):
			if depth--; depth == 0 {
				return i + len(b.Close), i
			}
			i += len(b.Close)
		case c == b.Open[0] && bytes.HasPrefix(x.text[i:], []byte(b.Open)):
			depth++
			i += len(b.Open)
		case c == '"' && strings && x.text[i-1] != '\'':
			i = x.quoted(i)
		default:
			i++
		}
	}
	return len(x.text), len(x.text)
}

// quoted passes over a string within a comment, up to the end of its line at most: an inch mark must not
// hide the rest of the text.
func (x *lexer) quoted(at int) int {
	for i := at + 1; i < min(len(x.text), at+longest) && x.text[i] != '\n'; i++ {
		switch x.text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return at + 1
}

// nestedLines is for blocks whose marks stand alone on their lines.
func (x *lexer) nestedLines(from int, b *lang.Block) (end, bodyEnd int) {
	depth := 1
	for at := x.lineEnd(from); at < len(x.text); {
		next := x.lineEnd(at + 1)
		switch string(bytes.TrimSpace(x.text[at:next][:min(next-at, 100)])) {
		case b.Open:
			depth++
		case b.Close:
			if depth--; depth == 0 {
				return next, at
			}
		}
		at = next
	}
	return len(x.text), len(x.text)
}

// opensComment applies the languages' conditions on a mark.
func (x *lexer) opensComment(mark string) bool {
	t, prev := x.l.Traits, x.before()
	switch {
	case t.Has(lang.LineStart):
		return x.atLineStart()
	case t.Has(lang.CommandStart):
		return prev == ';' || x.atLineStart() || isBlank(prev) && x.behindSemicolon()
	case t.Has(lang.HashWord) && (mark[0] == '#' || mark[0] == '@'):
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
		return prev != ':' && !x.inURL()
	case t.Has(lang.Recipes):
		return !x.inRecipe() || isBlank(prev) || strings.IndexByte(";|&()\n", prev) >= 0
	case t.Has(lang.OddQuote):
		return x.opensVim(mark)
	case t.Has(lang.DatumHash) && mark == ";":
		return prev != '#'
	case t.Has(lang.QuoteLike) && mark == "#":
		return prev != '$' && !(prev == '{' && x.at-2 >= x.first && x.text[x.at-2] == '$')
	case mark == "#" && len(x.frames) > 0 && x.frames[len(x.frames)-1].literal:
		// In Python's format strings "#" is mostly a part of a format: {n:#06x}.
		return isBlank(prev) && x.l.Quotes[x.frames[len(x.frames)-1].quote].Lines
	case x.l.Name == "MATLAB":
		return mark == "%" || mark == "..." && isBlank(prev) || mark == "# " && (x.atLineStart() || isBlank(prev))
	case isLetter(mark[0]):
		return x.atLineStart() || prev == ':' || isBlank(prev) && x.l.Name == "Visual Basic"
	}
	return true
}

func (x *lexer) behindSemicolon() bool {
	i := x.at - 1
	for i >= x.first && isBlank(x.text[i]) && i > x.at-200 {
		i--
	}
	return i >= x.first && x.text[i] == ';'
}

// inURL knows url(//cdn.example/x.css) of style sheets.
func (x *lexer) inURL() bool {
	i := x.at
	for i > x.first && i > x.at-200 && strings.IndexByte(" \t\n;{}\"'(", x.text[i-1]) < 0 {
		i--
	}
	return i-4 >= x.first && strings.EqualFold(string(x.text[i-4:i]), "url(")
}

func (x *lexer) inRecipe() bool {
	at := x.lineStart()
	return at < len(x.text) && x.text[at] == '\t'
}

// opensVim knows Vim script's comments: a double quote at the start of a line, or one that has no partner on it.
// "#" counts at the start of a line, as in Vim9.
func (x *lexer) opensVim(mark string) bool {
	if x.atLineStart() {
		return true
	}
	if mark != `"` || !isBlank(x.before()) {
		return false
	}
	return bytes.IndexByte(x.text[x.at+1:x.lineEnd(x.at)], '"') < 0
}

func isOperatorByte(c byte) bool { return strings.IndexByte("!#$%&*+./<=>?@\\^|~:-", c) >= 0 }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// podBlock is Perl's documentation, up to the line =cut.
func (x *lexer) podBlock() comment {
	c := comment{start: x.at, body: x.at + 1, block: true, bodyEnd: len(x.text), end: len(x.text)}
	if i := bytes.Index(x.text[x.at:], []byte("\n=cut")); i >= 0 {
		c.bodyEnd = max(x.at+i, c.body)
		c.end = x.lineEnd(c.bodyEnd + 1)
	}
	return c
}

// pod looks for documentation behind the end of a program.
func (x *lexer) pod() (comment, bool) {
	for {
		i := bytes.Index(x.text[x.at:], []byte("\n="))
		if i < 0 {
			x.at = len(x.text)
			return comment{}, false
		}
		x.at += i + 1
		if isLetter(x.after(1)) {
			return x.podBlock(), true
		}
	}
}

// endMark knows the lines behind which a program is over.
func (x *lexer) endMark() int {
	if !x.atColumnOne() {
		return x.at
	}
	switch string(bytes.TrimRight(x.text[x.at:x.lineEnd(x.at)][:min(20, x.lineEnd(x.at)-x.at)], "\r")) {
	case "__END__", "__DATA__":
		if x.l.Traits.Has(lang.Pod) {
			x.podOnly = true
			return x.lineEnd(x.at)
		}
		return len(x.text)
	}
	return x.at
}
