package index

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

const (
	// mostOnCourse is how many commits between two others may touch a file, under all its names: what comes to more is one step.
	mostOnCourse = 8192
	mostNames    = 64 // of one file on the way
)

// Stop is one version of a file on the way from one commit to another.
type Stop struct {
	git.FileAt      // named as it is called there
	Deleted    bool // the commit took it away
	Added      bool // it was not there before the commit: a merge took it away
	Merge      bool
	Same       bool // no commit on the way changed the file
	// Sides are the last commits that changed it on the other sides of a merge, as far as those come from the beginning, too.
	Sides []git.Hash
}

// Course is the way of a file from a commit to a later one that reaches it, oldest first, under whatever names it had: every
// version that differs from the one before is among the stops, and the last stop is that of to, whether it differs or not.
//
// History is simplified for this one file: of a merge whose sides did not both change it, the side that did is followed; of
// others the first parent's that reaches from, and what the other side did comes as one step. ok is false where from is not
// behind to. It fails with ErrUnknownCommit.
func (x *Index) Course(ctx context.Context, path string, from, to git.Hash) (stops []Stop, ok bool, err error) {
	err = x.viewing(ctx, func(v *view) error {
		start, _, found, err := v.find(ctx, from)
		if err != nil {
			return err
		}
		end, _, known, err := v.find(ctx, to)
		if err != nil {
			return err
		}
		if !found || !known {
			return ErrUnknownCommit
		}
		if start == end {
			stops, ok = []Stop{{FileAt: git.FileAt{Commit: to, Path: path}, Same: true}}, true
			return nil
		}
		c := course{view: v, start: start, touches: map[uint32][]named{}}
		if ok, err = c.lay(ctx, path, end); err != nil || !ok {
			return err
		}
		stops, err = c.stops(ctx, path, end)
		return err
	})
	return stops, ok, err
}

// named is a touch of one of the names of a file.
type named struct {
	event
	path string
}

// junction is a commit that changed the file, or a merge of sides of which both did. Before are those that it came from.
type junction struct {
	commit  uint32
	before  []*junction
	behind  []uint64 // which of the commits that count are reached; the first is start
	reaches bool     // start
	kin     bool     // with start; not so what was merged in with a first commit of its own
	own     int      // its place among those commits, -1 for a merge
}

type course struct {
	*view
	start   uint32
	touches map[uint32][]named
	order   []uint32 // of the commits that touch it, by age; the first is start
	renames []renaming
	last    *junction
}

// renaming is one of the commits that count, and what it called the file.
type renaming struct {
	bit      int
	path, to string
}

// lay simplifies the history between start and end; ok is false where there is none.
func (c *course) lay(ctx context.Context, path string, end uint32) (ok bool, err error) {
	fresh, err := c.beyond(ctx, end, []uint32{c.start}, -1)
	if err != nil {
		return false, err
	}
	if err := c.gather(ctx, path, fresh); err != nil {
		return false, err
	}
	type aged struct {
		id         uint32
		generation int64
		parents    []uint32
	}
	all := make([]aged, 0, len(fresh))
	for id := range fresh {
		own, _, err := c.commit(ctx, id)
		if err != nil {
			return false, err
		}
		all = append(all, aged{id, own.generation, own.parents})
	}
	slices.SortFunc(all, func(a, b aged) int {
		return cmp.Or(cmp.Compare(a.generation, b.generation), cmp.Compare(a.id, b.id))
	})
	c.order = append(c.order, c.start)
	for _, a := range all {
		if len(c.touches[a.id]) > 0 {
			c.order = append(c.order, a.id)
		}
	}
	simple := len(c.order) <= mostOnCourse
	words := (min(len(c.order), mostOnCourse) + 63) / 64
	older := &junction{behind: make([]uint64, words), own: -1, kin: true}
	foreign := &junction{behind: older.behind, own: -1}
	begin := &junction{commit: c.start, behind: make([]uint64, words), reaches: true, kin: true}
	begin.behind[0] = 1
	at := map[uint32]*junction{c.start: begin}
	counted := 0
	for _, a := range all {
		var before []*junction
		for _, p := range a.parents {
			j := at[p]
			if j == nil {
				j = older
			}
			before = join(before, j)
		}
		if len(before) == 0 {
			before = []*junction{foreign}
		}
		kin := slices.ContainsFunc(before, func(j *junction) bool { return j.kin })
		touched := simple && kin && len(c.touches[a.id]) > 0
		if len(before) == 1 && !touched {
			at[a.id] = before[0]
			continue
		}
		j := &junction{commit: a.id, before: before, behind: make([]uint64, words), own: -1, kin: kin}
		for _, b := range before {
			j.reaches = j.reaches || b.reaches
			for i, w := range b.behind {
				j.behind[i] |= w
			}
		}
		if touched {
			counted++
			j.own = counted
			for _, t := range c.touches[a.id] {
				if t.kind == renamedTo {
					c.renames = append(c.renames, renaming{counted, t.path, t.other})
				}
			}
			j.behind[counted/64] |= 1 << (counted % 64)
		}
		at[a.id] = j
	}
	c.last = at[end]
	return c.last != nil && c.last.reaches, ctx.Err()
}

