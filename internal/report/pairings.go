package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Met is a pairing block in a report.
type Met struct {
	Dated            // the day on which it begins
	People  []string `json:"people"`  // handles or addresses, the organiser first
	Outcome *string  `json:"outcome"` // what came of it, in a line
}

// AreaPairings is what was planned and happened about an area.
type AreaPairings struct {
	Area    string `json:"area"`    // a folder, "." for files at the top; "" for blocks about no place
	Planned []Met  `json:"planned"` // blocks to come, the next first
	Done    []Met  `json:"done"`    // those that took place since From, the latest first
	// Unsettled counts those since From that are over, and of which nobody said whether they took place.
	Unsettled int `json:"unsettled"`
}

// PairingsReport is which areas rest on one person without anybody having planned to share them, and what was planned and
// happened, by area. What was declined, moved, cancelled or dropped is no news about anybody and is not in it.
type PairingsReport struct {
	Name string    `json:"name"` // of the repository's folder
	From time.Time `json:"from"` // what happened since then, UTC
	// Alone are the silos without a block to come, worst first.
	Alone []Resting `json:"alone"`
	// Spread are the areas that no longer rest on one person because of blocks since From.
	Spread []string       `json:"spread"`
	Areas  []AreaPairings `json:"areas"` // by name
	// Empty says that no block was ever planned here.
	Empty bool `json:"empty"`
}

// Pairings reports on pairing. What is known of areas comes from knows.
func Pairings(ctx context.Context, s *workspace.Snapshot, knows interface {
	Knowledge
	Spread(ctx context.Context, from, to time.Time) ([]string, error)
},
) (PairingsReport, error) {
	now := s.Now()
	r := PairingsReport{
		Name: base(s.Top), From: now.Add(-lately).UTC(), Alone: []Resting{}, Spread: []string{}, Areas: []AreaPairings{},
		Empty: len(s.Ledger.All(ledger.TypePairing)) == 0,
	}
	silos, err := Silos(ctx, s, knows)
	if err != nil {
		return r, err
	}
	for _, a := range silos.Areas {
		if a.Block == nil {
			r.Alone = append(r.Alone, a)
		}
	}
	spread, err := knows.Spread(ctx, r.From, now)
	if err != nil {
		return r, err
	}
	r.Spread = append(r.Spread, spread...)
	by := map[string]*AreaPairings{}
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		area := s.AreaOf(e)
		one := by[area]
		if one == nil {
			one = &AreaPairings{Area: area, Planned: []Met{}, Done: []Met{}}
		}
		p := e.Pairing
		switch {
		case e.State == ledger.Planned && p.End().After(now):
			one.Planned = append(one.Planned, metOf(s, e))
		case p.Start.Before(r.From):
			continue
		case e.State == ledger.Done:
			one.Done = append(one.Done, metOf(s, e))
		case e.State == ledger.Planned:
			one.Unsettled++
		default:
			continue
		}
		by[area] = one
	}
	for _, one := range by {
		slices.SortStableFunc(one.Planned, func(a, b Met) int { return strings.Compare(a.On, b.On) })
		slices.SortStableFunc(one.Done, func(a, b Met) int { return strings.Compare(b.On, a.On) })
		r.Areas = append(r.Areas, *one)
	}
	slices.SortFunc(r.Areas, func(a, b AreaPairings) int { return cmp.Compare(a.Area, b.Area) })
	return r, nil
}

// metOf leaves out whoever wants to be named nowhere.
func metOf(s *workspace.Snapshot, e *ledger.Entry) Met {
	return Met{
		Dated: Dated{itemOf(e), s.Local(e.Pairing.Start).Format(hint.DateLayout)}, People: named(s, e.Pairing.People), Outcome: some(e.Pairing.Outcome),
	}
}

// named are those of some people, as written, who do not want to be named nowhere; the reader always is.
func named(s *workspace.Snapshot, who []string) []string {
	return slices.DeleteFunc(append([]string{}, who...), func(one string) bool {
		if s.IsMe(one) {
			return false
		}
		p := s.Person(one)
		return p != nil && s.LeftOut(p)
	})
}
