package todo

import (
	"bytes"
	"strings"
)

// notes turns the comments of one file, in order, into notes.
type notes struct {
	path  string
	text  []byte
	words *words
	hints *hints
	found []Todo

	at      int // how far lines were counted
	line    int // number of the line that at is in
	lineAt  int // where that line begins
	codeEnd int // where the last comment ended

	open *open

	above []string // the last lines of code that say something, the latest last
	below int      // notes before this one have all their lines below
}

// open is a note that may go on in the next line.
type open struct {
	todo    Todo
	body    strings.Builder
	lines   int
	comment int // where its comment began
	block   bool
	column  int // of the comment in its line
}

// comment takes the lines of a comment.
func (n *notes) comment(c comment) {
	n.codeEnd = c.end
	if n.open == nil && n.hints.from(c.start) >= c.bodyEnd {
		return
	}
	n.advance(c.start)
	c.line = n.lineAt
	for off := c.body; ; {
		end := bytes.IndexByte(n.text[off:c.bodyEnd], '\n')
		last := end < 0
		if last {
			end = c.bodyEnd
		} else {
			end += off
		}
		n.advance(off)
		n.commentLine(c, off, end)
		if last {
			break
		}
		off = end + 1
	}
}

func (n *notes) commentLine(c comment, from, to int) {
	line := n.text[from:to]
	start, gap := decoration(line)
	if at, word, ok := n.words.find(line, start); ok {
		n.close()
		n.begin(c, from+at, word)
		n.say(line[at+len(word):])
		return
	}
	if n.open == nil {
		return
	}
	rest := bytes.TrimSpace(bytes.TrimRight(line[gap:], "*/ \t\r"))
	if len(rest) == 0 || !n.goesOn(c) || n.open.lines >= maxLines || n.open.body.Len() >= maxText {
		n.close()
		return
	}
	n.open.lines++
	n.open.todo.EndLine = n.line
	n.open.body.WriteByte(' ')
	n.open.body.Write(rest[:min(len(rest), maxText)])
}

// goesOn says whether the comment c, in the current line, belongs to the open
// note: the same block, or a line comment right below in the same column.
func (n *notes) goesOn(c comment) bool {
	if n.line != n.open.todo.EndLine+1 {
		return false
	}
	if n.open.block || c.block {
		return n.open.comment == c.start
	}
	return c.start-c.line == n.open.column && len(bytes.TrimSpace(n.text[c.line:c.start])) == 0
}

func (n *notes) begin(c comment, at int, word []byte) {
	n.open = &open{comment: c.start, block: c.block, column: c.start - c.line, lines: 1}
	n.open.todo = Todo{Path: n.path, Line: n.line, EndLine: n.line, Column: at - n.lineAt + 1, Tag: string(word)}
	own := squeeze(n.text[c.line:c.start])
	if !trivial(own) {
		n.open.todo.Beside = own
	}
	for i := range n.open.todo.Above {
		if i < len(n.above) {
			n.open.todo.Above[i] = n.above[len(n.above)-1-i]
		}
	}
}

// say takes the rest of the line that the word stands in.
func (n *notes) say(rest []byte) {
	rest = bytes.TrimRight(rest, "*/ \t\r")
	rest = parseMeta(&n.open.todo, rest)
	rest = bytes.TrimLeft(rest, ":;,.!?- \t")
	n.open.body.Write(rest[:min(len(rest), maxText)])
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
}

// code takes what lies between the comments, up to offset to.
func (n *notes) code(to int) {
	from := n.codeEnd
	stretch := n.text[from:to]
	if len(bytes.TrimSpace(stretch)) == 0 {
		return
	}
	n.close() // the rest of the line that a block comment ends in is code, too
	n.surround(stretch)
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
