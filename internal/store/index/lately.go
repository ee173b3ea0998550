package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Touching is a commit that touched paths.
type Touching struct {
	Hash   git.Hash
	Author git.Identity
	// At is the author time, Committed when it was committed, at least as late as its ancestors were.
	At, Committed time.Time
	Files         int      // how many paths it touched
	Paths         []string // in order; nil where there are more than was asked for, or where paths were not asked for
}

// LatelyQuery says which commits [Index.Lately] answers.
type LatelyQuery struct {
	// At leaves out what this commit does not reach; "" is all that the tips reach.
	At git.Hash
	// Since is when they begin, by Committed. Where that is fewer than Least, the newest Least are answered. Most bounds
	// them; neither is exceeded by much time: what is older is not unpacked.
	Since       time.Time
	Least, Most int
	// Bulk is how many paths a commit may touch to be told with them.
	Bulk int
}

// Lately answers the newest commits that touched a path, the newest first. Before the first build has ended there is none.
func (x *Index) Lately(ctx context.Context, q LatelyQuery) ([]Touching, error) {
	var out []Touching
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		if err := v.upTo(ctx, q.At); err != nil {
			return err
		}
		ids, err := v.touching(ctx)
		if err != nil {
			return err
		}
		since := q.Since.Unix()
		ids = slices.DeleteFunc(ids, func(id uint32) bool { return v.only != nil && !v.only(id) })
		if ids, err = v.newest(ctx, ids); err != nil {
			return err
		}
		for i, id := range ids {
			c, _, err := v.commit(ctx, id)
			if err != nil {
				return err
			}
			if i == q.Most || i >= q.Least && c.generation < since {
				ids = ids[:i]
				break
			}
		}
		if out, err = v.changes(ctx, ids, people); err != nil {
			return err
		}
		return v.name(ctx, ids, out, q.Bulk)
	})
	return out, err
}

// newest sorts commits, the newest first.
func (v *view) newest(ctx context.Context, ids []uint32) ([]uint32, error) {
	type ranked struct {
		moment
		id uint32
	}
	all := make([]ranked, len(ids))
	for i, id := range ids {
		c, hash, err := v.commit(ctx, id)
		if err != nil {
			return nil, err
		}
		all[i] = ranked{moment{c.generation, hash}, id}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if a.generation != b.generation { // nearly always
			return cmp.Compare(b.generation, a.generation)
		}
		return bytes.Compare(b.hash, a.hash)
	})
	for i, r := range all {
		ids[i] = r.id
	}
	return ids, nil
}

// changes tells commits without their paths.
func (v *view) changes(ctx context.Context, ids []uint32, people []git.Identity) ([]Touching, error) {
	out := make([]Touching, len(ids))
	for i, id := range ids {
		c, hash, err := v.commit(ctx, id)
		if err != nil {
			return nil, err
		}
		if int(c.author) >= len(people) {
			return nil, damaged("no identity %d", c.author)
		}
		out[i] = Touching{
			Hash: hashOf(hash), Author: people[c.author], Files: int(c.files),
			At: time.Unix(c.at, 0).UTC(), Committed: time.Unix(c.generation, 0).UTC(),
		}
	}
	return out, nil
}

// name gives commits that touched few paths their paths.
func (v *view) name(ctx context.Context, ids []uint32, changes []Touching, bulk int) error {
	byChunk := map[uint32][]int{}
	for i, id := range ids {
		if changes[i].Files <= bulk {
			byChunk[id/chunkSize] = append(byChunk[id/chunkSize], i)
		}
	}
	touched := make([][]uint32, len(ids))
	wanted := map[uint32]bool{} // rows of names
	for n, of := range byChunk {
		parts, err := touchedRow(ctx, v.tx, n)
		if err != nil {
			return err
		}
		for _, i := range of {
			r := unpacker{b: parts[ids[i]%chunkSize]}
			if len(r.b) > 0 {
				r.paths(func(path uint32) {
					touched[i] = append(touched[i], path)
					wanted[path/textsARow] = true
				})
			}
			if r.bad {
				return damaged("paths that a commit touched")
			}
		}
	}
	names, err := readNames(ctx, v.tx, wanted)
	if err != nil {
		return err
	}
	for i, paths := range touched {
		for _, p := range paths {
			row := names[p/textsARow]
			if row == nil || row[p%textsARow] == "" {
				return damaged("no path %d", p)
			}
			changes[i].Paths = append(changes[i].Paths, row[p%textsARow])
		}
		slices.Sort(changes[i].Paths)
	}
	return nil
}

// readNames reads rows of names. Many are read in one pass.
func readNames(ctx context.Context, tx *sql.Tx, wanted map[uint32]bool) (map[uint32][]string, error) {
	out := make(map[uint32][]string, len(wanted))
	if len(wanted) == 0 {
		return out, nil
	}
	if len(wanted) > 100 {
		err := eachRow(ctx, tx, `SELECT id, paths FROM names`, func(id int64, row []byte) (err error) {
			if id >= 0 && id <= maxID && wanted[uint32(id)] {
				out[uint32(id)], err = unpackTexts(row, textsARow)
			}
			return err
		})
		return out, err
	}
	for n := range wanted {
		row, err := blobRow(ctx, tx, `SELECT paths FROM names WHERE id = ?`, n)
		if err != nil {
			return nil, err
		}
		if out[n], err = unpackTexts(row, textsARow); err != nil {
			return nil, err
		}
	}
	return out, nil
}
