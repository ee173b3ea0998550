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

// Land is all that people write: [workspace.Workspace] tells.
type Land interface {
	Knowledge
	Written() ([]string, error)
	Contributors(ctx context.Context, groups map[string][]string) (map[string][]ownership.Knower, error)
}

// Mapped is an area on the map of what is known.
type Mapped struct {
	Area string `json:"area"`
	// Here says that it is not all of the area, but the files that lie in no folder of it.
	Here   bool            `json:"here"`
	Files  int             `json:"files"`  // that people write
	Lively int             `json:"lively"` // those of them that are changed often; 0 where hardly anything was changed within a year
	Depth  ownership.Depth `json:"depth"`  // how few know it
	// Ask is who knows it best and is here, at most two: handles or addresses.
	Ask      []string `json:"ask"`
	Learners []string `json:"learners"` // who asked to learn it and is here, by name
	// Inner says whether there are folders in it.
	Inner bool `json:"inner"`
}

// MapReport is how many know each area right below one.
type MapReport struct {
	Name string `json:"name"` // of the repository's folder
	At   string `json:"at"`   // "." for everything
	// Areas are the folders, and what lies in none; of a folder with nothing but one other in it, that one. Those that are changed
	// often come first, and of these those that the fewest know.
	Areas []Mapped `json:"areas"`
	// More counts those that are left out.
	More int `json:"more"`
}

const (
	// mostAsked are named for an area.
	mostAsked = 2
	// mostMapped areas are shown.
	mostMapped = 300
)

// plot is a folder right below the one that is shown, or what lies in none.
type plot struct {
	area  string // the smallest folder that all its files are in
	here  []string
	files int
	inner bool
}

// Map reports how many know the areas right below one, "." for all.
func Map(ctx context.Context, s *workspace.Snapshot, from Land, at string) (MapReport, error) {
	r := MapReport{Name: base(s.Top), At: path.Clean(at), Areas: []Mapped{}}
	areas, err := from.Areas(ctx)
	if err != nil {
		return r, err
	}
	files, err := from.Written()
	if err != nil {
		return r, err
	}
	lively := map[string]ownership.Area{}
	for _, a := range areas {
		lively[a.Path] = a
	}
	plots := plotsOf(files, r.At)
	// Of very many, those that are changed often are worth more than large ones.
	slices.SortFunc(plots, func(a, b plot) int {
		return cmp.Or(cmp.Compare(lively[b.area].Files, lively[a.area].Files), cmp.Compare(b.files, a.files), strings.Compare(a.area, b.area))
	})
	r.More = max(0, len(plots)-mostMapped)
	for _, p := range plots[:len(plots)-r.More] {
		a, known := lively[p.area]
		if p.here != nil || !known {
			a = ownership.Area{Path: p.area}
			if a.Knowers, err = r.quiet(ctx, from, p); err != nil {
				return r, err
			}
		}
		r.Areas = append(r.Areas, mapped(s, p, a))
	}
	slices.SortFunc(r.Areas, func(a, b Mapped) int {
		return cmp.Or(-cmp.Compare(min(a.Lively, 1), min(b.Lively, 1)), cmp.Compare(a.Depth, b.Depth), cmp.Compare(b.Lively, a.Lively),
			cmp.Compare(b.Files, a.Files), strings.Compare(a.Area, b.Area))
	})
	return r, nil
}

// quiet is who knows what is not changed often.
func (r *MapReport) quiet(ctx context.Context, from Land, p plot) ([]ownership.Knower, error) {
	if p.here == nil {
		return from.KnowersOf(ctx, p.area)
	}
	by, err := from.Contributors(ctx, map[string][]string{"": p.here})
	return by[""], err
}

func mapped(s *workspace.Snapshot, p plot, a ownership.Area) Mapped {
	m := Mapped{
		Area: p.area, Here: p.here != nil, Files: p.files, Lively: a.Files, Depth: a.Depth(), Ask: []string{}, Learners: []string{}, Inner: p.inner,
	}
	for _, k := range a.Knowers {
		if k.Active && !s.LeftOut(k.Person) && len(m.Ask) < mostAsked {
			m.Ask = append(m.Ask, written(k.Person))
		}
	}
	for _, w := range s.Wishers(p.area) {
		if w.Here && w.Wish.Kind == ledger.WishLearn && !s.LeftOut(w.Person) && !m.Here {
			m.Learners = append(m.Learners, written(w.Person))
		}
	}
	return m
}

// plotsOf are the folders right below one, given all files, and what lies in none of them.
func plotsOf(files []string, at string) []plot {
	under := ""
	if at != "." {
		under = at + "/"
	}
	by := map[string]*plot{}
	here := &plot{area: at}
	for _, file := range files {
		rest, below := strings.CutPrefix(file, under)
		if !below {
			continue
		}
		child, _, inFolder := strings.Cut(rest, "/")
		if !inFolder {
			here.here = append(here.here, file)
			here.files++
			continue
		}
		dir := path.Dir(file)
		p := by[child]
		if p == nil {
			p = &plot{area: dir}
			by[child] = p
		}
		p.files++
		for p.area != dir && !strings.HasPrefix(dir, p.area+"/") {
			p.area, p.inner = path.Dir(p.area), true
		}
		p.inner = p.inner || p.area != dir
	}
	var out []plot
	for _, p := range by {
		out = append(out, *p)
	}
	if here.files > 0 {
		out = append(out, *here)
	}
	return out
}
