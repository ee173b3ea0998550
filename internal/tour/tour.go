// Package tour chooses what to show somebody who is new to a repository, or to a folder of it.
//
// A tour is made of what history and the tree say without anybody having logged anything:
//
//   - five places to know, each for another reason ([Kind]), in different corners of the code: where most changes happen, what
//     others depend on, where commits say why, what nobody has left who wrote it, and where most people meet;
//   - how areas hang together: folders whose files change in the same commits, as evolutionary coupling has it (Gall et al.
//     1998; see package companion for the measure between files);
//   - what to read first, and decision records;
//   - small notes left in the code that make a first task.
//
// Places are code: tests, documentation, settings, and what is vendored or generated are left out ([IsCode]), and commits that
// touched very many files do not count. "Lately" is a year, or the newest few hundred commits where a year has fewer.
//
// Files and areas are counted and compared, people never are. The package decides what is worth showing; it knows no words for
// it, reads nothing itself, and takes time linear in what it is given. All functions are pure.
package tour

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/people"
)

// Facts are what a tour is made of.
type Facts struct {
	Area    string   // a folder, "." for everything
	Files   []string // tracked, in Area, sorted
	Code    []string // of Files, those that are code, see IsCode
	Changes []Change // lately, newest first, each with its files in Area alone
	Old     []Old    // code in Area that nobody who wrote it has left
}

// Change is one commit.
type Change struct {
	At     time.Time
	By     *people.Person // nil or a program's counts for no meeting
	Paths  []string
	Reason string // a sentence of its message that says why; "" for none
	Number string // the issue or pull request that it names
}

// Old is a file whose authors are all gone.
type Old struct {
	Path    string
	Changes int // by them
	Last    time.Time
}

// Kind is why a place is worth knowing.
type Kind string

// The kinds, in the order in which they are shown.
const (
	Busiest   Kind = "changed"   // most commits changed it lately
	Hub       Kind = "depended"  // most other files usually change together with it
	Explained Kind = "explained" // most of its commits say why
	Meeting   Kind = "shared"    // most different people changed it lately
	Left      Kind = "left"      // nobody who wrote it is still here
)

// Place is a file worth knowing.
type Place struct {
	Kind Kind
	Path string
	// Count is how many commits changed it (Busiest), how many files change with it (Hub), how many of its commits give a
	// reason (Explained), how many people changed it (Meeting), or how many changes its authors made (Left).
	Count int
	// Changes is how many commits changed it lately.
	Changes int
	With    []string // Hub: files that change with it
	Reason  string   // Explained: one of the newest
	Number  string
	Last    time.Time // Left: when one of them was last here
}

// Most of what is chosen.
const (
	mostWith  = 3
	leastHub  = 3 // times that two files changed together
	leastPair = 5 // times that two areas did
)

// Places chooses places worth knowing, one of each kind, in different corners as far as there are such.
func Places(f Facts) []Place {
	t := tally(f)
	areas := t.areas(f.Area)
	var out []Place
	taken := func(p string, same func(a, b string) bool) bool {
		return slices.ContainsFunc(out, func(o Place) bool { return same(o.Path, p) })
	}
	for _, candidates := range [...][]Place{t.busiest(), t.hubs(), t.explained(), t.left(f), t.meetings()} {
		for _, same := range [...]func(a, b string) bool{
			func(a, b string) bool { return areas.of(a) == areas.of(b) },
			func(a, b string) bool { return path.Dir(a) == path.Dir(b) },
			func(a, b string) bool { return a == b },
		} {
			i := slices.IndexFunc(candidates, func(p Place) bool { return !taken(p.Path, same) })
			// A place elsewhere is better than a second one here, but not one that hardly is what it is shown for.
			if i >= 0 && 6*candidates[i].Count >= candidates[0].Count {
				out = append(out, candidates[i])
				break
			}
		}
	}
	order := [...]Kind{Busiest, Hub, Explained, Meeting, Left}
	slices.SortStableFunc(out, func(a, b Place) int {
		return cmp.Compare(slices.Index(order[:], a.Kind), slices.Index(order[:], b.Kind))
	})
	return out
}

