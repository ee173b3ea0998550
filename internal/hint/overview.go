package hint

import (
	"cmp"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/workspace"
)

// Overview is what concerns the reader in a repository, whichever file is on screen.
type Overview struct {
	// Mine is what they took and have not finished, what is due first: delegations and reviews. Promised is what others took of
	// what they offered or asked for.
	Mine, Promised []*ledger.Entry
	// Offered is what waits for their answer, newest first: delegations, reviews, questions that they are to decide.
	Offered []*ledger.Entry
	// Pairings are the blocks of time that they are part of and that are not over, and those that they planned lately and have still
	// to say of whether they took place; the first first.
	Pairings []*ledger.Entry
}

// ForReader answers for the reader; the zero Overview where nobody knows who that is.
func ForReader(s *workspace.Snapshot) Overview {
	var o Overview
	if s.Me == nil {
		return o
	}
	p := PromisesOf(s)
	o.Mine, o.Offered = p.Taken, p.Offered
	for _, e := range s.Ledger.All("") {
		if who, held := e.Holder(); held && e.Open() && s.IsMine(e) && s.Actor(who) != s.Me {
			o.Promised = append(o.Promised, e)
			continue
		}
		switch e.Type {
		case ledger.TypeReview:
			if !e.Open() || !s.Asks(e) {
				continue
			}
			if e.State == ledger.Taken {
				o.Mine = append(o.Mine, e)
			} else {
				o.Offered = append(o.Offered, e)
			}
		case ledger.TypeQuestion:
			if e.Open() && s.Asks(e) {
				o.Offered = append(o.Offered, e)
			}
		case ledger.TypePairing:
			if e.Open() && slices.ContainsFunc(e.Pairing.People, s.IsMe) && (e.Pairing.End().After(s.Now()) || unsaid(s, e)) {
				o.Pairings = append(o.Pairings, e)
			}
		}
	}
	byDate := func(a, b *ledger.Entry) int { return cmp.Compare(dueOn(a), dueOn(b)) }
	slices.SortStableFunc(o.Mine, byDate)
	slices.SortStableFunc(o.Promised, byDate)
	slices.SortStableFunc(o.Offered, func(a, b *ledger.Entry) int { return b.At.Compare(a.At) })
	slices.SortStableFunc(o.Pairings, func(a, b *ledger.Entry) int { return a.Pairing.Start.Compare(b.Pairing.Start) })
	return o
}

// dueOn orders promises: what has no date comes last.
func dueOn(e *ledger.Entry) string {
	if e.Delegation == nil || e.Delegation.CheckIn == "" {
		return "9999"
	}
	return e.Delegation.CheckIn
}

// SilosNear are the areas that rest on somebody else and that the reader has to do with: path lies in them, the reader has
// some part in them, or asked to learn them. The one that path lies in comes first. Whoever such an area rests on is told
// nothing: they know.
func SilosNear(s *workspace.Snapshot, areas []ownership.Area, path string) []ownership.Silo {
	if s.Me == nil {
		return nil
	}
	inside := func(silo ownership.Silo) bool { return path != "" && ledger.Covers(silo.Area, path) }
	part := map[string]bool{}
	for _, a := range areas {
		part[a.Path] = slices.ContainsFunc(a.Knowers, func(k ownership.Knower) bool { return k.Person == s.Me })
	}
	var out []ownership.Silo
	for _, silo := range ownership.Silos(areas) {
		who := silo.Knower.Person
		if who == s.Me || s.Muted(who) || s.LeftOut(who) {
			continue
		}
		wish, wished := s.Wish(s.Me, silo.Area)
		if wished && wish.Kind == ledger.WishLess {
			continue
		}
		if inside(silo) || part[silo.Area] || wished && wish.Kind == ledger.WishLearn {
			out = append(out, silo)
		}
	}
	slices.SortStableFunc(out, func(a, b ownership.Silo) int {
		switch {
		case inside(a) == inside(b):
			return 0
		case inside(a):
			return -1
		}
		return 1
	})
	return out
}
