package git

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// ReadWorktreeFile reads a file of the work tree; path has forward slashes and is
// relative to Top. Only regular files are read: no links, and nothing that lies
// outside Top or inside .git, whatever links are on the way. A missing file is
// fs.ErrNotExist; else the error is a *RefusedError or ErrTooLarge.
func (r *Repository) ReadWorktreeFile(path string, limit int64) ([]byte, error) {
	local := filepath.FromSlash(path)
	if r.Bare || !filepath.IsLocal(local) {
		return nil, &RefusedError{Path: path, Reason: "is not in the work tree"}
	}
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(local)), "/") {
		if strings.EqualFold(part, ".git") {
			return nil, &RefusedError{Path: path, Reason: "is git's own"}
		}
	}
	content, err := readWithin(r.Top, path, limit)
	if err == nil {
		return content, nil
	}
	var odd *RefusedError
	if errors.As(err, &odd) || errors.Is(err, ErrTooLarge) {
		return nil, err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return nil, fmt.Errorf("reading %s of the work tree: %w", path, err)
}

// Rel answers a file's path relative to Top, with forward slashes; "." for Top
// itself. It takes the path as given or with the links of its folder resolved,
// whichever lies inside Top. The file need not exist.
func (r *Repository) Rel(path string) (string, bool) {
	if r.Bare {
		return "", false
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	if rel, ok := below(r.Top, abs); ok {
		return rel, true
	}
	dir, rest := existing(filepath.Dir(abs))
	if rel, ok := below(r.Top, filepath.Join(dir, rest, filepath.Base(abs))); ok {
		return rel, true
	}
	dir, rest = existing(abs) // a link to Top, or to a folder in it
	return below(r.Top, filepath.Join(dir, rest))
}

func below(top, path string) (string, bool) {
	rel, err := filepath.Rel(top, path)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
