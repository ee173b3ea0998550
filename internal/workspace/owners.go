package workspace

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

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
	problems := slices.Concat(s.Owners.Problems, s.Owners.Check(codeowners.Checking{Survey: survey, Standing: s.Standing}))
	slices.SortStableFunc(problems, func(a, b codeowners.Problem) int { return a.Line - b.Line })
	out := &OwnersCheck{Survey: survey, Problems: problems}
	if !survey.Capped {
		out.Drift, err = w.drift(ctx, s, tracked)
	}
	return out, err
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
		if p := s.declared(o); p != nil {
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

// declared is the person whom an owner names; nil when nobody known is meant. A handle that history does not
// show is taken for the person whose name or mailbox it spells: @dev-one and @devo for Dev One, or for dev.one@…
func (s *Snapshot) declared(owner string) *people.Person {
	if p := s.Person(owner); p != nil {
		return p
	}
	handle, ok := strings.CutPrefix(owner, "@")
	if !ok {
		return nil
	}
	var found *people.Person
	for _, p := range s.People.All() {
		if p.Bot || p.Handle != "" || !spells(handle, p) {
			continue
		}
		if found != nil {
			return nil // two people could be meant
		}
		found = p
	}
	return found
}

func spells(handle string, p *people.Person) bool {
	bare := letters(handle)
	first, rest, two := strings.Cut(strings.ToLower(p.Name), " ")
	last := rest[strings.LastIndexByte(rest, ' ')+1:]
	if bare == letters(p.Name) || two && first != "" && last != "" && (bare == first+last[:1] || bare == first[:1]+last) {
		return true
	}
	return slices.ContainsFunc(p.Emails, func(e string) bool {
		local, _, _ := strings.Cut(e, "@")
		return bare == letters(local)
	})
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
	p := s.declared(owner)
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
	return ok && slices.ContainsFunc(s.People.All(), func(p *people.Person) bool { return p.Handle == "" && spells(handle, p) })
}
