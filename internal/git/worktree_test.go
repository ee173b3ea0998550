package git_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestReadWorktreeFile(t *testing.T) {
	r := build(t, payStory)
	outside := physical(t)
	write(t, filepath.Join(outside, "secret"), "secret")
	write(t, filepath.Join(r.Top, "real", "file"), "12345")
	for link, target := range map[string]string{
		"out": outside, "in": "real", "file-link": "real/file", "out-file": filepath.Join(outside, "secret"),
	} {
		if err := os.Symlink(target, filepath.Join(r.Top, link)); err != nil {
			t.Fatal(err)
		}
	}
	var refused *git.RefusedError
	for path, want := range map[string]any{
		"real/file":        "12345",
		"in/file":          "12345", // a link that stays inside
		"none/file":        fs.ErrNotExist,
		"real/file/x":      fs.ErrNotExist,
		"out/secret":       &refused,
		"out-file":         &refused,
		"file-link":        &refused,
		"real":             &refused,
		".git/config":      &refused,
		"real/../.GIT/x":   &refused,
		"../secret":        &refused,
		outside + "/x":     &refused,
		"pay/../../secret": &refused,
		"":                 &refused,
	} {
		got, err := r.ReadWorktreeFile(path, 5)
		switch want := want.(type) {
		case string:
			if string(got) != want || err != nil {
				t.Errorf("%s: got %q, %v, want %q", path, got, err, want)
			}
		case error:
			if !errors.Is(err, want) {
				t.Errorf("%s: got %q, %v, want %v", path, got, err, want)
			}
		default:
			if !errors.As(err, want) {
				t.Errorf("%s: got %q, %v, want a refusal", path, got, err)
			}
		}
	}
	if _, err := r.ReadWorktreeFile("real/file", 4); !errors.Is(err, git.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func TestRel(t *testing.T) {
	base := physical(t)
	top := filepath.Join(base, "repo")
	gittest.Repo(t, top, payStory)
	if err := os.Symlink(top, filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(base, "elsewhere"), filepath.Join(top, "out")); err != nil {
		t.Fatal(err)
	}
	r := find(t, filepath.Join(base, "link"))
	for path, want := range map[string]string{
		filepath.Join(top, "pay", "bill.go"):         "pay/bill.go",
		filepath.Join(base, "link", "pay", "new.go"): "pay/new.go",
		filepath.Join(base, "link", "a", "b"):        "a/b",
		filepath.Join(top, "out"):                    "out", // the link itself is in the tree
		top:                                          ".",
		filepath.Join(base, "link"):                  ".",
		filepath.Join(base, "repo2", "x"):            "",
		base:                                         "",
	} {
		if got, ok := r.Rel(path); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", path, got, ok, want)
		}
	}
}
