package codeowners

import "strings"

// Group is a part of a file under one heading.
type Group struct {
	Title string // "" for rules before the first heading
	Line  int    // of the heading, 1-based; 0 without one
	Rules []*Rule
}

// Outline cuts the file that text was parsed from into groups: below GitLab's section headings, or else
// below comments that stand like headings, at the start of the file or after a blank line.
func (r *Ruleset) Outline(text string) []Group {
	headings := r.comments(text)
	if len(r.Headings) > 0 {
		headings = headings[:0]
		for _, h := range r.Headings {
			headings = append(headings, Group{Title: h.Name, Line: h.Line})
		}
	}
	groups := []Group{{}}
	for _, rule := range r.Rules {
		for len(headings) > 0 && headings[0].Line < rule.Line {
			groups = append(groups, headings[0])
			headings = headings[1:]
		}
		last := &groups[len(groups)-1]
		last.Rules = append(last.Rules, rule)
	}
	groups = append(groups, headings...)
	out := groups[:0]
	for _, g := range groups {
		if len(g.Rules) > 0 || g.Line > 0 && len(r.Headings) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// comments are the first lines of comments after blank lines, without what only decorates them.
func (r *Ruleset) comments(text string) []Group {
	var out []Group
	free, named := true, false
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(line)
		comment := strings.HasPrefix(line, "#")
		if comment && (free || !named) {
			if title := strings.Trim(line, "#-=*/ \t"); title != "" {
				out = append(out, Group{Title: title, Line: n})
				named = true
			} else {
				named = false // a line that only decorates: the next may name
			}
		} else if !comment {
			named = true
		}
		free = line == ""
		if free {
			named = false
		}
	}
	return out
}
