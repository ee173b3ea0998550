package adr

import (
	"bytes"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/leadline/leadline/internal/pattern"
)

const (
	mostTitle   = 300 // characters
	mostValue   = 1000
	mostItems   = 50
	mostProse   = 16 << 10
	mostAnchors = 50
)

// Parse reads a record. folder is that of its collection, relative to the repository's top, as is file. It never fails.
func Parse(folder, file string, text []byte) *Record {
	r := &Record{Path: file, Folder: folder, Status: Accepted, Format: Bare, fields: map[string]spot{}}
	r.Number, r.Slug = named(file)
	switch {
	case len(text) > MaxSize:
		r.fault(0, Unreadable, "this record is larger than "+strconv.Itoa(MaxSize>>10)+" kB and was not read: shorten it, and link the rest")
		text, r.unread = nil, true
	case bytes.IndexByte(text, 0) >= 0:
		r.fault(0, Unreadable, "this record is no plain text, or UTF-16: save it as UTF-8")
		text, r.unread = nil, true
	}
	r.source = newSource(text)
	r.readFront()
	r.body = outlineOf(&r.source, r.front.below)
	r.readTitle()
	r.readLines()
	r.readStatus()
	r.readFields()
	r.readProse()
	r.readLinks()
	return r
}

// IsRecord says whether the text is that of a decision at all: other files lie in such folders too.
func (r *Record) IsRecord() bool {
	if r.Number != "" || dated().MatchString(r.Slug) || r.Said != "" || r.isOurs() {
		return true
	}
	_, ok := r.body.find("decision", "decision outcome", "context", "context and problem statement", "considered options", "consequences")
	return ok
}

// fault notes something about a line, numbered from 0.
func (r *Record) fault(line int, code Code, message string) {
	r.Faults = append(r.Faults, Fault{Path: r.Path, Line: line + 1, Code: code, Message: message})
}

var (
	numberTitle = pattern.New(`^(?i:(?:adr|madr|rfc|decision(?: record)?)[-_ #]*)?#?(\d{1,6})\s*(?:[.:)]|\s[-–—|]+)\s*(\S.*)$`)
	adrTitle    = pattern.New(`^(?i:adr|madr|decision(?: record)?)[-_ #]*(\d{1,6})\s*[.:)–—-]*\s+(\S.*)$`)
	namedTitle  = pattern.New(`^(?i:adr|madr|(?:architecture )?decision record)\s*[:–—-]\s*(\S.*)$`)
)

func (r *Record) readTitle() {
	r.TitleLine = 1
	var head *section
	for i := range r.body.sections {
		if x := &r.body.sections[i]; x.level == 1 || head == nil {
			head = x
			if x.level == 1 {
				break
			}
		}
	}
	if head != nil && (head.level == 1 || !isPart(head.title)) {
		r.Title, r.TitleLine = head.title, r.source.line(head.at)
	}
	if k := r.front.key(keyTitle); k != nil && r.Title == "" {
		r.Title, _ = k.value.(string)
		r.TitleLine = k.line + 1
	}
	for _, shape := range []*regexp.Regexp{numberTitle(), adrTitle()} {
		if m := shape.FindStringSubmatch(r.Title); m != nil {
			if r.Number == "" && !dated().MatchString(r.Slug) {
				r.Number = m[1]
			}
			if number(m[1]) == number(r.Number) || r.Number == "" {
				r.Title = m[2]
			}
			break
		}
	}
	if m := namedTitle().FindStringSubmatch(r.Title); m != nil {
		r.Title = m[1]
	}
	r.Title = short(clean(r.Title), mostTitle)
	if r.Title == "" {
		if len(r.source.text) > 0 {
			r.fault(0, NoTitle, "this record has no title: write one as its first line, such as # Charge is idempotent")
		}
		r.Title = spoken(r.Slug, r.Number)
	}
}

// isPart says whether a heading is one of a record's parts, not its title.
func isPart(title string) bool {
	switch strings.ToLower(title) {
	case "status", "context", "decision", "consequences", "decision outcome", "context and problem statement", "considered options", "links":
		return true
	}
	return false
}

// spoken is a slug as a title.
func spoken(slug, number string) string {
	slug = dated().ReplaceAllString(slug, "")
	slug = strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(slug))
	if slug == "" {
		return "Record " + number
	}
	runes := []rune(slug)
	return string(unicode.ToUpper(runes[0])) + string(runes[1:])
}

