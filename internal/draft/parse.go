package draft

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/pattern"
)

// Fault is something wrong with a line of a draft, as a sentence that says what to do.
type Fault struct {
	Line    int // 1-based
	Message string
}

// Parsed is a draft as it was read.
type Parsed struct {
	Values action.Values
	Faults []Fault
	lines  map[string]int // key → line it stands on
}

// At places the faults of a recorded form on their lines: those about fields that are not there stand on
// the first line.
func (p Parsed) At(faults action.Faults) []Fault {
	var out []Fault
	for _, f := range faults {
		line := p.lines[f.Key]
		if line == 0 {
			line = 1
		}
		message := strings.ReplaceAll(f.Key, "_", "-") + " " + f.Message
		out = append(out, Fault{Line: line, Message: strings.TrimSpace(message)})
	}
	return out
}

// Asks are what the form would like to know besides, on the lines that speak of it. They keep no draft from being recorded.
func (p Parsed) Asks(f *action.Form) []Fault {
	var out []Fault
	for _, a := range p.Values.Asks(f) {
		line := p.lines[a.Key]
		if line == 0 {
			line = max(p.lines["undo"], 1)
		}
		message := a.Message
		if a.Key != "undo" {
			message = strings.ReplaceAll(a.Key, "_", "-") + ": " + message
		}
		out = append(out, Fault{Line: line, Message: message})
	}
	return out
}

// Parse reads a draft of the form. It never fails: what it cannot read becomes a fault on its line.
func Parse(f *action.Form, text []byte) Parsed {
	p := Parsed{Values: action.Values{}, lines: map[string]int{}}
	if len(text) > Limit {
		p.fault(1, fmt.Sprintf("is longer than %d kB: shorten it and save again", Limit>>10))
		return p
	}
	if !utf8.Valid(text) {
		p.fault(1, "is not valid UTF-8: save it as UTF-8")
		return p
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	front, below, ok := cut(lines)
	if !ok {
		p.fault(1, "begins with --- and the front matter ends with another ---: put both lines back")
		return p
	}
	p.readFront(f, lines[front[0]:front[1]], front[0])
	p.readProse(f, lines[below:], below)
	return p
}

func (p *Parsed) fault(line int, message string) {
	p.Faults = append(p.Faults, Fault{Line: line, Message: message})
}

// cut finds the front matter: the lines between the first two fences.
func cut(lines []string) (front [2]int, below int, ok bool) {
	first := -1
	for i, l := range lines {
		l = strings.TrimRight(l, " \t")
		switch {
		case l == fence && first < 0:
			first = i
		case l == fence:
			return [2]int{first + 1, i}, i + 1, true
		case first < 0 && l != "":
			return front, 0, false
		}
	}
	return front, 0, false
}

var plainLine = pattern.New(`^([A-Za-z][A-Za-z_-]*):[ \t]+(\S.*)$`)

func (p *Parsed) readFront(f *action.Form, lines []string, offset int) {
	loose := make([]string, len(lines))
	for i, l := range lines {
		loose[i] = forgive(l)
	}
	file, err := parser.ParseBytes([]byte(strings.Join(loose, "\n")+"\n"), 0)
	if err != nil {
		p.fault(offset+errorLine(err), "cannot be read: "+errorText(err)+`; put the text in "quotes"`)
		return
	}
	for _, doc := range file.Docs {
		mapping, ok := doc.Body.(*ast.MappingNode)
		if !ok {
			if doc.Body != nil && doc.Body.Type() != ast.NullType && doc.Body.Type() != ast.CommentType {
				p.fault(offset+1, "holds no `key: value` lines")
			}
			continue
		}
		for _, pair := range mapping.Values {
			line := offset + pair.Key.GetToken().Position.Line
			p.readPair(f, pair, line)
		}
	}
}

func (p *Parsed) readPair(f *action.Form, pair *ast.MappingValueNode, line int) {
	key := pair.Key.GetToken().Value
	field, ok := f.Field(key)
	if !ok {
		p.fault(line, fmt.Sprintf("%q is not asked for here: remove the line, or correct its name", key))
		return
	}
	read := nodeValue
	if field.Sort == action.Checks {
		read = checkNodes
	}
	value, ok := read(pair.Value)
	if !ok {
		p.fault(line, field.Flag()+" takes text or a list of texts")
		return
	}
	p.lines[field.Key] = line
	p.Values[field.Key] = value
}

func nodeValue(n ast.Node) (any, bool) {
	switch n := n.(type) {
	case *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.SequenceNode:
		var out []string
		for _, item := range n.Values {
			text, ok := nodeValue(item)
			s, isText := text.(string)
			if !ok || !isText {
				return nil, false
			}
			out = append(out, s)
		}
		return out, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return nil, false
}

// forgive quotes an unquoted value, so that an @ or a colon in it is text, and takes off its comment.
func forgive(line string) string {
	m := plainLine().FindStringSubmatch(line)
	if m == nil {
		return line
	}
	key, value := m[1], m[2]
	switch value[0] {
	case '"', '\'', '|', '>', '{', '&', '*', '!':
		return line
	case '#':
		if strings.HasPrefix(value, "# ") || value == "#" {
			return key + ":"
		}
	case '[':
		return key + ": " + forgiveList(value)
	}
	if i := commentAt(value); i >= 0 {
		value = value[:i]
	}
	return key + ": " + inQuotes(strings.TrimRight(value, " \t"))
}

// forgiveList quotes the bare items of a one-line list.
func forgiveList(value string) string {
	end := strings.LastIndexByte(value, ']')
	if end < 0 || strings.ContainsAny(value, `"'`) {
		return value
	}
	var items []string
	for _, item := range strings.Split(value[1:end], ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, inQuotes(item))
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func inQuotes(text string) string {
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// commentAt finds a # with blanks on both sides of it.
func commentAt(value string) int {
	for i := 1; i < len(value); i++ {
		before, last := value[i-1], i+1 == len(value)
		if value[i] == '#' && (before == ' ' || before == '\t') && (last || value[i+1] == ' ' || value[i+1] == '\t') {
			return i
		}
	}
	return -1
}

// readProse takes the texts under the headings. Text above the first heading, or under one that the form
// does not know, belongs to the form's first long field: nothing written is dropped.
func (p *Parsed) readProse(f *action.Form, lines []string, offset int) {
	var current action.Field
	for _, x := range f.Fields {
		if x.Sort == action.Prose {
			current = x
			break
		}
	}
	texts := map[string][]string{}
	for i, l := range lines {
		if name, ok := strings.CutPrefix(l, "## "); ok {
			if field, known := proseField(f, name); known {
				current = field
				p.lines[field.Key] = offset + i + 1
				continue
			}
		}
		if current.Key == "" {
			if strings.TrimSpace(l) != "" {
				p.fault(offset+i+1, "has no place for text below the front matter: move it into one of the lines above")
				return
			}
			continue
		}
		if bare := strings.TrimLeft(l, `\`); bare != l && ownHeading(f, bare) {
			l = l[1:]
		}
		texts[current.Key] = append(texts[current.Key], l)
	}
	for key, t := range texts {
		if text := strings.TrimSpace(strings.Join(t, "\n")); text != "" {
			p.Values[key] = text
		}
	}
}

func errorLine(err error) int {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil {
		return syntax.Token.Position.Line
	}
	return 1
}

func errorText(err error) string {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Message
	}
	return "it is no YAML"
}
