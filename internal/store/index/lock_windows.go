package index

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock takes the lock on a file if nobody has it. Windows keeps others from reading
// what is locked, so a byte far behind the text is.
func tryLock(f *os.File) (bool, error) { return tryLockFile(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// tryShare takes a part in the lock on a file if nobody has it whole.
func tryShare(f *os.File) (bool, error) { return tryLockFile(f, 0) }

func tryLockFile(f *os.File, how uint32) (bool, error) {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}
