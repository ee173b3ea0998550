package git

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrChanged says that a file is no longer what it was.
var ErrChanged = errors.New("the file has changed meanwhile")

// ReplaceWorktreeFile writes a file of the work tree, as a whole or not at all, if it still holds before: else it is
// ErrChanged. It takes the paths that [Repository.ReadWorktreeFile] takes, and keeps the file's mode. Nothing of git's is
// touched.
func (r *Repository) ReplaceWorktreeFile(path string, before, after []byte) error {
	now, err := r.ReadWorktreeFile(path, int64(len(before)))
	if errors.Is(err, ErrTooLarge) || err == nil && !bytes.Equal(now, before) {
		return fmt.Errorf("%s: %w", path, ErrChanged)
	}
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(r.Top)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer root.Close()
	if err := replaceIn(root, filepath.FromSlash(path), after); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// replaceIn writes beside a file and puts that in its place.
func replaceIn(root *os.Root, local string, text []byte) error {
	was, err := root.Lstat(local)
	if err != nil {
		return err
	}
	beside := filepath.Join(filepath.Dir(local), ".leadline-"+rand.Text()[:10])
	f, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, was.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(was.Mode().Perm())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(beside, local)
	}
	if err != nil {
		_ = root.Remove(beside)
	}
	return err
}
