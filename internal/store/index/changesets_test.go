package index_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func TestChangeSets(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
begin
+ a.go`+body+`
+ b.go
+ c#ä.go
+ d.go
commit main 2026-01-02T10:00:00Z Two <2@x>
move, and put something else there
R a.go z.go
+ b.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z Three <3@x>
reformat
+ b.go
<<<
3
>>>
commit main 2026-01-04T10:00:00Z Three <3@x>
take away
- d.go
`)
	x := openIndex(t)
	if sets, err := x.ChangeSets(t.Context(), 30, nil); err != nil || len(sets.Sets) > 0 {
		t.Errorf("before the first build: %v, %v", sets, err)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	sets, err := x.ChangeSets(t.Context(), 3, map[git.Hash]bool{tip(t, dir, "main~1"): true})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[index.PathTouchKind]string{index.Added: "+", index.Deleted: "-", index.Modified: "m ", index.MovedAway: "away ", index.Moved: "moved "}
	var got []string
	for _, set := range sets.Sets {
		var words []string
		for _, touch := range set.Touches {
			word := kinds[touch.Kind] + sets.Paths[touch.Path]
			if touch.Kind == index.Moved {
				word += " from " + sets.Paths[touch.From]
			}
			words = append(words, word)
		}
		got = append(got, fmt.Sprintf("%s %d %v: %s", set.At.Format("01-02"), set.Files, set.Whole, strings.Join(words, ", ")))
	}
	want := []string{
		"01-01 4 false: +a.go, +b.go, +c#ä.go, +d.go",
		"01-02 2 true: away a.go, m b.go, moved z.go from a.go",
		"01-03 1 false: ",
		"01-04 1 true: -d.go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// BenchmarkChangeSets reads a whole history. Target: half a second at 100,000 commits.
func BenchmarkChangeSets(b *testing.B) {
	s, tips := benchRepository(b)
	x, err := index.Open(b.Context(), b.TempDir()+"/index.db")
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	if _, err := x.Refresh(b.Context(), s, tips, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		sets, err := x.ChangeSets(b.Context(), 30, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(sets.Sets)), "commits")
	}
}
