package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Exclusive takes the whole lock on an open file, until the file is closed; false when somebody else has a part in it.
func Exclusive(f *os.File) (bool, error) { return lockFile(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// Shared takes a part in the lock on an open file, until the file is closed; false when somebody else has it whole.
func Shared(f *os.File) (bool, error) { return lockFile(f, 0) }

// lockFile locks a byte far behind the text: Windows keeps others from reading what is locked.
func lockFile(f *os.File, how uint32) (bool, error) {
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}
