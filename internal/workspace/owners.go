package workspace

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

// OwnersCheck is CODEOWNERS held against the repository.
type OwnersCheck struct {
	Survey *codeowners.Survey
	// Problems are those of the text and those that only the repository can tell, in the order of the file.
	Problems []codeowners.Problem
	Drift    []Drift
}

// Drift is a rule that has lost touch: none of its owners is among those who know what it decides.
type Drift struct {
	// Area is the folder with a slash at its end, or the file, that holds all files the rule decides; "/" is
	// the whole repository.
	Area    string
	Rule    *codeowners.Rule
	Knowers []ownership.Knower // at most three, active, best first
}

// CheckOwners holds the CODEOWNERS file against the tracked files and those who are here. It is nil where
// there is no such file.
func (w *Workspace) CheckOwners(ctx context.Context) (*OwnersCheck, error) {
	s := w.Snapshot()
	if s.Owners == nil {
		return nil, nil
	}
	tracked, err := w.Tracked()
	if err != nil {
		return nil, fmt.Errorf("cannot list the tracked files: %w", err)
	}
	survey := s.Owners.Survey(tracked)
	problems := slices.Concat(s.Owners.Problems, s.Owners.Check(w.Checking(ctx, s, s.Owners, survey)))
	slices.SortStableFunc(problems, func(a, b codeowners.Problem) int { return a.Line - b.Line })
	out := &OwnersCheck{Survey: survey, Problems: problems}
	if !survey.Capped {
		out.Drift, err = w.drift(ctx, s, tracked)
	}
	return out, err
}

// mostNearest is for how many areas of a file it is looked up who is nearest; for the rest all of the repository has to do.
const mostNearest = 200

// Checking is what a file of owners is held against. survey may be nil.
func (w *Workspace) Checking(ctx context.Context, s *Snapshot, rules *codeowners.Ruleset, survey *codeowners.Survey) codeowners.Checking {
	known, standing := map[string]string{}, s.StandingIn(rules)
	if w.Repository.Shallow { // whoever is older than its history is not unknown
		whole := standing
		standing = func(owner string) codeowners.Standing {
			if is := whole(owner); is != codeowners.Unknown {
				return is
			}
			return codeowners.Known
		}
	}
	return codeowners.Checking{Survey: survey, Standing: standing, Nearest: func(r *codeowners.Rule) string {
		area := AreaOf(r, survey)
		if _, ok := known[area]; !ok && len(known) >= mostNearest {
			area = "."
		}
		who, ok := known[area]
		if !ok {
			if near, err := w.Nearest(ctx, area); err == nil && near != nil {
				who = Address(near.Person)
			}
			known[area] = who
		}
		return who
	}}
}

// AreaOf is the smallest area that a rule is about, as far as that can be told: by its pattern, else by files that it
// decides; "." is all. r may be nil, for a section.
func AreaOf(r *codeowners.Rule, survey *codeowners.Survey) string {
	if r == nil {
		return "."
	}
	if area, ok := r.Area(); ok {
		return area
	}
	if survey != nil {
		if x, ok := survey.At(r.Line); ok && len(x.Examples) > 0 {
			if area := strings.TrimSuffix(around(x.Examples), "/"); area != "" {
				return area
			}
		}
	}
	return "."
}

const (
	// someShare is the part of the knowledge from which somebody is among those who know an area.
	someShare = 0.05
	mostNext  = 3
)

func (w *Workspace) drift(ctx context.Context, s *Snapshot, tracked []string) ([]Drift, error) {
	decided := map[*codeowners.Rule][]string{}
	for _, file := range tracked {
		for _, rule := range s.Owners.Match(file).Rules {
			decided[rule] = append(decided[rule], file)
		}
	}
	groups := map[string][]string{}
	owners := map[*codeowners.Rule][]*people.Person{}
	for _, rule := range s.Owners.Rules {
		if files := decided[rule]; len(files) > 0 {
			// Who is named nowhere cannot be told to know it.
			if who, all := s.members(rule.Owners); all && len(who) > 0 && !slices.ContainsFunc(who, s.LeftOut) {
				owners[rule], groups[key(rule)] = who, files
			}
		}
	}
	known, err := w.Contributors(ctx, groups)
	if err != nil {
		return nil, fmt.Errorf("cannot tell who knows what CODEOWNERS declares: %w", err)
	}
	var out []Drift
	for _, rule := range s.Owners.Rules {
		knowers := known[key(rule)]
		isOwner := func(k ownership.Knower) bool { return slices.Contains(owners[rule], k.Person) && k.Share >= someShare }
		if owners[rule] == nil || len(knowers) == 0 || slices.ContainsFunc(knowers, isOwner) {
			continue
		}
		d := Drift{Area: around(decided[rule]), Rule: rule}
		for _, k := range knowers {
			if k.Active && k.Share >= someShare && len(d.Knowers) < mostNext {
				d.Knowers = append(d.Knowers, k)
			}
		}
		if len(d.Knowers) > 0 {
			out = append(out, d)
		}
	}
	return out, nil
}

func key(r *codeowners.Rule) string { return fmt.Sprint(r.Line) }

// around is the smallest area that holds all files.
func around(files []string) string {
	if len(files) == 1 {
		return files[0]
	}
	dir := path.Dir(files[0])
	for _, f := range files[1:] {
		for dir != "." && !strings.HasPrefix(f, dir+"/") {
			dir = path.Dir(dir)
		}
	}
	if dir == "." {
		return "/"
	}
	return dir + "/"
}

