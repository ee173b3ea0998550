package todo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// waiting is a note whose identity needs the code below it.
type waiting struct {
	index int
	above string
}

// settle gives waiting notes the code below them as context, or, when that
// says nothing (a closing brace), the code above.
func (n *notes) settle(below string) {
	for _, w := range n.waiting {
		if context := below; !trivial(context) {
			n.identify(w.index, context)
		} else {
			n.identify(w.index, w.above)
		}
	}
	n.waiting = n.waiting[:0]
}

// lastCode is the last line of code before here that says something.
func (n *notes) lastCode() string {
	stretch := n.text[max(n.before[0], n.before[1]-8192):n.before[1]]
	for range 50 {
		i := bytes.LastIndexByte(stretch, '\n')
		if line := squeeze(stretch[i+1:]); !trivial(line) {
			return line
		}
		if i < 0 {
			break
		}
		stretch = stretch[:i]
	}
	return ""
}

// identify sets the ID of a note from its text and context.
func (n *notes) identify(index int, context string) {
	t := &n.found[index]
	key := sha256.Sum256([]byte(strings.ToLower(t.Text) + "\x00" + context))
	nth := n.seen[key]
	n.seen[key]++
	if nth > 0 {
		key = sha256.Sum256(fmt.Appendf(key[:], "\x00%d", nth))
	}
	t.ID = hex.EncodeToString(key[:6])
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
