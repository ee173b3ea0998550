package workspace

import (
	"context"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

// Messages are what commits say of themselves; those that are not on this machine are left out.
func (w *Workspace) Messages(ctx context.Context, commits []git.Hash) (map[git.Hash]*history.Told, error) {
	if w.history == nil || len(commits) == 0 {
		return nil, nil
	}
	return w.tracer().Tell(ctx, commits)
}

// Messages are those of the first of the commits.
func (m *Missed) Messages(ctx context.Context, w *Workspace, most int) (map[git.Hash]*history.Told, error) {
	var hashes []git.Hash
	for _, c := range m.Commits[:min(len(m.Commits), most)] {
		hashes = append(hashes, c.Hash)
	}
	return w.Messages(ctx, hashes)
}
