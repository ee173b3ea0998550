package setup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// The lines around a block, after what begins a comment.
const (
	opening = ">>> leadline setup: made by `leadline setup`, which also takes it away; do not change it here "
	closing = "<<< leadline setup"
)

// block is ours in a text: text[from:to] is what was put in, the line break before it included.
type block struct {
	from, to int
	intact   bool // nobody changed it
}

var (
	errHalf = errors.New("one of the two lines that mark the block of `leadline setup` is missing; remove what is left of the block yourself, then try again")
	errTwo  = errors.New("the block of `leadline setup` is there twice; remove one yourself, then try again")
)

// find looks for the block, whose lines begin with comment. It is nil where there is none.
func find(text []byte, comment string) (*block, error) {
	var found *block
	open, body, breaks := -1, 0, 1 // breaks: bytes of the block's line ends
	sum := ""
	for at := 0; at < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := strings.TrimSpace(string(text[at:end]))
		switch {
		case strings.HasPrefix(line, comment+" "+opening):
			if open >= 0 {
				return nil, errHalf
			}
			if found != nil {
				return nil, errTwo
			}
			breaks = 1
			if bytes.HasSuffix(text[:end], []byte("\r\n")) {
				breaks = 2
			}
			open, body, sum = at, end, strings.TrimPrefix(line, comment+" "+opening)
		case line == comment+" "+closing:
			if open < 0 {
				return nil, errHalf
			}
			found = &block{from: open, to: end, intact: checksum(text[body:at]) == sum}
			if open >= breaks {
				found.from -= breaks
			}
			open = -1
		}
		at = end
	}
	if open >= 0 {
		return nil, errHalf
	}
	return found, nil
}

// put places the body as a block at an offset of a text that has none.
func put(text []byte, at int, comment, body string) []byte {
	inside := comment + " " + opening + checksum([]byte(body)) + "\n" + body + comment + " " + closing + "\n"
	if at > 0 {
		inside = "\n" + inside
	}
	if bytes.Contains(text, []byte("\r\n")) {
		inside = strings.ReplaceAll(inside, "\n", "\r\n")
	}
	out := append([]byte{}, text[:at]...)
	return append(append(out, inside...), text[at:]...)
}

// without is the text as it was before the block.
func (b *block) without(text []byte) []byte {
	out := append([]byte{}, text[:b.from]...)
	return append(out, text[b.to:]...)
}

func checksum(body []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:6])
}
