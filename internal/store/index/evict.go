package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/filelock"
)

// What is kept of a repository lies in a folder of the cache, named by its key. Beside the folders, in used/, a file for
// each key is both the lock of those who have it open and, by its time, the stamp of when that was last. It is empty and
// stays when its folder goes, so that nobody locks a file that is no more.
const stamps = "used"

// keyLength is how many hex digits name a folder. Nothing else in the cache is ever deleted.
const keyLength = 20

// Use is the right to rely on a repository's folder in the cache: it is not evicted meanwhile, by whatever process.
type Use struct {
	file *os.File
	path string
	now  func() time.Time
}

// Hold takes the right to use the folder of a key, and stamps it as used. It waits while the folder is being evicted.
// Its errors are no reason not to use the folder.
func Hold(ctx context.Context, cache, key string, now func() time.Time) (*Use, error) {
	path := filepath.Join(cache, stamps, key)
	f, err := stamp(path)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		ok, err := filelock.Shared(f)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
		}
		if ok {
			u := &Use{f, path, now}
			return u, u.touch()
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("waiting for another process to tidy the cache: %w", ctx.Err()), f.Close())
		case <-tick.C:
		}
	}
}

func stamp(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of stamps: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("stamping what is used: %w", err)
	}
	return f, nil
}

func (u *Use) touch() error {
	now := u.now()
	// Somebody may have cleared the whole cache meanwhile.
	if err := os.Chtimes(u.path, now, now); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("stamping what is used: %w", err)
	}
	return nil
}

// End gives the right back; a nil Use is none. What was in use until now is the last to be evicted.
func (u *Use) End() error {
	if u == nil {
		return nil
	}
	return errors.Join(u.touch(), u.file.Close())
}

// kept is what the cache keeps of one repository.
type kept struct {
	key  string
	size int64
	used time.Time
}

// Evict deletes the folders of repositories that were not used for longest until the cache takes no more than limit
// bytes, and returns their keys. Those that some process holds stay, whatever they take.
func Evict(ctx context.Context, cache string, limit int64) (evicted []string, err error) {
	all, total, err := survey(ctx, cache)
	if err != nil {
		return nil, fmt.Errorf("looking at what the cache takes: %w", err)
	}
	for _, k := range all {
		if total <= limit || ctx.Err() != nil {
			break
		}
		gone, err := k.evict(cache)
		if err != nil {
			return evicted, fmt.Errorf("tidying the cache: %w", err)
		}
		if gone {
			total -= k.size
			evicted = append(evicted, k.key)
		}
	}
	return evicted, ctx.Err()
}

// survey lists what is kept, what was used longest ago first.
func survey(ctx context.Context, cache string) (all []kept, total int64, err error) {
	entries, err := os.ReadDir(cache)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		if !e.IsDir() || !isKey(e.Name()) {
			continue
		}
		k := kept{key: e.Name(), used: lastUsed(cache, e.Name())}
		k.size, err = sizeOf(ctx, filepath.Join(cache, k.key))
		if err != nil {
			return nil, 0, err
		}
		all, total = append(all, k), total+k.size
	}
	slices.SortFunc(all, func(a, b kept) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.key, b.key)) })
	return all, total, nil
}

func isKey(name string) bool {
	for _, r := range name {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return len(name) == keyLength
}

// lastUsed is the zero time for what was never stamped.
func lastUsed(cache, key string) time.Time {
	at, err := os.Lstat(filepath.Join(cache, stamps, key))
	if err != nil {
		return time.Time{}
	}
	return at.ModTime()
}

// sizeOf adds up files. Links, of which the private store has many into the user's repository, are not followed.
func sizeOf(ctx context.Context, dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // others work here
			return nil
		}
		if err != nil || e.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		if at, err := e.Info(); err == nil && at.Mode().IsRegular() {
			size += at.Size()
		}
		return nil
	})
	return size, err
}

// evict deletes the folder, unless somebody holds it, or used it since the survey.
func (k kept) evict(cache string) (gone bool, err error) {
	f, err := stamp(filepath.Join(cache, stamps, k.key))
	if err != nil {
		return false, err
	}
	defer f.Close()
	ok, err := filelock.Exclusive(f)
	if err != nil || !ok {
		return false, err
	}
	if at := lastUsed(cache, k.key); !k.used.IsZero() && !at.Equal(k.used) {
		return false, nil
	}
	// The index goes first: a folder of which something is left is then still no whole index.
	dir := filepath.Join(cache, k.key)
	found, err := databases(dir)
	if err != nil {
		return false, err
	}
	for _, path := range found {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return true, os.RemoveAll(dir)
}
