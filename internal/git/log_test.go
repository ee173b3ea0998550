package git_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func drain(t testing.TB, s *git.Store, q git.LogQuery) []*git.Commit {
	t.Helper()
	var commits []*git.Commit
	for c, err := range s.Log(limited(t), q) {
		if err != nil {
			t.Fatal(err)
		}
		commits = append(commits, c)
	}
	return commits
}

func TestLog(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			r := build(t, "format "+format+"\n"+payStory)
			hash := func(rev string) git.Hash { return git.Hash(gittest.Hash(t, r.Top, rev)) }
			one := git.Identity{Name: "Dev One", Email: "dev1@example.com"}
			two := git.Identity{Name: "Dev Two", Email: "dev2@example.com"}
			three := git.Identity{Name: "Dev Three", Email: "dev3@example.com"}
			const day = 86400
			const first = 1790848800 // 2026-10-01T10:00:00Z
			want := []*git.Commit{
				{
					Hash: hash("main"), Parents: []git.Hash{hash("main~1")}, Author: three, Committer: three, At: first + 4*day, Committed: first + 4*day,
					Subject: "drop notes", Changes: []git.Change{{Path: "notes/a b.txt", Status: 'D'}},
				},
				{
					Hash: hash("main~1"), Parents: []git.Hash{hash("main~2"), hash("feature")}, Author: one, Committer: one, At: first + 3*day, Committed: first + 3*day,
					Subject: "Merge branch feature",
				},
				{
					Hash: hash("main~2"), Parents: []git.Hash{hash("main~3")}, Author: one, Committer: one, At: first + 2*day, Committed: first + 2*day,
					Subject: "say more", Changes: []git.Change{{Path: "notes/a b.txt", Status: 'M'}},
				},
				{
					Hash: hash("feature"), Parents: []git.Hash{hash("main~3")}, Author: two, Committer: two, At: first + day, Committed: first + day,
					Subject: "retry must never bill twice (#412)",
					Trailers: []git.Trailer{
						{Key: "reviewed-by", Value: "Dev One <dev1@example.com>"},
						{Key: "co-authored-by", Value: "Dev Four <dev4@example.com>"},
					},
					Changes: []git.Change{{Path: "pay/bill.go", OldPath: "pay/charge.go", Status: 'R'}, {Path: "pay/dedupe.go", Status: 'A'}},
				},
				{
					Hash: hash("main~3"), Parents: []git.Hash{}, Author: one, Committer: one, At: first, Committed: first,
					Subject: "charge customers",
					Changes: []git.Change{{Path: "notes/a b.txt", Status: 'A'}, {Path: "pay/charge.go", Status: 'A'}},
				},
			}
			s := openStore(t, r)
			got := drain(t, s, git.LogQuery{Tips: []git.Hash{hash("main")}})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for name, c := range map[string]struct {
				query git.LogQuery
				want  []*git.Commit
			}{
				"no merges":   {git.LogQuery{NoMerges: true}, []*git.Commit{want[0], want[2], want[3], want[4]}},
				"limit":       {git.LogQuery{Limit: 2}, want[:2]},
				"not":         {git.LogQuery{Not: []git.Hash{hash("feature")}}, want[:3]},
				"nothing new": {git.LogQuery{Not: []git.Hash{hash("main")}}, nil},
				"follow":      {git.LogQuery{Paths: []string{"pay/bill.go"}, Follow: true}, []*git.Commit{withChange(want[3], 0), withChange(want[4], 1)}},
			} {
				c.query.Tips = []git.Hash{hash("main")}
				if diff := cmp.Diff(c.want, drain(t, s, c.query)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// withChange is a commit as a path-limited walk shows it.
func withChange(c *git.Commit, i int) *git.Commit {
	one := *c
	one.Changes = c.Changes[i : i+1]
	return &one
}

func TestLogEndsWhenToldTo(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	n := 0
	for _, err := range s.Log(limited(t), git.LogQuery{Tips: []git.Hash{headOf(t, r)}}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("saw %d commits", n)
	}
}

// A walk that began before anybody read it tells the same, also where git fails on its way.
func TestBegunWalksTellTheSame(t *testing.T) {
	r := build(t, manyRenames(40))
	q := git.LogQuery{Tips: []git.Hash{headOf(t, r)}}
	for _, missing := range []bool{false, true} {
		if missing {
			if err := os.Remove(looseObject(r, gittest.Hash(t, r.Top, "main~20:file20"))); err != nil {
				t.Fatal(err)
			}
		}
		s := openStore(t, r)
		commits, stop := s.Begin(limited(t), q)
		var got []*git.Commit
		for c, err := range commits {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c)
		}
		stop()
		if diff := cmp.Diff(drain(t, s, q), got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// What nobody reads ends when it is told to, however much there is to read.
func TestBegunWalksEndUnread(t *testing.T) {
	r := build(t, manyRenames(40))
	s := openStore(t, r)
	for _, tip := range []git.Hash{headOf(t, r), "--output=x", git.Hash(strings.Repeat("0", 40))} {
		_, stop := s.Begin(limited(t), git.LogQuery{Tips: []git.Hash{tip}})
		stop()
		stop()
	}
	commits, stop := s.Begin(limited(t), git.LogQuery{Tips: []git.Hash{"main"}})
	defer stop()
	for _, err := range commits {
		if err == nil {
			t.Error("a name was walked")
		}
	}
}

func TestLogRefusesNames(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	for _, tip := range []git.Hash{"main", "--output=x", "HEAD", ""} {
		for _, err := range s.Log(limited(t), git.LogQuery{Tips: []git.Hash{tip}}) {
			if err == nil {
				t.Errorf("%q was walked", tip)
			}
		}
	}
}

// A partial clone lacks file contents: the walk must go on, without renames found by
// similarity and without fetching.
func TestLogWithMissingBlobs(t *testing.T) {
	for _, lost := range []int{1, 30} {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			r := build(t, manyRenames(40))
			tip := headOf(t, r)
			whole := drain(t, openStore(t, r), git.LogQuery{Tips: []git.Hash{tip}})
			for i := range lost {
				h := gittest.Hash(t, r.Top, fmt.Sprintf("main~%d:file%d", 2*i, 39-i))
				if err := os.Remove(looseObject(r, h)); err != nil {
					t.Fatal(err)
				}
			}
			got := drain(t, openStore(t, r), git.LogQuery{Tips: []git.Hash{tip}})
			if len(got) != len(whole) {
				t.Fatalf("saw %d commits, want %d", len(got), len(whole))
			}
			for i := range got {
				if got[i].Hash != whole[i].Hash || got[i].Truncated || len(got[i].Changes) == 0 {
					t.Errorf("commit %d is %+v, want %+v", i, got[i], whole[i])
				}
			}
			if c := got[0]; len(c.Changes) != 2 {
				t.Errorf("a rename with missing content shows as %+v, want added and deleted", c.Changes)
			}
			limited := drain(t, openStore(t, r), git.LogQuery{Tips: []git.Hash{tip}, Limit: 7})
			if diff := cmp.Diff(got[:7], limited); diff != "" {
				t.Errorf("limit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissingHistory(t *testing.T) {
	r := build(t, payStory)
	tip := headOf(t, r)
	s := openStore(t, r)
	if err := os.Remove(looseObject(r, gittest.Hash(t, r.Top, "main~2"))); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range s.Log(limited(t), git.LogQuery{Tips: []git.Hash{tip}}) {
		last = err
	}
	if !errors.Is(last, git.ErrMissingObject) {
		t.Errorf("got %v, want ErrMissingObject", last)
	}
}

// looseObject is where an object lies; gittest's small histories are unpacked.
func looseObject(r *git.Repository, h string) string {
	return filepath.Join(r.CommonDir, "objects", h[:2], h[2:])
}

// manyRenames is a history in which every other commit renames and edits a file.
func manyRenames(n int) string {
	var b strings.Builder
	b.WriteString("config fastimport.unpackLimit=1000000\n") // so that objects can be taken away
	for i := range n {
		text := strings.Repeat(fmt.Sprintf("line %d of a file that is long enough\n", i), 20)
		fmt.Fprintf(&b, "commit main 2026-10-01T10:%02d:00Z Dev One <dev1@example.com>\nadd %d\n+ old%d\n<<<\n%s>>>\n", i, i, i, text)
		fmt.Fprintf(&b, "commit main 2026-10-01T10:%02d:30Z Dev One <dev1@example.com>\nmove %d\n- old%d\n+ file%d\n<<<\n%smore\n>>>\n", i, i, i, i, text)
	}
	return b.String()
}

func TestLogOfCommitsAlone(t *testing.T) {
	r := build(t, payStory)
	tips := []git.Hash{git.Hash(gittest.Hash(t, r.Top, "feature")), headOf(t, r)}
	var got []git.Hash
	for _, c := range drain(t, openStore(t, r), git.LogQuery{Tips: tips, Alone: true}) {
		if got = append(got, c.Hash); len(c.Changes) == 0 {
			t.Errorf("%s comes without its changes", c.Subject)
		}
	}
	slices.Sort(got)
	slices.Sort(tips)
	if diff := cmp.Diff(tips, got); diff != "" {
		t.Errorf("commits (-want +got):\n%s", diff)
	}
}
