package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// blockScalar passes over the indented text behind "|" or ">". Under the keys that hold scripts in the files of
// build servers (run, script) that text is shell.
func (x *lexer) blockScalar() int {
	line, _, _ := bytes.Cut(x.text[x.at+1:min(len(x.text), x.at+longest)], []byte("\n"))
	end := x.at + 1 + len(line)
	if end < len(x.text) && x.text[end] != '\n' {
		return x.at
	}
	header, _, _ := bytes.Cut(line, []byte(" #"))
	if strings.Trim(string(header[:min(len(header), 200)]), "+-0123456789 \t\r") != "" {
		return x.at
	}
	start := x.lineStart()
	if x.at-start > 1000 {
		return x.at
	}
	lead := string(x.text[start:x.at])
	trimmed := strings.TrimRight(lead, " \t")
	if trimmed == lead && lead != "" {
		return x.at
	}
	if i := strings.LastIndexByte(trimmed, ' '); i >= 0 && strings.HasPrefix(trimmed[i+1:], "!") {
		trimmed = strings.TrimRight(trimmed[:i], " \t") // a tag: !!str |
	}
	if !strings.HasSuffix(trimmed, ":") && !strings.HasSuffix(trimmed, "-") {
		return x.at
	}
	indent, key := parent(trimmed)
	body := min(end+1, len(x.text))
	to := x.indentedEnd(body, indent)
	switch key {
	case "run", "script", "before_script", "after_script", "run_script":
		if l, ok := lang.ByName("sh"); ok {
			// The comment that the header line may end in is lost with it.
			inner := newLexer(l, x.text[:to], body)
			inner.shifted = true
			x.inner, x.innerEnd = inner, to
			return x.at
		}
	}
	return to
}

// scalarMayStand says whether a quoted scalar may begin here, and not amid a plain one.
func (x *lexer) scalarMayStand() bool {
	i := x.at - 1
	for i >= x.first && isBlank(x.text[i]) && i > x.at-200 {
		i--
	}
	if i < x.first || strings.IndexByte(":-,[{?\n(", x.text[i]) >= 0 {
		return true
	}
	end := i
	for i >= x.first && !isBlank(x.text[i]) && x.text[i] != '\n' && i > end-60 {
		i--
	}
	return i < end && (x.text[i+1] == '!' || x.text[i+1] == '&')
}

// parent answers the column of the node that a block scalar belongs to, and its key.
func parent(lead string) (indent int, key string) {
	for {
		blanks := len(lead) - len(strings.TrimLeft(lead, " "))
		indent += blanks
		lead = lead[blanks:]
		rest, ok := strings.CutPrefix(lead, "- ")
		if !ok {
			return indent, strings.Trim(strings.TrimSpace(strings.TrimSuffix(lead, ":")), `"'`)
		}
		indent += 2
		lead = rest
	}
}

// indentedEnd is where the lines end that stand deeper than indent.
func (x *lexer) indentedEnd(from, indent int) int {
	for from < len(x.text) {
		end := x.lineEnd(from)
		line := x.text[from:end]
		if trimmed := bytes.TrimLeft(line, " "); len(bytes.TrimSpace(trimmed)) > 0 && len(line)-len(trimmed) <= indent {
			return from
		}
		from = end + 1
	}
	return len(x.text)
}

// textBlock is Jsonnet's ||| … |||.
func (x *lexer) textBlock() int {
	for at := x.lineEnd(x.at); at < len(x.text); {
		next := x.lineEnd(at + 1)
		if rest := bytes.TrimLeft(x.text[at:next], " \t\n"); bytes.HasPrefix(rest, []byte("|||")) {
			return next - len(rest) + 3
		}
		at = next
	}
	return len(x.text)
}
