package review

import (
	"slices"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// Past is who changed what in a history, and who reviewed it. It is immutable.
type Past struct {
	// People are those who had a part, each once, programs left out. Everything below means them by their places.
	People []*people.Person
	// Paths are sorted; everything below means them by their places.
	Paths []string
	// Changes are in the order in which they landed.
	Changes []Change

	place map[*people.Person]int32
}

// Change is one commit that touched paths, or one merge that somebody reviewed or made.
type Change struct {
	// Authors wrote it, the one whom git calls so first. Of a merge they are those of what it brought.
	Authors []int32
	// Reviewers are named by trailers of the commit or the merge.
	Reviewers []int32
	// Merger merged it, negative for nobody: less than a review, and more than nothing.
	Merger int32
	// Written is when the author last changed it, Landed when it was committed, in unix seconds. Written is not later.
	Written, Landed int64
	// Files is how many paths it touched; Paths are those, and none of a change so large that it says nothing about them.
	Files int
	Paths []uint32
	Moves []index.Move
	// Merge says that it is a merge: its authors' own commits say what they know.
	Merge bool
	// Before says that it is older than what was asked about.
	Before bool
}

const (
	// MostPaths is how many paths a change may touch for anybody to have got to know them by it.
	MostPaths = 1000
	// mostBrought is how many commits a merge may bring for its merger to have looked at them.
	mostBrought = 50
	nobody      = -1
)

// Read tells a history by who reviewed what. Programs are left out, and so is who reviews what they wrote themselves. Commits that say they are of the future
// count as written when their author says, or now if that lies in the future too.
func Read(l *index.Landings, d *people.Directory, now int64) *Past {
	r := reader{past: &Past{Paths: l.Paths, place: map[*people.Person]int32{}}, landings: l, directory: d, now: now}
	r.whose = make([]int32, len(l.People))
	for i := range r.whose {
		r.whose[i] = unknown
	}
	brought := r.brought()
	r.past.Changes = make([]Change, 0, len(l.All))
	for i := range l.All {
		one := &l.All[i]
		switch {
		case one.IsMerge:
			r.merge(one, brought[int32(i)])
		case one.Files > 0:
			r.commit(one)
		}
	}
	return r.past
}

type reader struct {
	past      *Past
	landings  *index.Landings
	directory *people.Directory
	now       int64
	whose     []int32 // by identity: the person, nobody for programs, unknown before the first look
}

const unknown = -2

// person is the place of who is behind an identity; nobody for programs.
func (r *reader) person(who uint32) int32 {
	if r.whose[who] != unknown {
		return r.whose[who]
	}
	p := r.directory.Resolve(r.landings.People[who])
	n, known := r.past.place[p]
	switch {
	case p.Bot:
		n = nobody
	case !known:
		n = int32(len(r.past.People))
		r.past.People = append(r.past.People, p)
		r.past.place[p] = n
	}
	r.whose[who] = n
	return n
}

// brought lists what came by each merge: commits that no other merge had brought before it.
func (r *reader) brought() map[int32][]int32 {
	out := map[int32][]int32{}
	for i := range r.landings.All {
		if one := &r.landings.All[i]; one.Merge >= 0 && !one.IsMerge && one.Files > 0 {
			out[one.Merge] = append(out[one.Merge], int32(i))
		}
	}
	return out
}

func (r *reader) commit(one *index.Landing) {
	c := Change{Merger: nobody, Files: one.Files, Paths: one.Paths, Moves: one.Moves, Before: one.Before}
	c.Written, c.Landed = r.times(one)
	if who := r.person(one.Author); who >= 0 {
		c.Authors = append(c.Authors, who)
	}
	r.parts(&c, one)
	r.past.Changes = append(r.past.Changes, c)
}

func (r *reader) parts(c *Change, one *index.Landing) {
	for _, p := range one.Parts {
		if who := r.person(p.Who); who >= 0 && !p.Review && !c.Merge && !slices.Contains(c.Authors, who) {
			c.Authors = append(c.Authors, who)
		}
	}
	for _, p := range one.Parts {
		if who := r.person(p.Who); who >= 0 && p.Review && !slices.Contains(c.Authors, who) && !slices.Contains(c.Reviewers, who) {
			c.Reviewers = append(c.Reviewers, who)
		}
	}
}

// merge tells what was reviewed by it: all that it brought, at once.
func (r *reader) merge(one *index.Landing, brought []int32) {
	if one.Update || len(brought) == 0 || len(brought) > mostBrought {
		return
	}
	c := Change{Merger: nobody, Merge: true, Before: one.Before}
	c.Written, c.Landed = r.times(one)
	for _, n := range brought {
		b := &r.landings.All[n]
		if who := r.person(b.Author); who >= 0 && !slices.Contains(c.Authors, who) {
			c.Authors = append(c.Authors, who)
		}
		c.Paths = append(c.Paths, b.Paths...)
	}
	slices.Sort(c.Paths)
	c.Paths = slices.Compact(c.Paths)
	if c.Files = len(c.Paths); c.Files > MostPaths {
		c.Paths = nil
	}
	r.parts(&c, one)
	if who := r.person(one.Author); who >= 0 && !slices.Contains(c.Authors, who) && !slices.Contains(c.Reviewers, who) {
		c.Merger = who
	}
	if len(c.Reviewers) > 0 || c.Merger >= 0 {
		r.past.Changes = append(r.past.Changes, c)
	}
}

// times are when a commit was written and when it landed. A clock that was wrong moves neither into the future.
func (r *reader) times(one *index.Landing) (written, landed int64) {
	written, landed = min(one.At.Unix(), r.now), one.Landed.Unix()
	if landed > r.now { // and so does all that comes after it
		landed = written
	}
	return min(written, landed), landed
}
