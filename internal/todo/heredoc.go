package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// hereDoc is a here-document whose body begins on the next line.
type hereDoc struct {
	word     string
	indented bool // the last line may begin with blanks
	code     bool // the body is code in the same language
}

// heredoc reads the opening of a here-document and remembers its word: the
// body begins on the next line.
func (x *lexer) heredoc() int {
	php := x.l.Traits.Has(lang.HeredocPHP)
	mark := "<<"
	if php {
		mark = "<<<"
	}
	if !x.has(mark) || x.failures > 8 || len(x.here) > 8 {
		return x.at
	}
	i := x.at + len(mark)
	if !php && i < len(x.text) && x.text[i] == '<' {
		return i + 1 // <<< is a here-string
	}
	shellLike := x.l.Name == "Shell" || x.l.Name == "Dockerfile"
	h := hereDoc{indented: php || x.shifted || x.l.Name == "HCL"}
	marked := false
	if i < len(x.text) && (x.text[i] == '-' || x.text[i] == '~') {
		h.indented, marked = true, true
		i++
	}
	if php || shellLike {
		for i < len(x.text) && (x.text[i] == ' ' || x.text[i] == '\t') && i < x.at+20 {
			i++
		}
	}
	var quote byte
	if i < len(x.text) && strings.IndexByte("\"'`\\", x.text[i]) >= 0 {
		quote = x.text[i]
		i++
	}
	start := i
	for i < len(x.text) && (isWord(x.text[i]) || shellLike && x.text[i] == '-') && i < start+100 {
		i++
	}
	h.word = string(x.text[start:i])
	if h.word == "" || isDigit(h.word[0]) {
		return x.at
	}
	if upper := h.word[0] >= 'A' && h.word[0] <= 'Z' || h.word[0] == '_'; !upper && quote == 0 && !marked && !shellLike && !php {
		return x.at // a shift: 1 <<n
	}
	if x.l.Traits.Has(lang.CommandCalls) && isWord(x.before()) {
		return x.at // a<<B
	}
	if quote != 0 && quote != '\\' && i < len(x.text) && x.text[i] == quote {
		i++
	}
	if x.l.Name == "Dockerfile" {
		at := x.lineStart()
		h.code = bytes.HasPrefix(bytes.ToUpper(x.text[at:min(at+3, len(x.text))]), []byte("RUN"))
	}
	x.here = append(x.here, h)
	return i
}

// hereBodies passes over the bodies that begin on the next line, and answers
// where code goes on.
func (x *lexer) hereBodies() int {
	at := x.at + 1
	for _, h := range x.here {
		if h.code {
			continue
		}
		end, ok := x.hereEnd(at, h)
		if !ok {
			x.failures++ // it was something else, such as a shift
			continue
		}
		at = end
	}
	x.here = x.here[:0]
	return at
}

func (x *lexer) hereEnd(from int, h hereDoc) (int, bool) {
	php := x.l.Traits.Has(lang.HeredocPHP)
	for from < len(x.text) {
		i := bytes.Index(x.text[from:], []byte(h.word))
		if i < 0 {
			return 0, false
		}
		at := from + i
		end := at + len(h.word)
		lineStart := bytes.LastIndexByte(x.text[from:at], '\n') + 1 + from
		lead := x.text[lineStart:at]
		begins := len(lead) == 0 || h.indented && len(bytes.TrimLeft(lead, " \t")) == 0
		ends := end == len(x.text) || x.text[end] == '\n' || x.text[end] == '\r' || php && !isWord(x.text[end]) ||
			x.l.Name == "Shell" && (x.text[end] == ')' || x.text[end] == '`')
		if begins && ends {
			return end, true
		}
		// The word stands in the text: go on behind its line, so that no
		// line is looked at twice.
		from = min(x.lineEnd(end)+1, len(x.text))
	}
	return 0, false
}