// members are the people behind declared owners. all is false when somebody is meant whom nothing here
// tells: a team or a role of the forge.
func (s *Snapshot) members(owners []string) (who []*people.Person, all bool) {
	for _, o := range owners {
		if team := s.team(o); team != nil {
			who = append(who, team...)
			continue
		}
		if elsewhere(o) {
			return nil, false
		}
		if p := s.Declared(o); p != nil {
			who = append(who, p)
		}
	}
	return who, true
}

// team are the members of a team of the settings, as far as history knows them; nil when there is none of
// that name.
func (s *Snapshot) team(owner string) []*people.Person {
	name := strings.TrimPrefix(owner, "@")
	_, short, ok := strings.Cut(name, "/")
	named := func(team string) bool { return strings.EqualFold(team, name) || ok && strings.EqualFold(team, short) }
	var out []*people.Person
	for _, t := range s.Settings.Teams {
		if named(t.Name) {
			out = []*people.Person{}
			for _, m := range t.Members {
				if p := s.Person(m); p != nil {
					out = append(out, p)
				}
			}
		}
	}
	for _, p := range s.Settings.People {
		if found := s.Person("@" + p.Handle); slices.ContainsFunc(p.Teams, named) && found != nil {
			out = append(out, found)
		}
	}
	return out
}

// elsewhere says whether an owner is a team or a role that only the forge knows.
func elsewhere(owner string) bool {
	return strings.HasPrefix(owner, "@@") || strings.HasPrefix(owner, "@") && strings.Contains(owner, "/")
}

// Declared is the person whom an owner names; nil when nobody known is meant. A handle that history does not
// show is taken for the person whose name or mailbox it spells: @dev-one and @devo for Dev One, or for dev.one@…
func (s *Snapshot) Declared(owner string) *people.Person {
	if p := s.Person(owner); p != nil {
		return p
	}
	handle, ok := strings.CutPrefix(owner, "@")
	if !ok {
		return nil
	}
	if could := s.spellings()[letters(handle)]; len(could) == 1 {
		return could[0]
	}
	return nil // nobody, or two people could be meant
}

// shortestSpelling is how long a handle must be to be taken for what it spells: too many are called b@example.com.
const shortestSpelling = 3

// spell lists the people who have no handle by what their handle could be: their name, a name with one initial, or their
// mailbox, without what people write differently.
func spell(d *people.Directory) map[string][]*people.Person {
	out := map[string][]*people.Person{}
	for _, p := range d.All() {
		if p.Bot || p.Handle != "" {
			continue
		}
		add := func(word string) {
			if could := out[word]; len(word) >= shortestSpelling && !slices.Contains(could, p) && len(could) < 2 {
				out[word] = append(could, p)
			}
		}
		add(letters(p.Name))
		first, rest, two := strings.Cut(strings.ToLower(p.Name), " ")
		last := rest[strings.LastIndexByte(rest, ' ')+1:]
		if two && first != "" && last != "" {
			add(first + last[:1])
			add(first[:1] + last)
		}
		for _, e := range p.Emails {
			local, _, _ := strings.Cut(e, "@")
			add(letters(local))
		}
	}
	return out
}

// letters is a name without what people write differently.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-_'", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// Standing says what this history knows of a declared owner. Of teams and roles of the forge it knows
// nothing, and of nobody anything before the index is ready.
func (s *Snapshot) Standing(owner string) codeowners.Standing {
	if s.seen == nil || elsewhere(owner) || s.team(owner) != nil {
		return codeowners.Known
	}
	p := s.Declared(owner)
	switch {
	case p == nil && s.spelled(owner):
		return codeowners.Known
	case p == nil:
		return codeowners.Unknown
	case p.Bot || s.Active(p):
		return codeowners.Known
	}
	return codeowners.Gone
}

// spelled says whether a handle spells several people.
func (s *Snapshot) spelled(owner string) bool {
	handle, ok := strings.CutPrefix(owner, "@")
	return ok && len(s.spellings()[letters(handle)]) > 0
}

// StandingIn is [Snapshot.Standing] of the owners in a file, where nobody is called unknown without evidence. An address
// that no commit carries is unknown. Of handles a history can know few or none: that it does not know one says something
// only where it knows most of those that the file names. GitLab's groups can be one word, like people; there it must know
// nearly all.
func (s *Snapshot) StandingIn(rules *codeowners.Ruleset) func(owner string) codeowners.Standing {
	evident := sync.OnceValue(func() bool {
		known, unknown := 0, 0
		for owner := range handles(rules) {
			if s.Standing(owner) == codeowners.Unknown {
				unknown++
			} else {
				known++
			}
		}
		if rules.Dialect == codeowners.GitLab {
			return known >= 3 && known >= 4*unknown
		}
		return known >= unknown && known > 0
	})
	return func(owner string) codeowners.Standing {
		standing := s.Standing(owner)
		if standing == codeowners.Unknown && strings.HasPrefix(owner, "@") && !evident() {
			return codeowners.Known
		}
		return standing
	}
}

// handles are the owners of a file that could be people, each once.
func handles(rules *codeowners.Ruleset) map[string]bool {
	out := map[string]bool{}
	add := func(owners []string) {
		for _, o := range owners {
			if strings.HasPrefix(o, "@") && !elsewhere(o) {
				out[o] = true
			}
		}
	}
	for _, r := range rules.Rules {
		add(r.Owners)
	}
	for _, h := range rules.Headings {
		add(h.Owners)
	}
	return out
}
