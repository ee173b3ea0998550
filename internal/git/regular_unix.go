//go:build !windows

package git

import (
	"errors"

	"golang.org/x/sys/unix"
)

// openGuard keeps open from following a link, from waiting for a pipe's writer and
// from making a terminal ours.
const openGuard = unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY

func isNotDirectory(err error) bool { return errors.Is(err, unix.ENOTDIR) }

// isRemote reports whether merely opening path would call another machine.
func isRemote(string) bool { return false }
