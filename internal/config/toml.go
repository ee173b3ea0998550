package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Bounds on what one settings layer may cost; real files stay far below them.
const (
	maxSource       = 1 << 20 // bytes of one layer
	maxFaults       = 50      // faults reported for one layer
	maxSyntaxFaults = 20      // times reading is taken up again after a syntax error
	maxDepth        = 8       // nested tables and arrays
)

// A document is a settings layer taken apart: what it assigns, in its order,
// and where. TOML files and the editor's JSON both become one.
type document struct {
	file        string
	assignments []assignment
	headers     []header
	consents    []Consent
	faults      []Fault
}

// An assignment is one key with a value that is not a table; inline tables and
// dotted keys are flattened into it.
type assignment struct {
	path  []string
	value value
	place place
	// The value's bytes in the file, and the header it stands under (an index
	// into document.headers, -1 above the first). For edits.
	start, end int
	header     int
	inline     bool // within an inline table: cannot be edited by span
}

// A header is a [table] or [[table]] line.
type header struct {
	path  []string
	array bool
	place place
	end   int // offset just after its line
}

// A place is a 1-based line and column (in bytes); zero when there is none.
type place struct{ line, column int }

type kind int

const (
	other kind = iota
	text
	integer
	boolean
	list
)

// A value is a scalar or a list of them; other is anything no setting takes.
type value struct {
	kind  kind
	str   string
	num   int
	flag  bool
	items []value
	place place
}

// A reader walks the expressions of one TOML file.
type reader struct {
	doc    document
	bytes  []byte
	lines  []int // offset of each line's first byte
	header int
	seen   map[string]bool
	counts map[string]int // of [[…]] headers
}

var utf8BOM = []byte("\uFEFF")

