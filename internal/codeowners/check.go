package codeowners

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Kinds of faults that only the repository can tell, reported by Check.
const (
	NoMatch      Code = "no-match"      // no tracked file matches the rule
	Duplicate    Code = "duplicate"     // another rule says the same, or overrides this one whatever the path
	Shadowed     Code = "shadowed"      // other rules decide every tracked file that matches
	UnknownOwner Code = "unknown-owner" // nobody of that name is known here
	GoneOwner    Code = "gone-owner"    // known, but has not been active for long
	Uncovered    Code = "uncovered"     // tracked files that no rule matches; line 0
	Unchecked    Code = "unchecked"     // the file is too large to be held against all tracked files; line 0
)

// Standing is what is known of an owner.
type Standing int

const (
	Known   Standing = iota // or nothing can be said, as of a team
	Unknown                 // no such person or team
	Gone                    // known, but has not been active for a year, or what the settings say
)

// Checking is what a file is held against. The zero value finds duplicates alone.
type Checking struct {
	// Paths are the tracked files, relative to the repository's top, with slashes, each once. Without
	// them nothing is said about what matches.
	Paths []string
	// Survey is r.Survey(Paths), when the caller has it already; Paths is then not looked at.
	Survey *Survey
	// Standing tells what is known of an owner as written ("@user", "@org/team", "@@role" or an
	// address; Gitea's always with an @). It is asked once per owner. nil: owners are not checked.
	Standing func(owner string) Standing
	// Nearest is whom to name in the place of a gone owner of a rule, or of a section when the rule is nil; "" for nobody.
	Nearest func(r *Rule) string
}

// Check answers the faults that show only when the file is held against its repository, in the order of
// the file, at most 1,000; those of the text alone are in r.Problems.
func (r *Ruleset) Check(c Checking) []Problem {
	if r == nil {
		return nil
	}
	k := &checker{rules: r, survey: c.Survey}
	if k.survey == nil && c.Paths != nil {
		k.survey = r.Survey(c.Paths)
	}
	duplicate := k.duplicates()
	for i, rule := range r.Rules {
		if other := duplicate[i]; other != nil {
			k.duplicate(rule, other)
		} else if k.survey != nil {
			k.idle(k.survey.of(i))
		}
	}
	if c.Standing != nil {
		k.owners(c)
	}
	if k.survey != nil {
		k.whole()
	}
	slices.SortStableFunc(k.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(k.problems) > maxProblems {
		k.problems = k.problems[:maxProblems]
		last := &k.problems[maxProblems-1]
		*last = Problem{File: r.File, Line: last.Line, Code: TooMany, Message: "there are more problems from here on"}
	}
	return k.problems
}

type checker struct {
	rules    *Ruleset
	survey   *Survey
	problems []Problem
}

func (k *checker) add(line, column, end int, code Code, message string) {
	k.problems = append(k.problems, Problem{
		File: k.rules.File, Line: line, Column: column, EndColumn: end, Code: code, Message: message,
	})
}

func (k *checker) rule(r *Rule, code Code, message string) {
	column, end := r.PatternColumns()
	k.add(r.Line, column, end, code, message)
}

// idle speaks of a rule that decides nothing.
func (k *checker) idle(x Reach) {
	switch {
	case !x.Idle || x.Rule.matchesNothing():
	case x.By == nil:
		k.rule(x.Rule, NoMatch, "no tracked file matches; correct the path, or remove the line")
	case x.By.Negated:
		k.rule(x.Rule, Shadowed, fmt.Sprintf("what it matches is excluded, as in line %d; remove this line", x.By.Line))
	default:
		k.rule(x.Rule, Shadowed, fmt.Sprintf("later lines decide all that it matches, as line %d does; remove this line, or move it below", x.By.Line))
	}
}

// matchesNothing says that the pattern itself is at fault, of which r.Problems speaks.
func (r *Rule) matchesNothing() bool { return r.glob == nil && r.regex == nil }

// owners speaks of every place where an owner stands that is not known, or gone.
func (k *checker) owners(c Checking) {
	asked := map[string]Standing{}
	told := 0
	tell := func(r *Rule, line int, owner string, column, end int) {
		s, ok := asked[owner]
		if !ok {
			s = c.Standing(owner)
			asked[owner] = s
		}
		if s != Known {
			told++
		}
		switch {
		case column == 0 || told > maxProblems:
		case s == Unknown:
			k.add(line, column, end, UnknownOwner, fmt.Sprintf("%s is known neither to the history nor to the settings; correct it, or add it to .leadline.toml", cutLong(owner)))
		case s == Gone:
			k.add(line, column, end, GoneOwner, goneMessage(owner, c.nearest(r)))
		}
	}
	for i := range k.rules.Headings {
		h := &k.rules.Headings[i]
		for j, o := range h.Owners {
			column, end := h.OwnerColumns(j)
			tell(nil, h.Line, o, column, end)
		}
	}
	for _, r := range k.rules.Rules {
		for j, o := range r.Owners {
			column, end := r.OwnerColumns(j)
			tell(r, r.Line, o, column, end)
		}
	}
}

func (c Checking) nearest(r *Rule) string {
	if c.Nearest == nil {
		return ""
	}
	return c.Nearest(r)
}

func goneMessage(owner, nearest string) string {
	if nearest == "" {
		return fmt.Sprintf("%s has not been here for long; add somebody who is", cutLong(owner))
	}
	return fmt.Sprintf("%s has not been here for long; the nearest person who is still here: %s", cutLong(owner), cutLong(nearest))
}

// whole speaks of the file as a whole.
func (k *checker) whole() {
	s := k.survey
	if s.unsure {
		k.add(0, 0, 0, Unchecked, fmt.Sprintf("%d rules and %d files are too many to try them all; what matches nothing is not shown", len(k.rules.Rules), len(s.paths)))
	}
	if s.Capped || len(s.Uncovered) == 0 || len(k.rules.Rules) == 0 {
		return
	}
	k.add(0, 0, 0, Uncovered, uncoveredMessage(s))
}

// mostNamed is how many areas a message names; the largest come first.
const mostNamed = 3

func uncoveredMessage(s *Survey) string {
	areas := slices.Clone(s.Uncovered)
	slices.SortStableFunc(areas, func(a, b Area) int { return b.Files - a.Files })
	files := 0
	var names []string
	for i, a := range areas {
		files += a.Files
		switch {
		case i >= mostNamed:
		case a.Files > 1:
			names = append(names, fmt.Sprintf("%s (%d)", cutLong(a.Path), a.Files))
		default:
			names = append(names, cutLong(a.Path))
		}
	}
	if more := len(areas) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("no rule matches %d of %d files: %s; add rules for them", files, s.Files, strings.Join(names, ", "))
}

func cutLong(s string) string {
	const most = 80
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// Uncovered answers the areas of which no rule matches any file, sorted: a folder with a slash at its
// end where that holds for all of its files, else single files; "/" when it holds for all.
func (r *Ruleset) Uncovered(paths []string) []string {
	s := r.Survey(paths)
	out := make([]string, 0, len(s.Uncovered))
	for _, a := range s.Uncovered {
		out = append(out, a.Path)
	}
	return out
}
