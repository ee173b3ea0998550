package workspace

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
)

// Wisher is somebody with what they would like of an area.
type Wisher struct {
	Person *people.Person
	Wish   ledger.Wish // to learn it, or less of it
	// Here says that they were seen in the repository lately, or said so lately: people who are gone wish for nothing.
	Here bool
}

// areas are those that people said something about.
func (s standing) areas() []string {
	var out []string
	for _, k := range s.source.Knowledge() {
		out = append(out, k.Area)
	}
	for _, w := range s.source.Wishes() {
		out = append(out, w.Area)
	}
	return out
}

// Wish is what a person would like of the nearest area around a path; ok is false where they wish for nothing.
func (s *Snapshot) Wish(p *people.Person, path string) (wish ledger.Wish, ok bool) {
	for area, w := range s.standing.wishes[p] {
		covers := ledger.Covers(area, path) || slices.Contains(s.moved[path], area)
		if covers && (!ok || len(area) > len(wish.Area)) {
			wish, ok = w, true
		}
	}
	return wish, ok
}

// Wishers are those who would like to learn a path, or less of it, by name. Programs and those who want to be named nowhere
// are left out; the reader is among them.
func (s *Snapshot) Wishers(path string) []Wisher {
	var out []Wisher
	for p := range s.standing.wishes {
		if w, ok := s.Wish(p, path); ok {
			out = s.withWisher(out, p, w)
		}
	}
	return byNameThenArea(out)
}

// Wishes are all wishes that hold, by name and area: as [Snapshot.Wishers], for every area.
func (s *Snapshot) Wishes() []Wisher {
	var out []Wisher
	for p, areas := range s.standing.wishes {
		for _, w := range areas {
			out = s.withWisher(out, p, w)
		}
	}
	return byNameThenArea(out)
}

// MyWishes are the reader's own, by area, whether or not they want to be named.
func (s *Snapshot) MyWishes() []ledger.Wish {
	var out []ledger.Wish
	for _, w := range s.standing.wishes[s.Me] {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b ledger.Wish) int { return strings.Compare(a.Area, b.Area) })
	return out
}

func (s *Snapshot) withWisher(list []Wisher, p *people.Person, w ledger.Wish) []Wisher {
	if p.Bot || s.LeftOut(p) {
		return list
	}
	return append(list, Wisher{Person: p, Wish: w, Here: s.Active(p) || s.Now().Sub(w.At) <= s.Settings.Knowledge.Inactive})
}

func byNameThenArea(list []Wisher) []Wisher {
	slices.SortFunc(list, func(a, b Wisher) int {
		return cmp.Or(strings.Compare(a.Person.Name, b.Person.Name), strings.Compare(a.Person.Email, b.Person.Email), strings.Compare(a.Wish.Area, b.Wish.Area))
	})
	return list
}
