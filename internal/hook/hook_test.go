package hook_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/hook"
)

func repository(t *testing.T) *git.Repository {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(home, ".gitconfig"))
	dir := t.TempDir()
	gittest.Repo(t, dir, "commit main 2026-01-01T10:00:00Z One <1@x>\nbegin\n+ a.go\n")
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(r.CommonDir, "hooks")); err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
}

func TestInstallAndRemove(t *testing.T) {
	r := repository(t)
	if there := hook.Installed(r); there != nil {
		t.Fatal("it is there before it is installed")
	}
	for range 2 { // a second time changes nothing
		path, err := hook.Install(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if st, err := os.Stat(path); err != nil || st.Mode().Perm()&0o100 == 0 {
			t.Fatalf("git cannot run %s: %v, %v", path, st, err)
		}
	}
	if there := hook.Installed(r); len(there) != 2 {
		t.Fatal("it is not there")
	}
	if removed, changed, err := hook.Remove(r); !removed || changed != "" || err != nil {
		t.Fatalf("Remove = %v, %q, %v", removed, changed, err)
	}
	if left, err := os.ReadDir(filepath.Join(r.CommonDir, "hooks")); err != nil || len(left) > 0 {
		t.Fatalf("left are %v, %v", left, err)
	}
	if removed, _, err := hook.Remove(r); removed || err != nil {
		t.Fatalf("Remove of nothing = %v, %v", removed, err)
	}
}

// What is there already stays, and it is said what to do.
func TestOthersHooks(t *testing.T) {
	r := repository(t)
	path := filepath.Join(r.CommonDir, "hooks", "prepare-commit-msg")
	write(t, path, "#!/bin/sh\necho mine\n")
	var blocked *hook.Blocked
	if _, err := hook.Install(t.Context(), r); !errors.As(err, &blocked) || blocked.Shared || !strings.Contains(err.Error(), hook.Line) {
		t.Fatalf("Install = %v", err)
	}
	if removed, changed, err := hook.Remove(r); removed || changed != "" || err != nil {
		t.Fatalf("Remove = %v, %q, %v", removed, changed, err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "#!/bin/sh\necho mine\n" {
		t.Fatalf("the hook is %q now, %v", text, err)
	}
}

// A commit-msg hook of somebody's (Gerrit's adds ids) stays, and ours goes without its own.
func TestOthersCommitMsg(t *testing.T) {
	r := repository(t)
	write(t, filepath.Join(r.CommonDir, "hooks", "commit-msg"), "#!/bin/sh\necho id\n")
	if _, err := hook.Install(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if removed, _, err := hook.Remove(r); !removed || err != nil {
		t.Fatal(removed, err)
	}
	if text, err := os.ReadFile(filepath.Join(r.CommonDir, "hooks", "commit-msg")); err != nil || string(text) != "#!/bin/sh\necho id\n" {
		t.Fatalf("it is %q now, %v", text, err)
	}
}

// To ours somebody may have added: that is theirs now.
func TestChangedSince(t *testing.T) {
	r := repository(t)
	path, err := hook.Install(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	write(t, path, string(text)+"echo mine\n")
	if _, changed, err := hook.Remove(r); changed != path || err != nil {
		t.Fatalf("Remove says that %q was changed, %v", changed, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}

// Hooks kept elsewhere are shared with others, whoever says so.
func TestHooksElsewhere(t *testing.T) {
	for _, mine := range []bool{false, true} {
		r := repository(t)
		file := filepath.Join(r.CommonDir, "config")
		if mine {
			file = os.Getenv("GIT_CONFIG_GLOBAL")
		}
		before, _ := os.ReadFile(file)
		write(t, file, string(before)+"[core]\n\thooksPath = .husky/_\n")
		var blocked *hook.Blocked
		if _, err := hook.Install(t.Context(), r); !errors.As(err, &blocked) || !blocked.Shared || blocked.Path != ".husky/_" {
			t.Fatalf("mine %v: Install = %v", mine, err)
		}
		if _, err := os.Stat(filepath.Join(r.Top, ".husky")); err == nil {
			t.Fatal("something was written there")
		}
		if _, err := os.Stat(filepath.Join(r.CommonDir, "hooks")); err == nil {
			t.Fatal("hooks were written where git does not look")
		}
	}
}

// A repository may be anybody's: nothing is written through its links.
func TestLinks(t *testing.T) {
	r := repository(t)
	away := t.TempDir()
	if err := os.Symlink(away, filepath.Join(r.CommonDir, "hooks")); err != nil {
		t.Fatal(err)
	}
	if _, err := hook.Install(t.Context(), r); err == nil {
		t.Fatal("it was installed through a link")
	}
	if left, _ := os.ReadDir(away); len(left) > 0 {
		t.Fatalf("written were %v", left)
	}
	if err := os.Remove(filepath.Join(r.CommonDir, "hooks")); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(away, "target")
	write(t, target, "mine")
	if err := os.Mkdir(filepath.Join(r.CommonDir, "hooks"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(r.CommonDir, "hooks", "prepare-commit-msg")); err != nil {
		t.Fatal(err)
	}
	var blocked *hook.Blocked
	if _, err := hook.Install(t.Context(), r); !errors.As(err, &blocked) {
		t.Fatalf("Install = %v", err)
	}
	if text, _ := os.ReadFile(target); string(text) != "mine" {
		t.Fatalf("it is %q now", text)
	}
}

func TestSkipped(t *testing.T) {
	r := repository(t)
	for source, want := range map[string]bool{"": false, "message": false, "template": false, "merge": true, "squash": true, "commit": true} {
		if got := hook.Skipped(r, source); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
	for _, name := range []string{"MERGE_HEAD", "CHERRY_PICK_HEAD", "rebase-merge", "rebase-apply"} {
		path := filepath.Join(r.GitDir, name)
		write(t, path, "")
		if !hook.Skipped(r, "message") {
			t.Errorf("%s is not seen", name)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
