package codeowners

import (
	"fmt"
	"strconv"
	"strings"
)

// parseGitLab follows "Syntax of CODEOWNERS file" and the error handling of
// "Advanced CODEOWNERS configuration" in GitLab's documentation. Unlike
// GitHub's, a faulty owner costs only itself, a rule without any takes its
// section's default owners, and a comment cannot share a line with a rule:
// "Any Code Owners listed in a comment are parsed."
func (p *parser) parseGitLab(text []byte) {
	s := sections{parser: p, byName: map[string]int{defaultSection: 0}}
	p.rules.Sections = []Section{{}}
	s.current.approvals = 1
	s.headings = []heading{s.current}
	p.each(text, func(line string) {
		if h, ok := s.heading(line); ok {
			if h != nil {
				s.current = *h
				s.headings = append(s.headings, *h)
				s.rules.Headings = append(s.rules.Headings, Heading{
					Name: h.name, Line: s.line, Optional: h.optional, Approvals: h.approvals, Owners: h.owners, written: h.written,
				})
			}
			return
		}
		s.entry(line)
	})
	s.settle()
}

// defaultSection is GitLab's own name for the rules outside any section: a
// section called so joins them.
const defaultSection = "codeowners"

type sections struct {
	*parser
	byName   map[string]int // by lower-cased name: index in Ruleset.Sections
	headings []heading
	current  heading
}

// heading is one heading; several can open the same section.
type heading struct {
	name      string
	section   int
	approvals int
	optional  bool
	owners    []string // default owners of the rules below it
	written   []span   // where they stand in the heading
	rules     int
}

// heading reads "^[Name][2] @default @owners". ok says that the line is one,
// or was meant to be; then h is nil. What cannot be parsed as a heading GitLab
// reports and passes over: the rules below it stay in the section before.
func (s *sections) heading(line string) (h *heading, ok bool) {
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	rest := line[start:]
	rest, optional := strings.CutPrefix(rest, "^")
	if !strings.HasPrefix(rest, "[") {
		return nil, false
	}
	name, rest, closed := strings.Cut(rest[1:], "]")
	if !closed {
		s.problem(word{}, BadSection, "this section heading has no ]; its rules count for the section before")
		return nil, true
	}
	if strings.TrimSpace(name) == "" {
		s.problem(word{}, BadSection, "this section has no name; write one between the brackets")
	}
	h = &heading{name: name, section: s.section(name), optional: optional, approvals: 1}
	if number, after, has := cutBrackets(rest); has {
		rest = after
		h.approvals = s.approvals(number, optional)
	}
	offset := len(line) - len(rest)
	for _, w := range words(headingOwners(rest), offset) {
		if !ownerForm(GitLab, w.text) {
			s.badOwner(w)
			continue
		}
		h.owners = append(h.owners, w.text)
		h.written = append(h.written, w.span())
	}
	return h, true
}

func cutBrackets(s string) (inside, after string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return "", s, false
	}
	return strings.Cut(s[1:], "]")
}

// headingOwners cuts at the first character that GitLab does not take for a
// part of the default owners, so that a comment may follow them.
func headingOwners(s string) string {
	for i := range len(s) {
		if c := s[i]; !isWordByte(c) && !isBlank(c) && strings.IndexByte("@_.-/", c) < 0 {
			return s[:i]
		}
	}
	return s
}

func (s *sections) approvals(number string, optional bool) int {
	n, err := strconv.Atoi(strings.TrimSpace(number))
	switch {
	case err != nil || n < 1:
		s.problem(word{}, BadApprovals, fmt.Sprintf("%s is not a number of approvals and counts as 1; write a number from 1 on", quote(number)))
		return 1
	case optional:
		s.problem(word{}, BadApprovals, "an optional section requires no approval; remove ^ or the number")
	}
	return n
}

