package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// How long a write is tried again and again while others write, and the rest between two attempts, which wait themselves.
const (
	persistence = 20 * time.Second
	pause       = 10 * time.Millisecond
)

// Write runs fn in one BEGIN IMMEDIATE transaction and commits it. Keep it under 50 ms: everybody else
// waits. When the file is busy fn runs again, so it must not count on having run once only; an error of
// fn rolls back and is returned, as an [*Error] where SQLite's complaint is one.
func (d *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	if d.readOnly {
		return &Error{Path: d.path, Kind: ErrReadOnly, Doing: writing}
	}
	return d.explain(writing, d.patiently(ctx, func() error { return d.once(ctx, fn) }))
}

// patiently repeats an attempt while the file is busy, for a bounded time. Who is refused asks for the next turn.
func (d *DB) patiently(ctx context.Context, attempt func() error) error {
	if err := d.giveWay(ctx); err != nil {
		return err
	}
	if err := attempt(); !busy(err) {
		return err
	}
	var mine turn
	defer mine.end()
	enough := time.NewTimer(persistence)
	defer enough.Stop()
	for {
		if err := d.claim(ctx, &mine); err != nil {
			return err
		}
		if err := attempt(); !busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-enough.C:
			return attempt()
		case <-time.After(pause):
		}
	}
}

func busy(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && classify(err) == ErrBusy
}

func (d *DB) once(ctx context.Context, fn func(*sql.Tx) error) (err error) {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if failed := tx.Rollback(); failed != nil && !errors.Is(failed, sql.ErrTxDone) {
				err = errors.Join(err, failed)
			}
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if d.options.Durable && d.Moved() {
		return &Error{Path: d.path, Kind: ErrMoved, Doing: writing}
	}
	return tx.Commit()
}

// Moved says whether the file was deleted, moved or replaced since it was opened. SQLite would go on
// writing to what nobody will ever read.
func (d *DB) Moved() bool {
	if d.file == nil { // still being opened, or only read
		return false
	}
	now, err := os.Stat(d.path)
	return err != nil || !os.SameFile(now, d.file)
}

// settle checks the header, switches to WAL and brings the schema up to date.
func (d *DB) settle(ctx context.Context) error {
	return d.patiently(ctx, func() error {
		version, err := d.check(ctx, d.write)
		if err != nil {
			return err
		}
		// Where a WAL is impossible (some network drives) SQLite keeps its rollback journal: slower, as sound.
		var mode string
		if err := d.write.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode); err != nil {
			return err
		}
		if version >= d.options.Version {
			return nil
		}
		return d.once(ctx, func(tx *sql.Tx) error { return d.migrate(ctx, tx) })
	})
}

func (d *DB) migrate(ctx context.Context, tx *sql.Tx) error {
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= d.options.Version { // another process was faster
		return nil
	}
	if err := d.options.Migrate(ctx, tx, version); err != nil {
		return fmt.Errorf("bringing the store %s from version %d to %d: %w", d.path, version, d.options.Version, err)
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d",
		d.options.ApplicationID, d.options.Version))
	return err
}

// check reads the header as SQLite sees it, WAL included, and refuses what is not ours. An empty file
// has version 0.
func (d *DB) check(ctx context.Context, pool *sql.DB) (version int, err error) {
	var application int32
	var tables int
	err = pool.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id AS a, pragma_user_version AS v`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case application == 0 && version == 0 && tables == 0:
		return 0, nil
	case application != d.options.ApplicationID:
		return 0, &Error{Path: d.path, Kind: ErrNotOurs, Doing: opening}
	case version > d.options.Version && !d.options.Newer:
		return 0, &Error{Path: d.path, Kind: ErrNewer, Doing: opening}
	}
	return version, nil
}

// Check reads the whole file and reports damage as [ErrDamaged]. It takes about a second per gigabyte; of a durable file,
// whose indexes are compared with their tables too, three.
func (d *DB) Check(ctx context.Context) error {
	check := "PRAGMA quick_check(1)"
	if d.options.Durable {
		check = "PRAGMA integrity_check(1)"
	}
	var verdict string
	if err := d.read.QueryRowContext(ctx, check).Scan(&verdict); err != nil {
		return d.explain(reading, err)
	}
	if verdict != "ok" {
		return &Error{Path: d.path, Kind: ErrDamaged, Doing: reading, Cause: errors.New(verdict)}
	}
	return nil
}

// Checkpoint merges the WAL into the file and empties it: after bulk work. Readers may prevent it, which
// is no error.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.readOnly {
		return nil
	}
	connection, err := d.write.Conn(ctx)
	if err != nil {
		return d.explain(writing, err)
	}
	defer connection.Close()
	// It waits for readers, longer than a write for its turn.
	if _, err := connection.ExecContext(ctx, waiting(busyTimeout)); err != nil {
		return d.explain(writing, err)
	}
	var blocked, frames, merged int
	err = connection.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &frames, &merged)
	if _, failed := connection.ExecContext(context.WithoutCancel(ctx), waiting(writeTimeout)); err == nil {
		err = failed
	}
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == codes.SQLITE_BUSY {
		return nil
	}
	return d.explain(writing, err)
}

// waiting is the statement that sets how long a connection waits for others.
func waiting(d time.Duration) string { return fmt.Sprintf("PRAGMA busy_timeout=%d", d.Milliseconds()) }
