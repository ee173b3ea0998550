package eventlog

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// restampBatch is how many events get another clock in one transaction.
const restampBatch = 500

// Restamp gives events of a writer whose clock lies beyond limit the clocks that follow the newest one that does not, from present
// on, in their order: they were dated by a clock that was wrong, and nobody else takes them in. Their time goes back with them.
// It returns how many there were.
func (l *Log) Restamp(ctx context.Context, writer string, present time.Time, limit int64) (n int, err error) {
	var last int64
	for first := true; ; first = false {
		done := 0
		err := l.db.Write(ctx, func(tx *sql.Tx) error {
			done = 0
			if first {
				if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(hlc), 0) FROM events WHERE hlc<=?`, limit).Scan(&last); err != nil {
					return err
				}
				last = max(last, present.UnixMilli()<<16)
			}
			found, err := scan(tx.QueryContext(ctx, selectEvents+` WHERE writer=? AND hlc>? ORDER BY hlc, seq LIMIT ?`, writer, limit, restampBatch))
			if err != nil || len(found) == 0 {
				return err
			}
			clock := last
			for _, e := range found {
				clock++
				e.HLC = clock
				if e.At.After(present) {
					e.At = present.UTC().Truncate(time.Millisecond)
				}
				if err := overwrite(ctx, tx, e); err != nil {
					return err
				}
			}
			done = len(found)
			return altered(ctx, tx)
		})
		if err != nil {
			return n, fmt.Errorf("setting events right that a wrong clock dated: %w", err)
		}
		n += done
		last += int64(done)
		if done < restampBatch {
			return n, nil
		}
	}
}
