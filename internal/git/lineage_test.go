package git_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

const braid = `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
first
+ a.txt
<<<
1
>>>
+ folder/b.txt
+ mode.sh
commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
elsewhere
+ c.txt
commit side 2026-10-03T10:00:00Z Dev One <dev1@example.com>
aside
+ a.txt
<<<
1
2
>>>
commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
straight
+ a.txt
<<<
0
1
>>>
commit main 2026-10-05T10:00:00Z Dev One <dev1@example.com>
both
merge side
+ a.txt
<<<
0
1
2
>>>
commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>
last
+ a.txt
<<<
0
1
2
3
>>>
+x mode.sh
+ fresh.txt
`

func TestLineage(t *testing.T) {
	r := build(t, braid)
	s, tip := openStore(t, r), headOf(t, r)
	l, err := s.Lineage(limited(t), tip, "a.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	hash := func(rev string) git.Hash { return git.Hash(gittest.Hash(t, r.Top, rev)) }
	if l.Last() != tip || l.Blob != hash("main:a.txt") || !l.Has(hash("side")) || l.Has(hash("main~3")) {
		t.Errorf("last %s, blob %s, side %v, elsewhere %v", l.Last(), l.Blob, l.Has(hash("side")), l.Has(hash("main~3")))
	}
	// The first commit brings the file, and might have it from elsewhere. What is only on one of two ways is no waist.
	want := git.Reach{Commits: 5, Ends: []git.Hash{hash("main~4")}, Waists: []git.Waist{{Commit: hash("main~1"), Before: 1}}}
	if diff := cmp.Diff(want, l.Reach()); diff != "" {
		t.Errorf("reach (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(git.Reach{Commits: 1}, l.Reach(hash("main~1"))); diff != "" {
		t.Errorf("reach to the merge (-want +got):\n%s", diff)
	}
	for path, want := range map[string]error{
		"none.txt": git.ErrNotFound, "folder": git.ErrNotFound, "../a.txt": git.ErrNotFound, "": git.ErrNotFound,
		"mode.sh": git.ErrNoLineage, "fresh.txt": nil, "folder/b.txt": nil,
	} {
		if _, err := s.Lineage(limited(t), tip, path, nil); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
}

// What is said of a line where blame was stopped is where it stood then.
func TestBlameAlong(t *testing.T) {
	r := build(t, braid)
	s, tip := openStore(t, r), headOf(t, r)
	l, err := s.Lineage(limited(t), tip, "a.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	merge := git.Hash(gittest.Hash(t, r.Top, "main~1"))
	got := map[int][2]any{}
	for c, err := range s.BlameAlong(limited(t), l, tip, []git.Hash{merge}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Lines {
			got[c.Line+i] = [2]any{c.Subject, c.OldLine + i}
		}
	}
	if diff := cmp.Diff(map[int][2]any{1: {"both", 1}, 2: {"both", 2}, 3: {"both", 3}, 4: {"last", 4}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	left, err := filepath.Glob(filepath.Join(s.Dir(), "ignored", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, err := range s.BlameAlong(limited(t), l, git.Hash(gittest.Hash(t, r.Top, "main~3")), nil, nil) {
		if !errors.Is(err, git.ErrNotFound) {
			t.Errorf("from a commit of another lineage: %v", err)
		}
	}
}

func TestLineageOfAShallowClone(t *testing.T) {
	r := build(t, braid)
	clone := filepath.Join(t.TempDir(), "clone")
	gittest.Git(t, t.TempDir(), "clone", "-q", "--depth=2", "file://"+r.Top, clone)
	c, err := git.Find(clone)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openStore(t, c).Lineage(limited(t), headOf(t, c), "a.txt", nil); !errors.Is(err, git.ErrNoLineage) {
		t.Errorf("got %v", err)
	}
}
