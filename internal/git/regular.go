package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// readRegular reads a regular file of at most limit bytes without following a
// symbolic link at its end and without ever blocking. A missing file answers
// fs.ErrNotExist, anything odd a *RefusedError.
func readRegular(path string, limit int64) ([]byte, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, missing(err)
	}
	return readChecked(path, before, limit, func() (*os.File, error) {
		return os.OpenFile(path, os.O_RDONLY|openGuard, 0)
	})
}

// readWithin is readRegular for a file below dir, which no symbolic link on the way
// may leave. name has forward slashes.
func readWithin(dir, name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, missing(err)
	}
	defer root.Close()
	local := filepath.FromSlash(name)
	path := filepath.Join(dir, local)
	before, err := root.Lstat(local)
	if err != nil {
		return nil, outside(path, missing(err))
	}
	content, err := readChecked(path, before, limit, func() (*os.File, error) {
		return root.OpenFile(local, os.O_RDONLY|openGuard, 0)
	})
	return content, outside(path, err)
}

// readChecked opens a file that was looked at before, and looks again: what is read
// is what was seen.
func readChecked(path string, before fs.FileInfo, limit int64, open func() (*os.File, error)) ([]byte, error) {
	if !before.Mode().IsRegular() {
		return nil, &RefusedError{Path: path, Reason: "is " + kind(before.Mode()) + ", not a regular file"}
	}
	f, err := open()
	if err != nil {
		return nil, missing(err)
	}
	defer f.Close()
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !now.Mode().IsRegular() || !os.SameFile(before, now) {
		return nil, &RefusedError{Path: path, Reason: "changed while it was being opened"}
	}
	if now.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, more than %d: %w", path, now.Size(), limit, ErrTooLarge)
	}
	var content bytes.Buffer
	content.Grow(int(now.Size()) + bytes.MinRead) // else a large file is copied again and again
	if _, err := content.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, err
	}
	if int64(content.Len()) > limit {
		return nil, fmt.Errorf("%s has more than %d bytes: %w", path, limit, ErrTooLarge)
	}
	return content.Bytes(), nil
}

// missing maps every way in which a path is not there to fs.ErrNotExist.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || isNotDirectory(err) {
		return fs.ErrNotExist
	}
	return err
}

// outside turns os.Root's complaint about an escaping path into a refusal. The
// error has no exported sentinel, only this text.
func outside(path string, err error) error {
	if err != nil && strings.Contains(err.Error(), "path escapes from parent") {
		return &RefusedError{Path: path, Reason: "leads out of its folder through a symbolic link"}
	}
	return err
}

func kind(m fs.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return "a symbolic link"
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something odd"
}

// isDir reports whether path is a folder itself, not a link to one.
func isDir(path string) bool {
	st, err := os.Lstat(path)
	return err == nil && st.IsDir()
}

// leadsToDir reports whether path is a folder or a link to one.
func leadsToDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
