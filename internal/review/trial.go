package review

import (
	"cmp"
	"slices"
)

// Trial is a back-test: for each landed change whose reviewers are known by trailers, who would have been named, from what was
// known when it was written? What landed later, or at the same moment, is not known; a change is asked about once, however
// many reviewed it, and named rightly if one of them was.
type Trial struct {
	N       int // changes that were asked about
	Rankers []Outcome
	// Off and On are replays in which everybody named reviews what they were named for, without and with regard to load.
	Off, On Spread
	// Actual is how it really was; its Top3 means nothing.
	Actual Spread
}

// Outcome is how well one way of naming did: shares of the changes, and the mean reciprocal rank.
type Outcome struct {
	Name                  string
	Top1, Top3, Top5, MRR float64
}

// Spread is how evenly a replay spread the work.
type Spread struct {
	Top10   float64 // share of all reviews that went to the ten people who had most
	Reviews int     // given altogether
	Top3    float64 // as in [Outcome]
	AtRisk  int     // of Files, those that fewer than two people know who were seen in its last year
	Files   int     // those that were asked about and are there
}

// The names of the ways of naming.
const (
	Leadline   = "leadline"    // see [Book]
	Frequency  = "frequency"   // whoever reviewed most in the project so far
	LastAuthor = "last-author" // whoever else changed the files last
)

const (
	// waits is how long before landing a change can have been written for that to be believed.
	waits = 90 * day
	year  = 365 * day
)

// moment is something that happens in a replay.
type moment struct {
	at     int64
	learns bool // else it asks
	change int32
}

// moments are in order of time; what is asked at a moment is asked before anything is learned at it.
func moments(p *Past) []moment {
	var out []moment
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.Before && len(c.Reviewers) > 0 && len(c.Paths) > 0 {
			out = append(out, moment{max(c.Written, c.Landed-waits), false, int32(i)})
		}
		out = append(out, moment{c.Landed, true, int32(i)})
	}
	slices.SortStableFunc(out, func(a, b moment) int {
		if a.at == b.at && a.learns != b.learns {
			if b.learns {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.at, b.at)
	})
	return out
}

// Replay tries the rules on a history. Changes that are Before what was asked about are only learned from. exists says whether a
// file is there now; nil stands for all of them.
func Replay(p *Past, rules Rules, exists func(path string) bool) *Trial {
	return replay(p, rules, exists, nil)
}

// replay tells asked, which may be nil, the place of each change that is asked about and the ranks of the first right name by each
// way of naming; 0 for none.
func replay(p *Past, rules Rules, exists func(path string) bool, asked func(change int, ranks []int)) *Trial {
	r := run{
		past: p, exists: exists, book: NewBook(p, rules), reviews: make([]int32, len(p.People)), scorer: &scorer{},
		authored: map[*place][]int32{}, touched: map[*place]int64{}, asked: map[*place]bool{},
		off: newAssigned(len(p.People)), on: newAssigned(len(p.People)), actual: newAssigned(len(p.People)),
	}
	r.ranks = []tallied{{name: Leadline}, {name: Frequency}, {name: LastAuthor}}
	all := moments(p)
	for _, m := range all {
		c := &p.Changes[m.change]
		if m.learns {
			r.learn(c)
			continue
		}
		ranks := r.ask(c, m.at)
		if asked != nil {
			asked(int(m.change), ranks)
		}
	}
	return r.trial()
}

// run is a replay under way.
type run struct {
	past    *Past
	exists  func(path string) bool
	book    *Book
	scorer  *scorer
	reviews []int32 // by person

	authored        map[*place][]int32 // of each file, who changed it, the last one last
	touched         map[*place]int64   // when each was changed last
	asked           map[*place]bool    // files of changes that were asked about
	last            int64
	ranks           []tallied
	on3             int
	off, on, actual *assigned
}

// tallied counts ranks.
type tallied struct {
	name                string
	n, top1, top3, top5 int
	reciprocal          float64
}

func (y *tallied) add(rank int) {
	y.n++
	if rank == 0 {
		return
	}
	y.reciprocal += 1 / float64(rank)
	for _, top := range []struct {
		within int
		count  *int
	}{{1, &y.top1}, {3, &y.top3}, {5, &y.top5}} {
		if rank <= top.within {
			*top.count++
		}
	}
}

