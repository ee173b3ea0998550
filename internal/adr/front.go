package adr

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/leadline/leadline/internal/pattern"
)

// front is the YAML between the first line and a line of three hyphens.
type front struct {
	there      bool
	broken     bool // no YAML: it was read line by line
	start, end int  // of the YAML
	below      int  // where the Markdown begins
	keys       []frontKey
}

type frontKey struct {
	name  string // canonical, see [canonical]
	spot  spot   // of the value as written, without a comment behind it
	line  int    // from 0
	lines [2]int // bytes from the key's line up to the next key's
	value any    // string, []string, or []map[string]string
	block bool   // the value stands on lines of its own
}

const (
	mostFront  = 32 << 10
	mostNested = 50
)

var frontLine = pattern.New(`^["']?([A-Za-z][A-Za-z0-9 _-]{0,40}?)["']?[ \t]*:(?:[ \t]|\r?$)`)

// readFront reads the front matter. What YAML cannot read is read line by line, and is a fault.
func (r *Record) readFront() {
	s := &r.source
	r.front.below = s.begin
	if fence(s, 0) != "---" {
		return
	}
	last := 0
	for i := 1; i < len(s.starts) && s.starts[i] < s.begin+mostFront; i++ {
		if f := fence(s, i); f == "---" || f == "..." {
			last = i
			break
		}
	}
	if last == 0 {
		if start, end := s.bounds(min(1, len(s.starts)-1)); frontLine().Match(s.text[start:end]) {
			r.fault(0, BadFront, "the front matter has no end: put a line --- below its last key")
		}
		return
	}
	r.front.there = true
	r.front.start, r.front.end = s.starts[1], s.starts[last]
	r.front.below = s.after(s.starts[last])
	r.front.find(s, last)
	values, err := readYAML([]byte(s.decode(r.front.start, r.front.end)))
	if err != nil {
		r.front.broken = true
		line := 1
		message := "cannot be read as YAML, and was read line by line"
		var at *yaml.SyntaxError
		if errors.As(err, &at) && at.Token != nil {
			line = min(max(at.Token.Position.Line, 1), last-1)
			message += ": " + at.Message
		}
		r.fault(max(line, 1), BadFront, "the front matter "+message+`; put texts with : # @ or [ in "quotes"`)
	}
	for i := range r.front.keys {
		k := &r.front.keys[i]
		v, ok := values[k.name]
		if !ok {
			v = r.front.guess(s, *k)
		}
		k.value = v
	}
	seen := map[string]bool{}
	for _, k := range r.front.keys {
		if seen[k.name] && err == nil {
			r.fault(k.line, BadFront, fmt.Sprintf("%s stands twice in the front matter: keep one", k.name))
		}
		seen[k.name] = true
	}
}

// fence is a line without blanks at its end.
func fence(s *source, i int) string {
	start, end := s.bounds(i)
	if end-start > 40 {
		return ""
	}
	return strings.TrimRight(string(s.text[start:end]), " \t")
}

// find finds the keys of the first level and where their values stand, by lines.
func (f *front) find(s *source, last int) {
	for i := 1; i < last; i++ {
		start, end := s.bounds(i)
		m := frontLine().FindSubmatchIndex(s.text[start:end])
		if m == nil {
			continue
		}
		if n := len(f.keys); n > 0 {
			f.keys[n-1].lines[1] = start
		}
		k := frontKey{name: canonical(string(s.text[start+m[2] : start+m[3]])), line: i, lines: [2]int{start, f.end}}
		colon := start + m[3]
		for s.text[colon] != ':' {
			colon++
		}
		from, to := s.trim(colon+1, end)
		if from == to {
			from, to = colon+1, colon+1
		}
		k.spot = spot{start: from, end: from + valueEnd(s.text[from:to]), front: true}
		f.keys = append(f.keys, k)
	}
	for i := range f.keys {
		k := &f.keys[i]
		_, end := s.bounds(k.line)
		from, to := s.trim(min(end, k.lines[1]), k.lines[1])
		for from < to && s.text[from] == '#' && s.after(from) < to { // comments above the rest of it
			from, to = s.trim(s.after(from), to)
		}
		if from < to && s.text[from] != '#' {
			k.block = true
			k.spot.end = withoutComments(s, from, to)
		}
	}
}

// withoutComments is where a value of several lines ends: before comments that follow it.
func withoutComments(s *source, from, to int) int {
	for i := s.line(to-1) - 1; ; i-- {
		start, _ := s.bounds(i)
		if start <= from {
			_, to = s.trim(from, to)
			return to
		}
		if a, b := s.trim(start, to); a < b && s.text[a] != '#' {
			return b
		}
		to = start
	}
}

// valueEnd is where a value on one line ends: before a comment.
func valueEnd(value []byte) int {
	if len(value) == 0 {
		return 0
	}
	at := 0
	if q := value[0]; q == '"' || q == '\'' {
		for at = 1; at < len(value) && value[at] != q; at++ {
			if q == '"' && value[at] == '\\' {
				at++
			}
		}
		at = min(at+1, len(value))
	} else if value[0] == '#' {
		return 0
	}
	for i := at; i < len(value); i++ {
		if value[i] == '#' && i > 0 && (value[i-1] == ' ' || value[i-1] == '\t') {
			return len(bytes.TrimRight(value[:i], " \t"))
		}
	}
	return len(value)
}

// key is a key of the front matter; nil without.
func (f *front) key(name string) *frontKey {
	for i := range f.keys {
		if f.keys[i].name == name {
			return &f.keys[i]
		}
	}
	return nil
}

