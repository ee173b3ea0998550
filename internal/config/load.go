package config

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Input is everything settings are made from.
type Input struct {
	Repository, User Source
	Editor           json.RawMessage // an object, from initializationOptions or workspace/didChangeConfiguration
	Consents         []Consent       // besides those in the user's file, e.g. given in this session
	GitDir           string          // of the repository the settings are for, absolute
	RemoteURL        string
}

// A draft is settings in the making: what has names can be set key by key.
type draft struct {
	Settings
	people map[string]*Person // by lower-case handle
	teams  map[string]*Team
}

func (s *draft) person(handle string) *Person {
	key := strings.ToLower(handle)
	if s.people[key] == nil {
		s.people[key] = &Person{Handle: handle}
	}
	return s.people[key]
}

func (s *draft) team(name string) *Team {
	key := strings.ToLower(name)
	if s.teams[key] == nil {
		s.teams[key] = &Team{Name: name}
	}
	return s.teams[key]
}

// Load merges the layers over the defaults: repository, user, editor. Faults
// come in the order of layers and places; proposals in the order of the
// repository's file, without those that the user's own layers decide anyway.
func Load(in Input) (Settings, []Fault, []Proposal) {
	repository, user, editor := readTOML(in.Repository), readTOML(in.User), readEditor(in.Editor)
	entries := schema()
	s := draft{Settings: Default(), people: map[string]*Person{}, teams: map[string]*Team{}}

	user.readConsents(entries)
	agreed := slices.Concat(user.consents, in.Consents)
	var proposals []Proposal
	repository.apply(entries, &s, func(e entry, a assignment) bool {
		c := Consent{GitDir: in.GitDir, Remote: in.RemoteURL, Key: e.Name, Value: a.value.str}
		if a.value.str == "" || strconv.Quote(a.value.str) == e.Default || slices.ContainsFunc(agreed, c.same) {
			return true
		}
		proposals = append(proposals, Proposal{
			Key: e.Name, Value: a.value.str, File: in.Repository.Path, Line: a.place.line,
			Sentence: sentence(in.Repository.Path, e.Name, a.value.str),
		})
		return false
	})
	always := func(entry, assignment) bool { return true }
	proposed := s.Pairing.Zone
	s.Pairing.Zone = ""
	decided := user.apply(entries, &s, always)
	s.Pairing.OwnZone, s.Pairing.Zone = s.Pairing.Zone, cmp.Or(s.Pairing.Zone, proposed)
	decided = append(decided, editor.apply(entries, &s, always)...)
	repository.checkDefinitions(in.Repository)
	user.checkDefinitions(in.User)
	proposals = slices.DeleteFunc(proposals, func(p Proposal) bool { return slices.Contains(decided, p.Key) })

	for _, p := range s.people {
		s.People = append(s.People, *p)
	}
	slices.SortFunc(s.People, func(a, b Person) int { return cmp.Compare(a.Handle, b.Handle) })
	for _, t := range s.teams {
		s.Teams = append(s.Teams, *t)
	}
	slices.SortFunc(s.Teams, func(a, b Team) int { return cmp.Compare(a.Name, b.Name) })
	return s.Settings, slices.Concat(repository.sorted(), user.sorted(), editor.sorted()), proposals
}

