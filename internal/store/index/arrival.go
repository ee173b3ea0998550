package index

import (
	"context"
	"encoding/hex"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// Arrival is how a commit came into a history.
type Arrival struct {
	// Merges brought it in, the innermost first: a pull request into a branch, then that branch into the main one. There
	// is none for a commit made on the main line, and there are at most three.
	Merges []git.Hash
	// Along counts the commits that the innermost of them brought in, this one among them.
	Along int
	// Foreign commits do not descend from the first one of the main line: another project's history was merged, and the
	// numbers in it are that one's.
	Foreign bool
	// Files counts the files that the commit touched.
	Files int
}

const mostMerges = 3

// Arrivals answers how commits came into the history of tip. Those that are not in it are left out, and all of them
// before the first build has ended. The whole history is looked at once for each tip.
func (x *Index) Arrivals(ctx context.Context, tip git.Hash, commits []git.Hash) (map[git.Hash]Arrival, error) {
	out := map[git.Hash]Arrival{}
	err := x.viewing(ctx, func(v *view) error {
		if err := v.all(ctx); err != nil {
			return err
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		ids := v.idsOf(tip, commits)
		from, ok := ids[rawHash(tip)]
		if !ok {
			return nil
		}
		v.arrive(from)
		for _, h := range commits {
			id, ok := ids[rawHash(h)]
			if !ok || v.arrived[id] == 0 {
				continue
			}
			a := Arrival{Files: int(v.at(id).files), Foreign: !v.own[id]}
			if merge := v.arrived[id] - 1; merge != id {
				a.Along = v.along[merge]
			}
			for m := v.arrived[id] - 1; m != id && len(a.Merges) < mostMerges; id, m = m, v.arrived[m]-1 {
				a.Merges = append(a.Merges, v.hashAt(m))
			}
			out[h] = a
		}
		return nil
	})
	return out, err
}

// idsOf are the ids of those commits that the index has, by their raw hashes; all must be unpacked, and the lock held.
func (v *view) idsOf(tip git.Hash, commits []git.Hash) map[string]uint32 {
	asked := make(map[string]bool, len(commits)+1)
	for _, h := range commits {
		asked[rawHash(h)] = true
	}
	asked[rawHash(tip)] = true
	ids := map[string]uint32{}
	for n, ch := range v.chunks {
		for i := range ch.commits {
			if h := ch.hashes[i*v.hashSize : (i+1)*v.hashSize]; asked[string(h)] && ch.commits[i].present() {
				ids[string(h)] = n*chunkSize + uint32(i)
			}
		}
	}
	return ids
}

// arrive finds out how all commits came into the history of a tip, unless that is known.
func (v *view) arrive(from uint32) {
	if v.arrived != nil && v.arrivedAt == from {
		return
	}
	v.arrived, v.arrivedAt = v.arrivals(from), from
	v.own = v.descendants(from)
	v.along = map[uint32]int{}
	for id, by := range v.arrived {
		if by > 0 && by != uint32(id)+1 && len(v.at(uint32(id)).parents) < 2 {
			v.along[by-1]++
		}
	}
}

// arrivals gives each commit 1 + the id of the merge that brought it in; 1 + its own id stands for none, 0 for what
// the tip does not reach. A line of first parents is gone through from its oldest commit to its newest, so that what came
// by an older merge is not given to a newer one; what a merge brings is such a line again.
func (v *view) arrivals(tip uint32) []uint32 {
	size := uint32(0)
	for n := range v.chunks {
		size = max(size, (n+1)*chunkSize)
	}
	by := make([]uint32, size)
	var lines [][]uint32 // under way, each newest first and gone through from its end
	begin := func(id, merge uint32, main bool) {
		var line []uint32
		for by[id] == 0 {
			by[id] = merge + 1
			if main {
				by[id] = id + 1
			}
			line = append(line, id)
			parents := v.at(id).parents
			if len(parents) == 0 {
				break
			}
			id = parents[0]
		}
		lines = append(lines, line)
	}
	begin(tip, tip, true)
	for len(lines) > 0 {
		last := len(lines) - 1
		n := len(lines[last]) - 1
		if n < 0 {
			lines = lines[:last]
			continue
		}
		id := lines[last][n]
		lines[last] = lines[last][:n]
		parents := v.at(id).parents
		for i := len(parents) - 1; i >= 1; i-- {
			begin(parents[i], id, false)
		}
	}
	return by
}

// descendants marks the commits that descend from the first commit of the line of first parents.
func (v *view) descendants(tip uint32) []bool {
	root := tip
	for parents := v.at(root).parents; len(parents) > 0; parents = v.at(root).parents {
		root = parents[0]
	}
	own, seen := make([]bool, len(v.arrived)), make([]bool, len(v.arrived))
	own[root], seen[root] = true, true
	for stack := []uint32{tip}; len(stack) > 0; {
		id := stack[len(stack)-1]
		parents := v.at(id).parents
		if !seen[id] { // its parents first
			seen[id] = true
			for _, p := range parents {
				if !seen[p] {
					stack = append(stack, p)
				}
			}
			continue
		}
		stack = stack[:len(stack)-1]
		for _, p := range parents {
			own[id] = own[id] || own[p]
		}
	}
	return own
}

// at is a commit by its id; all must be unpacked, and the lock held.
func (v *view) at(id uint32) *commit { return &v.chunks[id/chunkSize].commits[id%chunkSize] }

func (v *view) hashAt(id uint32) git.Hash {
	i := int(id % chunkSize)
	return hashOf(v.chunks[id/chunkSize].hashes[i*v.hashSize : (i+1)*v.hashSize])
}

// Rename is a file's way to another name.
type Rename struct {
	Commit   git.Hash
	From, To string
}

// Renames answers under which names a file was before, the newest rename first; none before the first build has ended.
func (x *Index) Renames(ctx context.Context, path string) ([]Rename, error) {
	var out []Rename
	err := x.viewing(ctx, func(v *view) error {
		events, err := v.events(ctx, path)
		for now := path; err == nil && len(out) < maxHops; {
			from := current(events, func(event) {})
			if len(from) == 0 || from[0].copied {
				return nil
			}
			o := from[0]
			out = append(out, Rename{Commit: hashOf(o.before.hash), From: o.path, To: now})
			now = o.path
			if events, err = v.events(ctx, now); err == nil {
				n, _ := slices.BinarySearchFunc(events, o.before, func(e event, m moment) int { return e.compare(m) })
				events = events[:n]
			}
		}
		return err
	})
	return out, err
}

func hashOf(raw []byte) git.Hash { return git.Hash(hex.EncodeToString(raw)) }
