package guard

import (
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/todo"
)

// kind of a token.
type kind uint8

const (
	ended kind = iota
	word
	quoted // a literal
	mark   // a single character, such as a bracket
)

// token is a word, a literal or a mark of code. Comments and blanks are none.
type token struct {
	kind       kind
	start, end int
	text       string // a literal's without its quotes
	first      bool   // of its line
}

func (t token) is(text string) bool { return t.kind != quoted && t.text == text }

// reading finds the references of one region.
type reading struct {
	set    *Set
	file   string
	text   string
	region todo.Region
	at     int
	passed int // stretches of the region that lie behind
	peeked *token
	last   token
	found  []reference
	names  bool // words hold dots and dashes, as in a shell
}

func (r *reading) peek() token {
	if r.peeked == nil {
		t := r.scan()
		r.peeked = &t
	}
	return *r.peeked
}

func (r *reading) next() token {
	t := r.peek()
	r.peeked, r.last = nil, t
	return t
}

// scan reads the next token.
func (r *reading) scan() token {
	first := r.at == r.region.Start
	for r.at < r.region.End && len(r.found) <= mostReferences {
		if s, ok := r.stretch(); ok && r.at >= s.Start {
			from := r.at
			r.at = max(s.End, r.at+1)
			if s.Comment {
				first = first || strings.ContainsAny(r.text[from:min(r.at, len(r.text))], "\r\n")
				continue
			}
			t := token{kind: quoted, start: s.Start, end: min(s.End, len(r.text)), first: first}
			t.start, t.end, t.text = unquoted(r.text, t.start, t.end)
			return t
		}
		switch c := r.text[r.at]; {
		case c == '\n' || c == '\r':
			first = true
			r.at++
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			r.at++
		case r.isWord(c):
			return r.word(first)
		default:
			r.at++
			return token{kind: mark, start: r.at - 1, end: r.at, text: r.text[r.at-1 : r.at], first: first}
		}
	}
	return token{kind: ended, start: r.region.End, end: r.region.End, first: true}
}

// stretch is what comes next that is no code.
func (r *reading) stretch() (todo.Stretch, bool) {
	for r.passed < len(r.region.Passed) && r.region.Passed[r.passed].End <= r.at {
		r.passed++
	}
	if r.passed == len(r.region.Passed) {
		return todo.Stretch{}, false
	}
	return r.region.Passed[r.passed], true
}

func (r *reading) isWord(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '$', c >= 0x80:
		return true
	}
	return r.names && strings.IndexByte("./-~+@{}", c) >= 0
}

func (r *reading) word(first bool) token {
	end, start := r.region.End, r.at
	if s, ok := r.stretch(); ok {
		end = min(end, s.Start)
	}
	for r.at < end && r.isWord(r.text[r.at]) {
		r.at++
	}
	r.at = max(r.at, start+1)
	return token{kind: word, start: start, end: r.at, text: r.text[start:r.at], first: first}
}

// unquoted takes the marks of a literal off: "x", 'x', `x`, """x""", @"x", b"x", r#"x"#.
func unquoted(text string, start, end int) (from, to int, inside string) {
	from, to = start, end
	for from < to && strings.IndexByte("\"'`", text[from]) < 0 && from < start+4 {
		from++
	}
	if from == to || strings.IndexByte("\"'`", text[from]) < 0 {
		return start, end, text[start:end]
	}
	q := text[from]
	for from < to && text[from] == q {
		from++
	}
	for to > from && (text[to-1] == q || text[to-1] == '#') {
		to--
	}
	return from, to, text[from:to]
}

// add notes a reference by name.
func (r *reading) add(start, end int, name string, parts []string, dots bool) {
	if len(parts) > 0 && parts[0] != "" && len(name) <= mostLine {
		r.found = append(r.found, reference{start: start, end: end, name: name, parts: parts, dots: dots})
	}
}

// addPath notes a reference to a path from the repository's top. It is the file's own folder or lies beside it, so nothing
// is known by name.
func (r *reading) addPath(start, end int, name, to string) {
	if to = path.Clean(to); to == ".." || strings.HasPrefix(to, "../") || strings.HasPrefix(to, "/") || len(name) > mostLine {
		return // out of the repository
	}
	r.found = append(r.found, reference{start: start, end: end, name: name, path: to, rooted: true})
}

// relative notes what is found from the file's folder.
func (r *reading) relative(t token, to string) {
	r.addPath(t.start, t.end, t.text, path.Join(path.Dir(r.file), to))
}

// addText notes what a literal or a word names: a path from the file's folder if it begins with a dot, else a name.
func (r *reading) addText(t token) {
	text := t.text
	if i := strings.IndexAny(text, "?#"); i > 0 { // as bundlers have it: ./a.svg?raw
		text = text[:i]
	}
	switch {
	case text == "" || strings.Contains(text, "://"):
	case text == "." || text == ".." || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../"):
		r.relative(t, text)
	case strings.HasPrefix(text, "/"):
		r.addPath(t.start, t.end, t.text, strings.TrimLeft(text, "/"))
	default:
		r.add(t.start, t.end, t.text, parts(text), false)
	}
}

// either notes what may be found from the file's folder, and by name too.
func (r *reading) either(t token) {
	n := len(r.found)
	r.addText(t)
	if len(r.found) == n+1 && r.found[n].path == "" {
		if to := path.Join(path.Dir(r.file), t.text); to != ".." && !strings.HasPrefix(to, "../") {
			r.found[n].path = to
		}
	}
}

func parts(text string) []string {
	return slices.DeleteFunc(strings.Split(strings.NewReplacer("::", "/", `\`, "/").Replace(text), "/"), func(p string) bool { return p == "" || p == "." })
}
