package index_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// Two branches, one merged into the other before both came to main, which was merged back in between.
const merged = `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
+ b.go
commit feature 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
feature
+ f.go
commit part 2026-10-03T10:00:00Z Dev Two <dev2@example.com>
part
from feature
+ p.go
+ q.go
commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
direct
+ d.go
commit feature 2026-10-05T10:00:00Z Dev Two <dev2@example.com>
Merge main into feature
merge main
+ d.go
commit feature 2026-10-06T10:00:00Z Dev Two <dev2@example.com>
Merge pull request #1 from part
merge part
+ p.go
+ q.go
commit main 2026-10-07T10:00:00Z Dev One <dev1@example.com>
Merge pull request #2 from feature
merge feature
+ f.go
+ p.go
+ q.go
commit other 2026-10-08T10:00:00Z Dev One <dev1@example.com>
elsewhere
+ o.go
`

func TestArrivals(t *testing.T) {
	dir, store := history(t, merged)
	x, head := openIndex(t), tip(t, dir, "main")
	refresh(t, x, store, head, tip(t, dir, "other"))
	names := map[git.Hash]string{}
	var asked []git.Hash
	for name, rev := range map[string]string{
		"start": "main~2", "direct": "main~1", "feature": "feature~2", "part": "part", "update": "feature~1",
		"inner": "feature", "outer": "main", "elsewhere": "other",
	} {
		h := tip(t, dir, rev)
		names[h] = name
		asked = append(asked, h)
	}
	got := map[string][]string{}
	arrivals, err := x.Arrivals(t.Context(), head, asked)
	if err != nil {
		t.Fatal(err)
	}
	for h, a := range arrivals {
		merges := []string{}
		for _, m := range a.Merges {
			merges = append(merges, names[m])
		}
		got[names[h]] = merges
	}
	want := map[string][]string{
		"start": {}, "direct": {}, "outer": {}, "feature": {"outer"}, "update": {"outer"}, "inner": {"outer"}, "part": {"inner", "outer"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if a := arrivals[tip(t, dir, "part")]; a.Files != 2 || a.Along != 1 {
		t.Errorf("%d files along %d, want 2 along 1", a.Files, a.Along)
	}
}

// What was merged from another project descends from another first commit.
func TestForeignArrivals(t *testing.T) {
	dir, store := history(t, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
go on
+ b.go
commit lib 2026-09-02T10:00:00Z Dev Two <dev2@example.com>
another start
from nothing
+ lib/l.go
commit lib 2026-09-03T10:00:00Z Dev Two <dev2@example.com>
go on there
+ lib/m.go
commit main 2026-10-03T10:00:00Z Dev One <dev1@example.com>
bring it here
merge lib
+ lib/l.go
+ lib/m.go
commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
after
+ c.go
`)
	x, head := openIndex(t), tip(t, dir, "main")
	refresh(t, x, store, head)
	got := map[string]bool{}
	for _, rev := range []string{"main", "main~1", "main~2", "main~3", "lib", "lib~1"} {
		h := tip(t, dir, rev)
		arrivals, err := x.Arrivals(t.Context(), head, []git.Hash{h})
		if err != nil {
			t.Fatal(err)
		}
		got[rev] = arrivals[h].Foreign
	}
	want := map[string]bool{"main": false, "main~1": false, "main~2": false, "main~3": false, "lib": true, "lib~1": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRenames(t *testing.T) {
	dir, store := history(t, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
one
+ a.go
<<<
some text that is long enough
to be found again elsewhere
>>>
commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
two
R a.go b.go
commit main 2026-10-03T10:00:00Z Dev One <dev1@example.com>
three
R b.go x/c.go
+ a.go
<<<
another
>>>
`)
	x := openIndex(t)
	refresh(t, x, store, tip(t, dir, "main"))
	got, err := x.Renames(t.Context(), "x/c.go")
	if err != nil {
		t.Fatal(err)
	}
	want := []index.Rename{
		{Commit: tip(t, dir, "main"), From: "b.go", To: "x/c.go"},
		{Commit: tip(t, dir, "main~1"), From: "a.go", To: "b.go"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := x.Renames(t.Context(), "a.go"); err != nil || len(none) > 0 {
		t.Errorf("got %v, %v", none, err)
	}
}