func (y *tallied) outcome() Outcome {
	return Outcome{Name: y.name, Top1: ratio(y.top1, y.n), Top3: ratio(y.top3, y.n), Top5: ratio(y.top5, y.n), MRR: y.reciprocal / float64(max(1, y.n))}
}

func ratio(n, of int) float64 { return float64(n) / float64(max(1, of)) }

func (r *run) learn(c *Change) {
	r.book.Learn(c)
	if c.Merge {
		return
	}
	r.last = max(r.last, c.Landed)
	for _, who := range c.Reviewers {
		r.reviews[who]++
	}
	for _, path := range c.Paths {
		file := r.book.files[path]
		if file == nil || file.path != path {
			continue // it was moved away
		}
		r.touched[file] = c.Landed
		for _, who := range c.Authors {
			by := slices.DeleteFunc(r.authored[file], func(o int32) bool { return o == who })
			r.authored[file] = append(by, who)
		}
	}
}

// ask tries everybody on one change, and gives it to whom the replays name.
func (r *run) ask(c *Change, t int64) []int {
	files := r.book.known(c)
	named := r.book.rank(r.scorer, files, c.Authors, t, nil)
	ranks := []int{rankIn(named, c), r.frequent(c), r.lastAuthor(c, files)}
	for i, rank := range ranks {
		r.ranks[i].add(rank)
	}
	read := files
	if len(files) > r.book.rules.Bulk {
		read = nil // nobody gets to know each of so many
	}
	for _, f := range read {
		r.asked[f] = true
	}
	size := sizeOf(c.Files, 0)
	many := len(c.Reviewers)
	r.off.give(first(named, many), read, t, size)
	load := func(who int32) float64 { return r.on.load(who, t) }
	spread(named, load)
	if rank := rankIn(named, c); rank > 0 && rank <= 3 {
		r.on3++
	}
	given := first(named, many)
	if many == 1 && r.isRare(read, c.Authors, t) {
		if who, ok := r.book.learner(named, many, t, load); ok {
			given = append(given, who)
		}
	}
	r.on.give(given, read, t, size)
	r.actual.give(c.Reviewers, read, t, size)
	return ranks
}

func rankIn(named []Ranked, c *Change) int {
	return 1 + slices.IndexFunc(named, func(n Ranked) bool { return slices.Contains(c.Reviewers, n.Who) })
}

// frequent is the rank of the first right name where those who reviewed most are named first.
func (r *run) frequent(c *Change) int {
	best := int32(nobody)
	for _, who := range c.Reviewers {
		if r.reviews[who] > 0 && (best < 0 || r.reviews[who] > r.reviews[best] || r.reviews[who] == r.reviews[best] && who < best) {
			best = who
		}
	}
	if best < 0 {
		return 0
	}
	rank := 1
	for who, n := range r.reviews {
		if (n > r.reviews[best] || n == r.reviews[best] && int32(who) < best) && !slices.Contains(c.Authors, int32(who)) {
			rank++
		}
	}
	return rank
}

// lastAuthor is the rank of the first right name where those are named who changed one of the files last.
func (r *run) lastAuthor(c *Change, files []*place) int {
	type one struct {
		file *place
		left []int32
	}
	var open []one
	for _, f := range files {
		if by := r.authored[f]; len(by) > 0 {
			open = append(open, one{f, by})
		}
	}
	slices.SortStableFunc(open, func(a, b one) int { return cmp.Compare(r.touched[b.file], r.touched[a.file]) })
	rank := 0
	var told []int32
	for depth := 1; ; depth++ {
		deeper := false
		for _, o := range open {
			if len(o.left) < depth {
				continue
			}
			deeper = true
			who := o.left[len(o.left)-depth]
			if slices.Contains(c.Authors, who) || slices.Contains(told, who) {
				continue
			}
			told = append(told, who)
			if rank++; slices.Contains(c.Reviewers, who) {
				return rank
			}
		}
		if !deeper || rank > mostLast {
			return 0
		}
	}
}

// mostLast authors are gone through; who comes after them adds next to nothing to a reciprocal rank.
const mostLast = 50

func (r *run) trial() *Trial {
	t := &Trial{N: r.ranks[0].n, Off: r.spread(r.off), On: r.spread(r.on), Actual: r.spread(r.actual)}
	for i := range r.ranks {
		t.Rankers = append(t.Rankers, r.ranks[i].outcome())
	}
	t.Off.Top3, t.On.Top3 = t.Rankers[0].Top3, ratio(r.on3, t.N)
	return t
}
