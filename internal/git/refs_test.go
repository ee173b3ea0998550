package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestHead(t *testing.T) {
	r := build(t, payStory)
	want := git.Hash(gittest.Hash(t, r.Top, "main"))
	check := func(name string, want git.Head) {
		t.Helper()
		if got, err := r.Head(); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
	onMain := git.Head{Hash: want, Ref: "refs/heads/main"}
	check("loose", onMain)
	gittest.Git(t, r.Top, "pack-refs", "--all", "--prune")
	check("packed", onMain)
	gittest.Git(t, r.Top, "checkout", "-q", "--detach")
	check("detached", git.Head{Hash: want})
	gittest.Git(t, r.Top, "symbolic-ref", "HEAD", "refs/heads/new/branch")
	check("unborn", git.Head{Ref: "refs/heads/new/branch", Unborn: true})
}

func TestRef(t *testing.T) {
	r := build(t, payStory)
	want := git.Hash(gittest.Hash(t, r.Top, "feature"))
	gittest.Git(t, r.Top, "update-ref", "refs/heads/a/b", string(want))
	gittest.Git(t, r.Top, "tag", "-a", "-m", "v1", "v1", "feature")
	gittest.Git(t, r.Top, "pack-refs", "--all", "--prune")
	if err := os.MkdirAll(filepath.Join(r.GitDir, "refs", "heads", "feature"), 0o755); err != nil {
		t.Fatal(err) // an empty folder where a loose ref could be
	}
	for name, want := range map[string]git.Hash{
		"refs/heads/feature": want,
		"refs/heads/a/b":     want,
		"refs/heads/a":       "",
		"refs/heads/featur":  "",
		"refs/heads/none":    "",
	} {
		got, ok, err := r.Ref(name)
		if err != nil || got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, %v, want %q", name, got, ok, err, want)
		}
	}
	for _, name := range []string{"HEAD", "main", "refs/../config", "refs/heads/../../../x", "refs//x", "refs/x.lock", "refs/.x", "refs/a\nb", "refs/a b", "refs/" + strings.Repeat("x", 4000)} {
		if got, ok, err := r.Ref(name); err == nil || ok {
			t.Errorf("%.30q: got %q, %v, want a refusal", name, got, ok)
		}
	}
}

func TestDefaultUpstream(t *testing.T) {
	r := build(t, payStory)
	if ref, _, ok := r.DefaultUpstream(); ok {
		t.Errorf("got %s, want none", ref)
	}
	main, feature := gittest.Hash(t, r.Top, "main"), gittest.Hash(t, r.Top, "feature")
	steps := []struct {
		name string
		do   []string
		ref  string
		hash string
	}{
		{"origin/master", []string{"update-ref", "refs/remotes/origin/master", feature}, "refs/remotes/origin/master", feature},
		{"origin/main first", []string{"update-ref", "refs/remotes/origin/main", main}, "refs/remotes/origin/main", main},
		{"remote of the branch", []string{"config", "branch.main.remote", "fork"}, "refs/remotes/origin/main", main},
		{"upstream of the branch", []string{"config", "branch.main.merge", "refs/heads/dev"}, "refs/remotes/origin/main", main},
		{"once it is there", []string{"update-ref", "refs/remotes/fork/dev", feature}, "refs/remotes/fork/dev", feature},
		{"origin/HEAD above all", []string{"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"}, "refs/remotes/origin/main", main},
	}
	for _, s := range steps {
		gittest.Git(t, r.Top, s.do...)
		if ref, h, ok := r.DefaultUpstream(); !ok || ref != s.ref || string(h) != s.hash {
			t.Errorf("%s: got %s %s %v, want %s %s", s.name, ref, h, ok, s.ref, s.hash)
		}
	}
}
