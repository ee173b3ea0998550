package workspace

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/git"
)

// read are the files that are taken from HEAD where the work tree has none.
var read = []string{
	".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS", mailmapFile,
}

// committed remembers which of the files that are read HEAD has, since most repositories have none of them, and
// each question is a process. It is written down for the next program: what a commit has never changes.
type committed struct {
	notes string // the file; "" for none

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
		files, noted := c.noted(head)
		if !noted {
			var err error
			if files, err = history.Present(ctx, head, read); err != nil {
				return true // asking for the file itself will say why
			}
			c.note(head, files)
		}
		c.head, c.files = head, files
	}
	return c.files[path] || !slices.Contains(read, path)
}

// note writes down which files a commit has: the commit in the first line, then all that were looked for, after a + those
// that are there, after a - those that are not. It can be thrown away.
func (c *committed) note(head git.Hash, files map[string]bool) {
	if c.notes == "" {
		return
	}
	text := string(head) + "\n"
	for _, path := range read {
		sign := "-"
		if files[path] {
			sign = "+"
		}
		text += sign + path + "\n"
	}
	// The next program asks again where this fails, or where what it finds is not all.
	if os.WriteFile(c.notes+".new", []byte(text), 0o600) == nil {
		_ = os.Rename(c.notes+".new", c.notes)
	}
}

// noted reads what note wrote about a commit; ok is false where that does not answer everything.
func (c *committed) noted(head git.Hash) (files map[string]bool, ok bool) {
	if c.notes == "" {
		return nil, false
	}
	text, err := os.ReadFile(c.notes)
	rest, same := strings.CutPrefix(string(text), string(head)+"\n")
	if err != nil || !same {
		return nil, false
	}
	files = map[string]bool{}
	lines := strings.Split(rest, "\n")
	for _, path := range read {
		switch {
		case slices.Contains(lines, "+"+path):
			files[path] = true
		case !slices.Contains(lines, "-"+path):
			return nil, false
		}
	}
	return files, true
}