// clean makes one line without control characters.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// number is a number without zeros before it.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// mostLines is how many lines below the title are looked at for what MADR 2 says in a list.
const mostLines = 60

// readLines finds lines such as `* Status: accepted` and `**Date**: 2020-01-01` between the title and the next heading.
func (r *Record) readLines() {
	s := &r.source
	start, end := r.front.below, len(s.text)
	for _, x := range r.body.sections {
		if s.line(x.at) == r.TitleLine {
			start, end = x.start, x.text
			break
		}
		if end == len(s.text) {
			end = x.at
		}
	}
	first, from := s.line(start)-1, 0
	for i := first; i < len(s.starts) && i < first+mostLines && s.starts[i] < end; i++ {
		a, b := s.bounds(i)
		a, b = max(a, start), min(b, end)
		if a >= b || r.body.isHidden(a, &from) {
			continue
		}
		name, from, to, ok := field(s.text, a, b)
		if _, twice := r.fields[name]; ok && !twice {
			r.fields[name] = spot{start: from, end: to}
		}
	}
}

// listed are the keys that lines may have.
var listed = map[string]bool{
	keyStatus: true, keyDate: true, keyDeciders: true, keyConsulted: true, keyInformed: true, keyReviewBy: true, keyUndo: true,
	keyConfidence: true, keyDecidedBy: true, keyTags: true, keySupersedes: true, keySupersededBy: true, keyRelates: true, keyID: true,
}

// field reads a line `key: value` with the marks that Markdown may put around either.
func field(text []byte, start, end int) (name string, from, to int, ok bool) {
	at, end := trimBlanks(text, start, end)
	table := at < end && text[at] == '|'
	if table {
		at++
	}
	at = bullet(text, at, end)
	marks := func() {
		for at < end && (text[at] == '*' || text[at] == '_' || text[at] == ' ' || text[at] == '\t') {
			at++
		}
	}
	marks()
	begin := at
	for at < end && at-begin < 40 && (text[at] == ' ' || text[at] == '-' || text[at]|0x20 >= 'a' && text[at]|0x20 <= 'z') {
		at++
	}
	name = canonical(string(text[begin:at]))
	if !listed[name] {
		return "", 0, 0, false
	}
	colon := false
	for at < end && (text[at] == '*' || text[at] == '_' || text[at] == ':' || text[at] == ' ' || text[at] == '\t' || table && text[at] == '|') {
		if text[at] == ':' || text[at] == '|' {
			if colon {
				break
			}
			colon = true
		} else if colon && text[at] != ' ' && text[at] != '\t' && (at+1 < end && text[at+1] != ' ' && text[at+1] != '*' && text[at+1] != '_') {
			break // the marks of the value
		}
		at++
	}
	if table {
		if last := bytes.LastIndexByte(text[at:end], '|'); last >= 0 {
			end = at + last
		}
	}
	from, to = trimBlanks(text, at, end)
	if from < to && text[to-1] == '\\' {
		_, to = trimBlanks(text, from, to-1)
	}
	if from >= to {
		from, to = at, at
	}
	return name, from, to, colon
}

func trimBlanks(text []byte, start, end int) (int, int) {
	for start < end && blank(text[start]) {
		start++
	}
	for end > start && blank(text[end-1]) {
		end--
	}
	return start, end
}

// value is what a key says, wherever it stands, and the line of it, from 0.
func (r *Record) value(name string) (value any, line int, ok bool) {
	if k := r.front.key(name); k != nil {
		return k.value, k.line, true
	}
	if at, there := r.fields[name]; there {
		return plainValue(r.source.decode(at.start, at.end)), r.source.line(at.start) - 1, true
	}
	return nil, 0, false
}

// text is a key's value in one line.
func (r *Record) text(name string) string {
	value, _, _ := r.value(name)
	switch v := value.(type) {
	case string:
		return short(clean(v), mostValue)
	case []string:
		return short(clean(strings.Join(v, ", ")), mostValue)
	}
	return ""
}

// list is a key's value as a list; a text is taken apart at its commas.
func (r *Record) list(name string) []string {
	value, _, _ := r.value(name)
	var items []string
	switch v := value.(type) {
	case string:
		if strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[") && strings.Contains(v, "list ") {
			return nil // a template's
		}
		items = strings.Split(strings.Trim(v, "[]"), ",")
	case []string:
		items = v
	}
	var out []string
	for _, item := range items {
		if item = short(clean(item), mostValue); item != "" && len(out) < mostItems {
			out = append(out, item)
		}
	}
	return out
}

