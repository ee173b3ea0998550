package git_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestBlob(t *testing.T) {
	r := build(t, payStory+`
commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>
odd names
+ "new\nline.txt"
<<<
odd
>>>
+ "..dots"
+ "*.go"
<<<
star
>>>
`)
	s := openStore(t, r)
	tip := headOf(t, r)
	for _, c := range []struct {
		path  string
		limit int64
		want  string
		err   error
	}{
		{"pay/dedupe.go", 100, "package pay\n", nil},
		{"pay/dedupe.go", 12, "package pay\n", nil},
		{"pay/dedupe.go", 11, "", git.ErrTooLarge},
		{"new\nline.txt", 100, "odd\n", nil},
		{"..dots", 100, "", nil},
		{"*.go", 100, "star\n", nil},
		{"pay", 100, "", git.ErrNotFound},
		{"pay/", 100, "", git.ErrNotFound},
		{"none", 100, "", git.ErrNotFound},
		{"../pay/dedupe.go", 100, "", git.ErrNotFound},
		{"/pay/dedupe.go", 100, "", git.ErrNotFound},
		{"--output=x", 100, "", git.ErrNotFound},
		{"", 100, "", git.ErrNotFound},
	} {
		got, err := s.Blob(limited(t), tip, c.path, c.limit)
		if string(got) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: got %q, %v, want %q, %v", c.path, got, err, c.want, c.err)
		}
	}
	if _, err := s.Blob(limited(t), "HEAD", "pay/dedupe.go", 100); err == nil {
		t.Error("a name was taken for a commit")
	}
}

