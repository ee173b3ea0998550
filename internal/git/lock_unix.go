//go:build !windows

package git

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock takes the lock of a file, which it makes if needed and never removes.
// Another process that has it answers free = false.
func tryLock(path string) (free bool, unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) || errors.Is(err, unix.EINTR) {
		f.Close()
		return false, nil, nil
	}
	if err != nil {
		f.Close()
		return false, nil, err
	}
	return true, func() { f.Close() }, nil
}
