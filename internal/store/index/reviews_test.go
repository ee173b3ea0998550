package index_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// Reviews that only a host tells of count as those in trailers do, and not twice beside them.
func TestReviewsFromElsewhere(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
begin
| Reviewed-by: Two <2@x>
+ a.go
commit side 2026-01-02T10:00:00Z One <1@x>
retry
+ b.go
commit side 2026-01-02T11:00:00Z One <1@x>
retry again
+ b.go
<<<
2
>>>
commit main 2026-01-04T10:00:00Z Three <3@x>
Merge pull request #7 from one/side
merge side
`)
	x := openIndex(t)
	main := tip(t, dir, "main")
	begin, merge := tip(t, dir, "main~1"), main
	refresh(t, x, s, main)
	four := git.Identity{Name: "Four", Email: "four@users.noreply.git.example.org"}
	again := git.Identity{Name: "Two", Email: "2@users.noreply.x"}
	brought, err := x.Brought(t.Context(), main, []git.Hash{merge, begin, git.Hash(strings.Repeat("1", 40))})
	if err != nil || len(brought) != 1 || len(brought[merge]) != 2 || !slices.Contains(brought[merge], tip(t, dir, "side")) {
		t.Fatalf("the merge brought %v, %v", brought, err)
	}
	by := map[git.Hash][]git.Identity{
		begin: {again, four, four, {Name: "One", Email: "one@elsewhere"}}, git.Hash(strings.Repeat("1", 40)): {four}, "no hash": {four},
	}
	for _, c := range brought[merge] {
		by[c] = []git.Identity{four}
	}
	w := index.Usual()
	w.Person = func(i git.Identity) any { return strings.ToLower(i.Name) }
	w.Reviews = index.NewReviews(by)
	told := func(path string) (out []string) {
		t.Helper()
		all, err := x.ContributionsBy(t.Context(), path, w)
		if err != nil {
			t.Fatal(err)
		}
		together, err := x.Together(t.Context(), map[string][]string{"": {path}}, w)
		if diff := cmp.Diff(all, together[""]); err != nil || diff != "" {
			t.Errorf("%v, %s", err, diff)
		}
		for _, c := range all {
			out = append(out, fmt.Sprintf("%s %d+%d", c.Who.Name, c.Changes, c.Reviews))
		}
		slices.Sort(out)
		return out
	}
	if diff := cmp.Diff([]string{"Four 0+1", "One 1+0", "Two 0+1"}, told("a.go")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Four 0+2", "One 2+0", "Three 0+2"}, told("b.go")); diff != "" { // Three merged them
		t.Error(diff)
	}
	l, err := x.Landings(t.Context(), index.LandingsQuery{At: main, Most: 9, Reviews: index.NewReviews(map[git.Hash][]git.Identity{merge: {four}})})
	if err != nil {
		t.Fatal(err)
	}
	last := l.All[len(l.All)-1]
	if len(last.Parts) != 1 || !last.Parts[0].Review || l.People[last.Parts[0].Who] != four {
		t.Errorf("the merge has the parts %+v of %v", last.Parts, l.People)
	}
}
