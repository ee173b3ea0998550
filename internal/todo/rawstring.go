package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

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

func (x *lexer) longEnd(from, level int) int {
	end, _ := x.until(from, "]"+strings.Repeat("=", level)+"]")
	return end
}

// rawString handles the strings whose opening stands before their quote, at
// which we are: r#"…"#, R"x(…)x", #"…"#, r"(…)". It answers the current offset for
// any other.
func (x *lexer) rawString() int {
	t := x.l.Traits
	switch {
	case t.Has(lang.RawCSharp) && x.has(`"""`):
		n := x.run('"')
		end, _ := x.until(x.at+n, strings.Repeat(`"`, n))
		return end
	case t.Has(lang.RawR) && (x.before() == 'r' || x.before() == 'R') && !x.isNameBefore(x.at-1, ""):
		return x.rawR()
	case t.Has(lang.RawD) && x.before() == 'q' && x.text[x.at] == '"' && !x.isNameBefore(x.at-1, ""):
		return x.delimitedD()
	}
	if t&(lang.RawRust|lang.RawCpp|lang.RawSwift) == 0 || x.text[x.at] != '"' {
		return x.at
	}
	i, hashes := x.at, 0
	for i > x.first && x.text[i-1] == '#' && hashes < 256 {
		i--
		hashes++
	}
	fence := strings.Repeat("#", hashes)
	switch {
	case t.Has(lang.RawRust) && i > x.first && x.text[i-1] == 'r' && !x.isNameBefore(i-1, "bc"):
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

// run counts how often c stands here.
func (x *lexer) run(c byte) int {
	n := 0
	for x.at+n < len(x.text) && x.text[x.at+n] == c && n < 1000 {
		n++
	}
	return n
}

// isNameBefore says whether the letter at i ends a longer name than one of
// the prefixes a literal may have.
func (x *lexer) isNameBefore(i int, prefixes string) bool {
	for i--; i >= x.first && strings.IndexByte(prefixes, x.text[i]) >= 0 && prefixes != ""; i-- {
		prefixes = prefixes[:len(prefixes)-1]
	}
	return i >= x.first && isWord(x.text[i])
}

// rawR is r"(…)" with any number of dashes before the bracket.
func (x *lexer) rawR() int {
	quote, i := x.text[x.at], x.at+1
	for i < len(x.text) && x.text[i] == '-' && i < x.at+100 {
		i++
	}
	if i == len(x.text) || strings.IndexByte("([{", x.text[i]) < 0 {
		return x.at
	}
	end, _ := x.until(i+1, string(closing(x.text[i]))+string(x.text[x.at+1:i])+string(quote))
	return end
}

// delimitedD is q"(…)" or q"WORD, a line end, … WORD".
func (x *lexer) delimitedD() int {
	i := x.at + 1
	if i < len(x.text) && isWord(x.text[i]) {
		for i < len(x.text) && isWord(x.text[i]) && i < x.at+100 {
			i++
		}
		end, _ := x.until(i, "\n"+string(x.text[x.at+1:i])+`"`)
		return end
	}
	if i == len(x.text) {
		return x.at
	}
	end, _ := x.until(i+1, string(closing(x.text[i]))+`"`)
	return end
}

// braceQuote is {|…|} or {id|…|id}.
func (x *lexer) braceQuote() int {
	i := x.at + 1
	for i < len(x.text) && (x.text[i] >= 'a' && x.text[i] <= 'z' || x.text[i] == '_' || x.text[i] == '%') && i < x.at+60 {
		i++
	}
	if i == len(x.text) || x.text[i] != '|' {
		return x.at
	}
	id := strings.TrimLeft(string(x.text[x.at+1:i]), "%")
	if id != string(x.text[x.at+1:i]) {
		id = ""
	}
	return x.closed(i+1, "|"+id+"}")
}

// quasiQuote is [name|…|]; a list comprehension has a shorter name and no such end.
func (x *lexer) quasiQuote() int {
	i := x.at + 1
	for i < len(x.text) && (isWord(x.text[i]) || x.text[i] == '.') && i < x.at+60 {
		i++
	}
	if i < x.at+2 || i == len(x.text) || x.text[i] != '|' || i == x.at+2 && x.after(1) != 'r' {
		return x.at
	}
	return x.closed(i+1, "|]")
}

// closed is until for what may be something else: without the mark nothing begins here.
func (x *lexer) closed(from int, mark string) int {
	if x.failures > 8 {
		return x.at
	}
	from = min(from, len(x.text))
	i := bytes.Index(x.text[from:], []byte(mark))
	if i < 0 {
		x.failures++
		return x.at
	}
	return from + i + len(mark)
}

// verb is TeX's \verb|…|, with any delimiter.
func (x *lexer) verb() int {
	i := x.at + len(`\verb`)
	if i < len(x.text) && x.text[i] == '*' {
		i++
	}
	if i >= len(x.text) || isLetter(x.text[i]) || isBlank(x.text[i]) {
		return x.at
	}
	line, _, _ := bytes.Cut(x.text[i+1:min(len(x.text), i+longest)], []byte("\n"))
	if end := bytes.IndexByte(line, x.text[i]); end >= 0 {
		return i + 1 + end + 1
	}
	return x.at
}

// dollarQuote is $$…$$ or $tag$…$tag$. Behind AS or DO it is the body of a function, which is code and not data.
func (x *lexer) dollarQuote() int {
	i := x.at + 1
	for i < len(x.text) && isWord(x.text[i]) && i < x.at+64 {
		i++
	}
	if i == len(x.text) || x.text[i] != '$' || isWord(x.before()) || isDigit(x.after(1)) {
		return x.at
	}
	switch strings.ToUpper(x.wordBefore()) {
	case "AS", "DO":
		return i + 1
	}
	tag := string(x.text[x.at : i+1])
	end := x.closed(i+1, tag)
	if end == x.at {
		return i + 1
	}
	return end
}

// wordBefore is the word before here, behind which only blanks and line ends stand.
func (x *lexer) wordBefore() string {
	i := x.at
	for i > x.first && (isBlank(x.text[i-1]) || x.text[i-1] == '\n') && i > x.at-100 {
		i--
	}
	end := i
	for i > x.first && isWord(x.text[i-1]) && i > end-20 {
		i--
	}
	return string(x.text[i:end])
}

// sqlString knows E'…' with its escapes, q'[…]', and MySQL's backslash before a quote, which the standard
// does not know: it counts where the text goes on behind it.
func (x *lexer) sqlString() int {
	escape := false
	if prev := lower(x.before()); (prev == 'e' || prev == 'q') && !x.isNameBefore(x.at-1, "n") {
		if prev == 'q' && x.at+1 < len(x.text) {
			end, _ := x.until(x.at+2, string(closing(x.text[x.at+1]))+"'")
			return end
		}
		escape = true
	}
	for i := x.at + 1; i < len(x.text); i++ {
		switch c := x.text[i]; {
		case c == '\\' && i+1 < len(x.text) && (escape || x.text[i+1] == '\'' && i+2 < len(x.text) && isWord(x.text[i+2])):
			i++
		case c == '\'' && i+1 < len(x.text) && x.text[i+1] == '\'':
			i++
		case c == '\'':
			return i + 1
		}
	}
	if x.failures++; x.failures > 8 {
		return len(x.text)
	}
	return x.lineEnd(x.at)
}
