package report

import (
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Knowledge tells who knows an area: [workspace.Workspace] does.
type Knowledge interface {
	Areas(ctx context.Context) ([]ownership.Area, error)
	KnowersOf(ctx context.Context, path string) ([]ownership.Knower, error)
	Nearest(ctx context.Context, path string, except ...*people.Person) (*ownership.Near, error)
}

// Resting is an area that rests on one person, or on nobody, and where help is.
type Resting struct {
	Area  string `json:"area"`
	Files int    `json:"files"` // lively ones
	// On is the one who knows it, handle or address; null for somebody who is named nowhere.
	On *string `json:"on"`
	// Next is the nearest person besides, who knows NextArea: the area itself, or the smallest folder around it that somebody
	// who is still here knows. Both are null where nobody is.
	Next     *string  `json:"next"`
	NextArea *string  `json:"next_area"`
	Learners []string `json:"learners"` // who asked to learn it and is here, by name
	// Block is the next pairing block that is planned in it.
	Block *Dated `json:"block"`
	// Paired is the last block about it that took place. What came of it is in what people know only as far as they committed
	// something together.
	Paired *Dated `json:"paired"`

	near *ownership.Near
}

// SilosReport is which areas rest on one person, worst first, and what can be done about each. It orders areas, never people.
type SilosReport struct {
	Name  string    `json:"name"` // of the repository's folder
	Areas []Resting `json:"areas"`
	// Lively counts the areas that were looked at: folders with files that change often.
	Lively int `json:"lively"`
}

// Silos reports the areas that rest on one person.
func Silos(ctx context.Context, s *workspace.Snapshot, from Knowledge) (SilosReport, error) {
	r := SilosReport{Name: base(s.Top), Areas: []Resting{}}
	areas, err := from.Areas(ctx)
	if err != nil {
		return r, err
	}
	r.Lively = len(areas)
	for _, one := range ownership.Silos(areas) {
		resting, err := restingOn(ctx, s, from, one)
		if err != nil {
			return r, err
		}
		r.Areas = append(r.Areas, resting)
	}
	return r, nil
}

// restingOn tells of a silo where help is.
func restingOn(ctx context.Context, s *workspace.Snapshot, from Knowledge, silo ownership.Silo) (Resting, error) {
	r := Resting{Area: silo.Area, Files: silo.Files, Learners: []string{}, Block: blockIn(s, silo.Area)}
	if done := s.PairedIn(silo.Area); len(done) > 0 {
		r.Paired = &Dated{itemOf(done[0]), s.Local(done[0].Pairing.Start).Format(hint.DateLayout)}
	}
	if p := silo.Knower.Person; !s.LeftOut(p) {
		r.On = some(written(p))
	}
	for _, w := range s.Wishers(silo.Area) {
		if w.Here && w.Wish.Kind == ledger.WishLearn && w.Person != silo.Knower.Person {
			r.Learners = append(r.Learners, written(w.Person))
		}
	}
	if r.near = nextTo(s, silo); r.near == nil {
		var err error
		if r.near, err = from.Nearest(ctx, silo.Area, silo.Knower.Person); err != nil {
			return r, err
		}
	}
	if r.near != nil {
		r.Next, r.NextArea = some(written(r.near.Person)), some(r.near.Area)
	}
	return r, nil
}

// nextTo is the runner-up of a silo, unless they want to be named nowhere.
func nextTo(s *workspace.Snapshot, silo ownership.Silo) *ownership.Near {
	if silo.Next == nil || s.LeftOut(silo.Next.Person) {
		return nil
	}
	return &ownership.Near{Knower: *silo.Next, Area: silo.Area}
}

// blockIn is the next pairing block that is planned in an area.
func blockIn(s *workspace.Snapshot, area string) *Dated {
	var next *ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.Open() && e.Pairing.Start.After(s.Now()) && lies(e, area) && (next == nil || e.Pairing.Start.Before(next.Pairing.Start)) {
			next = e
		}
	}
	if next == nil {
		return nil
	}
	return &Dated{itemOf(next), s.Local(next.Pairing.Start).Format(hint.DateLayout)}
}

// lies says whether an entry is about something in an area, "." for everything.
func lies(e *ledger.Entry, area string) bool {
	for _, a := range e.Anchors {
		if ledger.Covers(area, a.Path) {
			return true
		}
	}
	if e.Review != nil {
		return slices.ContainsFunc(e.Review.Paths, func(p string) bool { return ledger.Covers(area, p) })
	}
	return e.Retro != nil && ledger.Covers(area, strings.TrimSuffix(e.Retro.Area, "/"))
}