func (r *Record) readFields() {
	r.ID = r.text(keyID)
	r.Date = date(r.text(keyDate))
	if m := dated().FindStringSubmatch(r.Slug); m != nil && r.Date == "" {
		r.Date = date(m[1])
	}
	r.ReviewBy = date(r.text(keyReviewBy))
	r.Deciders, r.Consulted, r.Informed, r.Tags = r.list(keyDeciders), r.list(keyConsulted), r.list(keyInformed), r.list(keyTags)
	r.Undo = oneOf(r.text(keyUndo), "days", "weeks", "months")
	r.Confidence = oneOf(r.text(keyConfidence), "guess", "enough", "certain")
	r.DecidedBy, r.Source, r.IfWrong = r.text(keyDecidedBy), r.text(keySource), r.text(keyIfWrong)
	r.Saves, r.Costs = r.text(keySaves), r.text(keyCosts)
	r.readChecks()
	value, _, _ := r.value(keyAnchors)
	switch v := value.(type) {
	case string:
		r.anchor(placeOf(v))
	case []string:
		for _, item := range v {
			r.anchor(placeOf(item))
		}
	case []map[string]string:
		for _, m := range v {
			p := placeOf(m["path"])
			if line := number(m["line"]); line > 0 {
				p.Line, p.EndLine = line, max(line, number(m["end-line"]))
			}
			p.Text, p.Commit = m["text"], m["commit"]
			r.anchor(p)
		}
	}
}

func oneOf(text string, choices ...string) string {
	for _, c := range choices {
		if strings.EqualFold(text, c) {
			return c
		}
	}
	return ""
}

func (r *Record) anchor(p Place) {
	p.Path = path.Clean(p.Path)
	if p.Path == "." || path.IsAbs(p.Path) || p.Path == ".." || strings.HasPrefix(p.Path, "../") || strings.ContainsRune(p.Path, 0) || len(r.Anchors) == mostAnchors {
		return
	}
	r.Anchors = append(r.Anchors, p)
}

var placed = pattern.New(`^(.+?):(\d{1,7})(?:-(\d{1,7}))?$`)

// placeOf reads path, path:3 or path:3-7.
func placeOf(text string) Place {
	if m := placed().FindStringSubmatch(text); m != nil {
		line := number(m[2])
		return Place{Path: m[1], Line: line, EndLine: max(line, number(m[3]))}
	}
	return Place{Path: text}
}

func (r *Record) readProse() {
	r.Context = r.prose(Context)
	r.Decision = r.prose(Decision)
	if r.Decision == chosen(r.Title) {
		r.Decision = ""
	}
	r.Options = r.prose(Options)
	if r.Context == "" && r.Decision == "" && r.Options == "" {
		r.Context = r.preamble()
	}
}

// preamble is what a record without parts says below its title, but for the lines that have a key.
func (r *Record) preamble() string {
	s := &r.source
	start, end := r.front.below, len(s.text)
	for i, x := range r.body.sections {
		if s.line(x.at) == r.TitleLine {
			start, end = x.start, x.text
			break
		}
		if i == 0 {
			end = x.at
		}
	}
	keyed := map[int]bool{}
	for _, at := range r.fields {
		keyed[s.line(at.start)] = true
	}
	var b strings.Builder
	for i := s.line(start) - 1; i < len(s.starts) && s.starts[i] < end && b.Len() <= mostProse; i++ {
		if a, z := s.bounds(i); !keyed[i+1] && a >= start {
			b.WriteString(s.decode(a, z) + "\n")
		}
	}
	return trimmed(b.String())
}

// trimmed is a text without comments and what is too much of it.
func trimmed(text string) string {
	text = strings.TrimSpace(uncommented(text))
	if len(text) > mostProse {
		text = strings.ToValidUTF8(text[:mostProse], "") + "…"
	}
	return text
}

// prose is the text of a part, with the sections below it.
func (r *Record) prose(p Part) string {
	x, ok := r.body.find(parts[p].headings...)
	if !ok {
		return ""
	}
	return trimmed(r.source.decode(x.start, max(x.start, x.end)))
}

// uncommented leaves out HTML comments, in which templates say what to write.
func uncommented(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "<!--")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if _, text, ok = strings.Cut(rest, "-->"); !ok {
			return b.String()
		}
	}
}
