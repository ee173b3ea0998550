package git_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestHeadsAreThoseOfAllWorktrees(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, dir, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
one
+ a.txt

commit side 2026-10-02T10:00:00Z Dev One <dev1@example.com>
two
+ b.txt
`)
	main, side := git.Hash(gittest.Hash(t, dir, "main")), git.Hash(gittest.Hash(t, dir, "side"))
	heads := func(at string) []git.Hash {
		t.Helper()
		r, err := git.Find(at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Heads()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := heads(dir); !slices.Equal(got, []git.Hash{main}) {
		t.Errorf("alone: %v", got)
	}
	linked := filepath.Join(filepath.Dir(dir), "linked")
	gittest.Git(t, dir, "worktree", "add", "-q", linked, "side")
	want := []git.Hash{main, side}
	slices.Sort(want)
	for _, at := range []string{dir, linked} {
		if got := heads(at); !slices.Equal(got, want) {
			t.Errorf("in %s: %v, want %v", filepath.Base(at), got, want)
		}
	}
}
