package index

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// ChangeSets is a history as sets of files that were changed together.
type ChangeSets struct {
	// Paths are all paths that any commit touched, sorted. Everything below means them by their places.
	Paths []string
	// Sets are the commits that touched a path, oldest first, each after its ancestors. Merges are none.
	Sets []ChangeSet
}

// ChangeSet is what one commit did to files.
type ChangeSet struct {
	At    time.Time // author time
	Files int       // how many it changed
	// Whole is false for commits that changed more than was asked for or that were to be ignored. Of those it is
	// told which files came, went and moved, and not which were modified.
	Whole   bool
	Touches []PathTouch // in order of the paths
}

// PathTouch is what a commit did to a path.
type PathTouch struct {
	Path uint32
	From uint32 // of Moved: the former path
	Kind PathTouchKind
}

// PathTouchKind says how a path was touched.
type PathTouchKind uint8

// The kinds.
const (
	Modified PathTouchKind = iota // in its contents or its type
	Added                         // copies among them
	Deleted
	Moved     // from elsewhere to this path
	MovedAway // from this path to elsewhere
)

var pathTouchKinds = [...]PathTouchKind{
	modified: Modified, retyped: Modified, added: Added, copiedFrom: Added, deleted: Deleted, renamedFrom: Moved, renamedTo: MovedAway,
}

// ChangeSets reads a whole history at once; most is how many files a commit may change to be told of in whole. Before
// the first build has ended it is empty. 100,000 commits take some tenths of a second.
func (x *Index) ChangeSets(ctx context.Context, most int, ignore map[git.Hash]bool) (*ChangeSets, error) {
	out := &ChangeSets{}
	err := x.viewing(ctx, func(v *view) error {
		if err := v.all(ctx); err != nil {
			return err
		}
		ignored, err := v.ids(ctx, ignore)
		if err != nil {
			return err
		}
		ranks, err := v.setOut(ctx, out, func(id uint32, c *commit) bool { return int(c.files) <= most && !ignored[id] })
		if err != nil {
			return err
		}
		return v.fillSets(ctx, out, ranks)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// setOut makes empty sets for the commits that touched a path, and tells by id which is whose, from 1.
func (v *view) setOut(ctx context.Context, out *ChangeSets, whole func(uint32, *commit) bool) ([]uint32, error) {
	ids, err := v.touching(ctx)
	if err != nil {
		return nil, err
	}
	type ranked struct {
		moment
		id uint32
		c  *commit
	}
	all := make([]ranked, len(ids))
	for i, id := range ids {
		c, hash, err := v.commit(ctx, id)
		if err != nil {
			return nil, err
		}
		all[i] = ranked{moment{c.generation, hash}, id, c}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.generation != b.generation { // nearly always
			return cmp.Compare(a.generation, b.generation)
		}
		return bytes.Compare(a.hash, b.hash)
	})
	ranks := make([]uint32, v.st.next)
	out.Sets = make([]ChangeSet, len(all))
	for i, r := range all {
		if int(r.id) >= len(ranks) {
			return nil, damaged("no commit %d", r.id)
		}
		ranks[r.id] = uint32(i) + 1
		out.Sets[i] = ChangeSet{At: time.Unix(r.c.at, 0).UTC(), Files: int(r.c.files), Whole: whole(r.id, r.c)}
	}
	return ranks, nil
}

// fillSets goes through the touches of all paths, which are in order of path.
func (v *view) fillSets(ctx context.Context, out *ChangeSets, ranks []uint32) error {
	type moved struct {
		set, touch int
		from       string
	}
	var moves []moved
	fault := error(nil)
	err := eachPath(ctx, v.tx, "", func(path, row []byte) error {
		id := uint32(len(out.Paths))
		out.Paths = append(out.Paths, string(path))
		err := eachTouch(row, func(c uint32, kind touchKind, other []byte) {
			if int(c) >= len(ranks) || ranks[c] == 0 {
				fault = damaged("no commit %d", c)
				return
			}
			n := int(ranks[c] - 1)
			set := &out.Sets[n]
			t := PathTouch{Path: id, Kind: pathTouchKinds[kind]}
			if t.Kind == Modified && !set.Whole {
				return
			}
			if t.Kind == Moved {
				moves = append(moves, moved{n, len(set.Touches), string(other)})
			}
			set.Touches = append(set.Touches, t)
		})
		return cmp.Or(err, fault)
	})
	if err != nil {
		return err
	}
	for _, m := range moves {
		from, known := slices.BinarySearch(out.Paths, m.from)
		if !known {
			return damaged("no path that a file was moved from")
		}
		out.Sets[m.set].Touches[m.touch].From = uint32(from)
	}
	return ctx.Err()
}