// readTOML takes a file apart. It never fails: what cannot be read is a fault,
// and reading goes on at the next line that looks like a key or a header.
func readTOML(s Source) document {
	r := &reader{
		doc:   document{file: s.Path},
		bytes: bytes.TrimPrefix(s.Bytes, utf8BOM), header: -1,
		seen: map[string]bool{}, counts: map[string]int{},
	}
	if len(s.Bytes) > maxSource {
		r.fault(place{1, 1}, "", "the file is larger than 1 MB and was not read; make it smaller")
		return r.doc
	}
	r.lines = append(r.lines, 0)
	for i, b := range r.bytes {
		if b == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	r.walk()
	return r.doc
}

// walk reads expression after expression, starting again after syntax errors.
func (r *reader) walk() {
	offset, broken := 0, false
	for faults := 0; ; faults++ {
		var p unstable.Parser
		p.Reset(r.bytes[offset:])
		done := offset // where the last expression that could be read ended
		for p.NextExpression() {
			n := p.Expression()
			at := offset + keyOffset(n)
			if n.Kind == unstable.KeyValue {
				if !broken {
					r.keyValue(offset, n)
				}
			} else {
				broken = false
				r.table(offset, n)
			}
			done = max(at, offset+int(n.Raw.Offset+n.Raw.Length))
		}
		err := p.Error()
		if err == nil {
			return
		}
		at := offset
		var pe *unstable.ParserError
		if errors.As(err, &pe) {
			at += int(p.Range(pe.Highlight).Offset)
		}
		start := offset
		if done > offset {
			start = r.nextLine(done)
		}
		start = r.skipComments(start)
		r.syntaxFault(at, err)
		if faults+1 == maxSyntaxFaults {
			r.fault(r.placeOf(at), "", "too many syntax errors: the rest of this file was not read; mend the first ones")
			return
		}
		// What stands under a header that cannot be read belongs nowhere.
		broken = broken || startsHeader(r.bytes[start:])
		offset = r.nextStart(start, broken)
		if offset >= len(r.bytes) {
			return
		}
	}
}

func keyOffset(n *unstable.Node) int {
	k := n.Key()
	k.Next()
	return int(k.Node().Raw.Offset)
}

func (r *reader) table(offset int, n *unstable.Node) {
	var path []string
	for k := n.Key(); k.Next(); {
		path = append(path, string(k.Node().Data))
	}
	at := offset + keyOffset(n)
	end := len(r.bytes)
	if i := r.lineIndex(at) + 1; i < len(r.lines) {
		end = r.lines[i]
	}
	name := dotted(path)
	if n.Kind == unstable.ArrayTable {
		r.counts[name]++
		path = append(path, fmt.Sprint(r.counts[name]-1))
	} else if r.seen["["+name+"]"] {
		r.fault(r.placeOf(at), name, fmt.Sprintf("the section [%s] stands twice; join the two", printable(name)))
	}
	r.seen["["+name+"]"] = true
	r.doc.headers = append(r.doc.headers, header{path, n.Kind == unstable.ArrayTable, r.placeOf(at), end})
	r.header = len(r.doc.headers) - 1
}

func (r *reader) keyValue(offset int, n *unstable.Node) {
	var path []string
	if r.header >= 0 {
		path = append(path, r.doc.headers[r.header].path...)
	}
	keyEnd := 0
	for k := n.Key(); k.Next(); {
		path = append(path, string(k.Node().Data))
		keyEnd = offset + int(k.Node().Raw.Offset+k.Node().Raw.Length)
	}
	a := assignment{
		path: path, place: r.placeOf(offset + keyOffset(n)), header: r.header,
		start: keyEnd, end: offset + int(n.Raw.Offset+n.Raw.Length),
	}
	for a.start < a.end && strings.IndexByte(" \t=", r.bytes[a.start]) >= 0 {
		a.start++
	}
	r.assign(a, offset, n.Value(), 0)
}

func (r *reader) assign(a assignment, offset int, n *unstable.Node, depth int) {
	if depth > maxDepth {
		r.fault(a.place, dotted(a.path[:2]), "nested too deeply; no setting needs this")
		return
	}
	if n.Kind == unstable.InlineTable {
		for c := n.Children(); c.Next(); {
			in := a
			in.inline = true
			in.path = append([]string(nil), a.path...)
			for k := c.Node().Key(); k.Next(); {
				in.path = append(in.path, string(k.Node().Data))
			}
			in.place = r.placeOf(offset + keyOffset(c.Node()))
			r.assign(in, offset, c.Node().Value(), depth+1)
		}
		return
	}
	if n.Kind == unstable.Array && len(a.path) == 1 && a.path[0] == consentKey {
		i := 0
		for c := n.Children(); c.Next(); i++ {
			in := a
			in.inline = true
			in.path = []string{consentKey, fmt.Sprint(i)}
			r.assign(in, offset, c.Node(), depth+1)
		}
		return
	}
	name := dotted(a.path)
	if r.seen[name] {
		r.fault(a.place, name, fmt.Sprintf("%s is set twice; the first one counts, remove the other", printable(name)))
		return
	}
	r.seen[name] = true
	a.value = r.value(offset, n, r.placeOf(a.start), depth)
	r.doc.assignments = append(r.doc.assignments, a)
}

func (r *reader) value(offset int, n *unstable.Node, at place, depth int) value {
	if n.Raw.Length > 0 {
		at = r.placeOf(offset + int(n.Raw.Offset))
	}
	v := value{place: at}
	switch n.Kind {
	case unstable.String:
		v.kind, v.str = text, string(n.Data)
	case unstable.Bool:
		v.kind, v.flag = boolean, n.Data[0] == 't'
	case unstable.Integer:
		var in struct{ V int }
		if toml.Unmarshal(append([]byte("V = "), n.Data...), &in) == nil {
			v.kind, v.num = integer, in.V
		}
	case unstable.Array:
		if depth > maxDepth {
			return v
		}
		v.kind = list
		for c := n.Children(); c.Next(); {
			v.items = append(v.items, r.value(offset, c.Node(), at, depth+1))
		}
	}
	return v
}

// checkDefinitions lets the strict decoder find what the walk does not look
// for, such as a section that is also a value, in a file without other faults.
func (d *document) checkDefinitions(s Source) {
	if len(d.faults) > 0 {
		return
	}
	var all map[string]any
	err := toml.Unmarshal(bytes.TrimPrefix(s.Bytes, utf8BOM), &all)
	var de *toml.DecodeError
	if errors.As(err, &de) {
		line, column := de.Position()
		d.fault(place{line, column}, dotted(de.Key()), capped(printable(strings.TrimPrefix(de.Error(), "toml: ")), 200)+"; mend this line")
	}
}

func (r *reader) fault(at place, key, message string) { r.doc.fault(at, key, message) }

// full tells whether nothing more will be reported.
func (d *document) full() bool { return len(d.faults) > maxFaults }

func (d *document) fault(at place, key, message string) {
	if d.full() {
		return
	}
	if len(d.faults) == maxFaults {
		key, message = "", "there are more faults; mend these first"
	}
	d.faults = append(d.faults, Fault{File: d.file, Line: at.line, Column: at.column, Key: printable(key), Message: message})
}

func dotted(path []string) string { return strings.Join(path, ".") }
