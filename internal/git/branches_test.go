package git_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestBranchesAndTheirFolders(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
first
+ docs/adr/0001-a.md
+ docs/adr/deep/x.md

commit side/b 2026-10-02T10:00:00Z Dev One <dev1@example.com>
second
from main
+ docs/adr/0002-b.md

commit bare 2026-10-03T10:00:00Z Dev One <dev1@example.com>
third
from main
- docs/adr/0001-a.md
- docs/adr/deep/x.md
+ x
`)
	r, err := git.Find(top)
	if err != nil {
		t.Fatal(err)
	}
	tip := gittest.Hash(t, top, "main")
	for name, text := range map[string]string{
		"refs/remotes/origin/main": tip, "refs/remotes/origin/HEAD": "ref: refs/remotes/origin/main", "refs/remotes/origin/odd": "no hash", "refs/tags/v1": tip,
		"packed-refs": "# pack-refs with: peeled\n" + tip + " refs/heads/packed\n^" + tip + "\n" + tip + " refs/heads/../x\nno line\n",
	} {
		full := filepath.Join(top, ".git", filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text+"\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	var tips []git.Hash
	for _, b := range r.Branches(10) {
		names, tips = append(names, b.Name), append(tips, b.Tip)
	}
	if want := []string{"bare", "main", "packed", "side/b", "origin/main"}; !slices.Equal(names, want) {
		t.Errorf("%q, not %q", names, want)
	}
	if few := r.Branches(2); len(few) != 2 {
		t.Errorf("%v", few)
	}
	store, err := git.OpenStore(t.Context(), filepath.Join(t.TempDir(), "git"), r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.FilesIn(t.Context(), append(tips, "odd", git.Hash(strings.Repeat("0", 40))), "docs/adr")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{nil, {"0001-a.md"}, {"0001-a.md"}, {"0001-a.md", "0002-b.md"}, {"0001-a.md"}, nil, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := store.FilesIn(t.Context(), tips, "../x"); err == nil {
		t.Error("a folder outside was listed")
	}
}

func TestWorktreeFolder(t *testing.T) {
	top := t.TempDir()
	outside := t.TempDir()
	for _, dir := range []string{"a/b", ".git"} {
		if err := os.MkdirAll(filepath.Join(top, filepath.FromSlash(dir)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.WriteFile(filepath.Join(top, "a", "x.md"), []byte("abc"), 0o600), os.Symlink(outside, filepath.Join(top, "out"))); err != nil {
		t.Fatal(err)
	}
	r := &git.Repository{Top: top}
	entries, err := r.ListWorktreeFolder("a", 10)
	if err != nil || len(entries) != 2 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		if (e.Name == "b") != e.Mode.IsDir() || e.Name == "x.md" && (e.Size != 3 || e.MTime.IsZero()) {
			t.Errorf("%+v", e)
		}
	}
	if few, err := r.ListWorktreeFolder("a", 1); err != nil || len(few) != 1 {
		t.Error(few, err)
	}
	for _, path := range []string{"no", "a/x.md", "a/x.md/y"} {
		if _, err := r.ListWorktreeFolder(path, 10); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"out", ".git", "../x", "/etc"} {
		var refused *git.RefusedError
		if _, err := r.ListWorktreeFolder(path, 10); !errors.As(err, &refused) {
			t.Errorf("%s: %v", path, err)
		}
		if err := r.CreateWorktreeFile(path+"/f.md", nil); err == nil {
			t.Errorf("a file was made in %s", path)
		}
	}
	if err := r.CreateWorktreeFile("c/d/e.md", []byte("x")); err != nil {
		t.Error(err)
	}
	if err := r.CreateWorktreeFile("c/d/e.md", []byte("y")); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	if text, err := r.ReadWorktreeFile("c/d/e.md", 10); err != nil || string(text) != "x" {
		t.Errorf("%q, %v", text, err)
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Error("something was written outside")
	}
}
