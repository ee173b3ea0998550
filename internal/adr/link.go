package adr

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/pattern"
)

const mostLinks = 500

var relating = []struct {
	key      string
	relation Relation
}{{keySupersedes, Supersedes}, {keySupersededBy, SupersededBy}, {keyRelates, Relates}}

var (
	relation = pattern.New(`(?i)\b(super[sc]ede[ds]?|replace[ds]|amend(?:s|ed)|clarifie[sd]|refine[sd]|relate[sd]|extend(?:s|ed)|linked|depends)\b(?:\s+(by|to|with|on)\b)?`)
	target   = pattern.New(`\b(?:ADR[-_ #]?\d{1,6}|D-[0-9A-HJKMNP-TV-Z]{6,10})\b|(?:\b[Bb]y|\b[Ss]uper[sc]edes)\s+#?(\d{1,6})\b`)
)

// readLinks finds what the record says of others: in its front matter, its status, lines of a list, and links in the text.
func (r *Record) readLinks() {
	var lines []spot // that are read already
	for _, about := range relating {
		name, rel := about.key, about.relation
		if k := r.front.key(name); k != nil {
			for _, item := range r.list(name) {
				r.link(Link{Relation: rel, Target: item, Text: item, Line: k.line + 1, Start: k.spot.start, End: k.spot.end})
			}
		} else if at, ok := r.fields[name]; ok {
			lines = append(lines, at)
			if !r.inlineLinks(at.start, at.end, rel) {
				r.mention(at.start, at.end, rel)
			}
		}
	}
	if r.status.front && r.status.there() && !unchosen(r.Said) {
		r.spoken(r.status.start, r.status.end)
	}
	s := &r.source
	from := 0
	related := r.related()
	for i := s.line(r.front.below) - 1; i < len(s.starts) && len(r.Links) < mostLinks; i++ {
		start, end := s.bounds(i)
		start = max(start, r.front.below)
		if start >= end || r.body.isHidden(start, &from) {
			continue
		}
		if slices.ContainsFunc(lines, func(at spot) bool { return start <= at.start && at.start <= end }) {
			continue
		}
		inStatus := r.status.there() && !r.status.front && start <= r.status.start && r.status.start < end
		if inStatus && unchosen(r.Said) {
			continue
		}
		if inStatus || related(start) {
			r.spoken(start, end)
			continue
		}
		r.inlineLinks(start, end, "")
	}
}

// related says, of bytes in their order, whether they stand in a section about other records.
func (r *Record) related() func(at int) bool {
	var about [][2]int
	for _, x := range r.body.sections {
		switch strings.ToLower(strings.TrimRight(x.title, ": ")) {
		case "status", "links", "more information", "related decisions", "related", "related adrs", "references", "relations", "notes":
			about = append(about, [2]int{x.start, x.text})
		}
	}
	return func(at int) bool {
		for len(about) > 0 && about[0][1] <= at {
			about = about[1:]
		}
		return len(about) > 0 && about[0][0] <= at
	}
}

// spoken reads a line that may say how the record stands to another.
func (r *Record) spoken(start, end int) {
	rel := Relation("")
	if m := relation().FindSubmatch(r.source.text[start:end]); m != nil {
		rel = Relates
		verb := strings.ToLower(string(m[1]))
		if strings.HasPrefix(verb, "super") || strings.HasPrefix(verb, "replace") {
			rel = Supersedes
			if by := strings.ToLower(string(m[2])); by == "by" || by == "with" || strings.HasSuffix(verb, "d") {
				rel = SupersededBy
			}
		}
	}
	if !r.inlineLinks(start, end, rel) && rel != "" {
		r.mention(start, end, rel)
	}
}

// mention finds records that a line names without a link.
func (r *Record) mention(start, end int, rel Relation) {
	text := r.source.text[start:end]
	for _, m := range target().FindAllSubmatchIndex(text, 10) {
		a, b := m[0], m[1]
		if m[2] >= 0 {
			a, b = m[2], m[3]
		}
		name := string(text[a:b])
		r.link(Link{Relation: rel, Target: name, Text: name, Line: r.source.line(start), Start: start + a, End: start + b})
	}
}

func (r *Record) link(l Link) {
	if len(r.Links) < mostLinks && l.Target != "" && len(l.Target) <= mostValue {
		r.Links = append(r.Links, l)
	}
}

// inlineLinks finds [text](target) outside of code, and says whether there is any. Targets on other machines are left out.
func (r *Record) inlineLinks(start, end int, rel Relation) bool {
	text := r.source.text[start:end]
	found, ticks, counted := false, 0, 0
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("]("))
		if i < 0 {
			return found
		}
		mid := at + i
		at = mid + 2
		ticks, counted = ticks+bytes.Count(text[counted:mid], []byte("`")), mid
		near := max(0, mid-mostValue)
		open := bytes.LastIndexByte(text[near:mid], '[')
		if open < 0 || ticks%2 == 1 {
			continue
		}
		open += near
		a, last := at, min(len(text), at+mostValue)
		for a < last && (text[a] == ' ' || text[a] == '<') {
			a++
		}
		b, depth := a, 0
		for b < last && text[b] != ' ' && text[b] != '>' && (text[b] != ')' || depth > 0) {
			switch text[b] {
			case '(':
				depth++
			case ')':
				depth--
			}
			b++
		}
		if b == last || b == a {
			continue
		}
		at = b
		found = true
		l := Link{
			Relation: rel, Target: string(text[a:b]), Text: short(clean(r.source.decode(start+open+1, start+mid)), 100),
			Line: r.source.line(start), Start: start + a, End: start + b,
		}
		if local(l.Target) {
			r.link(l)
		}
	}
}

// local says whether a link's target is a file of the repository.
func local(target string) bool {
	if target == "" || target[0] == '#' || target[0] == '/' || target[0] == '{' || strings.HasPrefix(target, "mailto:") {
		return false
	}
	colon := strings.IndexByte(target, ':')
	return colon < 0 || strings.ContainsAny(target[:colon], "/.#?")
}

// file is the path, relative to the repository's top, that a link leads to; "" where it leads to none. It may lie outside.
func (l Link) file(from string) string {
	name, _, _ := strings.Cut(l.Target, "#")
	name, _, _ = strings.Cut(name, "?")
	if whole, err := url.PathUnescape(name); err == nil {
		name = whole
	}
	if name == "" || strings.ContainsAny(name, "\x00\\") {
		return ""
	}
	return path.Join(path.Dir(from), name)
}
