package index

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// SetClock replaces the clock.
func (x *Index) SetClock(now func() time.Time) { x.now = now }

// Execute changes the file as this package never would.
func (x *Index) Execute(ctx context.Context, statement string) error {
	return x.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// Dump lists everything that the index holds, free of ids.
func (x *Index) Dump(ctx context.Context) ([]string, error) {
	var out []string
	err := x.viewing(ctx, func(v *view) error {
		out = append(out, fmt.Sprintf("tips %v, %d commits", v.st.Tips, v.st.Commits))
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		who := func(id uint32) git.Identity { return people[id] }
		for id, p := range people {
			if id > 0 && p != (git.Identity{}) {
				out = append(out, fmt.Sprintf("identity %v", p))
			}
		}
		if err := v.all(ctx); err != nil {
			return err
		}
		seen, err := v.sightings(ctx)
		if err != nil {
			return err
		}
		for _, s := range seen {
			out = append(out, fmt.Sprintf("seen %v at %d, touching %v %d", who(s.who), s.generation, s.touched, s.at))
		}
		// Rows that many commits share are read once: under the race detector a statement takes a millisecond.
		known, buckets := map[uint32][]string{}, map[byte][]byte{}
		err = eachRow(ctx, v.tx, `SELECT id, commits FROM hashes`, func(id int64, row []byte) error {
			buckets[byte(id)] = slices.Clone(row)
			return nil
		})
		if err != nil {
			return err
		}
		for n, ch := range maps.Clone(v.chunks) { // finding commits adds none, but reads them
			parts, err := touchedRow(ctx, v.tx, n)
			if err != nil {
				return err
			}
			for i := range ch.commits {
				c := &ch.commits[i]
				if !c.present() {
					continue
				}
				_, h, err := v.commit(ctx, n*chunkSize+uint32(i))
				if err != nil {
					return err
				}
				line := fmt.Sprintf("commit %x generation %d at %d by %v files %d flags %b", h, c.generation, c.at, who(c.author), c.files, c.flags)
				for _, p := range c.parents {
					_, ph, err := v.commit(ctx, p)
					if err != nil {
						return err
					}
					line += fmt.Sprintf(" parent %x", ph)
				}
				looked := false
				candidates(buckets[h[0]], h, func(id uint32) bool {
					looked = looked || id == n*chunkSize+uint32(i)
					return looked
				})
				if !looked {
					return fmt.Errorf("%x is not found by its hash", h)
				}
				names, err := v.names(ctx, parts[i], known)
				if err != nil {
					return err
				}
				slices.Sort(names)
				line += fmt.Sprintf(" touched %q", names)
				for _, k := range c.credits {
					line += fmt.Sprintf(" credit %d %v", k.kind, who(k.who))
				}
				out = append(out, line)
			}
		}
		return eachPath(ctx, v.tx, "", func(path, row []byte) error {
			events, err := v.unpackEvents(ctx, slices.Clone(row))
			for _, e := range events {
				out = append(out, fmt.Sprintf("touch %q %x %d %q", path, e.hash, e.kind, e.other))
			}
			return err
		})
	})
	slices.Sort(out)
	return out, err
}
