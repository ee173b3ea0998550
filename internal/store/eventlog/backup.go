package eventlog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadline/leadline/internal/store"
)

// Backup writes all events, and what tells repositories apart, to a file of their own, whatever others record meanwhile. What
// appears at path is whole: it was read back and every event in it checked. It is readable by its owner only. A file that is
// there already is replaced only if so asked; the error is [fs.ErrExist] otherwise.
//
// A damaged log is not copied ([store.ErrDamaged]): a backup of it would push out a good one.
func (l *Log) Backup(ctx context.Context, path string, replace bool) (events int64, err error) {
	if _, err := os.Lstat(path); err == nil && !replace {
		return 0, fmt.Errorf("backing up to %s: %w", path, fs.ErrExist)
	}
	if l.is(path) {
		return 0, errors.New("a backup must be another file than the store itself; name another")
	}
	if err := l.Check(ctx); err != nil {
		return 0, err
	}
	place, err := os.MkdirTemp(filepath.Dir(path), ".leadline-backup-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(place)
	copied := filepath.Join(place, "copy")
	if err := l.db.Copy(ctx, copied); err != nil {
		return 0, err
	}
	if events, err = proven(ctx, copied, l.private); err != nil {
		return 0, fmt.Errorf("reading the backup back: %w", err)
	}
	if replace {
		return events, os.Rename(copied, path)
	}
	if err := os.Link(copied, path); err == nil || errors.Is(err, fs.ErrExist) {
		return events, err
	}
	return events, os.Rename(copied, path) // a file system without links
}

// is says whether a file is the log itself.
func (l *Log) is(path string) bool {
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	own, err := os.Stat(l.Path())
	return err == nil && os.SameFile(there, own)
}

// proven reads a whole file and counts its events.
func proven(ctx context.Context, path string, private bool) (events int64, err error) {
	l, err := Open(ctx, path, Options{Private: private, ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer l.Close()
	if err := l.Check(ctx); err != nil {
		return 0, err
	}
	return l.count(ctx)
}

func (l *Log) count(ctx context.Context) (events int64, err error) {
	if err := l.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM events`).Scan(&events); err != nil {
		return 0, fmt.Errorf("counting the events: %w", l.db.Explain(err))
	}
	return events, nil
}

// IsPrivate tells a private log from a team's by the file alone.
// Errors: [store.ErrNotOurs] for every other file, [store.ErrDamaged], [fs.ErrNotExist].
func IsPrivate(path string) (bool, error) {
	id, err := store.ApplicationID(path)
	switch {
	case err != nil:
		return false, err
	case id == privateID:
		return true, nil
	case id == teamID:
		return false, nil
	}
	return false, &store.Error{Path: path, Kind: store.ErrNotOurs, Doing: "read"}
}
