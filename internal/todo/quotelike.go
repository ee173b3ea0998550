package todo

import (
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// delimited passes over a literal in delimiters of its author's choice, the first of which stands at open. Brackets
// of the same sort nest in it.
func (x *lexer) delimited(open int, escape bool) (end int, ok bool) {
	if x.failures > 8 {
		return 0, false
	}
	a := x.text[open]
	z := closing(a)
	depth := 0
	for i := open + 1; i < len(x.text); i++ {
		switch c := x.text[i]; {
		case c == '\\' && escape:
			i++
		case c == z && depth == 0:
			return i + 1, true
		case c == z:
			depth--
		case c == a:
			depth++
		}
	}
	x.failures++
	return 0, false
}

// percentQuote is Ruby's %q(…), %w[…], %(…); elsewhere "%" divides.
func (x *lexer) percentQuote() int {
	i := x.at + 1
	if c := x.after(1); strings.IndexByte("qQwWiIrsx", c) >= 0 {
		i++
		if i >= len(x.text) || strings.IndexByte("([{<|/!^~-+'\"#:;,.*@", x.text[i]) < 0 {
			return x.at
		}
	} else if strings.IndexByte("([{<|!/^", c) < 0 {
		return x.at
	}
	if !x.valueMayStand() {
		return x.at
	}
	if end, ok := x.delimited(i, true); ok {
		return end
	}
	return x.at
}

// quoteLike is Perl's q(…), qq{…}, qw[…], qr/…/, m#…#, s{…}{…}, tr/…/…/, y/…/…/.
func (x *lexer) quoteLike() int {
	if prev := x.before(); isWord(prev) || strings.IndexByte("$@%&*-", prev) >= 0 || prev == '>' && x.at-2 >= x.first && x.text[x.at-2] == '-' {
		return x.wordEnd()
	}
	end := x.wordEnd()
	parts := 1
	switch string(x.text[x.at:end]) {
	case "q", "qq", "qw", "qr", "qx", "m":
	case "s", "tr", "y":
		parts = 2
	default:
		return end
	}
	i := end
	for i < len(x.text) && (isBlank(x.text[i]) || x.text[i] == '\n') && i < end+40 {
		i++
	}
	if i == len(x.text) || x.wordBefore() == "sub" {
		return end
	}
	a := x.text[i]
	switch {
	case a >= 0x80 || isWord(a) || isBlank(a) || strings.IndexByte("=,;)>", a) >= 0:
		return end
	case i > end && strings.IndexByte("{([<", a) < 0 && !(strings.IndexByte("/|!", a) >= 0 && i == end+1):
		return end
	case a == '}' || a == '{' && x.before() == '{' && i == end:
		return end // $h{s}, {q}
	}
	to, ok := x.delimited(i, true)
	if !ok {
		return end
	}
	if parts == 2 {
		second := to - 1
		if closing(a) != a {
			second = to
			for second < len(x.text) && (isBlank(x.text[second]) || x.text[second] == '\n') {
				second++
			}
			if second == len(x.text) {
				return to
			}
		}
		if again, ok := x.delimited(second, true); ok {
			return again
		}
	}
	return to
}

func (x *lexer) wordEnd() int {
	i := x.at
	for i < len(x.text) && isWord(x.text[i]) {
		i++
	}
	return i
}

// sigil is Elixir's ~s(…), ~r/…/, ~S"""…""".
func (x *lexer) sigil() int {
	i := x.at + 1
	for i < len(x.text) && isWord(x.text[i]) && i < x.at+20 {
		i++
	}
	if i == x.at+1 || i == len(x.text) || strings.IndexByte("([{</|\"'", x.text[i]) < 0 {
		return x.at
	}
	for _, fence := range [...]string{`"""`, `'''`} {
		if strings.HasPrefix(string(x.text[i:min(i+3, len(x.text))]), fence) {
			return x.closed(i+3, fence)
		}
	}
	upper := x.text[x.at+1] >= 'A' && x.text[x.at+1] <= 'Z'
	if end, ok := x.delimited(i, !upper); ok {
		return end
	}
	return x.at
}

// regex passes over /…/ where a value may stand; elsewhere the slash divides.
func (x *lexer) regex() int {
	if x.at < x.noRegexUntil || !x.valueMayStand() {
		return x.at
	}
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
		case c == '/' && (!class || x.l.Traits.Has(lang.CommandCalls)):
			return i + 1
		}
	}
	x.noRegexUntil = i
	return x.at
}

// valueMayStand judges by what comes before.
func (x *lexer) valueMayStand() bool {
	i := x.at - 1
	for i >= x.first && (isBlank(x.text[i]) || i == x.lastEnd-1) && i > x.at-200 {
		if i == x.lastEnd-1 && x.lastEnd > x.lastStart {
			i = x.lastStart
		}
		i--
	}
	if i < x.first {
		return true
	}
	c := x.text[i]
	if !isWord(c) {
		if (c == '+' || c == '-') && i > x.first && x.text[i-1] == c {
			return false
		}
		return strings.IndexByte("(,=:[!&|?{;+-*%~^><\n", c) >= 0
	}
	end := i + 1
	for i >= x.first && isWord(x.text[i]) && i > end-12 {
		i--
	}
	switch string(x.text[i+1 : end]) {
	case "return", "typeof", "case", "in", "of", "do", "else", "when", "if", "unless", "and", "or", "not",
		"split", "grep", "yield", "await", "match", "elsif", "while", "until", "then", "x":
		return i < x.first || x.text[i] != '.' && x.text[i] != '$'
	}
	// puts /x/ and puts %w[x], against a / b and a % b.
	return x.l.Traits.Has(lang.CommandCalls) && end < x.at && !isDigit(x.text[i+1]) && !isBlank(x.after(1)) && x.after(1) != '='
}
