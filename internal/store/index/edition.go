package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/store"
)

// File is where the index in a folder lies. Each format has a file of its own: an editor of yesterday may still run beside a
// program of today, and with one name for both each would throw away what the other has read of the history.
func File(dir string) string { return filepath.Join(dir, fmt.Sprintf("index-v%d.db", version)) }

// The first formats had one name.
var fileName = pattern.New(`^index(-v\d{1,6})?\.db$`)

// unused is how much earlier than ours an index of another format was last written that is taken for left behind.
const unused = 30 * 24 * time.Hour

// Tidy deletes the indexes of other formats in a folder that no program keeps up to date any more. Whoever still has one open
// keeps it until it is closed.
func Tidy(dir string) error {
	mine := store.Written(File(dir))
	found, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for indexes of other versions: %w", err)
	}
	var errs []error
	for _, e := range found {
		path := filepath.Join(dir, e.Name())
		if path == File(dir) || !fileName().MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		if mine.Sub(store.Written(path)) > unused {
			errs = append(errs, store.Discard(path))
		}
	}
	return errors.Join(errs...)
}

// databases are the files in a folder that belong to an index of whatever format, with what SQLite keeps beside them.
func databases(dir string) ([]string, error) {
	found, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range found {
		if fileName().MatchString(strings.TrimSuffix(strings.TrimSuffix(e.Name(), "-wal"), "-shm")) {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out, err
}
