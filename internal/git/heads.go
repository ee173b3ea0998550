package git

import (
	"os"
	"path/filepath"
	"slices"
)

// mostWorktrees bounds how many linked work trees are looked at.
const mostWorktrees = 100

// Heads are the commits that are checked out: in this work tree, in the main one and in all linked ones,
// each once, in a fixed order. A work tree whose HEAD is unborn or cannot be read counts for nothing,
// unless it is this one.
func (r *Repository) Heads() ([]Hash, error) {
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	heads := []Hash{head.Hash}
	dirs := []string{r.CommonDir}
	linked := filepath.Join(r.CommonDir, "worktrees")
	if entries, err := os.ReadDir(linked); err == nil && isDir(linked) {
		for _, e := range entries[:min(len(entries), mostWorktrees)] {
			if e.IsDir() {
				dirs = append(dirs, filepath.Join(linked, e.Name()))
			}
		}
	}
	for _, dir := range dirs {
		other := &Repository{GitDir: dir, CommonDir: r.CommonDir, Format: r.Format}
		if h, err := other.Head(); err == nil {
			heads = append(heads, h.Hash)
		}
	}
	slices.Sort(heads)
	heads = slices.Compact(heads)
	return slices.DeleteFunc(heads, func(h Hash) bool { return h == "" }), nil
}

// Cut are the commits at which a shallow clone's history was cut off; none in a whole one.
func (s *Store) Cut() ([]Hash, error) { return s.repo.shallow() }