// join adds a side of a merge, unless what is there has all of it; what it has all of goes.
func join(sides []*junction, j *junction) []*junction {
	for _, s := range sides {
		if s == j || within(j.behind, s.behind) {
			return sides
		}
	}
	return append(slices.DeleteFunc(sides, func(s *junction) bool { return within(s.behind, j.behind) }), j)
}

func within(a, b []uint64) bool {
	for i, w := range a {
		if w&^b[i] != 0 {
			return false
		}
	}
	return true
}

// gather collects the touches of the file under all names that it got on the way.
func (c *course) gather(ctx context.Context, path string, fresh map[uint32]bool) error {
	names := []string{path}
	for i := 0; i < len(names); i++ {
		events, err := c.events(ctx, names[i])
		if err != nil {
			return err
		}
		for _, e := range events {
			if !fresh[e.commit] {
				continue
			}
			c.touches[e.commit] = append(c.touches[e.commit], named{e, names[i]})
			if e.kind == renamedTo && len(names) < mostNames && !slices.Contains(names, e.other) {
				names = append(names, e.other)
			}
		}
	}
	return nil
}

// stops goes along the junctions that lead from start to end.
func (c *course) stops(ctx context.Context, path string, end uint32) ([]Stop, error) {
	var way []*junction
	for j := c.last; j.commit != c.start; {
		way = append(way, j)
		j = j.before[slices.IndexFunc(j.before, func(b *junction) bool { return b.reaches })]
	}
	slices.Reverse(way)
	var out []Stop
	add := func(id uint32, s Stop) error {
		_, hash, err := c.commit(ctx, id)
		s.FileAt = git.FileAt{Commit: git.Hash(hex.EncodeToString(hash)), Path: path}
		out = append(out, s)
		return err
	}
	behind := make([]uint64, len(c.last.behind))
	last := c.start
	for _, j := range way {
		gone, fresh, concerns := false, false, j.own < 0
		if j.own < 0 {
			path = c.renamedOnce(path, behind, j.behind)
		} else {
			for _, t := range c.touches[j.commit] {
				if t.path != path {
					continue
				}
				concerns, gone, fresh = true, t.kind == deleted, t.kind == added
				if t.kind == renamedTo {
					path = t.other
				}
			}
		}
		behind = j.behind
		if concerns {
			last = j.commit
			sides, err := c.sides(ctx, j)
			if err != nil {
				return nil, err
			}
			if err := add(j.commit, Stop{Deleted: gone, Added: fresh, Merge: j.own < 0, Sides: sides}); err != nil {
				return nil, err
			}
		}
	}
	if last != end {
		return out, add(end, Stop{Same: len(out) == 0})
	}
	return out, nil
}

// sides are the commits that a junction comes from besides the one that is followed.
func (c *course) sides(ctx context.Context, j *junction) (out []git.Hash, err error) {
	for i, b := range j.before {
		followed := i == slices.IndexFunc(j.before, func(b *junction) bool { return b.reaches })
		if !b.reaches || followed {
			continue
		}
		_, hash, err := c.commit(ctx, b.commit)
		if err != nil {
			return nil, err
		}
		out = append(out, git.Hash(hex.EncodeToString(hash)))
	}
	return out, nil
}

// renamedOnce is what a file is called after a merge, where the other side may have renamed it.
func (c *course) renamedOnce(path string, before, after []uint64) string {
	for range mostNames {
		i := slices.IndexFunc(c.renames, func(r renaming) bool {
			return r.path == path && isSet(after, r.bit) && !isSet(before, r.bit)
		})
		if i < 0 {
			break
		}
		path = c.renames[i].to
	}
	return path
}

func isSet(bits []uint64, i int) bool { return i/64 < len(bits) && bits[i/64]>>(i%64)&1 == 1 }

// fewBehind is how many commits are asked about one by one.
const fewBehind = 8

// Behind answers which commits are reached from one, itself too.
func (x *Index) Behind(ctx context.Context, to git.Hash, commits []git.Hash) (map[git.Hash]bool, error) {
	out := map[git.Hash]bool{}
	err := x.viewing(ctx, func(v *view) error {
		end, _, known, err := v.find(ctx, to)
		if err != nil || !known {
			return err
		}
		ids := map[git.Hash]uint32{}
		for _, h := range commits {
			id, _, found, err := v.find(ctx, h)
			if err != nil {
				return err
			}
			if found {
				ids[h] = id
			}
		}
		if len(ids) > fewBehind {
			reached, err := v.reached(ctx, end)
			for h, id := range ids {
				out[h] = int(id) < len(reached) && reached[id]
			}
			return err
		}
		for h, id := range ids {
			if out[h], err = v.isBehind(ctx, end, id); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (v *view) isBehind(ctx context.Context, end, id uint32) (bool, error) {
	fresh, err := v.beyond(ctx, end, []uint32{id}, -1)
	if err != nil || end == id {
		return end == id, err
	}
	for f := range fresh {
		c, _, err := v.commit(ctx, f)
		if err != nil {
			return false, err
		}
		if slices.Contains(c.parents, id) {
			return true, nil
		}
	}
	return false, nil
}
