package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// table is where a partner is chosen: what is known of everybody who comes into question.
type table struct {
	s        *workspace.Snapshot
	facts    workspace.PairingFacts
	p        Pairing
	best     float64 // the share of whoever knows the place best of those who are here
	promises map[*people.Person]int
	promised bool
	loads    map[*people.Person]review.Load // nil where nothing is known
}

func newTable(s *workspace.Snapshot, f workspace.PairingFacts, p Pairing) *table {
	t := &table{s: s, facts: f, p: p, loads: s.Loads()}
	t.promises, t.promised = openPromises(s)
	for _, k := range f.Knowers {
		if k.Active || k.Person == s.Me {
			t.best = max(t.best, k.Share)
		}
	}
	return t
}

// knows is how well somebody knows the place, beside whoever here knows it best.
func (t *table) knows(p *people.Person) float64 {
	k := knowerOf(t.facts.Knowers, p)
	if k == nil || t.best == 0 {
		return 0
	}
	return k.Share / t.best
}

func (t *table) asker() slot.Asker {
	return slot.Asker{Handle: workspace.Address(t.s.Me), Knows: t.knows(t.s.Me), Recorded: t.facts.Paired.Recorded}
}

// present are those who come into question, whoever is away among them: who had a hand in the place lately or said something
// about it, and, to learn it, the few who know most of what is around it.
func (t *table) present() []*people.Person {
	var out []*people.Person
	add := func(p *people.Person) bool {
		fits := !slices.Contains(out, p) && t.fits(p)
		if fits {
			out = append(out, p)
		}
		return fits
	}
	for _, k := range t.facts.Knowers {
		if k.Claims || t.s.Now().Sub(k.Last) <= ownership.ActiveWithin {
			add(k.Person)
		}
	}
	for _, w := range t.s.Wishers(t.p.Path) {
		add(w.Person)
	}
	near := 0
	for _, k := range t.facts.Around {
		if near < mostNear && len(out) < mostMates+mostNear && add(k.Person) {
			near++
		}
	}
	return out
}

// mostNear are asked who only know what is around a place.
const mostNear = 3

// fits says whether somebody may be suggested at all, as long as they are there.
func (t *table) fits(p *people.Person) bool {
	s := t.s
	if _, timed := t.facts.Times[p]; !timed || p == s.Me || p.Bot || s.LeftOut(p) || s.Muted(p) {
		return false
	}
	wish, wished := s.Wish(p, t.p.Path)
	word, said := s.Word(p, t.p.Path)
	switch {
	case wished && wish.Kind == ledger.WishLess, said && word.Kind == ledger.KnowledgeDisclaimed:
		return false
	case s.Active(p):
		return true
	}
	fresh := s.Settings.Knowledge.Inactive // whoever says something is here, whether or not they commit
	return wished && s.Now().Sub(wish.At) <= fresh || said && s.Now().Sub(word.At) <= fresh
}

// colleague is what is known of somebody.
func (t *table) colleague(p *people.Person) slot.Colleague {
	c := slot.Colleague{Handle: workspace.Address(p), Knows: t.knows(p), Together: t.facts.Paired.Last[p]}
	if wish, ok := t.s.Wish(p, t.p.Path); ok {
		c.Wishes = wish.Kind == ledger.WishLearn
	}
	if word, ok := t.s.Word(p, t.p.Path); ok {
		c.Helps = word.Kind == ledger.KnowledgeClaimed
	}
	if t.promised || t.loads != nil {
		open := t.promises[p] + t.loads[p].Open
		c.Open = &open
	}
	if limit, ok := t.s.Limit(p); ok && t.loads[p].Open >= limit {
		c.Out = t.p.Purpose == slot.ReviewTogether // they have as many reviews as they want
	}
	c.Overlap = t.overlap(p)
	return c
}

// overlap is how long the working hours of somebody and the reader overlap within a week; nil where nobody said when they work.
func (t *table) overlap(p *people.Person) *time.Duration {
	if w := t.s.Working(p); w.HoursAssumed && w.ZoneAssumed {
		return nil
	}
	shared, err := slot.Overlap([]slot.Person{t.facts.Times[t.s.Me], t.facts.Times[p]}, t.p.From, t.p.From.AddDate(0, 0, 7))
	if err != nil {
		return nil
	}
	return &shared
}

func (t *table) mate(p *people.Person, reasons slot.Partner) Mate {
	m := Mate{Person: p, Partner: reasons, Knows: knowerOf(t.facts.Knowers, p)}
	m.Handle = workspace.Address(p)
	if wish, ok := t.s.Wish(p, t.p.Path); ok {
		m.Wish = wish
	}
	if away, ok := t.s.Away(p); ok {
		m.Away = away
	}
	return m
}

// partners are those of some people who would be right to sit down with, best first.
func (t *table) partners(among []*people.Person, most int) []Mate {
	var all []slot.Colleague
	by := map[string]*people.Person{}
	for _, p := range among {
		c := t.colleague(p)
		all, by[c.Handle] = append(all, c), p
	}
	var out []Mate
	for _, one := range slot.Partners(t.p.Purpose, t.asker(), all, t.s.Now(), most) {
		out = append(out, t.mate(by[one.Handle], one))
	}
	return out
}

// found are people whom nobody named.
func (t *table) found() []Company {
	if t.s.Me == nil {
		return nil
	}
	here := slices.DeleteFunc(t.present(), func(p *people.Person) bool { return !t.s.Here(p) })
	var out []Company
	for _, m := range t.partners(here, mostMates) {
		out = append(out, Company{m})
	}
	return out
}

// named are the people whom the reader named, in their order, with what speaks for them. Of who wants to be named nowhere
// nothing is told.
func (t *table) named() Company {
	var told []*people.Person
	for _, p := range t.p.With {
		if _, timed := t.facts.Times[p]; timed && t.s.Me != nil && !t.s.LeftOut(p) {
			told = append(told, p)
		}
	}
	reasons := t.partners(told, len(told))
	var out Company
	for _, p := range t.p.With {
		if i := slices.IndexFunc(reasons, func(m Mate) bool { return m.Person == p }); i >= 0 {
			out = append(out, reasons[i])
			continue
		}
		m := Mate{Person: p, Partner: slot.Partner{Handle: workspace.Address(p)}}
		if away, ok := t.s.Away(p); ok {
			m.Away = away
		}
		out = append(out, m)
	}
	return out
}

// nobody says why there is no company.
func (t *table) nobody() (Nobody, []Mate) {
	switch {
	case !t.s.Indexed:
		return NoHistory, nil
	case t.s.Me == nil:
		return NobodyApt, nil
	}
	away := slices.DeleteFunc(t.present(), t.s.Here)
	if mates := t.partners(away, mostMates); len(mates) > 0 {
		return NobodyHere, mates
	}
	others := slices.ContainsFunc(t.s.People.All(), func(p *people.Person) bool {
		return p != t.s.Me && !p.Bot && !t.s.LeftOut(p) && t.s.Active(p)
	})
	if !others {
		return NobodyElse, nil
	}
	return NobodyApt, nil
}
