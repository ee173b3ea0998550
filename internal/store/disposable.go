package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/filelock"
)

// OpenDisposable opens a file whose content can be made again from elsewhere. A damaged file and one of
// another schema version, older or newer, are thrown away and started afresh; a file of another
// application is still refused. rebuilt says that the file starts empty for this reason.
//
// Several processes may find the damage at the same moment: one of them replaces the file, under a lock.
func OpenDisposable(ctx context.Context, path string, o Options) (d *DB, rebuilt bool, err error) {
	migrate := o.Migrate
	o.Newer = false
	o.Migrate = func(ctx context.Context, tx *sql.Tx, from int) error {
		if from != 0 {
			return errOutdated
		}
		return migrate(ctx, tx, from)
	}
	// The lock is taken even when nothing may be wrong: whoever opened the file while another process replaces it would
	// write to the one that is thrown away.
	unlock, failed := filelock.Wait(ctx, path+".lock")
	if failed != nil {
		d, err = Open(ctx, path, o)
		if worthless(err) {
			err = fmt.Errorf("locking the store %s to rebuild it: %w", path, failed)
		}
		return d, false, err
	}
	defer unlock()
	if d, err = Open(ctx, path, o); !worthless(err) {
		return d, false, err
	}
	if err := Discard(path); err != nil {
		return nil, false, err
	}
	d, err = Open(ctx, path, o)
	return d, true, err
}

// Replace makes a disposable file anew after damage was found in it while it was in use; the caller has
// closed it. A file that another process has replaced meanwhile is opened as it is.
func Replace(ctx context.Context, path string, o Options) (*DB, error) {
	unlock, err := filelock.Wait(ctx, path+".lock")
	if err != nil {
		return nil, fmt.Errorf("locking the store %s to rebuild it: %w", path, err)
	}
	defer unlock()
	if d, err := Open(ctx, path, o); err == nil {
		if d.Check(ctx) == nil {
			return d, nil
		}
		if err := d.Close(); err != nil {
			return nil, err
		}
	}
	if err := Discard(path); err != nil {
		return nil, err
	}
	return Open(ctx, path, o)
}

var errOutdated = errors.New("of an older schema")

func worthless(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer) || errors.Is(err, errOutdated)
}

// Discard deletes a database and its companions. Processes that still have it open keep their copy.
func Discard(path string) error {
	names := companions(path)
	slices.Reverse(names) // a WAL left beside a new file would be taken for its own
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("deleting the store %s to rebuild it: %w", path, err)
		}
	}
	return nil
}

// Written is when a database was last written, by whoever: of the file and its WAL the later; the zero time where there is none.
func Written(path string) (last time.Time) {
	for _, name := range companions(path)[:2] {
		if info, err := os.Stat(name); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}