func (d *document) sorted() []Fault {
	slices.SortStableFunc(d.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return d.faults
}

// apply puts the layer's values into the settings and returns the names of the
// keys it set. may is asked about consent keys.
func (d *document) apply(entries []entry, s *draft, may func(entry, assignment) bool) (set []string) {
	dead := d.checkHeaders(entries)
	for _, a := range d.assignments {
		if a.header >= 0 && dead[a.header] || a.path[0] == consentKey && d.consented() {
			continue
		}
		e, name, ok := find(entries, a.path)
		if !ok && !d.full() {
			d.fault(a.place, dotted(a.path), unknown(entries, a.path))
		}
		if !ok {
			continue
		}
		if name != "" {
			checked, err := checkHandle(name)
			if err != nil {
				d.fault(a.place, dotted(a.path), "the name in the middle "+err.Error())
				continue
			}
			name = checked
		}
		if e.Own && !d.consented() {
			d.fault(a.place, dotted(a.path), e.Name+" is for you alone to say, in your own config.toml; here it has no effect")
			continue
		}
		if e.Consent {
			// Faults first: nobody should be asked about a value that cannot be used.
			trial := draft{people: map[string]*Person{}, teams: map[string]*Team{}}
			if e.set(&trial, name, a.value) == nil && !may(e, a) {
				continue
			}
		}
		if err := e.set(s, name, a.value); err != nil {
			at := a.place
			var m *misfit
			if errors.As(err, &m) && m.place != (place{}) {
				at = m.place
			}
			d.fault(at, dotted(a.path), printable(dotted(a.path))+" "+err.Error()+"; until then "+fallback(e))
			continue
		}
		set = append(set, e.Name)
	}
	return set
}

func fallback(e entry) string {
	if e.Default == "" || e.Default == "[]" {
		return "it counts as not set here"
	}
	return "it counts as not set here (default " + e.Default + ")"
}

// checkHeaders reports sections that do not exist, once, and returns those
// whose keys are therefore not worth a word.
func (d *document) checkHeaders(entries []entry) map[int]bool {
	dead := map[int]bool{}
	for i, h := range d.headers {
		switch {
		case h.path[0] == consentKey:
			if dead[i] = !d.consented(); dead[i] {
				d.fault(h.place, consentKey, "consent is given only in your own settings, by you; remove this section")
			}
		case h.array:
			dead[i] = true
			name := dotted(h.path[:len(h.path)-1])
			d.fault(h.place, name, "[["+printable(name)+"]] is not a list of sections; write it with single brackets")
		default:
			if dead[i] = !section(entries, h.path); dead[i] && !d.full() {
				d.fault(h.place, dotted(h.path), unknown(entries, h.path))
			}
		}
	}
	return dead
}

// find returns the entry for a path, and the part that stands for <…>.
func find(entries []entry, path []string) (e entry, name string, ok bool) {
	for _, e := range entries {
		if len(e.pattern) == len(path) && fits(e.pattern, path) {
			if i := slices.IndexFunc(e.pattern, wild); i >= 0 {
				name = path[i]
				if name == "" {
					return entry{}, "", false
				}
			}
			return e, name, true
		}
	}
	return entry{}, "", false
}

// section tells whether keys may stand below a path.
func section(entries []entry, path []string) bool {
	return slices.ContainsFunc(entries, func(e entry) bool {
		return len(path) < len(e.pattern) && fits(e.pattern[:len(path)], path)
	})
}

func fits(pattern, path []string) bool {
	for i, part := range pattern {
		if !wild(part) && part != path[i] {
			return false
		}
	}
	return true
}

func wild(part string) bool { return strings.HasPrefix(part, "<") }

func sentence(file, key, value string) string {
	quoted := strconv.Quote(capped(value, 200))
	what := "sets " + key + " to " + quoted
	switch key {
	case "store":
		what = "asks to keep the shared store in " + quoted + ": what you say about this repository would be written there"
	case "index.limit":
		what = "asks that the indexes of all your repositories take no more than " + quoted + " together"
	case "forge.kind":
		what = "asks that the host of this repository is asked, as " + quoted + ", which requests wait for review and who reviewed: it would see your address, and your token for it where there is one"
	case "forge.api":
		what = "asks that " + quoted + " is asked about this repository's reviews: it would see your address, and your token for it where there is one"
	case "forge.every":
		what = "asks that the host of this repository is asked about reviews every " + quoted
	case "sync.remote":
		what = "asks that what you say about this repository is shared over the remote " + quoted
	case "sync.auto":
		what = "asks that what you say about this repository is sent to its remote every ten minutes, and what others say fetched"
	case "me":
		what = "asks that you act as " + quoted + " in this repository: what you say would be stored under that name"
	}
	return printable(file) + " " + what + ". It has no effect until you agree."
}
