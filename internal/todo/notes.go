package todo

import (
	"bytes"
	"strings"
)

// notes turns the comments of one file, in order, into notes.
type notes struct {
	path   string
	text   []byte
	words  *words
	hints  *hints
	found  []Todo
	places []place // of found

	at      int // how far lines were counted
	line    int // number of the line that at is in
	lineAt  int // where that line begins
	codeEnd int // where the last comment ended

	open *open
	last []byte // the comment's line before this one, and where it ended
	end  int

	stretches [nearCode][2]int // the last stretches of code, the latest first
	below     int              // notes before this one have all their lines below
}

// place is where a note stands: from its word to the end of what it says.
type place struct{ start, end int }

// open is a note that may go on in the next line.
type open struct {
	todo    Todo
	place   place
	body    strings.Builder
	lines   int
	comment int // where its comment began
	block   bool
	column  int  // of the comment in its line
	options bool // the last line was an option
}

// read finds the notes in all comments.
func (n *notes) read(from source) []Todo {
	for len(n.found) < maxNotes {
		c, ok := from.next()
		if !ok {
			break
		}
		n.code(c.start)
		n.comment(c)
		if n.open == nil && n.below == len(n.found) && n.hints.from(c.bodyEnd) == len(n.text) {
			return n.found // no word is left, and the last note has its lines below
		}
	}
	n.code(len(n.text))
	n.close()
	return n.found
}

// comment takes the lines of a comment.
func (n *notes) comment(c comment) {
	n.codeEnd = max(c.start, c.end)
	if n.open == nil && n.hints.from(c.start) >= c.bodyEnd {
		n.remember(c)
		return
	}
	n.advance(c.start)
	column := c.start - n.lineAt
	alone := len(bytes.TrimSpace(n.text[n.lineAt:c.start])) == 0
	begins := n.lineAt
	for off := c.body; ; {
		end := bytes.IndexByte(n.text[off:c.bodyEnd], '\n')
		last := end < 0
		if last {
			end = c.bodyEnd
		} else {
			end += off
		}
		n.advance(off)
		n.commentLine(c, off, end, column, alone, n.text[begins:c.start])
		n.last, n.end = n.text[off:end], end
		if last {
			break
		}
		off = end + 1
	}
}

// remember keeps the last line of a comment that was not read: what the next one says may hang on it.
func (n *notes) remember(c comment) {
	body := n.text[c.body:c.bodyEnd]
	if len(body) > 300 {
		body = body[len(body)-300:]
	}
	n.last, n.end = body[bytes.LastIndexByte(body, '\n')+1:], c.bodyEnd
}

func (n *notes) commentLine(c comment, from, to, column int, alone bool, before []byte) {
	line := n.text[from:to]
	start, gap := decoration(line)
	if at, word, ok := n.words.find(line, start); ok && !n.mentioned(line, start, at, at+len(word), from) {
		n.close()
		n.begin(c, from+at, word, column, before)
		n.say(line[at+len(word):], c.block, to)
		return
	}
	if n.open == nil {
		return
	}
	rest := trimEnd(line[gap:], c.block)
	if !hasText(rest) || endsBody(rest) || !n.goesOn(c, column, alone) || n.open.lines >= maxLines || n.open.body.Len() >= maxText {
		n.close()
		return
	}
	n.open.lines++
	n.open.todo.EndLine = n.line
	n.open.place.end = to
	if readOption(&n.open.todo, string(rest[:min(len(rest), 300)])) {
		n.open.options = true
		return
	}
	n.open.body.WriteByte(' ')
	n.open.body.Write(rest[:min(len(rest), maxText)])
}

// endsBody knows the lines at which a note in a documentation comment ends: "@param x", "\return".
func endsBody(line []byte) bool {
	return len(line) > 1 && (line[0] == '@' || line[0] == '\\') && isLetter(line[1])
}

func hasText(line []byte) bool {
	for _, c := range line {
		if isWord(c) || c >= 0x80 {
			return true
		}
	}
	return false
}

// goesOn says whether the comment c, in the current line, belongs to the open
// note: the same block, or a line comment right below in the same column.
func (n *notes) goesOn(c comment, column int, alone bool) bool {
	if n.line != n.open.todo.EndLine+1 {
		return false
	}
	if n.open.block || c.block {
		return n.open.comment == c.start
	}
	return alone && column == n.open.column
}