// counts are what changes say of each file that is there.
type counts struct {
	present map[string]bool
	changes map[string]int
	people  map[string]map[*people.Person]bool
	reasons map[string]*Place
	code    [][]string // of each change, the code that it touched
}

func tally(f Facts) *counts {
	t := &counts{present: map[string]bool{}, changes: map[string]int{}, people: map[string]map[*people.Person]bool{}, reasons: map[string]*Place{}}
	for _, p := range f.Code {
		t.present[p] = true
	}
	for _, c := range f.Changes {
		var code []string
		for _, p := range c.Paths {
			if t.present[p] {
				code = append(code, p)
			}
		}
		if len(code) == 0 || c.By != nil && c.By.Bot {
			continue
		}
		t.code = append(t.code, code)
		for _, p := range code {
			t.changes[p]++
			if c.By != nil {
				if t.people[p] == nil {
					t.people[p] = map[*people.Person]bool{}
				}
				t.people[p][c.By] = true
			}
			if c.Reason != "" && len(code) <= 8 {
				if t.reasons[p] == nil {
					t.reasons[p] = &Place{Kind: Explained, Path: p, Reason: c.Reason, Number: c.Number}
				}
				t.reasons[p].Count++
			}
		}
	}
	return t
}

// ranked sorts by count; of equals those that changed more, then by path.
func (t *counts) ranked(all []Place) []Place {
	for i := range all {
		all[i].Changes = t.changes[all[i].Path]
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Changes, a.Changes), strings.Compare(a.Path, b.Path))
	})
	return all
}

func (t *counts) busiest() (out []Place) {
	for p, n := range t.changes {
		if n >= 2 {
			out = append(out, Place{Kind: Busiest, Path: p, Count: n})
		}
	}
	return t.ranked(out)
}

func (t *counts) meetings() (out []Place) {
	for p, by := range t.people {
		if len(by) >= 3 {
			out = append(out, Place{Kind: Meeting, Path: p, Count: len(by)})
		}
	}
	return t.ranked(out)
}

func (t *counts) explained() (out []Place) {
	for _, p := range t.reasons {
		if p.Count >= 2 {
			out = append(out, *p)
		}
	}
	return t.ranked(out)
}

func (t *counts) left(f Facts) (out []Place) {
	lively := map[string]bool{}
	for p := range t.changes {
		lively[path.Dir(p)] = true
	}
	for _, o := range f.Old { // where nothing happens nobody need know
		if t.present[o.Path] && o.Changes >= 3 && lively[path.Dir(o.Path)] {
			out = append(out, Place{Kind: Left, Path: o.Path, Count: o.Changes, Last: o.Last})
		}
	}
	return t.ranked(out)
}

// hubs are files with which others usually change: more than half of the other's changes are changes of the hub too.
func (t *counts) hubs() (out []Place) {
	type pair struct{ hub, other string }
	both := map[pair]int{}
	for _, code := range t.code {
		for _, a := range code {
			for _, b := range code {
				if a != b {
					both[pair{a, b}]++
				}
			}
		}
	}
	with := map[string][]string{}
	for p, n := range both {
		if n >= leastHub && 2*n > t.changes[p.other] {
			with[p.hub] = append(with[p.hub], p.other)
		}
	}
	for hub, others := range with {
		if len(others) < 2 {
			continue
		}
		slices.SortFunc(others, func(a, b string) int {
			return cmp.Or(cmp.Compare(both[pair{hub, b}], both[pair{hub, a}]), strings.Compare(a, b))
		})
		out = append(out, Place{Kind: Hub, Path: hub, Count: len(others), With: others[:min(len(others), mostWith)]})
	}
	return t.ranked(out)
}
