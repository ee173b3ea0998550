package index_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func TestLandings(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
begin
| Co-authored-by: Two <2@x>
| Reviewed-by: Three <3@x>
+ a.go
+ b.go
+ c#ä.go
commit side 2026-01-02T10:00:00Z Two <2@x>
move
R a.go z.go
+ b.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z One <1@x>
meanwhile
from main
+ c#ä.go
<<<
3
>>>
commit main 2026-01-04T10:00:00Z Three <3@x>
Merge pull request #7 from two/side
| Reviewed-by: One <1@x>
merge side
commit main 2026-01-05T10:00:00Z Two <2@x>
more than was asked for
+ 1
+ 2
+ 3
+ 4
commit elsewhere 2026-01-06T10:00:00Z Four <4@x>
not reached
from main
+ x
`)
	x := openIndex(t)
	main := tip(t, dir, "main")
	if l, err := x.Landings(t.Context(), index.LandingsQuery{At: main}); err != nil || len(l.All) > 0 {
		t.Errorf("before the first build: %v, %v", l, err)
	}
	refresh(t, x, s, main, tip(t, dir, "elsewhere"))
	told := func(q index.LandingsQuery) []string {
		t.Helper()
		l, err := x.Landings(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, one := range l.All {
			words := []string{one.Landed.Format("01-02"), l.People[one.Author].Name, fmt.Sprint(one.Files)}
			for _, p := range one.Paths {
				words = append(words, l.Paths[p])
			}
			for _, m := range one.Moves {
				words = append(words, "from "+l.Paths[m.From])
			}
			for _, p := range one.Parts {
				words = append(words, fmt.Sprintf("%s %v", l.People[p.Who].Name, p.Review))
			}
			if one.Merge >= 0 {
				words = append(words, "by "+l.All[one.Merge].Landed.Format("01-02"))
			}
			if one.IsMerge {
				words = append(words, "merge")
			}
			if one.Before {
				words = append(words, "before")
			}
			out = append(out, strings.Join(words, " "))
		}
		return out
	}
	want := []string{
		"01-01 One 3 a.go b.go c#ä.go Two false Three true before",
		"01-02 Two 2 a.go b.go z.go from a.go by 01-04",
		"01-03 One 1 c#ä.go before",
		"01-04 Three 0 One true merge",
		"01-05 Two 4",
	}
	if diff := cmp.Diff(want, told(index.LandingsQuery{At: main, Not: tip(t, dir, "main~2"), Most: 3})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	since := index.LandingsQuery{
		At: main, Most: 3, Since: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), Ignore: map[git.Hash]bool{tip(t, dir, "main~2"): true},
	}
	if diff := cmp.Diff([]string{"01-03 One 1", "01-04 Three 0 One true merge", "01-05 Two 4"}, told(since)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := x.Landings(t.Context(), index.LandingsQuery{At: git.Hash(strings.Repeat("1", 40))}); !errors.Is(err, index.ErrUnknownCommit) {
		t.Errorf("of a commit that is not there: %v", err)
	}
}
