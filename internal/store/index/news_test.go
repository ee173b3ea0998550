package index_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func hashesOf(all []index.Touching) []git.Hash {
	var out []git.Hash
	for _, c := range all {
		out = append(out, c.Hash)
	}
	return slices.Sorted(slices.Values(out))
}

// TestNewsIsWhatHeadReachesAndTheSeenDoNot compares with reachability taken literally, over random histories whose clocks go
// astray.
func TestNewsIsWhatHeadReachesAndTheSeenDoNot(t *testing.T) {
	me := git.Identity{Name: "Dev 1", Email: "dev1@example.com"}
	mine := func(i git.Identity) bool { return i == me }
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		f, x := newFake(), openIndex(t)
		var all []git.Hash
		for range 20 + r.IntN(300) {
			all = append(all, f.grow(r, all))
		}
		head := all[len(all)-1]
		refresh(t, x, f, head)
		there := f.reach([]git.Hash{head})
		for _, path := range []string{".", "a", "b/"} {
			touches := func(h git.Hash) bool {
				return slices.ContainsFunc(f.commits[h].Changes, func(c git.Change) bool {
					return path == "." || c.Path[:2] == path[:1]+"/" || c.OldPath != "" && c.OldPath[:2] == path[:1]+"/"
				})
			}
			seen := []git.Hash{all[r.IntN(len(all))], "00000000000000000000000000000000000000ff"}
			got, err := x.News(t.Context(), index.NewsQuery{Path: path, Head: head, Seen: seen, Mine: mine})
			if err != nil {
				t.Fatal(err)
			}
			var tips []git.Hash
			if there[seen[0]] {
				tips = append(tips, seen[0])
			}
			if got.Own != nil {
				tips = append(tips, got.Own.Hash)
			}
			old := f.reach(tips)
			var want []git.Hash
			for h := range there {
				if path == "." && len(tips) > 0 && !old[h] && len(f.commits[h].Changes) > 0 && !mine(f.commits[h].Author) {
					want = append(want, h)
				}
			}
			if path == "." {
				if diff := cmp.Diff(slices.Sorted(slices.Values(want)), hashesOf(got.Commits)); diff != "" {
					t.Fatalf("seed %d: news (-want +got):\n%s", seed, diff)
				}
			}
			for _, c := range got.Commits {
				if old[c.Hash] || !there[c.Hash] || path != "." && !touches(c.Hash) && !lineageReaches(f, path, c.Hash) {
					t.Fatalf("seed %d: %s is no news of %s", seed, c.Hash, path)
				}
				before := false
				for h := range there {
					before = before || path == "." && old[h] && f.commits[h].Author == c.Author && len(f.commits[h].Changes) > 0
				}
				if path == "." && before != got.Before[c.Author] {
					t.Fatalf("seed %d: %v was there before: %t", seed, c.Author, before)
				}
			}
		}
	}
}

// lineageReaches says whether something that came into the folder from elsewhere may have been touched elsewhere.
func lineageReaches(f *fake, path string, _ git.Hash) bool {
	for c := range maps.Values(f.commits) {
		for _, ch := range c.Changes {
			if (ch.Status == 'R' || ch.Status == 'C') && ch.Path[:1] == path[:1] && ch.OldPath[:1] != path[:1] {
				return true
			}
		}
	}
	return false
}

const newsHistory = `
commit main 2026-01-05T10:00:00Z Me <me@x>
begin
+ pay/a.go` + body + `
+ other.go

commit main 2026-02-02T10:00:00Z Two <two@x>
change pay
+ pay/a.go
<<<
one line
another line
a third line that makes the file long enough, and more
>>>

commit main 2026-03-02T10:00:00Z Three <three@x>
move it
R pay/a.go pay/b.go

commit main 2026-04-01T10:00:00Z Two <two@x>
elsewhere
+ other.go
<<<
something else
>>>
`

