package index

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Where anchored lines are now is found by following them through history, which takes a while; the answers are kept here, since
// like all of the index they can be made again. What they look like is for whoever follows to know.

// Trails are the answers kept for some anchors, by their keys; of those that have one.
func (x *Index) Trails(ctx context.Context, anchors []string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := x.reading(ctx, func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, `SELECT marks FROM trails WHERE anchor = ?`)
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, a := range anchors {
			var marks []byte
			err := stmt.QueryRowContext(ctx, []byte(a)).Scan(&marks)
			if err == sql.ErrNoRows {
				continue
			}
			if err != nil {
				return err
			}
			out[a] = marks
		}
		return nil
	})
	return out, err
}

// Trail is one answer to keep.
type Trail struct {
	Anchor string // its key
	Marks  []byte
}

// KeepTrails keeps answers, in place of those before.
func (x *Index) KeepTrails(ctx context.Context, trails []Trail) error {
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return errClosed
	}
	for chunk := range slices.Chunk(trails, 500) {
		err := x.db.Write(ctx, func(tx *sql.Tx) error {
			for _, t := range chunk {
				if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO trails VALUES (?, ?)`, []byte(t.Anchor), t.Marks); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("keeping where anchors are: %w", x.doubt(x.db, err))
		}
	}
	return nil
}
