package git

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// FolderEntry is something in a folder of the work tree, as it was seen without opening it.
type FolderEntry struct {
	Name  string
	Mode  fs.FileMode // its type only
	Size  int64
	MTime time.Time
}

// ListWorktreeFolder lists at most most entries of a folder of the work tree, in no order. It takes the paths that
// [Repository.ReadWorktreeFile] takes, and "." for the top. A missing folder, or none, is fs.ErrNotExist.
func (r *Repository) ListWorktreeFolder(path string, most int) ([]FolderEntry, error) {
	local := filepath.FromSlash(path)
	if r.Bare || !filepath.IsLocal(local) {
		return nil, &RefusedError{Path: path, Reason: "is not in the work tree"}
	}
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(local)), "/") {
		if strings.EqualFold(part, ".git") {
			return nil, &RefusedError{Path: path, Reason: "is git's own"}
		}
	}
	top, err := os.OpenRoot(r.Top)
	if err != nil {
		return nil, fmt.Errorf("opening the work tree: %w", missing(err))
	}
	defer top.Close()
	folder, err := top.OpenRoot(local)
	if err != nil {
		// os.Root has no errno for a file where a folder should be, only this text.
		if strings.HasSuffix(err.Error(), "not a directory") {
			err = fs.ErrNotExist
		}
		return nil, fmt.Errorf("%s: %w", path, outside(path, missing(err)))
	}
	defer folder.Close()
	handle, err := folder.Open(".")
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", path, err)
	}
	defer handle.Close()
	names, err := handle.Readdirnames(most)
	if err != nil && len(names) == 0 && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("listing %s: %w", path, err)
	}
	out := make([]FolderEntry, 0, len(names))
	for _, name := range names {
		st, err := folder.Lstat(name)
		if err != nil {
			continue // gone meanwhile
		}
		out = append(out, FolderEntry{Name: name, Mode: st.Mode().Type(), Size: st.Size(), MTime: st.ModTime()})
	}
	return out, nil
}

// CreateWorktreeFile writes a new file of the work tree, making folders as needed. One that is there already is
// fs.ErrExist. It takes the paths that [Repository.ReadWorktreeFile] takes.
func (r *Repository) CreateWorktreeFile(path string, text []byte) error {
	local := filepath.FromSlash(path)
	if r.Bare || !filepath.IsLocal(local) {
		return &RefusedError{Path: path, Reason: "is not in the work tree"}
	}
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(local)), "/") {
		if strings.EqualFold(part, ".git") {
			return &RefusedError{Path: path, Reason: "is git's own"}
		}
	}
	root, err := os.OpenRoot(r.Top)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer root.Close()
	if err := root.MkdirAll(filepath.Dir(local), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, outside(path, err))
	}
	f, err := root.OpenFile(local, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, outside(path, err))
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = root.Remove(local)
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
