package hint

import (
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// mostPairs of a menu are people to pair with.
const mostPairs = 2

// PairHere are those with whom the reader could pair on some lines, as a menu names them at once: the other side of work that
// was handed on here, who knows the file, and, where the reader knows it, who asked to learn it. [Suggest] knows more and takes
// longer.
func PairHere(s *workspace.Snapshot, r Range) []*people.Person {
	var out []*people.Person
	add := func(p *people.Person) {
		if p != nil && p != s.Me && !p.Bot && !s.LeftOut(p) && !s.Muted(p) && s.Here(p) && !slices.Contains(out, p) && len(out) < mostPairs {
			out = append(out, p)
		}
	}
	if e := r.Delegation; e != nil {
		if who, held := e.Holder(); held && s.IsMine(e) {
			add(s.Actor(who))
		} else if held && Holds(s, e) {
			add(s.Actor(e.By))
		}
	}
	if len(r.Ask) > 0 {
		add(r.Ask[0].Person)
	}
	if r.YouKnow {
		for _, w := range s.Wishers(r.Path) {
			if w.Here && w.Wish.Kind == ledger.WishLearn {
				add(w.Person)
			}
		}
	}
	return out
}
