package todo

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/lang"
)

func (x *lexer) quote(q lang.Quote) int {
	if q.Open == "'" {
		if q.Char {
			return x.char()
		}
		if x.isPartOfNumber() || x.l.Name == "MATLAB" && (isWord(x.before()) || strings.IndexByte(")]}'.", x.before()) >= 0) {
			return x.at
		}
	}
	for i := x.at + len(q.Open); i < len(x.text); {
		c := x.text[i]
		switch {
		case c == q.Close[0] && bytes.HasPrefix(x.text[i:], []byte(q.Close)):
			i += len(q.Close)
			if !q.Doubled || i == len(x.text) || x.text[i] != q.Close[0] {
				return i
			}
			i++
		case c == '\\' && q.Escape:
			if i+2 < len(x.text) && x.text[i+1] == '\r' && x.text[i+2] == '\n' {
				i++
			}
			i += 2
		case c == '\n' && !q.Lines:
			return i
		default:
			i++
		}
	}
	return len(x.text)
}

// char is for languages in which the quote can also stand alone: a lifetime
// in Rust, a prime in Haskell, an attribute in Ada.
func (x *lexer) char() int {
	rest := x.text[x.at+1 : min(x.at+16, len(x.text))]
	if len(rest) == 0 {
		return x.at
	}
	from := 0
	if rest[0] == '\\' {
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
	for i > 0 && i > x.at-40 && (isWord(x.text[i-1]) || x.text[i-1] == '\'') {
		i--
	}
	next := lower(x.after(1))
	return i < x.at && isDigit(x.text[i]) && (isDigit(next) || next >= 'a' && next <= 'f') && x.after(2) != '\''
}

// longBracket knows Lua's [[ and [==[ at the start of s.
func longBracket(s []byte) (level int, ok bool) {
	if len(s) == 0 || s[0] != '[' {
		return 0, false
	}
	for level < 64 && 1+level < len(s) && s[1+level] == '=' {
		level++
	}
	return level, 1+level < len(s) && s[1+level] == '['
}

// rawString handles the strings whose opening stands before their quote, at
// which we are: r#"…"#, R"x(…)x", #"…"#. It answers the current offset for
// any other.
func (x *lexer) rawString() int {
	t := x.l.Traits
	if t&(lang.RawRust|lang.RawCpp|lang.RawSwift) == 0 {
		return x.at
	}
	i, hashes := x.at, 0
	for i > 0 && x.text[i-1] == '#' && hashes < 256 {
		i--
		hashes++
	}
	fence := strings.Repeat("#", hashes)
	switch {
	case t.Has(lang.RawRust) && i > 0 && x.text[i-1] == 'r' && !x.isNameBefore(i-1, "bc"):
		end, _ := x.until(x.at+1, `"`+fence)
		return end
	case t.Has(lang.RawSwift) && hashes > 0:
		quote := `"`
		if x.has(`"""`) {
			quote = `"""`
		}
		end, _ := x.until(x.at+len(quote), quote+fence)
		return end
	case t.Has(lang.RawCpp) && hashes == 0 && x.before() == 'R' && !x.isNameBefore(x.at-1, "uUL8"):
		word, _, ok := bytes.Cut(x.text[x.at+1:min(x.at+18, len(x.text))], []byte("("))
		if !ok || bytes.ContainsAny(word, " \\)\n\"") {
			return x.at
		}
		end, _ := x.until(x.at+1+len(word)+1, ")"+string(word)+`"`)
		return end
	}
	return x.at
}

// isNameBefore says whether the letter at i ends a longer name than one of
// the prefixes a literal may have.
func (x *lexer) isNameBefore(i int, prefixes string) bool {
	for i--; i >= 0 && strings.IndexByte(prefixes, x.text[i]) >= 0 && prefixes != ""; i-- {
		prefixes = prefixes[:len(prefixes)-1]
	}
	return i >= 0 && isWord(x.text[i])
}

// heredoc reads the opening of a here-document and remembers its word: the
// body begins on the next line.
func (x *lexer) heredoc() int {
	php := x.l.Traits.Has(lang.HeredocPHP)
	mark := "<<"
	if php {
		mark = "<<<"
	}
	if !x.has(mark) || x.failures > 8 || len(x.heredocs) > 8 {
		return x.at
	}
	i := x.at + len(mark)
	if !php && i < len(x.text) && x.text[i] == '<' {
		return i + 1 // <<< is a here-string
	}
	dashed := false
	if i < len(x.text) && (x.text[i] == '-' || x.text[i] == '~') {
		dashed = true
		i++
	}
	if php || x.l.Name == "Shell" {
		for i < len(x.text) && (x.text[i] == ' ' || x.text[i] == '\t') && i < x.at+20 {
			i++
		}
	}
	var quote byte
	if i < len(x.text) && strings.IndexByte(`"'\`, x.text[i]) >= 0 {
		quote = x.text[i]
		i++
	}
	start := i
	for i < len(x.text) && isWord(x.text[i]) && i < start+100 {
		i++
	}
	word := string(x.text[start:i])
	if word == "" || isDigit(word[0]) {
		return x.at
	}
	if upper := word[0] >= 'A' && word[0] <= 'Z' || word[0] == '_'; !upper && quote == 0 && !dashed && x.l.Name != "Shell" {
		return x.at // a shift: 1 <<n
	}
	if quote != 0 && quote != '\\' && i < len(x.text) && x.text[i] == quote {
		i++
	}
	x.heredocs = append(x.heredocs, word)
	return i
}

// hereBodies passes over the bodies that begin on the next line, and answers
// where code goes on.
func (x *lexer) hereBodies() int {
	at := x.at + 1
	for _, word := range x.heredocs {
		end, ok := x.hereEnd(at, word)
		if !ok {
			x.failures++ // it was something else, such as a shift
			continue
		}
		at = end
	}
	x.heredocs = x.heredocs[:0]
	return at
}

func (x *lexer) hereEnd(from int, word string) (int, bool) {
	for from < len(x.text) {
		i := bytes.Index(x.text[from:], []byte(word))
		if i < 0 {
			return 0, false
		}
		at := from + i
		end := at + len(word)
		lineStart := bytes.LastIndexByte(x.text[from:at], '\n') + 1 + from
		if len(bytes.TrimLeft(x.text[lineStart:at], " \t")) == 0 && (end == len(x.text) || !isWord(x.text[end])) {
			return end, true
		}
		// The word stands in the text: go on behind its line, so that no
		// line is looked at twice.
		from = x.lineEnd(end)
	}
	return 0, false
}

// regex passes over /…/ where a value may stand; elsewhere the slash divides.
func (x *lexer) regex() int {
	if x.at < x.noRegexUntil || !x.valueMayStand() {
		return x.at
	}
	const longest = 2000
	class := false
	i := x.at + 1
	for ; i < len(x.text) && i < x.at+longest; i++ {
		switch c := x.text[i]; {
		case c == '\\':
			i++
		case c == '\n':
			x.noRegexUntil = i
			return x.at
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			return i + 1
		}
	}
	x.noRegexUntil = i
	return x.at
}

// valueMayStand judges by what comes before.
func (x *lexer) valueMayStand() bool {
	i := x.at - 1
	for i >= 0 && isBlank(x.text[i]) && i > x.at-200 {
		i--
	}
	if i < 0 {
		return true
	}
	c := x.text[i]
	if !isWord(c) {
		return strings.IndexByte("(,=:[!&|?{;+-*%~^>\n", c) >= 0
	}
	end := i + 1
	for i >= 0 && isWord(x.text[i]) && i > end-12 {
		i--
	}
	switch string(x.text[i+1 : end]) {
	case "return", "typeof", "case", "in", "of", "do", "else", "when", "if", "unless", "and", "or", "not", "split", "grep", "yield", "await", "match":
		return true
	}
	return false
}
