package todo

import (
	"bytes"
	"strings"
)

// mode says how the text at hand is to be read.
type mode uint8

const (
	inCode    mode = iota
	inTag          // between < and >
	inElement      // between <a> and </a>
)

func (x *lexer) mode() mode {
	if len(x.frames) == 0 {
		return inCode
	}
	return x.frames[len(x.frames)-1].mode
}

// openElement begins an element where a value may stand; elsewhere "<" compares.
func (x *lexer) openElement() int {
	end, ok := x.tagName()
	if !ok || !x.valueMayStand() || len(x.frames) >= deepest {
		return x.at
	}
	// Something must close it further on, or it is a type: <T>(x: T) => x
	if rest := x.text[end:]; !bytes.Contains(rest, []byte("</")) && !bytes.Contains(rest, []byte("/>")) {
		x.wake['<'] = false // nor can any later one
		return x.at
	}
	x.frames = append(x.frames, frame{mode: inTag})
	return end
}

// tagName reads the name behind "<"; a fragment has none.
func (x *lexer) tagName() (end int, ok bool) {
	i := x.at + 1
	for i < len(x.text) && (isWord(x.text[i]) || strings.IndexByte(".:-$", x.text[i]) >= 0) && i < x.at+200 {
		i++
	}
	if i == len(x.text) || isDigit(x.after(1)) {
		return 0, false
	}
	c := x.text[i]
	if i == x.at+1 {
		return i, c == '>'
	}
	if c != '>' && c != '/' && c != '\n' && !isBlank(c) || bytes.HasPrefix(x.text[i:], []byte(" extends ")) {
		return 0, false
	}
	return i, true
}

// tag goes on to the end of a tag, or to code within it.
func (x *lexer) tag() (comment, bool) {
	top := &x.frames[len(x.frames)-1]
	for x.at < len(x.text) {
		switch c := x.text[x.at]; {
		case c == '"' || c == '\'':
			end := bytes.IndexByte(x.text[x.at+1:], c)
			if end < 0 {
				x.at = len(x.text)
				return comment{}, false
			}
			x.at += end + 2
		case c == '{':
			x.frames = append(x.frames, frame{open: '{', close: '}'})
			x.at++
			return comment{}, false
		case c == '>':
			x.at++
			top.mode = inElement
			return comment{}, false
		case c == '/' && x.after(1) == '>':
			x.at += 2
			x.frames = x.frames[:len(x.frames)-1]
			return comment{}, false
		case c == '/' && (x.after(1) == '/' || x.after(1) == '*'):
			if c, ok := x.comment(); ok {
				return c, true
			}
			x.at++
		default:
			x.at++
		}
	}
	return comment{}, false
}

// element goes on through the text of an element to the next tag or code.
func (x *lexer) element() {
	i := bytes.IndexAny(x.text[x.at:], "<{")
	if i < 0 {
		x.at = len(x.text)
		return
	}
	x.at += i
	switch {
	case x.text[x.at] == '{':
		x.frames = append(x.frames, frame{open: '{', close: '}'})
		x.at++
	case x.after(1) == '/':
		x.at, _ = x.until(x.at, ">")
		x.frames = x.frames[:len(x.frames)-1]
	default:
		if end, ok := x.tagName(); ok && len(x.frames) < deepest {
			x.frames = append(x.frames, frame{mode: inTag})
			x.at = end
		} else {
			x.at++
		}
	}
}
