package todo

import (
	"bytes"
	"strings"
	"unicode"
)

// How far into a stretch of code landmarks are looked for.
const (
	nearLines = 40
	nearBytes = 4096
	nearCode  = 8 // stretches of code
)

// surround takes a stretch of code: its first lines that say something stand below the notes before it. The look is
// short whatever the stretch's length, and a note takes at most three lines, so that the time stays linear.
func (n *notes) surround(from, to int) {
	copy(n.stretches[1:], n.stretches[:])
	n.stretches[0] = [2]int{from, to}
	if n.below == len(n.found) {
		return
	}
	first := landmarks(n.text[from:min(to, from+nearBytes)], false)
	for i := n.below; i < len(n.found) && len(first) > 0; i++ {
		below, at := &n.found[i].Below, 0
		for at < len(below) && below[at] != "" {
			at++
		}
		full := at+copy(below[at:], first) == len(below)
		if full && i == n.below {
			n.below++
		}
	}
}

// above fills in the lines above a note, from the last stretches of code.
func (n *notes) above(lines *[3]string) {
	at := 0
	for _, s := range n.stretches {
		found := landmarks(n.text[max(s[0], s[1]-nearBytes):s[1]], true)
		for i := len(found) - 1; i >= 0 && at < len(lines); i-- {
			lines[at] = found[i]
			at++
		}
		if at == len(lines) {
			return
		}
	}
}

// landmarks answers up to three lines of text, from its beginning or its end, in the order of the text.
func landmarks(text []byte, fromEnd bool) []string {
	var out []string
	for range nearLines {
		var line []byte
		if fromEnd {
			i := bytes.LastIndexByte(text, '\n')
			line, text = text[i+1:], text[:max(i, 0)]
		} else {
			line, text, _ = bytes.Cut(text, []byte("\n"))
		}
		if s := squeeze(line); !trivial(s) {
			s = strings.ToValidUTF8(s, "\ufffd")
			if fromEnd {
				out = append([]string{s}, out...)
			} else {
				out = append(out, s)
			}
		}
		if len(text) == 0 || len(out) == 3 {
			break
		}
	}
	return out
}

// key is a text as it is compared: what people change without meaning something else is gone.
func key(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// trivial lines are no landmarks: they have no word, or one that only closes.
func trivial(line string) bool {
	switch strings.Trim(line, " \t;(){}[],") {
	case "", "end", "else", "fi", "done", "esac", "then", "do", "begin", "return":
		return true
	}
	for i := range len(line) {
		if isWord(line[i]) || line[i] >= 0x80 {
			return false
		}
	}
	return true
}
