package git_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestFind(t *testing.T) {
	base := physical(t)
	top := filepath.Join(base, "pay")
	gittest.Repo(t, top, payStory)
	gittest.Git(t, top, "worktree", "add", "-q", filepath.Join(base, "tree"), "feature")
	gittest.Git(t, base, "clone", "-q", "--bare", top, "bare.git")
	write(t, filepath.Join(top, "empty", ".git", "HEAD"), "ref: refs/heads/main\n") // no objects: not a repository
	if err := os.Symlink(top, filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_DIR", filepath.Join(base, "bare.git"))

	main := git.Repository{Top: top, GitDir: filepath.Join(top, ".git"), CommonDir: filepath.Join(top, ".git"), Format: "sha1"}
	bare := git.Repository{GitDir: filepath.Join(base, "bare.git"), CommonDir: filepath.Join(base, "bare.git"), Format: "sha1", Bare: true}
	linked := git.Repository{Top: filepath.Join(base, "tree"), GitDir: filepath.Join(top, ".git", "worktrees", "tree"), CommonDir: filepath.Join(top, ".git"), Format: "sha1"}
	for name, c := range map[string]struct {
		path string
		want git.Repository
	}{
		"top":                     {top, main},
		"file":                    {filepath.Join(top, "pay", "bill.go"), main},
		"folder":                  {filepath.Join(top, "pay"), main},
		"what is not there":       {filepath.Join(top, "no", "such", "file.go"), main},
		"through a link":          {filepath.Join(base, "link", "pay", "bill.go"), main},
		"below a broken .git":     {filepath.Join(top, "empty", "x"), main},
		"linked work tree":        {filepath.Join(base, "tree", "pay"), linked},
		"bare":                    {filepath.Join(base, "bare.git"), bare},
		"inside a bare one":       {filepath.Join(base, "bare.git", "refs", "heads"), bare},
		"file that is no folder":  {filepath.Join(top, "pay", "bill.go", "x"), main},
		"relative parts in there": {filepath.Join(top, "pay", "..", "pay"), main},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := git.Find(c.path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, *got, cmpopts.IgnoreUnexported(git.Repository{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for name, path := range map[string]string{
		"outside":           base,
		"inside .git":       filepath.Join(top, ".git", "hooks"),
		".git itself":       filepath.Join(top, ".git"),
		"linked .git":       filepath.Join(top, ".git", "worktrees", "tree"),
		"nothing like that": filepath.Join(base, "no", "where"),
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := git.Find(path); !errors.Is(err, git.ErrNotRepository) {
				t.Errorf("got %+v, %v, want ErrNotRepository", r, err)
			}
		})
	}
}

func TestFindSubmodule(t *testing.T) {
	top := physical(t)
	gittest.Repo(t, top, payStory)
	gittest.Repo(t, filepath.Join(top, "lib"), payStory)
	modules := filepath.Join(top, ".git", "modules", "lib")
	if err := os.MkdirAll(filepath.Dir(modules), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(top, "lib", ".git"), modules); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(top, "lib", ".git"), "gitdir: ../.git/modules/lib\n")
	r := find(t, filepath.Join(top, "lib", "pay"))
	if r.Top != filepath.Join(top, "lib") || r.GitDir != modules || r.CommonDir != modules || r.Bare {
		t.Errorf("got %+v", *r)
	}
}

func TestFindSHA256AndUnborn(t *testing.T) {
	if r := build(t, "format sha256\n"+payStory); r.Format != "sha256" {
		t.Errorf("format %s", r.Format)
	}
	r := build(t, "format sha256\nme Dev One <dev1@example.com>\n")
	head, err := r.Head()
	if err != nil || !head.Unborn || head.Ref != "refs/heads/main" || r.Format != "sha256" {
		t.Errorf("head %+v of %+v, %v", head, *r, err)
	}
}

func TestFindRefusesReftable(t *testing.T) {
	r := build(t, payStory)
	write(t, filepath.Join(r.GitDir, "reftable", "tables.list"), "")
	_, err := git.Find(r.Top)
	var refused *git.RefusedError
	if !errors.As(err, &refused) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestFindShallow(t *testing.T) {
	origin := build(t, payStory)
	dir := filepath.Join(physical(t), "cut")
	gittest.Git(t, origin.Top, "clone", "-q", "--depth=1", "file://"+origin.Top, dir)
	r := find(t, dir)
	if !r.Shallow {
		t.Error("not shallow")
	}
	s := openStore(t, r)
	commits := drain(t, s, git.LogQuery{Tips: []git.Hash{headOf(t, r)}})
	if len(commits) != 1 || len(commits[0].Parents) != 0 {
		t.Errorf("log shows %d commits, want the one that is there", len(commits))
	}
	gittest.Git(t, dir, "fetch", "-q", "--unshallow")
	if commits := drain(t, s, git.LogQuery{Tips: []git.Hash{headOf(t, r)}}); len(commits) != 5 {
		t.Errorf("log shows %d commits after --unshallow, want 5", len(commits))
	}
}
