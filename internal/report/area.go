package report

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/tour"
	"github.com/leadline/leadline/internal/workspace"
)

// Terrain is what an area is made of: [workspace.Workspace] tells.
type Terrain interface {
	Knowledge
	Outline(ctx context.Context, area string) (*workspace.Tour, error)
	TodoCount(ctx context.Context, area string, patience time.Duration) (int, error)
}

// AreaReport is everything that is known about one area. It names people where they are of help.
type AreaReport struct {
	Name string `json:"name"` // of the repository's folder
	Area string `json:"area"` // "." for everything
	// Owners are declared; Rule decided so, as FILE:LINE. Both are empty where no rule decides about all of the area.
	Owners []string `json:"owners"`
	Rule   *string  `json:"rule"`
	Ask    []string `json:"ask"`  // who knows it and is here, best first
	Near   *string  `json:"near"` // where nobody is to be asked: the nearest person who is still here
	// KnownBy says how few know what is changed often there: nobody, one, one mostly, two or several; null where hardly anything is.
	KnownBy *string `json:"known_by"`
	// Silo is set where the area, or one around it, rests on one person.
	Silo     *Resting `json:"silo"`
	Learners []string `json:"learners"` // who asked to learn it

	Files   int        `json:"files"`
	Changes int        `json:"changes"` // commits that changed something there since Since
	Since   *time.Time `json:"since"`
	With    []string   `json:"with"`  // areas that change in the same commits
	Inner   []Resting  `json:"inner"` // areas within it that rest on one person, worst first

	Decisions []Decided `json:"decisions"` // in force, newest first
	Proposed  []Item    `json:"proposed"`
	Questions []Item    `json:"questions"` // open
	Risks     []Item    `json:"risks"`     // not closed
	Offers    []Item    `json:"offers"`    // offered or taken, and not done
	Reviews   []Item    `json:"reviews"`   // that wait
	Waited    *int      `json:"waited"`    // how many waited four weeks ago; null where that is not told
	Planned   []Dated   `json:"planned"`   // pairing blocks to come
	Paired    *string   `json:"paired"`    // the day of the last block that took place
	Retro     []Item    `json:"retro"`     // what was noted for the retrospective
	Todos     int       `json:"todos"`     // TODO comments
	Places    []string  `json:"places"`    // files to know

	near *ownership.Near
}

// depths are the words of [AreaReport.KnownBy].
var depths = map[ownership.Depth]string{
	ownership.OnNobody: "nobody", ownership.OnOne: "one", ownership.OnOneMostly: "one mostly", ownership.OnTwo: "two", ownership.OnSeveral: "several",
}

const (
	mostPlaces = 5
	// patience is how long a report waits until TODO comments are followed through history.
	patience = time.Second
)

// Area reports everything about an area: a file, a folder, or "." for all.
func Area(ctx context.Context, s *workspace.Snapshot, from Terrain, area string) (AreaReport, error) {
	r := AreaReport{
		Name: base(s.Top), Area: area, Owners: []string{}, Ask: []string{}, Learners: []string{}, With: []string{}, Inner: []Resting{},
		Decisions: []Decided{}, Proposed: []Item{}, Questions: []Item{}, Risks: []Item{}, Offers: []Item{}, Reviews: []Item{},
		Planned: []Dated{}, Retro: []Item{}, Places: []string{},
	}
	for _, e := range slices.Concat(s.Ledger.All(""), s.Records) {
		if area == "." || lies(e, area) {
			r.entry(s, e)
		}
	}
	slices.SortFunc(r.Planned, func(a, b Dated) int { return strings.Compare(a.On+a.ID, b.On+b.ID) })
	for _, w := range s.Wishers(area) {
		if w.Here && w.Wish.Kind == ledger.WishLearn {
			r.Learners = append(r.Learners, written(w.Person))
		}
	}
	if owners := hint.OwnersOf(s, area); owners != nil {
		r.Owners = owners.Names
		r.Rule = some(fmt.Sprintf("%s:%d", owners.Rule.File, owners.Rule.Line))
	}
	for _, l := range areaLoads(s) {
		if l.Area == area {
			r.Waited = &l.Before
		}
	}
	if err := r.silos(ctx, s, from); err != nil {
		return r, err
	}
	return r, r.places(ctx, from)
}

func (r *AreaReport) entry(s *workspace.Snapshot, e *ledger.Entry) {
	switch {
	case e.Decision != nil:
		switch e.Decision.Status {
		case ledger.Accepted:
			r.Decisions = append(r.Decisions, decidedOf(e))
		case ledger.Proposed:
			r.Proposed = append(r.Proposed, itemOf(e))
		}
	case e.Retro != nil:
		r.Retro = append(r.Retro, itemOf(e))
	case e.Pairing != nil && e.State == ledger.Done:
		if day := s.Local(e.Pairing.Start).Format(hint.DateLayout); r.Paired == nil || day > *r.Paired {
			r.Paired = &day
		}
	case !e.Open():
	case e.Pairing != nil && e.Pairing.End().After(s.Now()):
		r.Planned = append(r.Planned, Dated{itemOf(e), s.Local(e.Pairing.Start).Format(hint.DateLayout)})
	case e.Question != nil:
		r.Questions = append(r.Questions, itemOf(e))
	case e.Risk != nil:
		r.Risks = append(r.Risks, itemOf(e))
	case e.Delegation != nil:
		r.Offers = append(r.Offers, itemOf(e))
	case e.Review != nil:
		r.Reviews = append(r.Reviews, itemOf(e))
	}
}

// silos finds what rests on one person in the area or around it.
func (r *AreaReport) silos(ctx context.Context, s *workspace.Snapshot, from Knowledge) error {
	areas, err := from.Areas(ctx)
	if err != nil {
		return err
	}
	for _, a := range areas {
		if a.Path == r.Area {
			r.KnownBy = some(depths[a.Depth()])
		}
	}
	for _, one := range ownership.Silos(areas) {
		if !ledger.Covers(one.Area, r.Area) && !ledger.Covers(r.Area, one.Area) {
			continue
		}
		resting, err := restingOn(ctx, s, from, one)
		if err != nil {
			return err
		}
		if ledger.Covers(one.Area, r.Area) {
			r.Silo = &resting
		} else {
			r.Inner = append(r.Inner, resting)
		}
	}
	return nil
}

// places tells what lies in the area.
func (r *AreaReport) places(ctx context.Context, from Terrain) error {
	var err error
	if r.Todos, err = from.TodoCount(ctx, r.Area, patience); err != nil {
		return err
	}
	t, err := from.Outline(ctx, r.Area)
	if err != nil {
		return err
	}
	r.Files, r.Changes = t.Files, t.Commits
	if t.Commits > 0 {
		since := t.Since.UTC()
		r.Since = &since
	}
	for _, k := range t.Ask {
		r.Ask = append(r.Ask, written(k.Person))
	}
	if r.near = t.Nearest; r.near != nil {
		r.Near = some(written(r.near.Person))
	}
	for _, stop := range t.Places[:min(len(t.Places), mostPlaces)] {
		r.Places = append(r.Places, stop.Path)
	}
	for _, pair := range t.Pairs {
		r.With = append(r.With, beside(pair, r.Area))
	}
	return nil
}

// beside is the other one of two areas that change together, as seen from one; both where neither is.
func beside(p tour.Pair, area string) string {
	switch area {
	case p.A:
		return p.B
	case p.B:
		return p.A
	}
	return path.Clean(p.A) + " and " + path.Clean(p.B)
}
