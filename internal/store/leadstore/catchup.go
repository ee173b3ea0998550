package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// How much is applied in one transaction, below 50 ms of writing: so many events, or bytes of bodies. The more, the fewer times
// the pages of the indexes and of the full text are written.
const (
	batch      = 1000
	batchBytes = 1 << 20
)

// restarts is after how many batches one is worked out alone: the WAL begins anew only where nobody reads while it is written.
const restarts = 8

// position is how far a log has been applied. The id of the last event tells a log that was restored
// from a backup, and has gone on since, from the one that was read.
type position struct {
	file string
	n    int64
	id   string
}

// CatchUp applies the events after the last one applied, and says whether there were any. Processes may
// do so at the same time: folding happens outside the lock and counts only if nobody else got further
// meanwhile. Where there is much to do one batch is folded while the one before it is written. Another log than the last time, or one that lost events, starts the projection anew.
// A damaged file is made again, and so is one that was deleted while it was open here.
func (s *Store) CatchUp(ctx context.Context, log *eventlog.Log) (changed bool, err error) {
	if log.Private() {
		return false, errors.New("bringing the lead's store up to date: private events do not belong there")
	}
	repaired, batches := false, 0
	var next *folding
	for {
		if err := s.follow(ctx); err != nil {
			return changed, fmt.Errorf("rebuilding the lead's store: %w", err)
		}
		var more, applied bool
		more, applied, next, err = s.step(ctx, log, next)
		changed = changed || applied
		if applied {
			batches++
		}
		switch {
		case errors.Is(err, store.ErrDamaged) && !repaired && s.concerns(err):
			repaired = true
			if err := s.startAfresh(ctx); err != nil {
				return changed, fmt.Errorf("rebuilding the lead's store: %w", err)
			}
		case errors.Is(err, store.ErrReadOnly) && !repaired && s.concerns(err):
			repaired = true
			if err := s.moveAway(ctx); err != nil {
				return changed, fmt.Errorf("rebuilding the lead's store: %w", err)
			}
		case err != nil:
			return changed, fmt.Errorf("bringing the lead's store up to date: %w", err)
		case !more && batches*batch >= bulk:
			return changed, s.handle().Checkpoint(ctx)
		case !more:
			return changed, nil
		}
	}
}

// concerns says whether a failure is about this file, not about the log.
func (s *Store) concerns(err error) bool {
	var failure *store.Error
	return errors.As(err, &failure) && failure.Path == s.Path()
}

// errMoved: another process got further.
var errMoved = errors.New("another process applied these events")

// step applies one batch: the one that the step before has worked out, or the next. more is false when nothing was left to do.
// While a batch is written the one after it is worked out, where that is possible.
func (s *Store) step(ctx context.Context, log *eventlog.Log, f *folding) (more, applied bool, next *folding, err error) {
	db := s.handle()
	if f == nil {
		if changed, err := s.forgetBlanked(ctx, log); err != nil || changed {
			return true, changed, nil, err
		}
		db = s.handle()
		if f, err = s.plan(ctx, db, log, nil); err != nil || f == nil {
			return false, false, nil, err
		}
	}
	var writing conc.WaitGroup // which hands a panic on to whoever waits
	var failed error
	writing.Go(func() { failed = s.write(ctx, db, f) })
	if f.more && !f.reset && f.to.n/batch%restarts != 0 {
		next, err = s.plan(ctx, db, log, f)
		if err != nil { // it is planned again, and fails there if it has to
			next = nil
		}
	}
	writing.Wait()
	switch {
	case errors.Is(failed, errMoved):
		return true, false, nil, nil
	case failed != nil:
		return true, true, nil, failed
	}
	return true, true, next, nil
}

// write stores a batch, if the file is still as it was when the batch was worked out.
func (s *Store) write(ctx context.Context, db *store.DB, f *folding) error {
	return db.Write(ctx, func(tx *sql.Tx) error {
		now, err := readPosition(ctx, tx)
		if err != nil {
			return err
		}
		generation, err := currentGeneration(ctx, tx)
		if err != nil {
			return err
		}
		if now != f.from || generation != f.generation {
			return errMoved
		}
		if err := s.widen(ctx, tx, f.more); err != nil {
			return err
		}
		return f.store(ctx, tx)
	})
}

// stale says whether the log is not the one, or no longer the one, that was applied so far.
func (p position) stale(ctx context.Context, log *eventlog.Log) (bool, error) {
	if p.file != log.FileID() {
		return true, nil
	}
	if p.n == 0 {
		return false, nil
	}
	e, found, err := log.At(ctx, p.n)
	return !found || e.ID != p.id, err
}

func readPosition(ctx context.Context, q querier) (p position, err error) {
	for key, value := range map[string]any{"file": &p.file, "n": &p.n, "last": &p.id} {
		err := q.QueryRowContext(ctx, `SELECT value FROM meta WHERE key=?`, key).Scan(value)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return p, err
		}
	}
	return p, nil
}

func currentGeneration(ctx context.Context, q querier) (n int64, err error) {
	return n, q.QueryRowContext(ctx, `SELECT value FROM meta WHERE key='generation'`).Scan(&n)
}

// Page cache of the connection that writes, and how large the WAL may grow before it is merged, in pages: as the package store
// and SQLite have them, and while much is written.
const (
	narrowKiB, narrowPages = store.CacheKiB, 1000
	wideKiB, widePages     = 32 << 10, 8192
)

// widen lets the connection that writes keep more pages while there is more to write than one batch, and gives the memory back
// with the last: less is written to the WAL and read again, and what a statement may have to undo stays in memory.
func (s *Store) widen(ctx context.Context, tx *sql.Tx, wide bool) error {
	if s.wide.Load() == wide {
		return nil
	}
	settings := fmt.Sprintf("PRAGMA temp_store=DEFAULT; PRAGMA cache_size=-%d; PRAGMA wal_autocheckpoint=%d; PRAGMA shrink_memory", narrowKiB, narrowPages)
	if wide {
		settings = fmt.Sprintf("PRAGMA temp_store=MEMORY; PRAGMA cache_size=-%d; PRAGMA wal_autocheckpoint=%d", wideKiB, widePages)
	}
	if _, err := tx.ExecContext(ctx, settings); err != nil {
		return err
	}
	s.wide.Store(wide)
	return nil
}
