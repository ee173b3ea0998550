package git

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// WorktreeReader reads many files of the work tree, by the rules of ReadWorktreeFile. It is fast when they come in
// the order of their paths, since it keeps the folder of the last one open. It is not safe for concurrent use; take
// one for each goroutine.
type WorktreeReader struct {
	top    string
	root   *os.Root
	folder *os.Root // of the last file
	name   string   // its path below Top
	buffer []byte
}

// NewWorktreeReader opens the work tree's top. Close it after use.
func (r *Repository) NewWorktreeReader() (*WorktreeReader, error) {
	if r.Bare {
		return nil, &RefusedError{Path: r.Top, Reason: "has no work tree"}
	}
	root, err := os.OpenRoot(r.Top)
	if err != nil {
		return nil, fmt.Errorf("opening the work tree: %w", missing(err))
	}
	return &WorktreeReader{top: r.Top, root: root}, nil
}

// Close closes what the reader holds open.
func (w *WorktreeReader) Close() error {
	return errors.Join(w.leave(), w.root.Close())
}

func (w *WorktreeReader) leave() error {
	if w.folder == nil || w.folder == w.root {
		w.folder = nil
		return nil
	}
	err := w.folder.Close()
	w.folder = nil
	return err
}

// Read reads a file. The bytes are good until the next call.
func (w *WorktreeReader) Read(name string, limit int64) ([]byte, error) {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return nil, &RefusedError{Path: name, Reason: "is not in the work tree"}
	}
	folder, base := path.Split(path.Clean(name))
	if err := w.enter(strings.TrimSuffix(folder, "/")); err != nil {
		return nil, outside(filepath.Join(w.top, local), missing(err))
	}
	if strings.EqualFold(base, ".git") {
		return nil, &RefusedError{Path: name, Reason: "is git's own"}
	}
	before, err := w.folder.Lstat(base)
	if err != nil {
		return nil, outside(filepath.Join(w.top, local), missing(err))
	}
	if !before.Mode().IsRegular() {
		return nil, &RefusedError{Path: name, Reason: "is " + kind(before.Mode()) + ", not a regular file"}
	}
	if before.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, more than %d: %w", name, before.Size(), limit, ErrTooLarge)
	}
	f, err := w.folder.OpenFile(base, os.O_RDONLY|openGuard, 0)
	if err != nil {
		return nil, missing(err)
	}
	defer f.Close()
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(before, now) {
		return nil, &RefusedError{Path: name, Reason: "changed while it was being opened"}
	}
	return w.all(f, name, now.Size(), limit)
}

// all reads up to size and one byte more, so that a file that grew is seen to have.
func (w *WorktreeReader) all(f io.Reader, name string, size, limit int64) ([]byte, error) {
	if need := int(min(size, limit)) + 1; cap(w.buffer) < need {
		w.buffer = make([]byte, 0, max(need, 64<<10))
	}
	b := w.buffer[:0]
	for {
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > limit:
			return nil, fmt.Errorf("%s has more than %d bytes: %w", name, limit, ErrTooLarge)
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, fmt.Errorf("reading %s of the work tree: %w", name, err)
		case int64(len(b)) == size && n > 0 && len(b) < cap(b):
			// All of what there was when it was opened: what another program is just writing can wait.
			return b, nil
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
			w.buffer = b[:0]
		}
	}
}

// enter opens the folder that the next file lies in.
func (w *WorktreeReader) enter(folder string) error {
	if w.folder != nil && folder == w.name {
		return nil
	}
	for part := range strings.SplitSeq(folder, "/") {
		if strings.EqualFold(part, ".git") {
			return &RefusedError{Path: folder, Reason: "is git's own"}
		}
	}
	if err := w.leave(); err != nil {
		return err
	}
	w.name = folder
	if folder == "" {
		w.folder = w.root
		return nil
	}
	root, err := w.root.OpenRoot(filepath.FromSlash(folder))
	if err != nil {
		// os.Root has no errno for a file where a folder should be, only this text.
		if strings.HasSuffix(err.Error(), "not a directory") {
			return fs.ErrNotExist
		}
		return err
	}
	w.folder = root
	return nil
}
