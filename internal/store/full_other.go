//go:build !windows

package store

import (
	"errors"
	"syscall"
)

// noRoom: the disk is full, or so it is for this user, or no file may be as large.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