func (s *sections) section(name string) int {
	key := strings.ToLower(name)
	if i, ok := s.byName[key]; ok {
		return i
	}
	i := len(s.rules.Sections)
	s.byName[key] = i
	s.rules.Sections = append(s.rules.Sections, Section{Name: name, Line: s.line})
	return i
}

// entry reads "pattern owner owner" or "!pattern".
func (s *sections) entry(line string) {
	pattern, rest, offset := cutPattern(line)
	text, excludes := strings.CutPrefix(pattern.text, "!")
	if text == "" {
		s.problem(pattern, BadPattern, "nothing follows the !; write the path to exclude")
		return
	}
	g := compileGitLab(text)
	if g == nil {
		s.problem(pattern, BadPattern, fmt.Sprintf("%s matches no path; look for an unclosed [ or two slashes in a row", quote(text)))
	}
	var owners []string
	var written []span
	if !excludes {
		owners, written = s.owners(rest, offset)
	}
	r := s.rule(pattern, owners, written)
	r.glob = g
	r.Negated = excludes
	r.section = s.current.section
	r.Section = s.rules.Sections[r.section].Name
	r.heading = len(s.headings) - 1
	s.headings[r.heading].rules++
}

func (s *sections) owners(rest string, offset int) (owners []string, written []span) {
	ws := words(rest, offset)
	if len(ws) == 0 {
		if len(s.current.owners) == 0 {
			s.problem(word{}, NoOwner, "this rule has no owner; add one, or default owners to its section")
		}
		return s.current.owners, nil
	}
	commented := false
	for _, w := range ws {
		if w.text[0] == '#' && !commented {
			commented = true
			s.problem(word{"", w.start, len(rest) + offset}, InlineComment, "GitLab has no comments after a rule and reads owners in it; move it to a line of its own")
		}
		if ownerForm(GitLab, w.text) {
			owners = append(owners, w.text)
			written = append(written, w.span())
		} else if !commented {
			s.badOwner(w)
		}
	}
	return owners, written
}

func (s *sections) badOwner(w word) {
	s.problem(w, BadOwner, fmt.Sprintf("GitLab ignores %s; write %s", quote(w.text), ownerExample(GitLab)))
}

// settle decides what depends on the whole file: "If a section is duplicated
// in the file, and one of them is marked as optional and the other isn't, the
// section is required."
func (s *sections) settle() {
	required := make([]bool, len(s.rules.Sections))
	optional := make([]bool, len(s.rules.Sections))
	for _, h := range s.headings {
		if h.rules > 0 {
			required[h.section] = required[h.section] || !h.optional
		}
		optional[h.section] = optional[h.section] || h.optional
	}
	for i := range s.rules.Sections {
		s.rules.Sections[i].Optional = optional[i] && !required[i]
	}
	for _, r := range s.rules.Rules {
		r.approvals = s.headings[r.heading].approvals
	}
}

// compileGitLab reads a pattern as GitLab hands it to Ruby's File.fnmatch: "*"
// alone is everything; a path without a leading slash matches at any depth; a
// trailing slash means everything below. A name does not match what is below
// a folder of that name, and "**" that is not a whole segment before a slash
// is just "*". It answers nil for a pattern that matches nothing.
func compileGitLab(pattern string) *glob {
	if pattern == "*" {
		pattern = "/**/*"
	}
	if strings.HasPrefix(pattern, `\#`) {
		pattern = pattern[1:]
	}
	parts := splitPattern(pattern)
	g := &glob{}
	if parts[0] == "" {
		parts = parts[1:]
	} else {
		g.globstar()
	}
	last := len(parts) - 1
	if parts[last] == "" {
		g.tail = tailBelow
		parts = parts[:last]
		last = len(parts) // none of them is the name of the file
	}
	for i, part := range parts {
		if part == "**" && i != last {
			g.globstar()
			continue
		}
		seg, ok := compileSegment(part, true)
		if !ok {
			return nil
		}
		g.segments = append(g.segments, seg)
	}
	g.finish()
	return g
}
