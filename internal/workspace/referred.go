package workspace

import (
	"strings"

	"github.com/leadline/leadline/internal/anchor"
)

// referred puts delegations where a comment refers to them, TODO(T-7K3QXM): a reference outlives rewording and moves, and
// writing it must not look like a change of the lines that the delegation is about.
func referred(text string, placed []Placed) []Placed {
	for i := range placed {
		p := &placed[i]
		if p.Entry.Delegation == nil || p.Place.State == anchor.OK {
			continue
		}
		if line := referring(text, p.Entry.ID); line > 0 {
			if line >= p.Place.Line && line <= p.Place.EndLine {
				p.Place.State = anchor.OK
				continue
			}
			p.Place.Line, p.Place.EndLine, p.Place.State = line, line, anchor.Moved
		}
	}
	return placed
}

// referring is the first line, from 1, on which an id stands in parentheses or brackets; 0 for none.
func referring(text, id string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return 0
		}
		at, end := from+i, from+i+len(id)
		if at > 0 && strings.IndexByte("([, ;", text[at-1]) >= 0 && end < len(text) && strings.IndexByte(")],; ", text[end]) >= 0 && enclosed(text, at) {
			return len(SplitLines(text[:at]))
		}
		from = end
	}
}

// enclosed says whether a parenthesis was opened on the line shortly before an offset, and not closed.
func enclosed(text string, at int) bool {
	for i := at - 1; i >= max(0, at-200); i-- {
		switch text[i] {
		case '(', '[':
			return true
		case ')', ']', '\n', '\r':
			return false
		}
	}
	return false
}
