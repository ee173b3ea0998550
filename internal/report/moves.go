package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// The kinds of moves, those that take work already under way first.
const (
	MoveReview = "review" // a request that waits goes to a learner
	MoveOffer  = "offer"  // work that nobody has yet is offered to a learner
	MoveBlock  = "block"  // who knows it and a learner sit down together
)

// Move is one thing to do this week so that an area rests on two. Nobody was asked yet.
type Move struct {
	Kind string `json:"kind"`
	// ID and Title are of what is moved; empty for a block that is yet to be planned.
	ID    string   `json:"id"`
	Title string   `json:"title"`
	To    string   `json:"to"`    // who asked to learn it: handle or address
	With  string   `json:"with"`  // who knows it; empty where they want to be named nowhere
	Areas []string `json:"areas"` // that it helps
}

// Outcome is a move of an earlier week, and what became of it.
type Outcome struct {
	Move
	Came bool `json:"came"` // it was done, or its areas rest on more than one person now
}

// MovesReport is the smallest set of moves for the week that takes most areas off the shoulders of those on whom they rest, to people
// who said that they would like to learn them.
type MovesReport struct {
	Name  string `json:"name"` // of the repository's folder
	Week  string `json:"week"` // ISO 8601, 2026-W47
	Moves []Move `json:"moves"`
	// Before are the moves of the last week for which there were any.
	Before     []Outcome `json:"before"`
	BeforeWeek *string   `json:"before_week"`
	// Unwished are areas that rest on one person and that nobody asked to learn; Planned are blocks that help others already.
	Unwished []string `json:"unwished"`
	Planned  []Dated  `json:"planned"`
}

const mostMoves = 3

// Moves reports what to move this week. before is what was proposed the last time; the zero value where that is not known.
func Moves(ctx context.Context, s *workspace.Snapshot, from Knowledge, before Proposed) (MovesReport, error) {
	r := MovesReport{
		Name: base(s.Top), Week: weekOf(s.Now()), Moves: []Move{}, Before: []Outcome{}, Unwished: []string{}, Planned: []Dated{},
	}
	areas, err := from.Areas(ctx)
	if err != nil {
		return r, err
	}
	silos := ownership.Silos(areas)
	var could []Move
	for _, one := range silos {
		if block := blockIn(s, one.Area); block != nil {
			if !slices.Contains(r.Planned, *block) {
				r.Planned = append(r.Planned, *block)
			}
			continue
		}
		moves := movesFor(s, one)
		if len(moves) == 0 {
			r.Unwished = append(r.Unwished, one.Area)
		}
		could = append(could, moves...)
	}
	r.Moves = fewest(joinMoves(could))
	if before.Week != "" && before.Week != r.Week && len(before.Moves) > 0 {
		r.BeforeWeek = &before.Week
		for _, m := range before.Moves {
			r.Before = append(r.Before, Outcome{m, cameTrue(s, m, before.At, silos)})
		}
	}
	return r, nil
}

// movesFor are what could help a silo: for each who asked to learn it and is there, what waits in it, else a block.
func movesFor(s *workspace.Snapshot, silo ownership.Silo) []Move {
	with := ""
	if !s.LeftOut(silo.Knower.Person) {
		with = written(silo.Knower.Person)
	}
	var out []Move
	for _, w := range s.Wishers(silo.Area) {
		if w.Wish.Kind != ledger.WishLearn || !w.Here || !s.Here(w.Person) || w.Person == silo.Knower.Person {
			continue
		}
		move := Move{To: written(w.Person), With: with, Areas: []string{silo.Area}}
		for _, e := range s.Ledger.All("") {
			if kind := mayGo(s, e, w.Person); kind != "" && lies(e, silo.Area) {
				m := move
				m.Kind, m.ID, m.Title = kind, e.ID, e.Title()
				out = append(out, m)
			}
		}
		move.Kind = MoveBlock
		out = append(out, move)
	}
	return out
}

// mayGo says as what an entry could go to a person; "" where it is somebody's, or theirs already.
func mayGo(s *workspace.Snapshot, e *ledger.Entry, to *people.Person) string {
	if e.Retracted || s.Actor(e.By) == to && e.Review != nil { // nobody reviews their own change
		return ""
	}
	waits := e.State == ledger.Offered || e.State == ledger.Later
	switch {
	case e.Review != nil && waits && s.Reviewer(e) != to:
		return MoveReview
	case e.Delegation != nil && (waits || e.State == ledger.HandedBack || e.State == ledger.Declined) && e.Delegation.ReplacedBy == "" &&
		s.Person(e.Delegation.To) != to:
		return MoveOffer
	}
	return ""
}

// joinMoves makes one move of the same move for several areas.
func joinMoves(all []Move) []Move {
	var out []Move
	for _, m := range all {
		same := func(o Move) bool { return o.Kind == m.Kind && o.ID == m.ID && o.To == m.To && o.With == m.With }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].Areas = append(out[i].Areas, m.Areas...)
			continue
		}
		m.Areas = slices.Clone(m.Areas)
		out = append(out, m)
	}
	return out
}

// fewest picks moves greedily (Chvátal, "A Greedy Heuristic for the Set-Covering Problem", 1979): each time the one that helps most
// areas that none picked before helps; of equals, work under way before a block, whoever got none yet, then the order given.
func fewest(could []Move) []Move {
	out := []Move{}
	helped, given := map[string]bool{}, map[string]int{}
	order := []string{MoveReview, MoveOffer, MoveBlock}
	for len(out) < mostMoves {
		best, most := -1, 0
		for i, m := range could {
			n := 0
			for _, a := range m.Areas {
				n += count(!helped[a])
			}
			if n == 0 || slices.ContainsFunc(out, func(o Move) bool { return o.ID != "" && o.ID == m.ID }) {
				continue
			}
			better := best < 0 || cmp.Or(cmp.Compare(n, most), cmp.Compare(given[could[best].To], given[m.To]),
				cmp.Compare(slices.Index(order, could[best].Kind), slices.Index(order, m.Kind))) > 0
			if better {
				best, most = i, n
			}
		}
		if best < 0 {
			break
		}
		m := could[best]
		for _, a := range m.Areas {
			helped[a] = true
		}
		given[m.To]++
		out = append(out, m)
	}
	return out
}

// cameTrue says whether a move of an earlier time was made, or is not needed any more.
func cameTrue(s *workspace.Snapshot, m Move, at time.Time, silos []ownership.Silo) bool {
	to := s.Person(m.To)
	still := slices.ContainsFunc(silos, func(one ownership.Silo) bool { return slices.Contains(m.Areas, one.Area) })
	if !still {
		return true
	}
	if m.Kind == MoveBlock {
		return slices.ContainsFunc(s.Ledger.All(ledger.TypePairing), func(e *ledger.Entry) bool {
			with := slices.ContainsFunc(e.Pairing.People, func(who string) bool { return to != nil && s.Person(who) == to })
			return with && e.State == ledger.Done && e.Pairing.Start.After(at) && slices.ContainsFunc(m.Areas, func(a string) bool { return lies(e, a) })
		})
	}
	e, ok := s.Ledger.Find(m.ID)
	for ok && e.Delegation != nil && e.Delegation.ReplacedBy != "" { // offered anew: to them, it is hoped
		e, ok = s.Ledger.Find(e.Delegation.ReplacedBy)
	}
	return ok && slices.ContainsFunc(e.Answers, func(a ledger.Answer) bool {
		return to != nil && s.Actor(a.By) == to && (a.State == ledger.Taken || a.State == ledger.Done)
	})
}