func (n *notes) begin(c comment, at int, word []byte, column int, before []byte) {
	n.open = &open{comment: c.start, block: c.block, column: column, lines: 1, place: place{start: at}}
	n.open.todo = Todo{Path: n.path, Line: n.line, EndLine: n.line, Column: at - n.lineAt + 1, Tag: string(word)}
	own := squeeze(before)
	if !trivial(own) {
		n.open.todo.Beside = own
	}
	n.above(&n.open.todo.Above)
}

// say takes the rest of the line that the word stands in.
func (n *notes) say(rest []byte, block bool, end int) {
	n.open.place.end = end
	rest = trimEnd(rest, block)
	if next, ok := n.words.joined(rest); ok {
		rest = rest[next:] // TODO/FIXME: both
	}
	if at := n.open.place.start; at > 0 && n.text[at-1] == '(' && bytes.IndexByte(rest, '(') < 0 {
		rest = bytes.TrimSuffix(rest, []byte(")")) // (TODO: bill once)
	} else if at > 0 && n.text[at-1] == '[' {
		rest = bytes.TrimPrefix(rest, []byte("]"))
	}
	rest = parseMeta(&n.open.todo, rest)
	rest = bytes.TrimLeft(rest, ":;,.!?- \t")
	rest = bytes.TrimPrefix(bytes.TrimPrefix(bytes.TrimPrefix(rest, []byte("—")), []byte("–")), []byte("："))
	n.open.body.Write(rest[:min(len(rest), maxText)])
}

// trimEnd cuts what frames a comment on the right.
func trimEnd(line []byte, block bool) []byte {
	line = bytes.TrimRight(line, " \t\r\\")
	if block {
		line = bytes.TrimRight(line, "* \t")
	}
	// The right side of a box, apart from the text: "# TODO: x   #"
	if i := bytes.LastIndexAny(line, " \t"); i >= 0 && !hasText(line[i:]) && len(bytes.Trim(line[i:], " \t*#/;%|")) == 0 {
		line = bytes.TrimRight(line[:i], " \t")
	}
	return bytes.TrimSpace(line)
}

func (n *notes) close() {
	o := n.open
	n.open = nil
	if o == nil || len(n.found) >= maxNotes {
		return
	}
	text := squeeze([]byte(strings.ToValidUTF8(o.body.String(), "\ufffd")))
	o.todo.Text = strings.ToValidUTF8(text[:min(len(text), maxText)], "")
	o.todo.Key = key(o.todo.Text)
	n.found = append(n.found, o.todo)
	n.places = append(n.places, o.place)
}

// code takes what lies between the comments, up to offset to.
func (n *notes) code(to int) {
	from := n.codeEnd
	stretch := n.text[min(from, to):to]
	if len(bytes.TrimSpace(stretch)) == 0 {
		return
	}
	n.close() // the rest of the line that a block comment ends in is code, too
	n.last = nil
	n.surround(min(from, to), to)
}

// advance counts lines up to offset to.
func (n *notes) advance(to int) {
	if to > n.at {
		passed := n.text[n.at:to]
		if lines := bytes.Count(passed, []byte("\n")); lines > 0 {
			n.line += lines
			n.lineAt = n.at + bytes.LastIndexByte(passed, '\n') + 1
		}
		n.at = to
	}
}

// decoration answers where the text of a comment's line starts: gap behind
// what frames comments ("/// ", " * ", "#! "), start also behind bullets.
func decoration(line []byte) (start, gap int) {
	i := skip(line, 0, " \t")
	i = skip(line, i, "/!#;*%|")
	gap = i
	return skip(line, i, " \t-+>=~<[]"), gap
}

func skip(line []byte, i int, set string) int {
	for i < len(line) && strings.IndexByte(set, line[i]) >= 0 {
		i++
	}
	return i
}

// squeeze makes every run of white space and control characters one space.
// What is longer than anyone reads is cut.
func squeeze(line []byte) string {
	line = line[:min(len(line), 2*maxText)]
	var b strings.Builder
	b.Grow(len(line))
	gap := false
	for _, c := range line {
		if c <= ' ' || c == 0x7f {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteByte(c)
	}
	return b.String()
}
