package workspace

import (
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// Loads is what waits for whom, by the requests of the ledger and of the repository's host; nil where nobody ever asked for a
// review in the one, and the other is not asked or never told anything.
func (s *Snapshot) Loads() map[*people.Person]review.Load {
	asked := s.Ledger.All(ledger.TypeReview)
	if len(asked) == 0 && !s.Hosted.Told() {
		return nil
	}
	open := map[*people.Person][]review.Request{}
	for _, e := range asked {
		p := s.Person(e.Review.To)
		if who, held := e.Holder(); held {
			p = s.Actor(who)
		}
		if !e.Open() || p == nil {
			continue
		}
		r := review.Request{ID: e.ID, Files: e.Review.Size(), Lines: e.Review.Lines, Asked: e.At}
		for _, answer := range e.Answers {
			if answer.State == ledger.Taken && answer.At.After(r.Touched) {
				r.Touched = answer.At
			}
		}
		open[p] = append(open[p], r)
	}
	s.Hosted.addTo(open, asked, s.Now())
	out := make(map[*people.Person]review.Load, len(open))
	for p, requests := range open {
		out[p] = review.LoadOf(requests, s.Now())
	}
	return out
}

// declaredFor are the rules of CODEOWNERS that decide about paths, in the order in which they were met.
func (s *Snapshot) declaredFor(paths []string) []review.Declared {
	if s.Owners == nil {
		return nil
	}
	var out []review.Declared
	at := map[int]int{} // by line of the rule
	for _, path := range paths {
		for _, rule := range s.Owners.Match(path).Rules {
			i, known := at[rule.Line]
			if !known {
				i = len(out)
				at[rule.Line] = i
				d := review.Declared{Rule: rule}
				for _, owner := range rule.Owners {
					d.Owners = append(d.Owners, s.owner(owner))
				}
				out = append(out, d)
			}
			out[i].Files++
		}
	}
	return out
}

// owner is who is behind a declared owner.
func (s *Snapshot) owner(name string) review.Owner {
	if team := s.team(name); team != nil {
		return review.Owner{Name: name, People: team, Team: true}
	}
	o := review.Owner{Name: name}
	if p := s.Declared(name); p != nil && !elsewhere(name) {
		o.People = append(o.People, p)
	}
	return o
}
