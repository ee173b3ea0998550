package adr

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Edit replaces the bytes from Start to End, which is exclusive, with New, in the file's own encoding.
type Edit struct {
	Start, End int
	New        string
}

// Apply makes edits that are in order and do not overlap.
func Apply(text []byte, edits []Edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// ErrByHand says that a record cannot be edited without the risk of changing more than was asked for.
var ErrByHand = errors.New("cannot be changed without touching more than that: edit the file by hand")

// Text is the record's file, or what of it was read. It must not be changed.
func (r *Record) Text() []byte { return r.source.text }

// SetStatus makes the status another one, such as "deprecated". A status that has more to it than a word is written whole.
// No edits mean that it says so already.
func (r *Record) SetStatus(status string) ([]Edit, error) {
	want, known := statusOf(status)
	if !known || strings.ContainsAny(status, "\r\n") {
		return nil, fmt.Errorf("%q is no status: say proposed, accepted, rejected, deprecated or superseded", status)
	}
	if r.Said != "" && strings.EqualFold(r.Said, status) {
		return nil, nil
	}
	edits, err := r.setStatus(status)
	return r.sure(edits, err, func(now *Record) bool {
		return now.Status == want && strings.EqualFold(now.Said, plainValue(status))
	}, keyStatus)
}

func (r *Record) setStatus(status string) ([]Edit, error) {
	switch {
	case r.status.there() && r.status.front, !r.status.there() && r.front.there && r.Format == MADR:
		return r.setFront(keyStatus, quoteFront(status), status)
	case r.status.there():
		at := r.status
		was := r.source.decode(at.start, at.end)
		return r.edit(at.start, at.end, spaced(&r.source, at, dressed(sameCase(status, was, r.Format), was)))
	}
	if x, ok := r.body.find("status", "decision status", "state"); ok {
		return r.insert(x.start, "\n"+sameCase(status, "", Nygard)+"\n")
	}
	if len(r.body.sections) == 0 {
		return nil, ErrByHand
	}
	said := "## Status\n\n" + sameCase(status, "", Nygard)
	head := r.body.sections[0]
	if head.level > 1 {
		return r.insert(head.at, said+"\n\n")
	}
	if from, to := r.source.trim(head.start, head.text); from == to {
		return r.insert(head.start, "\n"+said+"\n")
	}
	return r.insertBelow(head, said)
}

// insertBelow adds a section behind a section's own text: what stands there stays where it is.
func (r *Record) insertBelow(x section, text string) ([]Edit, error) {
	if x.text < len(r.source.text) {
		return r.insert(x.text, text+"\n\n")
	}
	_, end := r.source.trim(x.start, x.text)
	return r.insert(r.source.lineEnd(end), "\n\n"+text)
}

// sameCase begins a status as the one before began.
func sameCase(status, was string, f Format) string {
	first, size := utf8.DecodeRuneInString(status)
	was = strings.TrimLeft(was, "*_`")
	before, _ := utf8.DecodeRuneInString(was)
	if unicode.IsUpper(before) || was == "" && f == Nygard {
		return string(unicode.ToUpper(first)) + status[size:]
	}
	return status
}

// dressed puts the marks around a value that were around the one before.
func dressed(value, was string) string {
	if bare := plainValue(was); bare != "" && bare != was {
		if before, after, ok := strings.Cut(was, bare); ok {
			return before + value + after
		}
	}
	return value
}

// spaced begins a value that was empty with a blank.
func spaced(s *source, at spot, value string) string {
	if at.start == at.end && at.start > 0 && !blank(s.text[at.start-1]) {
		return " " + value
	}
	return value
}

// Set makes one key say something else, wherever the record has it: in its front matter, or in a line of its list. A record
// with neither gets front matter. Keys are as in MADR: "review-by", "decision-makers".
func (r *Record) Set(key, value string) ([]Edit, error) {
	key = canonical(key)
	if key == keyStatus {
		return r.SetStatus(value)
	}
	if !writable(key) || strings.ContainsAny(value, "\r\n\x00") {
		return nil, fmt.Errorf("%q cannot be set in a record", key)
	}
	if r.text(key) == value {
		return nil, nil
	}
	edits, err := r.set(key, quoteFront(value), value)
	return r.sure(edits, err, func(now *Record) bool { return now.text(key) == short(clean(value), mostValue) }, key)
}

// SetList is Set for keys with several values.
func (r *Record) SetList(key string, values []string) ([]Edit, error) {
	key = canonical(key)
	if !writable(key) || slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "\r\n\x00,") }) {
		return nil, fmt.Errorf("%q cannot be set in a record", key)
	}
	if slices.Equal(r.list(key), values) {
		return nil, nil
	}
	edits, err := r.set(key, flow(values), strings.Join(values, ", "))
	return r.sure(edits, err, func(now *Record) bool { return slices.Equal(now.list(key), values) }, key)
}

