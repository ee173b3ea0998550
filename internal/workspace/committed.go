package workspace

import (
	"context"
	"slices"
	"sync"

	"github.com/leadline/leadline/internal/git"
)

// read are the files that are taken from HEAD where the work tree has none.
var read = []string{
	".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS", mailmapFile,
}

// committed remembers which of the files that are read HEAD has, since most repositories have none of them, and
// each question is a process.
type committed struct {
	mu    sync.Mutex
	head  git.Hash
	files map[string]bool
}

// has says whether a commit may have a file. history may be nil: then no commit has any.
func (c *committed) has(ctx context.Context, history *git.Store, head git.Hash, path string) bool {
	if history == nil || head == "" {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files == nil || c.head != head {
		files, err := history.Present(ctx, head, read)
		if err != nil {
			return true // asking for the file itself will say why
		}
		c.head, c.files = head, files
	}
	return c.files[path] || !slices.Contains(read, path)
}
