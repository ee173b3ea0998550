package blame_test

import (
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/workspace"
)

func find(t testing.TB, dir string) *git.Repository {
	t.Helper()
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func headOf(t testing.TB, r *git.Repository) git.Hash {
	t.Helper()
	h, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	return h.Hash
}

// split cuts a text as open documents are cut.
func split(text string) []string { return workspace.SplitLines(text) }
