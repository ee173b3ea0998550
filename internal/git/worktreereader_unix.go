//go:build !windows

package git

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

// readIn reads a file of the open folder. It asks the system directly: a scan of a large work tree spends most of
// its time opening files.
func (w *WorktreeReader) readIn(base string, limit, most int64) ([]byte, error) {
	if w.handle == nil {
		handle, err := w.folder.Open(".")
		if err != nil {
			return nil, err
		}
		w.handle = handle
	}
	at := int(w.handle.Fd())
	var before, now unix.Stat_t
	if err := again(func() error { return unix.Fstatat(at, base, &before, unix.AT_SYMLINK_NOFOLLOW) }); err != nil {
		return nil, err
	}
	if before.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, &RefusedError{Reason: "is " + kind(modeOf(uint32(before.Mode))) + ", not a regular file"}
	}
	fd := -1
	err := again(func() (err error) {
		fd, err = unix.Openat(at, base, unix.O_RDONLY|unix.O_CLOEXEC|openGuard, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	if err := again(func() error { return unix.Fstat(fd, &now) }); err != nil {
		return nil, err
	}
	if now.Dev != before.Dev || now.Ino != before.Ino || now.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, &RefusedError{Reason: "changed while it was being opened"}
	}
	return w.most(now.Size, limit, most, func(b []byte) (n int, err error) {
		err = again(func() (err error) {
			n, err = unix.Read(fd, b)
			return err
		})
		return max(n, 0), err
	})
}

// again repeats what a signal interrupted.
func again(do func() error) error {
	for {
		if err := do(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func modeOf(m uint32) fs.FileMode {
	switch m & unix.S_IFMT {
	case unix.S_IFLNK:
		return fs.ModeSymlink
	case unix.S_IFDIR:
		return fs.ModeDir
	case unix.S_IFIFO:
		return fs.ModeNamedPipe
	case unix.S_IFSOCK:
		return fs.ModeSocket
	}
	return fs.ModeDevice
}
