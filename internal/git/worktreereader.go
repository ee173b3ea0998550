package git

import (
	"errors"
	"fmt"
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
	handle *os.File // the same, where the system can open below it
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
	var errs []error
	if w.handle != nil {
		errs = append(errs, w.handle.Close())
	}
	if w.folder != nil && w.folder != w.root {
		errs = append(errs, w.folder.Close())
	}
	w.folder, w.handle = nil, nil
	return errors.Join(errs...)
}

// Read reads a file. The bytes are good until the next call.
func (w *WorktreeReader) Read(name string, limit int64) ([]byte, error) {
	return w.Beginning(name, limit, limit)
}

// Beginning is Read of at most n bytes of a file, whose size limit bounds all the same.
func (w *WorktreeReader) Beginning(name string, limit, n int64) ([]byte, error) {
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
	content, err := w.readIn(base, limit, n)
	var odd *RefusedError
	switch {
	case err == nil:
		return content, nil
	case errors.Is(err, ErrTooLarge):
		return nil, fmt.Errorf("%s has more than %d bytes: %w", name, limit, ErrTooLarge)
	case errors.As(err, &odd):
		return nil, &RefusedError{Path: name, Reason: odd.Reason}
	}
	return nil, outside(filepath.Join(w.top, local), missing(err))
}

// most reads what a file has, but no more than most bytes of it, with read. size is how much it seems to be, at most limit.
// What grows meanwhile is left to the next look.
func (w *WorktreeReader) most(size, limit, most int64, read func([]byte) (int, error)) ([]byte, error) {
	if size > limit {
		return nil, ErrTooLarge
	}
	size = min(size, most)
	if cap(w.buffer) < int(size) {
		w.buffer = make([]byte, 0, max(int(size)+int(size)/4, 64<<10))
	}
	b := w.buffer[:0]
	for int64(len(b)) < size {
		n, err := read(b[len(b):size])
		b = b[:len(b)+n]
		if n == 0 || err != nil {
			return b, err
		}
	}
	return b, nil
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