func flow(values []string) string {
	items := make([]string, len(values))
	for i, v := range values {
		items[i] = quoteFront(v)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func writable(key string) bool {
	return listed[key] || key == keySource || key == keyIfWrong || key == keySaves || key == keyCosts
}

// set writes a key: as YAML into front matter, or as plain text into a line.
func (r *Record) set(key, yaml, text string) ([]Edit, error) {
	if r.front.key(key) != nil {
		return r.setFront(key, yaml, text)
	}
	if at, ok := r.fields[key]; ok && at.there() {
		was := r.source.decode(at.start, at.end)
		return r.edit(at.start, at.end, spaced(&r.source, at, dressed(text, was)))
	}
	if !r.front.there && listed[key] && r.Format == Listed {
		return r.addLine(key, text)
	}
	return r.setFront(key, yaml, text)
}

// setFront writes a key of the front matter, keeping the quotes that the value had.
func (r *Record) setFront(key, yaml, text string) ([]Edit, error) {
	s := &r.source
	if !r.front.there {
		return r.insert(s.begin, "---\n"+key+": "+yaml+"\n---\n\n")
	}
	k := r.front.key(key)
	if k == nil {
		return r.insert(r.front.end, key+": "+yaml+"\n")
	}
	at := k.spot
	if k.block && r.front.broken {
		return nil, ErrByHand // nobody knows which of those lines belong to it
	}
	if k.block {
		return r.edit(at.start, at.end, spaced(s, spot{start: at.start, end: at.start}, yaml))
	}
	if was := s.text[at.start:at.end]; len(was) > 1 && yaml[0] != '[' {
		switch {
		case was[0] == '"' && !strings.ContainsAny(text, `"\`):
			yaml = `"` + text + `"`
		case was[0] == '\'' && !strings.Contains(text, "'"):
			yaml = "'" + text + "'"
		}
	}
	return r.edit(at.start, at.end, spaced(s, at, yaml))
}

// addLine adds `key: text` below the line of the status, in its manner.
func (r *Record) addLine(key, text string) ([]Edit, error) {
	s := &r.source
	if !r.status.there() || r.status.front {
		return nil, ErrByHand
	}
	start, end := s.bounds(s.line(r.status.start) - 1)
	line := s.decode(start, end)
	value := s.decode(r.status.start, r.status.end)
	at := strings.Index(strings.ToLower(line), keyStatus)
	if at < 0 || value == "" {
		return nil, ErrByHand
	}
	before := line[:at]
	between, after, ok := strings.Cut(line[at+len(keyStatus):], value)
	if !ok {
		return nil, ErrByHand
	}
	name := strings.ReplaceAll(key, "-", " ")
	if unicode.IsUpper(rune(line[at])) {
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	added := before + name + between + text + after
	if bullet(s.text, start, end) == start && s.text[start] != '|' {
		added = "\n" + added // a paragraph of its own
	}
	next := s.after(end)
	if next == end { // the last line has no end
		return r.insert(end, "\n"+added)
	}
	return r.insert(next, added+"\n")
}

// AddLink says how the record stands to another, where records of its shape say that. No edits mean that it does already.
func (r *Record) AddLink(rel Relation, other *Record) ([]Edit, error) {
	for _, l := range r.Links {
		if l.Relation == rel && l.leadsTo(r, other) {
			return nil, nil
		}
	}
	edits, err := r.addLink(rel, other)
	return r.sure(edits, err, func(now *Record) bool {
		return slices.ContainsFunc(now.Links, func(l Link) bool { return l.leadsTo(now, other) && l.Relation == rel })
	}, "links", string(rel), keyRelates)
}

var verbs = map[Relation]string{Supersedes: "Supersedes", SupersededBy: "Superseded by", Relates: "Relates to"}

func (r *Record) addLink(rel Relation, other *Record) ([]Edit, error) {
	s := &r.source
	key := string(rel)
	if rel == Relates {
		key = keyRelates
	}
	if r.front.there && (r.Format == MADR || r.front.key(key) != nil) {
		values := append(r.list(key), other.Reference())
		return r.setFront(key, flow(values), "")
	}
	link := "[" + other.label() + "](" + r.way(other) + ")"
	if r.Format == Listed && rel != Relates {
		return r.addLine(key, link)
	}
	if x, ok := r.body.find("links", "related decisions", "more information"); ok && r.Format != Nygard {
		_, end := s.trim(x.start, x.text)
		return r.insert(s.lineEnd(end), "\n* "+verbs[rel]+" "+link)
	}
	if x, ok := r.body.find("status"); ok {
		_, end := s.trim(x.start, x.text)
		return r.insert(s.lineEnd(end), "\n\n"+verbs[rel]+" "+link)
	}
	_, end := s.trim(0, len(s.text))
	return r.insert(s.lineEnd(end), "\n\n## Links\n\n* "+verbs[rel]+" "+link)
}

// lineEnd is the end of the line on which a byte stands.
func (s *source) lineEnd(at int) int {
	_, end := s.bounds(s.line(max(at-1, 0)) - 1)
	return max(end, at)
}

// SupersededStatus is how the record says that another took its place, in the manner of its shape.
func (r *Record) SupersededStatus(heir *Record) string {
	if r.Format == MADR {
		return "superseded by " + heir.Reference()
	}
	return "superseded by [" + heir.label() + "](" + r.way(heir) + ")"
}

// Reference is how a text names the record: its stable id, else ADR- and its number, else its file's name.
func (r *Record) Reference() string {
	switch {
	case r.ID != "":
		return r.ID
	case r.Number != "":
		return "ADR-" + Padded(r.Number)
	}
	return path.Base(r.Path)
}

// Padded is a number with at least four digits.
func Padded(text string) string {
	n := number(text)
	if n < 0 {
		return text
	}
	return fmt.Sprintf("%04d", n)
}

// label is what a link to the record is called.
func (r *Record) label() string {
	title := strings.NewReplacer("[", "(", "]", ")", "\\", "").Replace(r.Title)
	if n := number(r.Number); r.Number != "" {
		return fmt.Sprintf("%d. %s", n, title)
	}
	return title
}

// way is the path from the record's folder to another.
func (r *Record) way(other *Record) string {
	from, to := strings.Split(path.Dir(r.Path), "/"), strings.Split(other.Path, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	if len(from) == 1 && from[0] == "." {
		from = nil
	}
	out := strings.Repeat("../", len(from)) + strings.Join(to, "/")
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(out)
}

func (r *Record) insert(at int, text string) ([]Edit, error) { return r.edit(at, at, text) }

func (r *Record) edit(start, end int, text string) ([]Edit, error) {
	written, err := r.source.encode(text)
	if err != nil {
		return nil, err
	}
	return []Edit{{Start: start, End: end, New: written}}, nil
}

// sure reads the record as it would be, and refuses an edit that does not say what it should or changes what anything else
// says.
func (r *Record) sure(edits []Edit, err error, says func(now *Record) bool, may ...string) ([]Edit, error) {
	if errors.Is(err, ErrByHand) || r.unread {
		return nil, fmt.Errorf("%s %w", r.Path, ErrByHand)
	}
	if err != nil || len(edits) == 0 {
		return nil, err
	}
	now := Parse(r.Folder, r.Path, Apply(r.source.text, edits))
	before, after := r.said(), now.said()
	for _, key := range append(may, "links") {
		delete(before, key)
		delete(after, key)
	}
	if !says(now) || !maps.Equal(before, after) {
		return nil, fmt.Errorf("%s %w", r.Path, ErrByHand)
	}
	return edits, nil
}

// said is all that a record says, by key.
func (r *Record) said() map[string]string {
	out := map[string]string{ // no key of front matter is called so
		"the number": r.Number, "the title": r.Title, "the context": r.Context, "the decision": r.Decision, "the options": r.Options,
	}
	for _, k := range r.front.keys {
		out[k.name] = fmt.Sprint(k.value)
	}
	for name := range r.fields {
		out[name] = r.text(name)
	}
	out[keyStatus] = r.Said
	out["sections"] = ""
	for _, x := range r.body.sections {
		if !strings.EqualFold(x.title, "status") && !strings.EqualFold(x.title, "links") {
			out["sections"] += x.title + "\n"
		}
	}
	return out
}
