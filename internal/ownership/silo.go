package ownership

import (
	"cmp"
	"path"
	"slices"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// Lively is how many commits within a year make a file one that matters for silos.
	Lively = 4
	// alone is the share above which an area rests on one person, and beside the share that nobody else
	// may have then.
	alone, beside = 0.70, 0.20
	// most is the share of a file above which somebody wrote most of it.
	most = 0.5
)

// Area is a folder with those who know it. Only what is lively there counts: files that people changed at
// least four times in a year.
type Area struct {
	Path    string // of the folder, without a slash at the end
	Knowers []Knower
	Files   int // lively ones, those in folders below too
}

// Silo is an area that rests on one person.
type Silo struct {
	Area   string
	Knower Knower
	// Next is the best of the other active people who know the area; nil when there is nobody.
	Next  *Knower
	Files int // lively ones
	// Other is who must be the same person as Knower for this to be a silo, see [Perhaps]; nil for all others.
	Other *Knower
}

// IsLively says whether people, not programs, changed a file often enough since the facts' Since.
func IsLively(f index.FileFacts, faces *Faces) bool {
	n := 0
	for _, h := range f.Hands {
		if h.Recent > 0 && !faces.Of(h.Who).Bot {
			n += h.Recent
		}
	}
	return n >= Lively
}

// Folders sorts files under every folder above them. The top is none: who knows most of a whole repository
// is a figure about people, not help with code.
func Folders(files []string) map[string][]string {
	out := map[string][]string{}
	for _, f := range files {
		for dir := path.Dir(f); dir != "." && dir != "/"; dir = path.Dir(dir) {
			out[dir] = append(out[dir], f)
		}
	}
	return out
}

// Rests says whether the area is a silo: one active person holds over 70 % of what is known of it, and
// nobody else 20 %, be they gone or not, or asks to be asked.
func (a Area) Rests() (Silo, bool) {
	for i, k := range a.Knowers {
		if i == 0 && (!k.Active || k.Share <= alone) || i > 0 && k.carries() {
			return Silo{}, false
		}
	}
	if len(a.Knowers) == 0 {
		return Silo{}, false
	}
	return Silo{Area: a.Path, Knower: a.Knowers[0], Next: Nearest(a.Knowers, a.Knowers[0].Person), Files: a.Files}, true
}

// carries says whether an area does not rest on somebody else alone, because of this one.
func (k Knower) carries() bool { return k.Share >= beside || k.Claims && k.Active }

// Depth says how many of those who are here know an area.
type Depth int

// From nobody to several: OnNobody where those who are here hold less than a fifth of what is known together, OnOne for a silo,
// OnOneMostly where one knows it well and others a little, OnTwo, and OnSeveral.
const (
	OnNobody Depth = iota
	OnOne
	OnOneMostly
	OnTwo
	OnSeveral
)

// Depth counts as knowing an area well whoever is here and keeps it from resting on somebody else alone, see [Area.Rests].
func (a Area) Depth() Depth {
	if _, rests := a.Rests(); rests {
		return OnOne
	}
	well, together := 0, 0.0
	for _, k := range a.Knowers {
		if !k.Active {
			continue
		}
		together += k.Share
		if k.carries() {
			well++
		}
	}
	switch {
	case well == 1:
		return OnOneMostly
	case well == 2:
		return OnTwo
	case well > 2 || together >= beside:
		return OnSeveral
	}
	return OnNobody
}

// Wrote is the one on whom the silo rests as a knower of one of its files, if they know most of it; nil else.
// A silo's file can be somebody else's.
func (s Silo) Wrote(file []Knower) *Knower {
	if len(file) == 0 || !same(file[0].Person, s.Knower.Person) || file[0].Share <= most {
		return nil
	}
	return &file[0]
}

// Silos are the areas that rest on one person, worst first: the largest share, then the most files, then by
// path. Of nested areas that rest on the same person one is listed: the outermost, or as deep as all of its
// files lie.
func Silos(areas []Area) []Silo {
	return listed(areas, Area.Rests)
}

// Perhaps are the areas that rest on one person only if two who know it are one, as one says of them, listed as by [Silos].
func Perhaps(areas []Area, one func(a, b *people.Person) bool) []Silo {
	return listed(areas, func(a Area) (Silo, bool) {
		if len(a.Knowers) < 2 || !a.Knowers[0].Active {
			return Silo{}, false
		}
		if _, surely := a.Rests(); surely {
			return Silo{}, false
		}
		joined := Area{Path: a.Path, Files: a.Files, Knowers: slices.Clone(a.Knowers[:1])}
		var other *Knower
		for i := 1; i < len(a.Knowers); i++ {
			k := a.Knowers[i]
			if k.carries() && one(a.Knowers[0].Person, k.Person) {
				joined.Knowers[0].Share += k.Share
				other = &a.Knowers[i]
				continue
			}
			joined.Knowers = append(joined.Knowers, k)
		}
		s, ok := joined.Rests()
		s.Other = other
		return s, ok && other != nil
	})
}

// Without are the areas that would rest on nobody while a person is away: they know it, and nobody else who
// is active has 20 %. Of somebody who is gone for good they rest on nobody already. Listed as by [Silos]; Knower is the person.
func Without(areas []Area, away *people.Person) []Silo {
	return listed(areas, func(a Area) (Silo, bool) {
		var s Silo
		for _, k := range a.Knowers {
			switch {
			case same(k.Person, away):
				s = Silo{Area: a.Path, Knower: k, Next: Nearest(a.Knowers, away), Files: a.Files}
			case k.Active && k.carries():
				return Silo{}, false
			}
		}
		return s, s.Knower.Person != nil && s.Knower.Share >= beside
	})
}

func listed(areas []Area, holds func(Area) (Silo, bool)) []Silo {
	found := map[string]Silo{}
	inner := map[string][]string{} // folder → the areas right below it
	for _, a := range areas {
		inner[path.Dir(a.Path)] = append(inner[path.Dir(a.Path)], a.Path)
		if s, ok := holds(a); ok {
			found[a.Path] = s
		}
	}
	var out []Silo
	for at, s := range found {
		if above, ok := found[path.Dir(at)]; ok && above.Knower.Person == s.Knower.Person {
			continue
		}
		out = append(out, deepest(s, found, inner))
	}
	slices.SortFunc(out, func(a, b Silo) int {
		return cmp.Or(cmp.Compare(b.Knower.Share, a.Knower.Share), cmp.Compare(b.Files, a.Files), cmp.Compare(a.Area, b.Area))
	})
	return out
}

// deepest goes down as long as one folder holds all of the silo's files: src says less than src/pay.
func deepest(s Silo, found map[string]Silo, inner map[string][]string) Silo {
	for {
		below := inner[s.Area]
		if len(below) != 1 || found[below[0]].Files != s.Files {
			return s
		}
		s = found[below[0]]
	}
}

// Around is the silo that a file lies in, as [Silos] lists it: its own folder must be one. ok is false for
// files at the top, and where the folder is shared or asleep.
func Around(areas []Area, file string) (Silo, bool) {
	at := path.Dir(file)
	i := slices.IndexFunc(areas, func(a Area) bool { return a.Path == at })
	if i < 0 {
		return Silo{}, false
	}
	own, ok := areas[i].Rests()
	if !ok {
		return Silo{}, false
	}
	for _, s := range Silos(areas) {
		if s.Knower.Person == own.Knower.Person && (s.Area == at || within(at, s.Area)) {
			own = s
			break
		}
	}
	return own, true
}

func within(dir, area string) bool {
	return len(dir) > len(area) && dir[:len(area)] == area && dir[len(area)] == '/'
}
