package lsp

import (
	"sort"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/codeowners"
)

// offset is the byte at a line and column, both 1-based, of the parser's.
func (b *rulebook) offset(line, column int) int {
	starts := b.starts()
	if line < 1 || line > len(starts) {
		return len(b.document.Text)
	}
	return min(starts[line-1]+max(column, 1)-1, b.end(line))
}

// end is where a line ends, before its end mark.
func (b *rulebook) end(line int) int {
	starts, text := b.starts(), b.document.Text
	end := len(text)
	if line < len(starts) {
		end = starts[line] - 1
	}
	if end > starts[line-1] && text[end-1] == '\r' {
		end--
	}
	return end
}

// lineOf is the parser's line at a position, and the column in bytes, both 1-based.
func (b *rulebook) lineOf(p protocol.Position) (line, column int) {
	offset, starts := b.document.Offset(p), b.starts()
	line = max(1, sort.Search(len(starts), func(i int) bool { return starts[i] > offset }))
	return line, max(offset-starts[line-1], 0) + 1
}

// lineText is a line without its end mark.
func (b *rulebook) lineText(line int) string {
	return b.document.Text[b.offset(line, 1):b.end(line)]
}

// span is the range of columns of a line; the whole line, without blanks around it, when they are 0.
func (b *rulebook) span(line, column, end int) protocol.Range {
	if line < 1 || line > len(b.starts()) {
		return b.document.LineRange(0, 0)
	}
	if column == 0 {
		text := b.lineText(line)
		column = 1 + len(text) - len(strings.TrimLeft(text, " \t"))
		end = 1 + len(strings.TrimRight(text, " \t"))
	}
	return b.document.Range(b.offset(line, column), b.offset(line, end))
}

// rule is the rule in a line; nil if there is none.
func (b *rulebook) rule(line int) *codeowners.Rule {
	rules := b.rules().Rules
	i := sort.Search(len(rules), func(i int) bool { return rules[i].Line >= line })
	if i == len(rules) || rules[i].Line != line {
		return nil
	}
	return rules[i]
}

// owner is the owner written at a place, of a rule or of a section's heading.
func (b *rulebook) owner(line, column int) (owner string, ok bool) {
	within := func(start, end int) bool { return start > 0 && start <= column && column <= end }
	if r := b.rule(line); r != nil {
		for i, o := range r.Owners {
			if within(r.OwnerColumns(i)) {
				return o, true
			}
		}
		return "", false
	}
	for i := range b.rules().Headings {
		if h := &b.rules().Headings[i]; h.Line == line {
			for j, o := range h.Owners {
				if within(h.OwnerColumns(j)) {
					return o, true
				}
			}
		}
	}
	return "", false
}
