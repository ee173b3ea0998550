package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/leadline/leadline/internal/filelock"
)

// While one process builds, the lock file says how far it is, for those who wait.
const (
	lookAgain = 50 * time.Millisecond
	sayAgain  = 100 * time.Millisecond
)

// buildLock is the right to change an index. It ends with the process at the latest.
type buildLock struct{ file *os.File }

// lockBuild waits for the right to change the index at path. progress (may be nil) hears
// how far the present holder is.
func lockBuild(ctx context.Context, path string, progress func(done, total int)) (*buildLock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("locking the index %s: %w", path, err)
	}
	f, err := os.OpenFile(path+".building", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the index %s: %w", path, err)
	}
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		ok, err := filelock.Exclusive(f)
		if ok {
			err = f.Truncate(0) // what a holder that was killed said last
		}
		if ok && err == nil {
			return &buildLock{f}, nil
		}
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("locking the index %s: %w", path, err)
		}
		if done, total, ok := heard(f); ok && progress != nil {
			progress(done, total)
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("waiting for another process to build the index: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

func (l *buildLock) release() { l.file.Close() }

// sharing also writes progress to the lock file, a few times a second.
func (l *buildLock) sharing(progress func(done, total int)) func(done, total int) {
	var last time.Time
	return func(done, total int) {
		if now := time.Now(); now.Sub(last) >= sayAgain {
			last = now
			// Fixed width: it overwrites what was there. Those who wait can do without.
			_, _ = l.file.WriteAt(fmt.Appendf(nil, "%12d %12d\n", done, total), 0)
		}
		progress(done, total)
	}
}

func heard(f *os.File) (done, total int, ok bool) {
	b := make([]byte, 26)
	n, _ := f.ReadAt(b, 0)
	_, err := fmt.Sscanf(string(b[:n]), "%d %d\n", &done, &total)
	return done, total, err == nil
}
