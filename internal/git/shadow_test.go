package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// Folders of loose objects come and go while a store is open.
func TestShadowsFollowTheObjects(t *testing.T) {
	r := build(t, payStory)
	gittest.Git(t, r.Top, "gc", "-q", "--prune=now")
	s := openStore(t, r)
	links, err := os.ReadDir(filepath.Join(s.Dir(), "alt0"))
	if err != nil || len(links) != 1 {
		t.Errorf("%d links for a repository that is one pack, want 1 (%v)", len(links), err)
	}
	read := func() int { return len(drain(t, s, git.LogQuery{Tips: []git.Hash{headOf(t, r)}})) }
	before := read()
	gittest.Repo(t, r.Top, "commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>\nmore\n+ x\n")
	gittest.Git(t, r.Top, "commit", "-q", "--allow-empty", "-m", "loose")
	if after := read(); after != before+2 {
		t.Errorf("%d commits after two more, want %d", after, before+2)
	}
	gittest.Git(t, r.Top, "gc", "-q", "--prune=now")
	if after := read(); after != before+2 {
		t.Errorf("%d commits after they were packed, want %d", after, before+2)
	}
}
