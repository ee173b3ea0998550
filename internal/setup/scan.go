package setup

import (
	"bytes"
	"errors"
	"fmt"
)

// inside is the offset behind the bracket that opens a text of JSON with comments (open is '[' or '{'); an error where the text is
// no such thing. What stands between the brackets is checked for nothing but brackets, strings and comments.
func inside(text []byte, open byte) (int, error) {
	var nested []byte
	first := -1
	ended := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '/' && bytes.HasPrefix(text[i:], []byte("//")):
			n := bytes.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i - 1
			}
			i += n
			continue
		case c == '/' && bytes.HasPrefix(text[i:], []byte("/*")):
			n := bytes.Index(text[i+2:], []byte("*/"))
			if n < 0 {
				return 0, errors.New("a comment does not end")
			}
			i += n + 3
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			continue
		case i < 3 && bytes.HasPrefix(text, []byte("\uFEFF")):
			continue
		case first < 0 && c != open || ended:
			return 0, fmt.Errorf("it is not one %c…%c", open, closer(open))
		}
		switch c {
		case '"':
			n := quoted(text[i+1:])
			if n < 0 {
				return 0, errors.New("a string does not end")
			}
			i += n + 1
		case '[', '{':
			nested = append(nested, closer(c))
			if first < 0 {
				first = i + 1
			}
		case ']', '}':
			if len(nested) == 0 || nested[len(nested)-1] != c {
				return 0, errors.New("its brackets do not match")
			}
			nested = nested[:len(nested)-1]
			ended = len(nested) == 0
		}
	}
	if !ended {
		return 0, errors.New("a bracket is not closed")
	}
	return first, nil
}

func closer(open byte) byte {
	if open == '[' {
		return ']'
	}
	return '}'
}

// quoted is the offset of the quote that ends a string; -1 where none does on its line.
func quoted(rest []byte) int {
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '\n':
			return -1
		case '"':
			return i
		}
	}
	return -1
}

// lispEnds says whether a text of Emacs Lisp is complete, so that what stands behind it is read for itself.
func lispEnds(text []byte) error {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ';':
			n := bytes.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i - 1
			}
			i += n
		case '\\': // of a symbol
			i++
		case '?': // a character, where no symbol goes on: ?( or ?\( or ?"
			if i > 0 && symbolic(text[i-1]) || i+1 >= len(text) {
				continue
			}
			i++
			if text[i] == '\\' {
				i++
			}
		case '"':
			for i++; ; i++ {
				if i >= len(text) {
					return errors.New("a string does not end")
				}
				if text[i] == '\\' {
					i++
				} else if text[i] == '"' {
					break
				}
			}
		case '(', '[':
			depth++
		case ')', ']':
			depth--
			if depth < 0 {
				return errors.New("a bracket is closed that was not opened")
			}
		}
	}
	if depth > 0 {
		return errors.New("a bracket is not closed")
	}
	return nil
}

// symbolic says whether a byte can belong to a name.
func symbolic(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || bytes.IndexByte([]byte("-_+*/=<>!&%$@^~."), c) >= 0
}
