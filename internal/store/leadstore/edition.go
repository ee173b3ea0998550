package leadstore

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/leadline/leadline/internal/filelock"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/store"
)

// edition is one schema of the lead's store. Each has a file of its own, so that the editor of yesterday, which is still open,
// and the program of today each keep theirs, and neither makes the other's anew.
type edition struct {
	schema int
	create func(ctx context.Context, tx *sql.Tx, from int) error
}

func current() edition { return edition{Schema, create} }

func (e edition) file() string { return fmt.Sprintf("leadline-v%d.db", e.schema) }

func (e edition) options() store.Options {
	return store.Options{ApplicationID: applicationID, Version: e.schema, Migrate: e.create, Shred: true}
}

var fileName = pattern.New(`^leadline-v(\d{1,6})\.db$`)

// link lets leadline.db point to the newest schema's file. It is a convenience: where links are
// impossible, or something else has the name, it is left alone.
func (e edition) link(dir string) {
	name := filepath.Join(dir, Link)
	target, err := os.Readlink(name)
	switch {
	case err == nil:
		parts := fileName().FindStringSubmatch(target)
		if parts == nil {
			return
		}
		if version, err := strconv.Atoi(parts[1]); err != nil || version >= e.schema {
			return
		}
	case !os.IsNotExist(err):
		return
	}
	fresh := fmt.Sprintf("%s.%d", name, os.Getpid())
	if os.Symlink(e.file(), fresh) != nil {
		return
	}
	if os.Rename(fresh, name) != nil {
		_ = os.Remove(fresh)
	}
}

// unlink takes the link away that leads to a file.
func unlink(dir, file string) {
	name := filepath.Join(dir, Link)
	if target, err := os.Readlink(name); err == nil && target == file {
		_ = os.Remove(name)
	}
}

// How long nobody must have written the file of another edition before it is taken for left behind: anyhow, and where words that
// it may still have were taken back.
const (
	leftBehind = 30 * 24 * time.Hour
	idle       = 24 * time.Hour
)

// dropOthers deletes the files of other editions that were last written so much earlier than this one's. Whoever has one of them
// open makes it anew when it next catches up. What cannot be deleted stays.
func (s *Store) dropOthers(ctx context.Context, earlier time.Duration) {
	db := s.handle()
	dir := filepath.Dir(db.Path())
	found, err := os.ReadDir(dir)
	if err != nil || db.ReadOnly() {
		return
	}
	mine := store.Written(db.Path())
	for _, entry := range found {
		path := filepath.Join(dir, entry.Name())
		if path == db.Path() || !fileName().MatchString(entry.Name()) || !entry.Type().IsRegular() || mine.Sub(store.Written(path)) < earlier {
			continue
		}
		if id, err := store.ApplicationID(path); err != nil || id != applicationID {
			continue // somebody else's, or too broken to say words to anybody
		}
		unlock, err := filelock.Wait(ctx, path+".lock")
		if err != nil {
			continue
		}
		if store.Discard(path) == nil {
			unlink(dir, entry.Name())
		}
		unlock()
	}
	s.edition.link(dir)
}

// DropOthers deletes what other versions of the program have made of the log. They may hold words that were taken back until that
// version runs again, which may be never.
func (s *Store) DropOthers(ctx context.Context) {
	const whenever = -100 * 365 * 24 * time.Hour
	s.dropOthers(ctx, whenever)
}
