package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/people"
)

const (
	// declared is what being the owner of all files adds to a score; claimed what it adds to say: ask me.
	declared, claimed = 0.3, 0.2
	// asked is what is left of the score of somebody who would rather not.
	asked = 0.25
	// mostAsked paths of a change are looked at, evenly taken from all.
	mostAsked = 10_000
)

// Suggest names at most so many who could review a change, the first to ask first; nobody where history and declarations name
// nobody. It is safe for concurrent use.
func (b *Book) Suggest(a Ask, most int) []Suggestion {
	s := suggesting{book: b, ask: a, t: a.At.Unix(), owner: map[*people.Person]Reason{}, exact: map[*place]bool{}}
	s.paths = evenly(a.Paths, mostAsked)
	s.score()
	s.spread()
	s.named = s.named[:min(len(s.named), most)]
	return s.explain()
}

// suggesting is one Suggest under way.
type suggesting struct {
	book  *Book
	ask   Ask
	t     int64
	paths []string
	files []*place
	exact map[*place]bool // those of files that history knows themselves
	named []Suggestion
	owner map[*people.Person]Reason
	spare []Ranked // of whom history names, in order
}

// evenly takes at most so many of a list, from all over it.
func evenly(paths []string, most int) []string {
	if len(paths) <= most {
		return paths
	}
	out := make([]string, 0, most)
	for i := range most {
		out = append(out, paths[i*len(paths)/most])
	}
	return out
}

func (s *suggesting) may(p *people.Person) bool {
	return !p.Bot && !slices.Contains(s.ask.Authors, p) && (s.ask.May == nil || s.ask.May(p))
}

// room is how much somebody carries already.
func (s *suggesting) load(p *people.Person) float64 { return s.ask.Loads[p].Number }

// score finds everybody who may be named, with their scores.
func (s *suggesting) score() {
	b := s.book
	for _, path := range s.paths {
		p, known := b.placeOf(path)
		s.files = append(s.files, p)
		if known {
			s.exact[p] = true
		}
	}
	var authors []int32
	for _, p := range s.ask.Authors {
		if who, known := b.past.place[p]; known {
			authors = append(authors, who)
		}
	}
	s.spare = b.rank(&scorer{}, s.files, authors, s.t, func(who int32) bool { return s.may(b.past.People[who]) })
	scores := map[*people.Person]float64{}
	for _, r := range s.spare {
		scores[b.past.People[r.Who]] = r.Score
	}
	s.declare(scores)
	for _, p := range s.ask.Claims {
		if s.may(p) {
			scores[p] += claimed
		}
	}
	for p, score := range scores {
		if s.ask.Last != nil && s.ask.Last(p) {
			score *= asked
		}
		s.named = append(s.named, Suggestion{Person: p, Score: score})
	}
	slices.SortFunc(s.named, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Person.Name, b.Person.Name), strings.Compare(a.Person.Email, b.Person.Email))
	})
}

// declare gives owners their due. Of a team it is the member with most room who stands for it.
func (s *suggesting) declare(scores map[*people.Person]float64) {
	before := make(map[*people.Person]float64, len(scores))
	for p, score := range scores {
		before[p] = score
	}
	for _, d := range s.ask.Declared {
		for _, o := range d.Owners {
			var able []*people.Person
			for _, p := range o.People {
				if s.may(p) {
					able = append(able, p)
				}
			}
			if len(able) == 0 {
				continue
			}
			p := slices.MinFunc(able, func(x, y *people.Person) int {
				return cmp.Or(cmp.Compare(s.load(x), s.load(y)), cmp.Compare(before[y], before[x]), strings.Compare(x.Name, y.Name))
			})
			scores[p] += declared * float64(d.Files) / float64(max(1, len(s.ask.Paths)))
			r, known := s.owner[p]
			if !known || d.Files > r.Files {
				r = Reason{Kind: Owns, Rule: d.Rule, Files: d.Files, Of: len(s.ask.Paths)}
				if o.Team {
					r.Team = o.Name
				}
				s.owner[p] = r
			}
		}
	}
}

// spread puts those with room first, and where an area of the change rests on one person an expert and a learner.
func (s *suggesting) spread() {
	if s.ask.Loads != nil {
		first := s.named[:min(len(s.named), shortlist)]
		slices.SortStableFunc(first, func(x, y Suggestion) int {
			return cmp.Compare(y.Score/(1+press*s.load(y.Person)), x.Score/(1+press*s.load(x.Person)))
		})
	}
	if len(s.ask.Silos) == 0 || len(s.named) == 0 {
		return
	}
	silo := s.ask.Silos[0]
	place := 0
	expert := slices.IndexFunc(s.named, func(n Suggestion) bool { return n.Person == silo.Knower.Person })
	var with *people.Person
	if expert >= 0 {
		s.move(expert, 0, Reason{Kind: Expert, Area: silo.Area})
		with, place = silo.Knower.Person, 1
	}
	learner, reason := s.learner(silo.Area, silo.Knower.Person)
	if learner == nil {
		return
	}
	reason.With = with
	if reason.With == nil && slices.Contains(s.ask.Authors, silo.Knower.Person) {
		reason.With = silo.Knower.Person
	}
	at := slices.IndexFunc(s.named, func(n Suggestion) bool { return n.Person == learner })
	if at < 0 {
		at = len(s.named)
		s.named = append(s.named, Suggestion{Person: learner})
	}
	s.move(at, min(place, len(s.named)-1), reason)
}

// move puts a suggestion to another place, with a reason.
func (s *suggesting) move(from, to int, r Reason) {
	one := s.named[from]
	one.Reasons = append(one.Reasons, r)
	s.named = slices.Insert(slices.Delete(s.named, from, from+1), to, one)
}

// learner is who could become a second one to know an area: of those who asked, the one with most room; else, of those whom the
// change suits nearly, who has been here steadily.
func (s *suggesting) learner(area string, knower *people.Person) (*people.Person, Reason) {
	var wish []*people.Person
	for _, p := range s.ask.Learners[area] {
		if p != knower && s.may(p) {
			wish = append(wish, p)
		}
	}
	if len(wish) > 0 {
		return slices.MinFunc(wish, func(x, y *people.Person) int {
			return cmp.Or(cmp.Compare(s.load(x), s.load(y)), strings.Compare(x.Name, y.Name))
		}), Reason{Kind: Asked, Area: area}
	}
	others := slices.DeleteFunc(slices.Clone(s.spare), func(r Ranked) bool {
		p := s.book.past.People[r.Who]
		return p == knower || s.ask.Last != nil && s.ask.Last(p)
	})
	who, ok := s.book.learner(others, 0, s.t, func(who int32) float64 { return s.load(s.book.past.People[who]) })
	if !ok {
		return nil, Reason{}
	}
	return s.book.past.People[who], Reason{Kind: Learner, Area: area}
}

// placeOf is the place of a path that somebody asks about, a file or a folder; known is false where history has only the folder
// around it.
func (b *Book) placeOf(path string) (p *place, known bool) {
	if path == "." {
		return &b.top, true
	}
	if id, found := slices.BinarySearch(b.past.Paths, path); found && b.files[id] != nil {
		return b.files[id], true
	}
	if f := b.folders[strings.TrimSuffix(path, "/")]; f != nil {
		return f, true
	}
	return b.nearest(path), false
}

func instant(t int64) time.Time { return time.Unix(t, 0).UTC() }