// guess reads a value as it stands, for front matter that is no YAML.
func (f *front) guess(s *source, k frontKey) any {
	text := strings.TrimSpace(s.decode(k.spot.start, k.spot.end))
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	if k.block {
		var items []string
		for line := range strings.Lines(text) {
			if item := unquoted(strings.TrimLeft(strings.TrimSpace(line), "- ")); item != "" {
				items = append(items, item)
			}
		}
		return items
	}
	return unquoted(text)
}

func unquoted(text string) string {
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		return text[1 : len(text)-1]
	}
	return text
}

// canonical is a key as this package knows it.
func canonical(key string) string {
	key = strings.ToLower(strings.TrimSpace(key))
	key = strings.ReplaceAll(strings.ReplaceAll(key, " ", "-"), "_", "-")
	switch key {
	case "deciders", "decider", "decision-maker", "decisionmakers":
		return keyDeciders
	case "superceded-by", "replaced-by":
		return keySupersededBy
	case "supercedes", "replaces":
		return keySupersedes
	case "related", "relates":
		return keyRelates
	}
	return key
}

// The keys.
const (
	keyID           = "id"
	keyTitle        = "title"
	keyStatus       = "status"
	keyDate         = "date"
	keyDeciders     = "decision-makers"
	keyConsulted    = "consulted"
	keyInformed     = "informed"
	keyReviewBy     = "review-by"
	keyUndo         = "undo"
	keyConfidence   = "confidence"
	keyDecidedBy    = "decided-by"
	keySource       = "source"
	keyIfWrong      = "if-wrong"
	keySaves        = "saves"
	keyCosts        = "costs"
	keyTags         = "tags"
	keyAnchors      = "anchors"
	keyChecks       = "checks"
	keySupersedes   = "supersedes"
	keySupersededBy = "superseded-by"
	keyRelates      = "relates-to"
)

// readYAML reads a mapping's first level: texts, lists of texts, and lists of mappings of texts. What else stands there is
// left out. Aliases are not followed.
func readYAML(text []byte) (values map[string]any, err error) {
	if nested(text) {
		return nil, fmt.Errorf("it nests more than %d deep", mostNested)
	}
	// The library is not ours, and the text may be anybody's.
	defer func() {
		if x := recover(); x != nil {
			values, err = nil, fmt.Errorf("it cannot be read: %v", x)
		}
	}()
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, err
	}
	values = map[string]any{}
	for _, doc := range file.Docs {
		switch n := doc.Body.(type) {
		case *ast.MappingNode:
			for _, pair := range n.Values {
				put(values, pair)
			}
		case *ast.MappingValueNode:
			put(values, n)
		}
	}
	return values, nil
}

func put(values map[string]any, pair *ast.MappingValueNode) {
	name := canonical(pair.Key.GetToken().Value)
	if _, twice := values[name]; twice {
		return
	}
	if text, ok := scalar(pair.Value); ok {
		values[name] = text
		return
	}
	list, ok := pair.Value.(*ast.SequenceNode)
	if !ok {
		return
	}
	var texts []string
	var maps []map[string]string
	var order []bool // whether each is a text
	for _, item := range list.Values {
		if text, ok := scalar(item); ok {
			texts, order = append(texts, text), append(order, true)
			continue
		}
		order = append(order, false)
		m := map[string]string{}
		var pairs []*ast.MappingValueNode
		switch item := item.(type) {
		case *ast.MappingNode:
			pairs = item.Values
		case *ast.MappingValueNode:
			pairs = append(pairs, item)
		}
		for _, p := range pairs {
			if text, ok := scalar(p.Value); ok {
				m[canonical(p.Key.GetToken().Value)] = text
			}
		}
		maps = append(maps, m)
	}
	if len(maps) > 0 {
		if name == keyChecks {
			maps = whole(texts, maps, order)
		}
		values[name] = maps
		return
	}
	values[name] = texts
}

func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		if n.Value == nil {
			return "", true
		}
		return strings.TrimSpace(n.Value.Value), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// nested says whether a text may nest deeper than anybody writes by hand, which parsers take much time for.
func nested(text []byte) bool {
	open, deepest := 0, 0
	for _, b := range text {
		switch b {
		case '[', '{':
			open++
		case ']', '}':
			open--
		}
		deepest = max(deepest, open)
	}
	if deepest > mostNested {
		return true
	}
	for line := range bytes.Lines(text) {
		indent := len(line) - len(bytes.TrimLeft(line, " -?"))
		if indent > 4*mostNested {
			return true
		}
	}
	return false
}

// quote writes a text as a YAML value on one line.
func quote(text string) string {
	if bare().MatchString(text) && !reserved().MatchString(text) && !strings.HasSuffix(text, " ") {
		return text
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == '\ufeff'
	}) {
		return escaped(text)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

var (
	bare     = pattern.New(`^[\pL0-9(][\pL\pN ._/+()–—-]*$`)
	reserved = pattern.New(`(?i)^(?:[0-9._+-]+(?:e[0-9+-]*)?|0[xob][0-9a-f_]+|true|false|yes|no|on|off|null|y|n)$`)
	day      = pattern.New(`^\d{4}-\d{2}-\d{2}$`)
)

func escaped(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == '\ufeff':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteFront is quote; dates stand bare, as everybody writes them.
func quoteFront(text string) string {
	if day().MatchString(text) {
		return text
	}
	return quote(text)
}
