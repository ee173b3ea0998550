package index_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func TestCourse(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go`+body+`
commit side 2026-01-02T10:00:00Z One <1@x>
on a branch
from main
+ a.go
<<<
else
>>>
commit main 2026-01-03T10:00:00Z One <1@x>
another file
from main
+ b.go
commit main 2026-01-04T10:00:00Z One <1@x>
one side changed it
merge side
+ a.go
<<<
else
>>>
commit main 2026-01-05T10:00:00Z One <1@x>
move
R a.go c.go
commit main 2026-01-06T10:00:00Z One <1@x>
away
- c.go
`)
	x := openIndex(t)
	at := func(rev string) git.Hash { return tip(t, dir, rev) }
	refresh(t, x, s, at("main"))
	names := map[git.Hash]string{at("main"): "away", at("main~1"): "move", at("main~2"): "merge", at("side"): "side", at("main~3"): "other"}
	read := func(path, from, to string) (out []string, ok bool) {
		t.Helper()
		stops, ok, err := x.Course(t.Context(), path, at(from), at(to))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stops {
			line := names[s.Commit] + " " + s.Path
			for word, is := range map[string]bool{" gone": s.Deleted, " same": s.Same} {
				if is {
					line += word
				}
			}
			out = append(out, line)
		}
		return out, ok
	}
	for _, test := range []struct {
		path, from, to string
		want           []string
		ok             bool
	}{
		{"a.go", "main~4", "main", []string{"side a.go", "move c.go", "away c.go gone"}, true},
		{"a.go", "main~4", "main~3", []string{"other a.go same"}, true},
		{"a.go", "side", "main~2", []string{"merge a.go same"}, true},
		{"a.go", "main~2", "main~2", []string{"merge a.go same"}, true},
		{"b.go", "main~3", "main", []string{"away b.go same"}, true},
		{"a.go", "side", "main~3", nil, false},
		{"a.go", "main", "main~4", nil, false},
	} {
		got, ok := read(test.path, test.from, test.to)
		if d := cmp.Diff(test.want, got); ok != test.ok || d != "" {
			t.Errorf("%s from %s to %s: %v %s", test.path, test.from, test.to, ok, d)
		}
	}
	if _, _, err := x.Course(t.Context(), "a.go", git.Hash(fmt.Sprintf("%040d", 7)), at("main")); !errors.Is(err, index.ErrUnknownCommit) {
		t.Errorf("from a commit that is not there: %v", err)
	}
	behind, err := x.Behind(t.Context(), at("main~3"), []git.Hash{at("main~4"), at("side"), at("main~3"), at("main")})
	want := map[git.Hash]bool{at("main~4"): true, at("side"): false, at("main~3"): true, at("main"): false}
	if d := cmp.Diff(want, behind); d != "" || err != nil {
		t.Errorf("%s, %v", d, err)
	}
}

func TestTrailsAreKept(t *testing.T) {
	x := openIndex(t)
	if err := x.KeepTrails(t.Context(), []index.Trail{{Anchor: "a", Marks: []byte("1")}, {Anchor: "b", Marks: []byte("2")}, {Anchor: "a", Marks: []byte("3")}}); err != nil {
		t.Fatal(err)
	}
	got, err := x.Trails(t.Context(), []string{"a", "b", "c"})
	if d := cmp.Diff(map[string][]byte{"a": []byte("3"), "b": []byte("2")}, got); d != "" || err != nil {
		t.Errorf("%s, %v", d, err)
	}
}
