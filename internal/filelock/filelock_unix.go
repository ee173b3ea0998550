//go:build unix

package filelock

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Exclusive takes the whole lock on an open file, until the file is closed; false when somebody else has a part in it.
func Exclusive(f *os.File) (bool, error) { return flock(f, unix.LOCK_EX) }

// Shared takes a part in the lock on an open file, until the file is closed; false when somebody else has it whole.
func Shared(f *os.File) (bool, error) { return flock(f, unix.LOCK_SH) }

func flock(f *os.File, how int) (bool, error) {
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, err
		}
	}
}
