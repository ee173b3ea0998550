package hint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Candidate is somebody to whom a piece of work could be offered, with what speaks for it and what they carry already.
type Candidate struct {
	Person *people.Person
	// Knows is what they know of the place; nil where history and they themselves say nothing.
	Knows *ownership.Knower
	// Learns says that they asked to learn it, Less that they asked for less of it. Both are their own words.
	Learns, Less bool
	// With is who knows it, is here and could help somebody who learns it; nil where nobody is, or nobody learns.
	With *ownership.Knower
	// Promises counts what they took and have not finished, Reviews the requests open with them; nil without any data.
	Promises, Reviews *int
}

// Candidates are the people to whom something about a place could be offered, in two groups, the first to be named first.
// The reader, programs, people who are gone and those who want to be named nowhere are in neither. Who asked for less of it
// comes last.
type Candidates struct {
	Know, Learn []Candidate
}

// mostCandidates of a group; more is no choice.
const mostCandidates = 5

// ForOffer says to whom work at a path ("." for all of the repository, or for work that has no place) could be offered.
// knowers are those of the path, best first: [workspace.Snapshot.Knowers] of an open file.
func ForOffer(s *workspace.Snapshot, path string, knowers []ownership.Knower) Candidates {
	b := bench{snapshot: s, knowers: knowers}
	b.reviews, b.reviewed = openReviews(s)
	b.promises, b.promised = openPromises(s)
	var out Candidates
	in := map[*people.Person]bool{}
	for i := range knowers {
		k := &knowers[i]
		wish, _ := s.Wish(k.Person, path)
		if !k.Active || b.barred(k.Person) || k.Share < enoughToAsk && !k.Claims {
			continue
		}
		if wish.Kind == ledger.WishLearn && k.Share < enoughToKnow && !k.Claims {
			continue // a little knowledge is where learning begins
		}
		c := b.candidate(k.Person)
		c.Knows, c.Less, c.Learns = k, wish.Kind == ledger.WishLess, wish.Kind == ledger.WishLearn
		out.Know, in[k.Person] = append(out.Know, c), true
	}
	for _, w := range s.Wishers(path) {
		if w.Wish.Kind != ledger.WishLearn || !w.Here || in[w.Person] || b.barred(w.Person) {
			continue
		}
		c := b.candidate(w.Person)
		c.Learns, c.With = true, b.helper(w.Person)
		if i := slices.IndexFunc(knowers, func(k ownership.Knower) bool { return k.Person == w.Person }); i >= 0 {
			c.Knows = &knowers[i]
		}
		out.Learn = append(out.Learn, c)
	}
	slices.SortStableFunc(out.Know, func(a, b Candidate) int {
		return cmp.Or(later(a.Less, b.Less), later(b.Knows.Claims, a.Knows.Claims), cmp.Compare(b.weight(), a.weight()))
	})
	slices.SortStableFunc(out.Learn, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.load(), b.load()), strings.Compare(a.Person.Name, b.Person.Name))
	})
	out.Know, out.Learn = out.Know[:min(len(out.Know), mostCandidates)], out.Learn[:min(len(out.Learn), mostCandidates)]
	return out
}

// bench is what is known while candidates are chosen.
type bench struct {
	snapshot           *workspace.Snapshot
	knowers            []ownership.Knower
	promises, reviews  map[*people.Person]int
	promised, reviewed bool
}

// barred are those to whom nothing is offered, whatever they know.
func (b *bench) barred(p *people.Person) bool {
	return p == b.snapshot.Me || p.Bot || b.snapshot.LeftOut(p) || b.snapshot.Muted(p)
}

func (b *bench) candidate(p *people.Person) Candidate {
	c := Candidate{Person: p}
	if b.promised {
		n := b.promises[p]
		c.Promises = &n
	}
	if b.reviewed {
		n := b.reviews[p]
		c.Reviews = &n
	}
	return c
}

// helper is who knows the place best and is here, besides the one who learns; the reader may be it.
func (b *bench) helper(learner *people.Person) *ownership.Knower {
	for i := range b.knowers {
		k := &b.knowers[i]
		if k.Active && k.Person != learner && !b.snapshot.LeftOut(k.Person) && (k.Share >= enoughToAsk || k.Claims) {
			return k
		}
	}
	return nil
}

// weight is the share, halved by everything that is open with them already.
func (c Candidate) weight() float64 { return c.Knows.Share / float64(1+c.load()) }

func (c Candidate) load() int {
	n := 0
	for _, open := range []*int{c.Promises, c.Reviews} {
		if open != nil {
			n += *open
		}
	}
	return n
}

func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// openPromises counts what each person took and has not finished. known is false where nobody ever offered anything.
func openPromises(s *workspace.Snapshot) (load map[*people.Person]int, known bool) {
	load = map[*people.Person]int{}
	for _, e := range s.Ledger.All(ledger.TypeDelegation) {
		known = true
		if who, held := e.Holder(); held {
			load[s.Actor(who)]++
		}
	}
	return load, known
}
