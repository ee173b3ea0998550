package workspace

import (
	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
)

// ignoreFile lists commits that changed the look of the code and not what it does: they tell nothing about who knows what.
// Forges and many people's git read it under this name.
const ignoreFile = ".git-blame-ignore-revs"

// readIgnored takes the list from the file of the work tree that the settings name.
func (w *Workspace) readIgnored(file string) map[git.Hash]bool {
	text, err := w.Repository.ReadWorktreeFile(file, blame.IgnoredLimit)
	if err != nil {
		return nil // most repositories have none
	}
	out := map[git.Hash]bool{}
	for _, h := range blame.ParseIgnored(text) {
		out[h] = true
	}
	return out
}
