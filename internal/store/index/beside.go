package index

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Change is one commit's change of a file, and what else it touched.
type Change struct {
	Commit git.Hash
	At     time.Time // author time
	Files  int       // how many files the commit changed
	// Others are the other paths that it touched, in no order; of a rename both names. They are paths as of that
	// commit: some may have moved since, or be gone.
	Others []string
}

// ChangesOf answers which commits made a file what it is, oldest first, through its lineage, each with the other
// paths it touched. Commits that changed more than most files (0: no limit) are left out: they say little about
// what belongs together, and much of it. Of the others the latest so many are told of (0: all). Before the first build has ended the answer is empty.
func (x *Index) ChangesOf(ctx context.Context, path string, most, latest int) ([]Change, error) {
	var out []Change
	err := x.viewing(ctx, func(v *view) error {
		past, err := v.events(ctx, path)
		if err != nil || past == nil {
			return err
		}
		events := make([]event, 0, len(past))
		if err := v.goBack(ctx, past, func(e event) { events = append(events, e) }); err != nil {
			return err
		}
		out, err = v.changesOf(ctx, path, inOrder(events), most, latest)
		return err
	})
	return out, err
}

func (v *view) changesOf(ctx context.Context, path string, events []event, most, latest int) (out []Change, err error) {
	rows := map[uint32][][]byte{}
	names := map[uint32][]string{}
	for _, e := range slices.Backward(events) {
		if latest > 0 && len(out) == latest {
			break
		}
		c, hash, err := v.commit(ctx, e.commit)
		if err != nil {
			return nil, err
		}
		if most > 0 && c.files > uint32(most) {
			continue
		}
		n := e.commit / chunkSize
		if rows[n] == nil {
			if rows[n], err = touchedRow(ctx, v.tx, n); err != nil {
				return nil, err
			}
		}
		t := Change{Commit: git.Hash(hex.EncodeToString(hash)), At: time.Unix(c.at, 0).UTC(), Files: int(c.files)}
		all, err := v.names(ctx, rows[n][e.commit%chunkSize], names)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if p != path {
				t.Others = append(t.Others, p)
			}
		}
		out = append(out, t)
	}
	slices.Reverse(out)
	return out, nil
}

// names are the paths whose packed ids these are. known holds rows that were read already.
func (v *view) names(ctx context.Context, packed []byte, known map[uint32][]string) (out []string, err error) {
	r := unpacker{b: packed}
	if len(packed) == 0 {
		return nil, nil
	}
	r.paths(func(id uint32) {
		n := id / textsARow
		if err == nil && known[n] == nil {
			var row []byte
			if row, err = blobRow(ctx, v.tx, `SELECT paths FROM names WHERE id = ?`, n); err == nil {
				known[n], err = unpackTexts(row, textsARow)
			}
		}
		if err == nil {
			out = append(out, known[n][id%textsARow])
		}
	})
	if err == nil && r.bad {
		err = damaged("paths that a commit touched")
	}
	return out, err
}

// ChangesIn counts the commits that made a file what it is and changed no more than most files.
func (x *Index) ChangesIn(ctx context.Context, path string, most int) (n int, err error) {
	err = x.viewing(ctx, func(v *view) error {
		past, err := v.events(ctx, path)
		if err != nil || past == nil {
			return err
		}
		events := make([]event, 0, len(past))
		if err := v.goBack(ctx, past, func(e event) { events = append(events, e) }); err != nil {
			return err
		}
		for _, e := range inOrder(events) {
			c, _, err := v.commit(ctx, e.commit)
			if err != nil {
				return err
			}
			if c.files <= uint32(most) {
				n++
			}
		}
		return nil
	})
	return n, err
}
