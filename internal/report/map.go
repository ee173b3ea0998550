package report

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/workspace"
)

// Mapped is an area on the map of what is known.
type Mapped struct {
	Area  string          `json:"area"`
	Files int             `json:"files"` // lively ones
	Depth ownership.Depth `json:"depth"` // how few know it
	// Ask is who knows it best and is here, at most two: handles or addresses.
	Ask      []string `json:"ask"`
	Learners []string `json:"learners"` // who asked to learn it and is here, by name
	// Inner says whether there are areas in it.
	Inner bool `json:"inner"`
}

// MapReport is how many know each area right below one.
type MapReport struct {
	Name string `json:"name"` // of the repository's folder
	At   string `json:"at"`   // "." for everything
	// Areas are the folders with lively files, known by the fewest first; of a folder with nothing but one other in it, that one.
	Areas []Mapped `json:"areas"`
	// Known says whether there are areas at all.
	Known bool `json:"known"`
}

// mostAsked are named for an area.
const mostAsked = 2

// Map reports how many know the areas right below one, "." for all.
func Map(ctx context.Context, s *workspace.Snapshot, from Knowledge, at string) (MapReport, error) {
	r := MapReport{Name: base(s.Top), At: path.Clean(at), Areas: []Mapped{}}
	areas, err := from.Areas(ctx)
	if err != nil {
		return r, err
	}
	r.Known = len(areas) > 0
	inner := map[string][]ownership.Area{}
	for _, a := range areas {
		dir := path.Dir(a.Path)
		inner[dir] = append(inner[dir], a)
	}
	for _, a := range inner[r.At] {
		for len(inner[a.Path]) == 1 && inner[a.Path][0].Files == a.Files {
			a = inner[a.Path][0]
		}
		m := Mapped{Area: a.Path, Files: a.Files, Depth: a.Depth(), Ask: []string{}, Learners: []string{}, Inner: len(inner[a.Path]) > 0}
		for _, k := range a.Knowers {
			if k.Active && !s.LeftOut(k.Person) && len(m.Ask) < mostAsked {
				m.Ask = append(m.Ask, written(k.Person))
			}
		}
		for _, w := range s.Wishers(a.Path) {
			if w.Here && w.Wish.Kind == ledger.WishLearn && !s.LeftOut(w.Person) {
				m.Learners = append(m.Learners, written(w.Person))
			}
		}
		r.Areas = append(r.Areas, m)
	}
	slices.SortFunc(r.Areas, func(a, b Mapped) int {
		return cmp.Or(cmp.Compare(a.Depth, b.Depth), cmp.Compare(b.Files, a.Files), strings.Compare(a.Area, b.Area))
	})
	return r, nil
}
