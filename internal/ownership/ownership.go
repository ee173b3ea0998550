// Package ownership tells who knows a path, from who changed and reviewed it.
//
// Knowledge of a path is the sum over a person's changes and reviews of 2^(−age/180 days):
// who works somewhere knows it, and forgets. Reading a change closely enough to approve it
// counts like making one. Age matters more than amount, as in the models that predict who
// can answer or review from decayed history of the paths at hand (the baseline
// exp(−age/90 days) of common path prefixes already beats REVFINDER, Thongtanunam et al.,
// SANER 2015).
//
// An area rests on one person, a silo, where one active person holds over 70 % of the
// knowledge of what is lively there, and nobody else 20 %: see [Silos].
//
// Whose code it is, is another question, which forgets nothing: degree of authorship, by who
// created a file and how many changes everybody delivered, and the truck factor made of it
// (Fritz et al., ICSE 2010; Avelino et al., ICPC 2016): see [DOA] and [TruckFactor].
//
// Shares are of all people's knowledge, those who are gone included: 90 % known by
// somebody who left leaves 10 %, not 100 %. Someone inactive on the path for a year is
// kept and shown as gone, and never suggested. Programs are left out before shares are
// taken.
//
// A share is a guess from history. It says nothing about how well or how much somebody
// works, and is not for comparing people across paths.
package ownership

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// ActiveWithin is how long ago somebody may have changed or reviewed a path and still be
// asked about it.
const ActiveWithin = 365 * 24 * time.Hour

// Knower is one person's knowledge of a path.
type Knower struct {
	Person  *people.Person
	Share   float64 // of all knowledge of the path; all shares sum to 1
	Changes int     // commits, as author or co-author
	Reviews int     // commits of others
	Last    time.Time
	Active  bool // Last is within ActiveWithin
	Claims  bool // they said so themselves: "ask me", see Correct
}

// Knowers merges contributions of one person's identities, leaves programs out, and
// returns who knows a path, best first; ties by name, then address. Commits with one
// person's address in several roles count for each of them.
func Knowers(c []index.Contribution, d *people.Directory, now time.Time) []Knower {
	at := make(map[*people.Person]int, len(c))
	out := make([]Knower, 0, len(c))
	total := 0.0
	for _, one := range c {
		p := d.Resolve(one.Who)
		if p.Bot || one.Weight <= 0 {
			continue
		}
		i, ok := at[p]
		if !ok {
			i = len(out)
			at[p] = i
			out = append(out, Knower{Person: p})
		}
		k := &out[i]
		k.Share += one.Weight
		k.Changes += one.Changes
		k.Reviews += one.Reviews
		if one.Last.After(k.Last) {
			k.Last = one.Last
		}
		total += one.Weight
	}
	if len(out) == 0 {
		return nil
	}
	for i := range out {
		out[i].Share /= total
		out[i].Active = now.Sub(out[i].Last) <= ActiveWithin
	}
	slices.SortStableFunc(out, func(a, b Knower) int {
		return cmp.Or(
			cmp.Compare(b.Share, a.Share), cmp.Compare(a.Person.Name, b.Person.Name), cmp.Compare(a.Person.Email, b.Person.Email),
		)
	})
	return out
}

// Nearest returns whom to ask: the best active knower who is not exclude (may be nil),
// those who offered to be asked before the others, or nil if there is nobody. knowers are
// as Knowers or Correct return them.
func Nearest(knowers []Knower, exclude *people.Person) *Knower {
	return Best(knowers, func(p *people.Person) bool { return !same(p, exclude) })
}

// same compares people who may come from two directories, or none: then an address in
// common makes them one.
func same(a, b *people.Person) bool {
	if a == nil || b == nil {
		return false
	}
	return a == b || slices.ContainsFunc(a.Emails, func(e string) bool { return slices.Contains(b.Emails, e) })
}
