package adr

import (
	"strings"
	"time"
	"unicode"

	"github.com/leadline/leadline/internal/pattern"
)

// words are what people call a status, in small letters; the longer of two that begin alike comes first.
var words = []struct{ word, status string }{
	{"not accepted", Rejected},
	{"not approved", Proposed},
	{"not doing", Rejected},
	{"won't do", Rejected},
	{"wont do", Rejected},
	{"accepted", Accepted},
	{"accept", Accepted},
	{"approved", Accepted},
	{"adopted", Accepted},
	{"agreed", Accepted},
	{"implemented", Accepted},
	{"decided", Accepted},
	{"final", Accepted},
	{"active", Accepted},
	{"done", Accepted},
	{"complete", Accepted},
	{"ratified", Accepted},
	{"proposed", Proposed},
	{"proposal", Proposed},
	{"draft", Proposed},
	{"pending", Proposed},
	{"in review", Proposed},
	{"in discussion", Proposed},
	{"in progress", Proposed},
	{"under review", Proposed},
	{"under discussion", Proposed},
	{"open", Proposed},
	{"wip", Proposed},
	{"todo", Proposed},
	{"tbd", Proposed},
	{"on hold", Proposed},
	{"deferred", Proposed},
	{"postponed", Proposed},
	{"rejected", Rejected},
	{"declined", Rejected},
	{"abandoned", Rejected},
	{"withdrawn", Rejected},
	{"cancelled", Rejected},
	{"canceled", Rejected},
	{"deprecated", Deprecated},
	{"obsolete", Deprecated},
	{"retired", Deprecated},
	{"archived", Deprecated},
	{"superseded", Superseded},
	{"superceded", Superseded},
	{"supersedes by", Superseded},
	{"replaced", Superseded},
}

var (
	leadingDate  = pattern.New(`^\(?\d{4}[-/.]\d{2}[-/.]\d{2}\)?[ \t:,–—|-]*`)
	supersededBy = pattern.New(`(?i)\b(?:super[sc]eded?|replaced)\s+(?:with\b|by\b)`)
)

// statusOf is what a text says about a status; "" where it says none that is known. A choice that nobody made yet, as
// templates have it, is known to be none.
func statusOf(text string) (status string, known bool) {
	text = strings.ToLower(text)
	if unchosen(text) {
		return Proposed, true
	}
	if supersededBy().MatchString(text) {
		return Superseded, true
	}
	text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	text = leadingDate().ReplaceAllString(text, "")
	text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range words {
		if rest, ok := strings.CutPrefix(text, w.word); ok {
			if next := []rune(rest); len(next) == 0 || !unicode.IsLetter(next[0]) {
				return w.status, true
			}
		}
	}
	return "", false
}

// unchosen says whether a status is a template's, which lists what it could be.
func unchosen(text string) bool {
	text = strings.TrimSpace(text)
	return strings.Contains(text, "|") && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") || strings.Count(text, "|") > 1)
}

// readStatus finds the status: in the front matter, in a section of its own, or in a line at the top.
func (r *Record) readStatus() {
	r.Status, r.Format = Accepted, Bare
	if k := r.front.key(keyStatus); k != nil {
		r.Format = MADR
		if text, ok := k.value.(string); ok && text != "" {
			r.says(text, k.spot)
			return
		}
		r.status = k.spot
	} else if r.front.there && r.isOurs() {
		r.Format = MADR
	}
	if x, ok := r.body.find("status", "decision status", "state"); ok && r.statusIn(x) {
		r.Format = Nygard
		return
	}
	if at, ok := r.fields[keyStatus]; ok {
		if r.Format == Bare {
			r.Format = Listed
		}
		if at.start < at.end {
			r.says(plainValue(r.source.decode(at.start, at.end)), at)
		} else if !r.status.there() {
			r.status = at
		}
	}
}

// isOurs says whether the front matter is that of a record, not that of a site's generator.
func (r *Record) isOurs() bool {
	for _, name := range []string{keyID, keyDeciders, keyConsulted, keyInformed, keyUndo, keyAnchors, keyReviewBy} {
		if r.front.key(name) != nil {
			return true
		}
	}
	return false
}

// statusIn reads a section of lines about the status. The last one with a date counts, as in a log; else the first one; and
// that something has taken its place wherever it stands.
func (r *Record) statusIn(x section) bool {
	s := &r.source
	from, log := 0, false
	var first, found spot
	for i := s.line(x.start) - 1; i < len(s.starts) && s.starts[i] < x.text; i++ {
		start, end := s.bounds(i)
		start, end = s.trim(max(start, x.start), min(end, x.text))
		if start >= end || r.body.isHidden(start, &from) {
			continue
		}
		start = bullet(s.text, start, end)
		line := s.decode(start, end)
		if strings.HasPrefix(line, "~~") || strings.HasPrefix(line, "<!--") || strings.HasPrefix(line, "---") {
			continue
		}
		at := spot{start: start, end: end}
		if !first.there() {
			first = at
		}
		status, known := statusOf(line)
		switch {
		case !known:
		case status == Superseded:
			r.says(plainValue(line), at)
			return true
		case !found.there() || log && leadingDate().MatchString(line):
			found, log = at, leadingDate().MatchString(line)
		}
	}
	if !found.there() {
		found = first
	}
	if found.there() {
		r.says(plainValue(s.decode(found.start, found.end)), found)
	}
	return found.there()
}

// says notes a status as it is written.
func (r *Record) says(text string, at spot) {
	r.Said, r.status, r.StatusLine = text, at, r.source.line(at.start)
	var known bool
	if r.Status, known = statusOf(text); !known {
		r.Status = Proposed
		r.fault(r.StatusLine-1, NoStatus, "\""+short(text, 40)+"\" is no status that is known, and was taken for proposed: write proposed, accepted, rejected, deprecated or superseded")
		r.Faults[len(r.Faults)-1].Start, r.Faults[len(r.Faults)-1].End = at.start, at.end
	}
}

// bullet is where the text of a list's item begins.
func bullet(text []byte, start, end int) int {
	if start+1 < end && (text[start] == '*' || text[start] == '-' || text[start] == '+' || text[start] == '>') && (text[start+1] == ' ' || text[start+1] == '\t') {
		for start++; start < end && (text[start] == ' ' || text[start] == '\t'); start++ {
		}
	}
	return start
}

// plainValue takes the marks off that Markdown puts around a whole value.
func plainValue(text string) string {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"**", "__", "*", "_", "`"} {
		if len(text) > 2*len(mark) && strings.HasPrefix(text, mark) && strings.HasSuffix(text, mark) {
			text = text[len(mark) : len(text)-len(mark)]
		}
	}
	return strings.TrimSpace(text)
}

var layouts = []string{time.DateOnly, "2006/01/02", "2006.01.02", "20060102", "2006-1-2", "2 January 2006", "January 2, 2006", "Jan 2, 2006", "2 Jan 2006", "02.01.2006"}

// date is a day as people write it, as 2006-01-02; "" for what is none.
func date(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') {
		if t, err := time.Parse(time.DateOnly, text[:10]); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

func short(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
