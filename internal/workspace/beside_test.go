package workspace_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// watched opens the repository, shows pay/a.go and watches. seen waits for a snapshot that answers ok.
func (h *home) watched() (seen func(what string, ok func(*workspace.Snapshot) bool), done func()) {
	h.t.Helper()
	changed := make(chan *workspace.Snapshot, 1000)
	w, done := h.open(workspace.Options{OnChange: func(s *workspace.Snapshot) { changed <- s }})
	w.Edit("pay/a.go", "package pay\n").Await(h.t.Context(), "pay/a.go")
	indexed := make(chan struct{})
	w.Watch(func() { close(indexed) })
	<-indexed
	return func(what string, ok func(*workspace.Snapshot) bool) {
		h.t.Helper()
		patience := time.After(30 * time.Second)
		for !ok(w.Snapshot()) {
			select {
			case <-changed:
			case <-patience:
				h.t.Fatalf("%s was not noticed", what)
			}
		}
	}, done
}

// by commits a change of pay/a.go in somebody's name.
func (h *home) by(name string) {
	h.t.Helper()
	path := filepath.Join(h.top, "pay/a.go")
	if err := os.WriteFile(path, []byte("package pay // "+name+"\n"), 0o600); err != nil {
		h.t.Fatal(err)
	}
	gittest.Git(h.t, h.top, "add", "pay/a.go")
	author := name + " <" + strings.ReplaceAll(strings.ToLower(name), " ", "") + "@example.com>"
	gittest.Git(h.t, h.top, "commit", "-q", "--author", author, "-m", "by "+name)
}

func knows(name string) func(*workspace.Snapshot) bool {
	return func(s *workspace.Snapshot) bool {
		for _, k := range s.Knowers("pay/a.go") {
			if k.Person.Name == name {
				return true
			}
		}
		return false
	}
}

// The index is shared: when another process has read a commit first, there is nothing left to index, but
// what is on screen is still to be replaced.
func TestWatchFollowsWhatAnotherProcessIndexed(t *testing.T) {
	h := newHome(t)
	seen, done := h.watched()
	defer done()
	two, doneTwo := h.open(workspace.Options{})
	defer doneTwo()

	h.by("Dev Nine")
	if err := two.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen("a commit that another process indexed", knows("Dev Nine"))
}

// What is checked out can change between commits that are all known already: the other is another
// worktree's.
func TestWatchFollowsToAnotherWorktreesCommit(t *testing.T) {
	h := newHome(t)
	first := gittest.Hash(t, h.top, "HEAD")
	h.by("Dev Nine")
	second := gittest.Hash(t, h.top, "HEAD")
	gittest.Git(t, h.top, "worktree", "add", "-q", "--detach", filepath.Join(t.TempDir(), "first"), first)
	gittest.Git(t, h.top, "worktree", "add", "-q", "--detach", filepath.Join(t.TempDir(), "second"), second)
	seen, done := h.watched()
	defer done()
	gittest.Git(t, h.top, "checkout", "-q", "--detach", first)
	seen("another HEAD", func(s *workspace.Snapshot) bool { return s.Head.Hash == git.Hash(first) })
}

// A cache that was cleared away under an open editor is made again at the next commit.
func TestWatchOutlivesItsCache(t *testing.T) {
	h := newHome(t)
	seen, done := h.watched()
	defer done()
	if err := os.Rename(h.dirs.Cache, h.dirs.Cache+".old"); err != nil { // at once, as what is deleted is not
		t.Fatal(err)
	}
	h.by("Dev Nine")
	seen("a commit after the cache was deleted", knows("Dev Nine"))
}

// A folder that was moved away and back, or that is new, is watched again.
func TestWatchFindsFoldersAgain(t *testing.T) {
	h := newHome(t)
	seen, done := h.watched()
	defer done()
	away := h.top + ".away"
	if err := errors.Join(os.Rename(h.top, away), os.Rename(away, h.top)); err != nil {
		t.Fatal(err)
	}
	h.by("Dev Nine")
	seen("a commit after the folder came back", knows("Dev Nine"))

	owners := filepath.Join(h.top, ".github")
	if err := errors.Join(os.RemoveAll(owners), os.Mkdir(owners, 0o700), os.WriteFile(filepath.Join(owners, "CODEOWNERS"), []byte("* @new\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	seen("an owners file in a new folder", func(s *workspace.Snapshot) bool {
		return s.Owners != nil && strings.Contains(strings.Join(s.Owners.Match("b.py").Owners, " "), "@new")
	})
}