func TestMissingObjects(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	tip := headOf(t, r)
	h := gittest.Hash(t, r.Top, "main:pay/bill.go")
	if err := os.Remove(looseObject(r, h)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Blob(limited(t), tip, "pay/bill.go", 100); !errors.Is(err, git.ErrMissingObject) {
		t.Errorf("blob: got %v", err)
	}
	for _, err := range s.Blame(limited(t), git.BlameQuery{Commit: tip, Path: "pay/bill.go"}) {
		if !errors.Is(err, git.ErrMissingObject) {
			t.Errorf("blame: got %v", err)
		}
	}
	missing, err := s.Missing(limited(t), []git.Hash{tip, git.Hash(h)})
	if diff := cmp.Diff([]git.Hash{git.Hash(h)}, missing); diff != "" || err != nil {
		t.Errorf("missing: %v (-want +got):\n%s", err, diff)
	}
	other := git.Hash(strings.Repeat("1", 40))
	if _, _, err := s.MergeBase(limited(t), tip, other); !errors.Is(err, git.ErrMissingObject) {
		t.Errorf("merge base: got %v", err)
	}
}

func TestTree(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	var got []string
	for e, err := range s.Tree(limited(t), git.Hash(gittest.Hash(t, r.Top, "main~1"))) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%o %s", e.Mode, e.Path))
	}
	if diff := cmp.Diff([]string{"100644 notes/a b.txt", "100644 pay/bill.go", "100644 pay/dedupe.go"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAncestry(t *testing.T) {
	r := build(t, payStory+`
commit island 2026-10-06T10:00:00Z Dev One <dev1@example.com>
elsewhere
from nothing
`)
	s := openStore(t, r)
	hash := func(rev string) git.Hash { return git.Hash(gittest.Hash(t, r.Top, rev)) }
	roots, err := s.Roots(limited(t), hash("main"))
	if diff := cmp.Diff([]git.Hash{hash("main~3")}, roots); diff != "" || err != nil {
		t.Errorf("roots: %v\n%s", err, diff)
	}
	if base, ok, err := s.MergeBase(limited(t), hash("main~2"), hash("feature")); err != nil || !ok || base != hash("main~3") {
		t.Errorf("merge base: got %s, %v, %v", base, ok, err)
	}
	if base, ok, err := s.MergeBase(limited(t), hash("main"), hash("island")); err != nil || ok {
		t.Errorf("merge base with an island: got %s, %v, %v", base, ok, err)
	}
	for _, c := range []struct {
		tip, h string
		want   bool
	}{{"main", "feature", true}, {"feature", "main", false}, {"main", "main", true}, {"main", "island", false}} {
		if got, err := s.Contains(limited(t), hash(c.tip), hash(c.h)); err != nil || got != c.want {
			t.Errorf("%s contains %s: got %v, %v", c.tip, c.h, got, err)
		}
	}
}

func TestBlame(t *testing.T) {
	r := build(t, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ "old name.txt"
<<<
one
two
three
>>>

commit main 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
move
R "old name.txt" "new\nname.txt"

commit main 2026-10-03T08:00:00Z Dev Two <dev2@example.com>
indent
+ "new\nname.txt"
<<<
one
two
	three
>>>

commit main 2026-10-03T10:00:00Z Dev Two <dev2@example.com>
edit
+ "new\nname.txt"
<<<
one
2
	three
>>>
`)
	s := openStore(t, r)
	hash := func(rev string) git.Hash { return git.Hash(gittest.Hash(t, r.Top, rev)) }
	got := map[int]git.BlameChunk{}
	for c, err := range s.Blame(limited(t), git.BlameQuery{Commit: hash("main"), Path: "new\nname.txt", Ignore: []git.Hash{hash("main~1"), git.Hash(strings.Repeat("0", 40)), "nonsense"}}) {
		if err != nil {
			t.Fatal(err)
		}
		got[c.Line] = c
	}
	one := git.Identity{Name: "Dev One", Email: "dev1@example.com"}
	old := git.BlameChunk{Lines: 1, Commit: hash("main~3"), OldPath: "old name.txt", Author: one, At: 1790848800, Subject: "start", Boundary: true}
	first, third := old, old
	first.Line, first.OldLine = 1, 1
	third.Line, third.OldLine = 3, 3
	want := map[int]git.BlameChunk{
		1: first,
		2: {
			Line: 2, Lines: 1, Commit: hash("main"), OldLine: 2, OldPath: "new\nname.txt", Previous: hash("main~1"),
			Author: git.Identity{Name: "Dev Two", Email: "dev2@example.com"}, At: 1791021600, Subject: "edit",
		},
		3: third,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, err := range s.Blame(limited(t), git.BlameQuery{Commit: hash("main"), Path: "none"}) {
		if !errors.Is(err, git.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	}
}

func TestAlternates(t *testing.T) {
	base := physical(t)
	lender := filepath.Join(base, `len"d\er`)
	gittest.Repo(t, lender, payStory)
	gittest.Git(t, base, "clone", "-q", "--shared", lender, "middle")
	gittest.Git(t, base, "clone", "-q", "--shared", "middle", "end")
	r := find(t, filepath.Join(base, "end"))
	s := openStore(t, r)
	if got := drain(t, s, git.LogQuery{Tips: []git.Hash{headOf(t, r)}}); len(got) != 5 {
		t.Errorf("saw %d commits, want 5", len(got))
	}
}

func TestOpenStoreAgain(t *testing.T) {
	r := build(t, payStory)
	dir := filepath.Join(t.TempDir(), `st"o\re`)
	for range 2 {
		s, err := git.OpenStore(limited(t), dir, r)
		if err != nil {
			t.Fatal(err)
		}
		gittest.Repo(t, r.Top, "commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>\nmore\n+ x\n")
		gittest.Git(t, r.Top, "repack", "-qad")
		gittest.Git(t, r.Top, "prune-packed")
		if got := drain(t, s, git.LogQuery{Tips: []git.Hash{headOf(t, r)}, Limit: 1}); len(got) != 1 {
			t.Errorf("saw %d commits", len(got))
		}
	}
	head, err := os.ReadFile(filepath.Join(dir, "HEAD"))
	if err != nil || string(head) != "ref: refs/heads/none\n" {
		t.Errorf("HEAD of the store is %q, %v", head, err)
	}
}

func TestVersion(t *testing.T) {
	version, err := git.Version(limited(t))
	if err != nil || !strings.Contains(version, ".") {
		t.Errorf("got %q, %v", version, err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := git.Version(limited(t)); !errors.Is(err, git.ErrNoGit) {
		t.Errorf("without git: got %v, want ErrNoGit", err)
	}
}
