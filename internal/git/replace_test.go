package git_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestReplaceWorktreeFile(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, "me Dev Three <dev3@example.com>\n\ncommit main 2026-02-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ d/a.go\n<<<\nold\n>>>\n")
	r, err := git.Find(top)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(top, "d", "a.go")
	if err := os.Chmod(file, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := r.ReplaceWorktreeFile("d/a.go", []byte("old\n"), []byte("new\r\n")); err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(file)
	if st, _ := os.Stat(file); err != nil || string(now) != "new\r\n" || st.Mode().Perm() != 0o750 {
		t.Errorf("%q, %v, %v", now, st.Mode(), err)
	}
	for _, before := range []string{"old\n", "", "new\r\nand more"} {
		if err := r.ReplaceWorktreeFile("d/a.go", []byte(before), []byte("x")); !errors.Is(err, git.ErrChanged) {
			t.Errorf("%q: %v", before, err)
		}
	}
	outside := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(outside, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(top, "link.go")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"link.go", "../precious", ".git/config", "missing.go", outside} {
		if err := r.ReplaceWorktreeFile(path, []byte("old\n"), []byte("x")); err == nil {
			t.Errorf("%s was written", path)
		}
	}
	if kept, _ := os.ReadFile(outside); string(kept) != "old\n" {
		t.Errorf("what lies outside is %q", kept)
	}
	left, _ := filepath.Glob(filepath.Join(top, "d", ".leadline-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
