package todo

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/lang"
)

// cell is a cell of a Jupyter notebook: its text, and where in the file each part of it stands.
type cell struct {
	kind string // "code", "markdown", "raw"
	text []byte
	runs []run
}

// run says that the text from offset text on stands in the file from offset raw on, byte for byte.
type run struct{ text, raw int }

// raw answers where the byte at an offset of the cell's text stands in the file.
func (c *cell) raw(at int) int {
	lo, hi := 0, len(c.runs)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; c.runs[mid].text <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	if len(c.runs) == 0 {
		return 0
	}
	return c.runs[lo].raw + at - c.runs[lo].text
}

// notebook finds the notes in a notebook's cells. Their lines and columns are those of the file, which is JSON.
func (s Scanner) notebook(path string, text []byte, w *words) []Todo {
	d := decoder{text: text}
	d.value(0, "", nil)
	code, ok := lang.ByName(d.language)
	if !ok {
		code, _ = lang.ByName("python")
	}
	markdown, _ := lang.ByName("markdown")
	lines := notes{text: text, line: 1}
	var found []Todo
	for i := range d.cells {
		c := &d.cells[i]
		l := code
		if c.kind == "markdown" {
			l = markdown
		} else if c.kind != "code" {
			continue
		}
		n := notes{path: path, text: c.text, words: w, hints: w.ahead(c.text), line: 1}
		for j, t := range n.read(comments(l, "", c.text)) {
			lines.advance(c.raw(n.places[j].start))
			t.Line, t.Column = lines.line, lines.at-lines.lineAt+1
			ends := lines // the end is looked up from a copy: the next note may begin before it
			ends.advance(c.raw(max(n.places[j].start, n.places[j].end-1)))
			t.EndLine = ends.line
			found = append(found, t)
		}
		if len(found) >= maxNotes {
			return found[:maxNotes]
		}
	}
	return found
}

// decoder walks through JSON and keeps what a notebook's scanner needs.
type decoder struct {
	text     []byte
	at       int
	language string
	cells    []cell
}

// deepestJSON is how deep a notebook may be nested.
const deepestJSON = 50

// value reads one value; key is what it stands under, c the cell that it is in. It reports whether it could.
func (d *decoder) value(depth int, key string, c *cell) bool {
	d.blanks()
	if d.at >= len(d.text) || depth > deepestJSON {
		return false
	}
	switch d.text[d.at] {
	case '{':
		var own *cell
		if depth == 2 && key == "cells" {
			own = &cell{}
			c = own
		}
		ok := d.members('}', func() bool {
			name, ok := d.plain()
			d.blanks()
			if !ok || d.at >= len(d.text) || d.text[d.at] != ':' {
				return false
			}
			d.at++
			inner := c
			if own == nil {
				inner = nil // an object within a cell: its outputs, its metadata
			}
			return d.value(depth+1, name, inner)
		})
		if own != nil && len(own.text) > 0 {
			d.cells = append(d.cells, *own)
		}
		return ok
	case '[':
		return d.members(']', func() bool { return d.value(depth+1, key, c) })
	case '"':
		switch {
		case c != nil && key == "source":
			return d.source(c)
		case c != nil && key == "cell_type":
			s, ok := d.plain()
			c.kind = s
			return ok
		case key == "language" || key == "name" && depth == 3 && d.language == "":
			s, ok := d.plain()
			if _, known := lang.ByName(s); known {
				d.language = strings.ToLower(s)
			}
			return ok
		}
		_, ok := d.plain()
		return ok
	}
	for d.at < len(d.text) && strings.IndexByte(",]} \t\r\n", d.text[d.at]) < 0 {
		d.at++
	}
	return true
}

func (d *decoder) members(end byte, member func() bool) bool {
	d.at++
	for {
		d.blanks()
		switch {
		case d.at >= len(d.text):
			return false
		case d.text[d.at] == end:
			d.at++
			return true
		case d.text[d.at] == ',':
			d.at++
		default:
			if before := d.at; !member() || d.at == before {
				return false
			}
		}
	}
}

func (d *decoder) blanks() {
	for d.at < len(d.text) && (isBlank(d.text[d.at]) || d.text[d.at] == '\n') {
		d.at++
	}
}

// plain reads a string whose escapes do not matter.
func (d *decoder) plain() (string, bool) {
	var c cell
	ok := d.source(&c)
	return string(c.text), ok
}

// source reads a string to the end of a cell's text.
func (d *decoder) source(c *cell) bool {
	d.blanks()
	if d.at >= len(d.text) || d.text[d.at] != '"' {
		return false
	}
	d.at++
	for d.at < len(d.text) {
		c.runs = append(c.runs, run{len(c.text), d.at})
		i := bytes.IndexAny(d.text[d.at:], "\"\\")
		if i < 0 {
			break
		}
		c.text = append(c.text, d.text[d.at:d.at+i]...)
		d.at += i
		if d.text[d.at] == '"' {
			d.at++
			return true
		}
		c.runs = append(c.runs, run{len(c.text), d.at})
		c.text = d.escape(c.text)
	}
	d.at = len(d.text)
	return false
}

func (d *decoder) escape(to []byte) []byte {
	if d.at+1 >= len(d.text) {
		d.at = len(d.text)
		return to
	}
	c := d.text[d.at+1]
	d.at += 2
	switch c {
	case 'n':
		return append(to, '\n')
	case 't':
		return append(to, '\t')
	case 'r':
		return append(to, '\r')
	case 'b', 'f':
		return append(to, ' ')
	case 'u':
		r := rune(d.hex())
		if utf16.IsSurrogate(r) && bytes.HasPrefix(d.text[d.at:], []byte(`\u`)) {
			d.at += 2
			r = utf16.DecodeRune(r, rune(d.hex()))
		}
		if r == 0 {
			r = utf8.RuneError
		}
		return utf8.AppendRune(to, r)
	}
	return append(to, c)
}

func (d *decoder) hex() int {
	n := 0
	for i := 0; i < 4 && d.at < len(d.text); i++ {
		c := lower(d.text[d.at])
		switch {
		case isDigit(c):
			n = n<<4 | int(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 | int(c-'a'+10)
		default:
			return utf8.RuneError
		}
		d.at++
	}
	return n
}
