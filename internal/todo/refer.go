package todo

import (
	"bytes"
	"cmp"
	"strings"
)

// Edit replaces the bytes from Start to End of a text.
type Edit struct {
	Start, End int
	New        string
}

// Apply returns the text after the edit.
func (e Edit) Apply(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(e.New))
	out = append(out, text[:e.Start]...)
	out = append(out, e.New...)
	return append(out, text[e.End:]...)
}

// Refer says how to write a mark beside the word of note t in text, which must be the text that t was found in: a
// delegation's id, or the handle of a person. A mark replaces an earlier reference and whoever is named there, and leaves
// issue numbers and links alone:
//
//	TODO: x             TODO(T-7K3QXM): x
//	TODO(dev1): x       TODO(T-7K3QXM): x
//	TODO(#12): x        TODO(#12, T-7K3QXM): x
//	TODO @dev1 x        TODO(T-7K3QXM) x
//	TODO: #12 x         TODO(#12, T-7K3QXM): x
//
// It touches one line and nothing but what stands beside the word. ok is false where the mark stands there already, where
// the text is another, and where the scanner would not read the mark as it is meant.
func (s Scanner) Refer(text []byte, t Todo, mark string) (e Edit, ok bool) {
	if !isReference(mark) && !isHandle(mark) || t.Reference == mark || t.Assignee == mark {
		return e, false
	}
	word, line, ok := wordAt(text, t)
	if !ok {
		return e, false
	}
	e = beside(line, word, t, mark)
	e.Start, e.End = e.Start+word.start, e.End+word.start
	return e, s.reads(e.Apply(text), t, mark)
}

// span is where the word of a note lies in the text, and in its line.
type span struct{ start, in, end int } // start of the line in the text; the word's first and behind its last byte in the line

func wordAt(text []byte, t Todo) (at span, line []byte, ok bool) {
	for n := 1; n < t.Line; n++ {
		i := bytes.IndexByte(text[at.start:], '\n')
		if i < 0 {
			return at, nil, false
		}
		at.start += i + 1
	}
	line = text[at.start:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	at.in = t.Column - 1
	at.end = at.in + len(t.Tag)
	return at, line, t.Column > 0 && at.end <= len(line) && strings.EqualFold(string(line[at.in:at.end]), t.Tag)
}

// beside is the edit of a line that puts the mark behind the word.
func beside(line []byte, word span, t Todo, mark string) Edit {
	rest := line[word.end:]
	if open := bytes.TrimLeft(rest, ": "); len(open) > 0 && (open[0] == '(' || open[0] == '[') {
		from := len(rest) - len(open) + 1
		closing := byte(')')
		if open[0] == '[' {
			closing = ']'
		}
		if size := bytes.IndexByte(open, closing) - 1; size >= 0 && size < 200 && spoken(string(open[1:1+size]), t) {
			start := word.end + from
			return Edit{Start: start, End: start + size, New: relist(string(open[1:1+size]), t, mark)}
		}
	}
	// A handle or a number right behind the word moves into the parentheses, or gives way to the mark.
	bare := bytes.TrimLeft(rest, ": \t")
	token := bare
	if i := bytes.IndexAny(bare, " \t"); i >= 0 {
		token = bare[:i]
	}
	name := strings.TrimRight(string(token), ":,")
	colon := ""
	if len(rest) > 0 && rest[0] == ':' {
		colon = ":"
	}
	switch {
	case name != "" && name == t.Assignee && isHandle(name):
		end := word.end + len(rest) - len(bare) + len(name)
		return Edit{Start: word.end, End: end, New: "(" + mark + ")" + colon}
	case name != "" && name == t.Issue && isNumber(name):
		end := word.end + len(rest) - len(bare) + len(name)
		return Edit{Start: word.end, End: end, New: "(" + name + ", " + mark + ")" + colon}
	}
	return Edit{Start: word.end, End: word.end, New: "(" + mark + ")"}
}

// spoken says whether a parenthesis holds what the scanner read from it, and is not prose.
func spoken(list string, t Todo) bool {
	var read Todo
	return readMeta(&read, list) && (list == "" || read.Assignee == t.Assignee && read.Issue == t.Issue && read.Reference == t.Reference)
}

// relist puts the mark into a list of marks: in place of a reference or a person, else behind what is there.
func relist(list string, t Todo, mark string) string {
	var kept []string
	for _, f := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if f != t.Reference && !strings.HasSuffix(f, cmp.Or(t.Assignee, f+" ")) {
			kept = append(kept, f)
		}
	}
	return strings.Join(append(kept, mark), ", ")
}

// reads says whether the scanner finds the note again in the edited text, with the mark.
func (s Scanner) reads(text []byte, t Todo, mark string) bool {
	for _, found := range s.Scan(t.Path, text) {
		if found.Line == t.Line && found.Column == t.Column {
			return (found.Reference == mark || found.Assignee == mark) && found.Text == t.Text && found.Issue == t.Issue
		}
	}
	return false
}
