package review

import (
	"cmp"
	"slices"
)

// Ranked is somebody with how well a change suits them.
type Ranked struct {
	Who   int32
	Score float64 // from 0; of everybody together about 1 at most
}

// around is how much each place says about a change.
type around struct {
	place *place
	part  float64
}

// places finds what speaks about some files at a moment: the file if it has history enough, else the folders around it. The
// parts are such that the score of somebody is the sum of their weights at the places, each times its part.
func (b *Book) places(files []*place, t int64) []around {
	at := make(map[*place]int, 2*len(files))
	var out []around
	for _, p := range files {
		rest := 1 / float64(len(files))
		for ; p != nil; p = p.around {
			shrink := b.rules.Shrink
			if p.around == nil {
				shrink = 0
			}
			sum := p.sum.then(t, b.rules.HalfLife)
			if sum+shrink < least {
				break
			}
			i, known := at[p]
			if !known {
				i = len(out)
				at[p] = i
				out = append(out, around{place: p})
			}
			out[i].part += rest / (sum + shrink)
			rest *= shrink / (sum + shrink)
		}
	}
	return out
}

// least is less than any history that counts.
const least = 1e-12

// known are the places of a change's files: of one that it moved where it was.
func (b *Book) known(c *Change) []*place {
	moved := make(map[uint32]uint32, len(c.Moves))
	for _, m := range c.Moves {
		moved[m.To] = m.From
	}
	out := make([]*place, len(c.Paths))
	for i, path := range c.Paths {
		if from, ok := moved[path]; ok && b.files[from] != nil {
			path = from
		}
		out[i] = b.file(path)
	}
	return out
}

// nearest is the smallest folder around a path that history knows.
func (b *Book) nearest(path string) *place {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			if f := b.folders[path[:i]]; f != nil {
				return f
			}
		}
	}
	return &b.top
}

// scorer adds up scores; it is used again and again, since most people have none for most changes.
type scorer struct {
	score []float64 // by person
	who   []int32   // those who have one
}

func (s *scorer) reset(people int) {
	if len(s.score) != people {
		s.score = make([]float64, people)
	}
	for _, who := range s.who {
		s.score[who] = 0
	}
	s.who = s.who[:0]
}

func (s *scorer) add(who int32, score float64) {
	if s.score[who] == 0 {
		s.who = append(s.who, who)
	}
	s.score[who] += score
}

// rank orders everybody who may review by how well a change suits them, the best first; ties go to whoever was known first.
func (b *Book) rank(s *scorer, files []*place, authors []int32, t int64, may func(who int32) bool) []Ranked {
	s.reset(len(b.seen))
	for _, a := range b.places(files, t) {
		for i := range a.place.parts {
			p := &a.place.parts[i]
			s.add(p.who, a.part*p.then(t, b.rules.HalfLife))
		}
	}
	for _, who := range s.who {
		s.score[who] *= (b.rules.Away + fade(t-b.seen[who], b.rules.Presence)) / (1 + b.rules.Away)
	}
	if y := b.reviewersOf(authors); y != nil {
		sum := y.sum.then(t, b.rules.Pairs) + b.rules.PairShrink
		for _, who := range s.who {
			s.score[who] *= b.rules.PairShrink / sum
		}
		for i := range y.parts {
			s.add(y.parts[i].who, y.parts[i].then(t, b.rules.Pairs)/sum)
		}
	}
	out := make([]Ranked, 0, len(s.who))
	for _, who := range s.who {
		if b.here(who, t) && s.score[who] > least && (may == nil || may(who)) && !slices.Contains(authors, who) {
			out = append(out, Ranked{who, s.score[who]})
		}
	}
	slices.SortFunc(out, func(a, b Ranked) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Who, b.Who)) })
	return out
}

// reviewersOf is who reviewed what the first of the authors wrote; nil for nobody.
func (b *Book) reviewersOf(authors []int32) *tally {
	if len(authors) == 0 {
		return nil
	}
	return b.authors[authors[0]]
}

// here says whether somebody was seen lately enough to be asked.
func (b *Book) here(who int32, t int64) bool {
	return b.seen[who] > 0 && float64(t-b.seen[who]) <= b.rules.Gone*day
}
