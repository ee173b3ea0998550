package codeowners

import "unicode/utf8"

// class is a bracket expression.
type class struct {
	negated bool
	ranges  [][2]string // first and last character, UTF-8
}

// maxRanges is how much a bracket expression may list. More is no honest rule.
const maxRanges = 1000

// compileClass reads a bracket expression after its "[", the way Ruby's
// fnmatch does: "!" or "^" negates, "]" always closes, so that "[]" holds
// nothing, and an unclosed one matches nothing. n counts the bytes read.
func compileClass(s string) (c *class, n int, ok bool) {
	c = &class{}
	i := 0
	if i < len(s) && (s[i] == '!' || s[i] == '^') {
		c.negated = true
		i++
	}
	next := func() string {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		_, w := utf8.DecodeRuneInString(s[i:])
		ch := s[i : i+w]
		i += w
		return ch
	}
	for i < len(s) {
		if s[i] == ']' {
			return c, i + 1, c.negated || len(c.ranges) > 0
		}
		first := next()
		last := first
		if i+1 < len(s) && s[i] == '-' && s[i+1] != ']' {
			i++
			last = next()
		}
		if len(c.ranges) == maxRanges {
			return nil, 0, false
		}
		c.ranges = append(c.ranges, [2]string{first, last})
	}
	return nil, 0, false
}

func (c *class) has(ch string) bool {
	in := false
	for _, r := range c.ranges {
		// UTF-8 sorts like the characters it encodes. Ruby takes the ends of
		// a range even when they are the wrong way round.
		if ch == r[0] || ch == r[1] || (r[0] < ch && ch < r[1]) {
			in = true
			break
		}
	}
	return in != c.negated
}
