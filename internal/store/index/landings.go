package index

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Landings is a history as what landed, and who had a part in it besides its author.
type Landings struct {
	// People are those whom the history names, raw; everything below means them by their places.
	People []git.Identity
	// Paths are what the landings touched, sorted; everything below means them by their places.
	Paths []string
	// All are the commits, merges among them, oldest first and each after its ancestors.
	All []Landing
}

// Landing is one commit.
type Landing struct {
	Author uint32
	Parts  []Part    // who else had a part, as its message says: of a merge, in what it brought
	At     time.Time // author time
	// Landed is when it was committed, at least as late as its ancestors were.
	Landed time.Time
	// Files is how many paths it touched; Paths are those, Moves which of them files were moved to. A commit that
	// touched more than was asked for, or that was to be ignored, has none.
	Files int
	Paths []uint32
	Moves []Move
	// Merge is the place of the innermost merge that brought the commit to the line of first parents; negative for none.
	Merge int32
	// IsMerge says that the commit is a merge, Update that it only brought a branch up to date.
	IsMerge, Update bool
	// Before says that the commit was there already in [LandingsQuery].Not.
	Before bool
}

// Part is what somebody other than the author did for a commit.
type Part struct {
	Who    uint32
	Review bool // they read it closely; else they wrote it too
}

// Move is a file that came to another path.
type Move struct{ From, To uint32 }

// LandingsQuery says which commits [Index.Landings] answers.
type LandingsQuery struct {
	// At is the commit from which they are reached.
	At git.Hash
	// Not, if it is set, marks those that it reaches as Before.
	Not git.Hash
	// Since leaves out what landed earlier; zero for nothing.
	Since time.Time
	// Most is how many paths a commit may touch to be told with them.
	Most   int
	Ignore map[git.Hash]bool // told without their paths
	// Reviews are those that messages do not tell of, of commits and of merges; nil for none.
	Reviews *Reviews
}

// Landings reads a history at once, 100,000 commits in some tenths of a second. Before the first build has ended it is empty.
// A commit that the index does not hold is [ErrUnknownCommit].
func (x *Index) Landings(ctx context.Context, q LandingsQuery) (*Landings, error) {
	out := &Landings{}
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		out.People = q.Reviews.among(people)
		l := landing{view: v, out: out, q: q}
		before, ignored, tip, err := l.asked(ctx)
		if err != nil {
			return err
		}
		var stop func()
		l.paths, stop = pathsAhead(ctx, v.tx)
		defer stop()
		if err := l.order(ctx, tip, before, ignored); err != nil {
			return err
		}
		return l.fill(ctx)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// landing is one Landings under way.
type landing struct {
	*view
	out   *Landings
	q     LandingsQuery
	ranks []uint32 // by id: 1 + the place of a commit, 0 for those left out
	paths func(visit func(path, touches []byte) error) error
}

// asked looks up what the query names, and reads all commits.
func (l *landing) asked(ctx context.Context) (before func(id uint32) bool, ignored map[uint32]bool, tip uint32, err error) {
	tip, _, known, err := l.find(ctx, l.q.At)
	if err != nil {
		return nil, nil, 0, err
	}
	if !known {
		return nil, nil, 0, ErrUnknownCommit
	}
	if err := l.all(ctx); err != nil {
		return nil, nil, 0, err
	}
	before = func(uint32) bool { return false }
	if l.q.Not != "" {
		id, _, known, err := l.find(ctx, l.q.Not)
		if err != nil {
			return nil, nil, 0, err
		}
		if !known {
			return nil, nil, 0, ErrUnknownCommit
		}
		reached, err := l.reached(ctx, id)
		if err != nil {
			return nil, nil, 0, err
		}
		before = func(id uint32) bool { return reached[id] }
	}
	ignored, err = l.ids(ctx, l.q.Ignore)
	return before, ignored, tip, err
}

// order finds the commits, and which merge brought which, from what was read.
func (l *landing) order(ctx context.Context, tip uint32, before func(id uint32) bool, ignored map[uint32]bool) error {
	type ranked struct {
		moment
		id uint32
		c  *commit
	}
	l.mu.Lock()
	arrived := l.arrivals(tip)
	l.mu.Unlock()
	since := int64(0)
	if !l.q.Since.IsZero() {
		since = l.q.Since.Unix()
	}
	var all []ranked
	for id, by := range arrived {
		if by == 0 {
			continue
		}
		c, hash, err := l.commit(ctx, uint32(id))
		if err != nil {
			return err
		}
		if c.generation >= since {
			all = append(all, ranked{moment{c.generation, hash}, uint32(id), c})
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.generation != b.generation { // nearly always
			return cmp.Compare(a.generation, b.generation)
		}
		return bytes.Compare(a.hash, b.hash)
	})
	l.ranks = make([]uint32, len(arrived))
	l.out.All = make([]Landing, len(all))
	for i, r := range all {
		l.ranks[r.id] = uint32(i) + 1
	}
	for i, r := range all {
		one := &l.out.All[i]
		*one = Landing{
			Author: r.c.author, At: time.Unix(r.c.at, 0).UTC(), Landed: time.Unix(r.c.generation, 0).UTC(), Files: int(r.c.files),
			Merge: -1, IsMerge: len(r.c.parents) > 1, Update: r.c.flags&flagUpdate != 0, Before: before(r.id),
		}
		if by := arrived[r.id] - 1; by != r.id {
			one.Merge = int32(l.ranks[by]) - 1
		}
		if int(r.c.author) >= len(l.out.People) {
			return damaged("no identity %d", r.c.author)
		}
		for _, k := range r.c.credits {
			if int(k.who) >= len(l.out.People) {
				return damaged("no identity %d", k.who)
			}
			if k.kind != merger { // that is what Merge says
				one.Parts = append(one.Parts, Part{k.who, k.kind == reviewer})
			}
		}
		for _, k := range l.q.Reviews.credits(nil, r.hash, len(l.out.People)) {
			one.Parts = append(one.Parts, Part{k.who, true})
		}
		if one.Files > l.q.Most || ignored[r.id] {
			l.ranks[r.id] = 0
		}
	}
	return nil
}

// fill goes through the touches of all paths, which are in order of path.
func (l *landing) fill(ctx context.Context) error {
	type moved struct {
		landing uint32
		to      uint32
		from    string
	}
	var moves []moved
	var fault error
	err := l.paths(func(path, row []byte) error {
		id, touched := uint32(len(l.out.Paths)), false
		err := eachTouch(row, func(c uint32, kind touchKind, other []byte) {
			if int(c) >= len(l.ranks) {
				fault = damaged("no commit %d", c)
				return
			}
			n := l.ranks[c]
			if n == 0 {
				return
			}
			touched = true
			one := &l.out.All[n-1]
			if last := len(one.Paths) - 1; last < 0 || one.Paths[last] != id {
				one.Paths = append(one.Paths, id)
			}
			if kind == renamedFrom {
				moves = append(moves, moved{n - 1, id, string(other)})
			}
		})
		if touched {
			l.out.Paths = append(l.out.Paths, string(path))
		}
		return cmp.Or(err, fault)
	})
	if err != nil {
		return err
	}
	for _, m := range moves {
		from, known := slices.BinarySearch(l.out.Paths, m.from)
		if !known {
			return damaged("no path that a file was moved from")
		}
		one := &l.out.All[m.landing]
		one.Moves = append(one.Moves, Move{From: uint32(from), To: m.to})
	}
	return ctx.Err()
}
