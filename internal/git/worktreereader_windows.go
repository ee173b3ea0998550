package git

import (
	"errors"
	"io"
	"os"
)

// readIn reads a file of the open folder.
func (w *WorktreeReader) readIn(base string, limit, most int64) ([]byte, error) {
	before, err := w.folder.Lstat(base)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, &RefusedError{Reason: "is " + kind(before.Mode()) + ", not a regular file"}
	}
	f, err := w.folder.OpenFile(base, os.O_RDONLY|openGuard, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(before, now) {
		return nil, &RefusedError{Reason: "changed while it was being opened"}
	}
	return w.most(now.Size(), limit, most, func(b []byte) (int, error) {
		n, err := f.Read(b)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	})
}
