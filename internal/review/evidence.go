package review

import (
	"path"
	"slices"

	"github.com/leadline/leadline/internal/people"
)

// evidence is what one person did at some places.
type evidence struct {
	reviewed, changed, merged int
	last                      int64
}

func (e *evidence) none() bool { return e.reviewed+e.changed+e.merged == 0 }

// found is the evidence about one person: at the files themselves, and in the folders around them.
type found struct {
	at, near evidence
	area     string // the folder of near that was met last
	paired   int
}

// explain says of everybody who is named why.
func (s *suggesting) explain() []Suggestion {
	all := s.gather()
	for i := range s.named {
		n := &s.named[i]
		if s.ask.Loads != nil {
			l := s.ask.Loads[n.Person]
			n.Load = &l
		}
		special := n.Reasons
		n.Reasons = nil
		if r, ok := s.owner[n.Person]; ok {
			n.Reasons = append(n.Reasons, r)
		}
		if lines := s.ask.Lines[n.Person]; lines > 0 {
			n.Reasons = append(n.Reasons, Reason{Kind: Wrote, Count: lines})
		}
		if f := all[n.Person]; f != nil {
			n.Reasons = append(n.Reasons, f.reasons(len(n.Reasons)+len(special) > 0)...)
		}
		if slices.Contains(s.ask.Claims, n.Person) {
			n.Reasons = append(n.Reasons, Reason{Kind: Claimed})
		}
		n.Reasons = append(n.Reasons, special...)
		if s.ask.Last != nil && s.ask.Last(n.Person) {
			n.Reasons = append(n.Reasons, Reason{Kind: Less})
		}
		if who, known := s.book.past.place[n.Person]; known && s.book.seen[who] > 0 {
			n.Reasons = append(n.Reasons, Reason{Kind: Active, When: instant(s.book.seen[who])})
		}
	}
	return s.named
}

// reasons are what was found; others says that there are more already.
func (f *found) reasons(others bool) []Reason {
	var out []Reason
	e, area := f.at, ""
	if e.none() {
		e, area = f.near, f.area
	}
	for _, one := range []struct {
		kind  ReasonKind
		count int
	}{{Reviewed, e.reviewed}, {Changed, e.changed}, {Merged, e.merged}} {
		if one.count > 0 {
			out = append(out, Reason{Kind: one.kind, Count: one.count, Area: area, When: instant(e.last)})
		}
	}
	if len(out) == 0 && f.paired > 0 {
		out = append(out, Reason{Kind: Pair, Count: f.paired})
	} else if len(out) == 0 && !others {
		out = append(out, Reason{Kind: Elsewhere})
	}
	return out
}

// gather goes through the history once for all who are named.
func (s *suggesting) gather() map[*people.Person]*found {
	b := s.book
	of := make(map[int32]*found, len(s.named))
	out := make(map[*people.Person]*found, len(s.named))
	for _, n := range s.named {
		if who, known := b.past.place[n.Person]; known {
			of[who] = &found{}
			out[n.Person] = of[who]
		}
	}
	around := make(map[*place]bool, len(s.files))
	for _, f := range s.files {
		if s.exact[f] {
			f = f.around
		}
		if f != nil && f != &b.top {
			around[f] = true
		}
	}
	author := int32(nobody)
	if len(s.ask.Authors) > 0 {
		if who, known := b.past.place[s.ask.Authors[0]]; known {
			author = who
		}
	}
	for i := range b.past.Changes {
		s.weigh(&b.past.Changes[i], of, around, author)
	}
	return out
}

func (s *suggesting) weigh(c *Change, of map[int32]*found, around map[*place]bool, author int32) {
	involved := func(all []int32) bool {
		return slices.ContainsFunc(all, func(who int32) bool { return of[who] != nil })
	}
	if !involved(c.Reviewers) && !involved(c.Authors) && of[c.Merger] == nil {
		return
	}
	at, area := s.lies(c, around)
	for _, who := range c.Reviewers {
		if f := of[who]; f != nil && slices.Contains(c.Authors, author) {
			f.paired++
		}
	}
	if !at && area == "" {
		return
	}
	count := func(who int32, kind func(*evidence) *int) {
		f := of[who]
		if f == nil {
			return
		}
		e := &f.at
		if !at {
			e, f.area = &f.near, area
		}
		*kind(e)++
		e.last = max(e.last, c.Landed)
	}
	for _, who := range c.Reviewers {
		count(who, func(e *evidence) *int { return &e.reviewed })
	}
	if !c.Merge {
		for _, who := range c.Authors {
			count(who, func(e *evidence) *int { return &e.changed })
		}
	}
	if c.Merger >= 0 {
		count(c.Merger, func(e *evidence) *int { return &e.merged })
	}
}

// lies says whether a change touched one of the files, or else in which folder around them it did something.
func (s *suggesting) lies(c *Change, around map[*place]bool) (at bool, area string) {
	for _, id := range c.Paths {
		f := s.book.files[id]
		if f == nil {
			continue
		}
		for p := f; p != nil; p = p.around {
			if s.exact[p] {
				return true, ""
			}
		}
		if area == "" && around[f.around] {
			area = path.Dir(s.book.past.Paths[id])
		}
	}
	return false, area
}
