package guard

import (
	"regexp/syntax"
	"strings"
)

// literal is a text that a match holds.
type literal struct {
	text string
	fold bool // in upper or lower case; text is in lower case, ASCII, and has no letter that folds out of it
}

// mostNeeds texts, one of which must stand in a line, are searched for; with more the expression runs on every line.
const mostNeeds = 8

// needs answers texts of which one stands in whatever the expression matches, as longest as they are found; none where
// there are no such texts, or too many. Searching for a text is a hundred times faster than matching.
func needs(re *syntax.Regexp) []literal {
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		if re.Flags&syntax.FoldCase == 0 {
			return []literal{{text: text}}
		}
		text = strings.ToLower(text)
		if strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 || r == 'k' || r == 's' }) {
			return foldable(text)
		}
		return []literal{{text, true}}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needs(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []literal
		for _, sub := range re.Sub {
			if found := needs(sub); shortest(found) > shortest(best) {
				best = found
			}
		}
		return best
	case syntax.OpAlternate:
		var all []literal
		for _, sub := range re.Sub {
			found := needs(sub)
			if len(found) == 0 || len(all)+len(found) > mostNeeds {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	return nil
}

// foldable is the longest part of a text without letters that fold out of ASCII (k is also the Kelvin sign's).
func foldable(text string) []literal {
	best := ""
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r >= 0x80 || r == 'k' || r == 's' }) {
		if len(part) > len(best) {
			best = part
		}
	}
	if best == "" {
		return nil
	}
	return []literal{{best, true}}
}

// shortest is what a search has to go by.
func shortest(l []literal) int {
	if len(l) == 0 {
		return 0
	}
	n := len(l[0].text)
	for _, x := range l {
		n = min(n, len(x.text))
	}
	return n
}

// lowered is a text with its ASCII letters in lower case; offsets stay.
func lowered(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
