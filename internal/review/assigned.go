package review

import (
	"cmp"
	"slices"
)

// assigned is who was given what in a replay.
type assigned struct {
	counts []int32 // by person
	total  int
	open   [][]given // by person: what still weighs
	read   map[*place][]int32
}

// given is one review that somebody was given, at once touched: nobody knows when they looked at it.
type given struct {
	at   int64
	size float64
}

func newAssigned(people int) *assigned {
	return &assigned{counts: make([]int32, people), open: make([][]given, people), read: map[*place][]int32{}}
}

// give gives the review of a change to people, who get to know the files by it.
func (a *assigned) give(who []int32, files []*place, t int64, size float64) {
	for _, w := range who {
		a.counts[w]++
		a.total++
		a.open[w] = append(a.open[w], given{t, size})
		for _, f := range files {
			if !slices.Contains(a.read[f], w) {
				a.read[f] = append(a.read[f], w)
			}
		}
	}
}

// first are the first so many of a ranking.
func first(named []Ranked, many int) []int32 {
	var out []int32
	for _, n := range named[:min(len(named), many)] {
		out = append(out, n.Who)
	}
	return out
}

// load is what weighs on somebody.
func (a *assigned) load(who int32, t int64) float64 {
	const done = int64(Done / 1e9)
	a.open[who] = slices.DeleteFunc(a.open[who], func(g given) bool { return t-g.at >= done })
	sum := 0.0
	for _, g := range a.open[who] {
		sum += g.size * (1 - float64(t-g.at)/float64(done))
	}
	return sum
}

// top10 is the share of the ten who had most.
func (a *assigned) top10() float64 {
	counts := slices.Clone(a.counts)
	slices.SortFunc(counts, func(a, b int32) int { return cmp.Compare(b, a) })
	sum := 0
	for _, n := range counts[:min(len(counts), 10)] {
		sum += int(n)
	}
	return ratio(sum, a.total)
}

// isRare says whether few people know most of some files.
func (r *run) isRare(files []*place, authors []int32, t int64) bool {
	n := 0
	for _, f := range files {
		if len(r.know(r.on, f, t, authors)) <= fewKnow {
			n++
		}
	}
	return n > 0 && 2*n >= len(files)
}

// know are those who know a file and are still there: who changed it, and who was given changes of it to review.
func (r *run) know(a *assigned, file *place, t int64, authors []int32) []int32 {
	out := slices.Clone(authors)
	for _, by := range [][]int32{r.authored[file], a.read[file]} {
		for _, who := range by {
			if t-r.book.seen[who] <= year && !slices.Contains(out, who) {
				out = append(out, who)
			}
		}
	}
	return out
}

// spread tells how evenly a replay spread the work, and how many files rest on too few: of those that changes that were asked
// about touched, and that are there, those that fewer than two people know.
func (r *run) spread(a *assigned) Spread {
	s := Spread{Top10: a.top10(), Reviews: a.total}
	counted := map[*place]bool{}
	for path, file := range r.book.files {
		if file == nil || !r.asked[file] || counted[file] || r.exists != nil && !r.exists(r.past.Paths[path]) {
			continue
		}
		counted[file] = true
		s.Files++
		if len(r.know(a, file, r.last, nil)) < 2 {
			s.AtRisk++
		}
	}
	return s
}