func TestNewsOfAFileFollowsIt(t *testing.T) {
	dir, s := history(t, newsHistory)
	head := tip(t, dir, "main")
	x := openIndex(t)
	refresh(t, x, s, head)
	me := func(i git.Identity) bool { return i.Email == "me@x" }
	for _, c := range []struct {
		name string
		q    index.NewsQuery
		news int
		own  bool
	}{
		{"own commit under the former name", index.NewsQuery{Path: "pay/b.go", Mine: me}, 2, true},
		{"a folder", index.NewsQuery{Path: "pay/", Mine: me}, 2, true},
		{"everything", index.NewsQuery{Path: ".", Mine: me}, 3, true},
		{"never here", index.NewsQuery{Path: "pay/b.go", Mine: func(git.Identity) bool { return false }}, 0, false},
		{"history that was rewritten: by date", index.NewsQuery{
			Path: "pay/b.go", Seen: []git.Hash{"00000000000000000000000000000000000000ff"}, Since: time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC),
		}, 1, false},
		{"since a day, whatever was seen", index.NewsQuery{
			Path: ".", Mine: me, Seen: []git.Hash{head}, Since: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Always: true,
		}, 3, true},
		{"all seen", index.NewsQuery{Path: ".", Seen: []git.Hash{head}}, 0, false},
		{"no such path", index.NewsQuery{Path: "nowhere.go", Mine: me}, 0, false},
	} {
		c.q.Head = head
		got, err := x.News(t.Context(), c.q)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Commits) != c.news || (got.Own != nil) != c.own {
			t.Errorf("%s: %d commits, own %v; want %d, %t", c.name, len(got.Commits), got.Own, c.news, c.own)
		}
	}
}

func TestLatelyTellsTheNewestWithTheirPaths(t *testing.T) {
	dir, s := history(t, newsHistory)
	head := tip(t, dir, "main")
	x := openIndex(t)
	refresh(t, x, s, head)
	got, err := x.Lately(t.Context(), index.LatelyQuery{At: head, Since: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Most: 10, Bulk: 1})
	if err != nil {
		t.Fatal(err)
	}
	var paths [][]string
	for _, c := range got {
		paths = append(paths, c.Paths)
	}
	if diff := cmp.Diff([][]string{{"other.go"}, {"pay/a.go", "pay/b.go"}}, paths); diff != "" && len(got) != 2 {
		t.Errorf("lately (-want +got):\n%s", diff)
	}
	if got, err = x.Lately(t.Context(), index.LatelyQuery{Since: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Least: 3, Most: 10, Bulk: 30}); err != nil || len(got) != 3 {
		t.Errorf("at least three: %d, %v", len(got), err)
	}
}

// BenchmarkNews is what a reader missed in a whole repository, a folder and a file, with nothing unpacked and with all.
func BenchmarkNews(b *testing.B) {
	s, head := benchRepository(b)
	path := filepath.Join(b.TempDir(), "index.db")
	x, err := index.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := x.Refresh(context.Background(), s, head, nil); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	last, err := x.Lately(b.Context(), index.LatelyQuery{Least: 3000, Most: 3000, Since: time.Now(), Bulk: 5})
	if err != nil || len(last) == 0 {
		b.Fatal(err)
	}
	seen := []git.Hash{last[len(last)-1].Hash}
	file := os.Getenv("LEADLINE_BENCH_FILE")
	for _, c := range last {
		if file == "" && len(c.Paths) > 0 {
			file = c.Paths[0]
		}
	}
	for name, at := range map[string]string{"all": ".", "folder": filepath.Dir(file) + "/", "file": file} {
		for _, cold := range []bool{true, false} {
			b.Run(name+map[bool]string{true: "/cold", false: "/warm"}[cold], func(b *testing.B) {
				for b.Loop() {
					if cold {
						x.Release()
					}
					if _, err := x.News(b.Context(), index.NewsQuery{Path: at, Head: head[0], Seen: seen, Mine: func(git.Identity) bool { return false }}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
