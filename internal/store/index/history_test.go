package index_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/index"
)

// history builds a repository and returns its directory and a store that reads it.
func history(t *testing.T, text string) (string, *git.Store) {
	t.Helper()
	dir := t.TempDir()
	gittest.Repo(t, dir, text)
	return dir, reader(t, dir)
}

func reader(t *testing.T, dir string) *git.Store {
	t.Helper()
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := git.OpenStore(t.Context(), filepath.Join(t.TempDir(), "git"), r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tip(t *testing.T, dir, rev string) git.Hash {
	t.Helper()
	return git.Hash(gittest.Hash(t, dir, rev))
}

// knows renders contributions as "name changes+reviews", heaviest first.
func knows(t *testing.T, x *index.Index, path string) string {
	t.Helper()
	cs, err := x.Contributions(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%s %d+%d", c.Who.Name, c.Changes, c.Reviews))
	}
	return strings.Join(out, ", ")
}

func expect(t *testing.T, x *index.Index, want map[string]string) {
	t.Helper()
	for path, w := range want {
		if diff := cmp.Diff(w, knows(t, x, path)); diff != "" {
			t.Errorf("who knows %q (-want +got):\n%s", path, diff)
		}
	}
}

const body = `
<<<
one line
another line
a third line that makes the file long enough
>>>
`

func TestContributions(t *testing.T) {
	tests := []struct {
		name, history string
		want          map[string]string
	}{
		{
			name: "a mover keeps the knowers, through a chain of renames",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ old/a.go` + body + `
commit main 2026-01-02T10:00:00Z Two <2@x>
move
R old/a.go mid/a.go
commit main 2026-01-03T10:00:00Z Three <3@x>
move on
R mid/a.go new/b.go
commit main 2026-01-04T10:00:00Z Four <4@x>
change
+ new/b.go
<<<
other
>>>
`,
			want: map[string]string{
				"new/b.go": "Four 1+0, Three 1+0, Two 1+0, One 1+0",
				"new":      "Four 1+0, Three 1+0, Two 1+0, One 1+0",
				"mid/a.go": "Two 1+0, One 1+0",
				"old/":     "One 1+0",
				"nowhere":  "",
				"ne":       "",
			},
		},
		{
			name: "what takes a moved file's place is another file",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go` + body + `
commit main 2026-01-02T10:00:00Z Two <2@x>
move
R a.go b.go
commit main 2026-01-03T10:00:00Z Three <3@x>
new file, old name
+ a.go
<<<
something else
>>>
`,
			want: map[string]string{"a.go": "Three 1+0", "b.go": "Two 1+0, One 1+0", "": "Three 1+0, Two 1+0, One 1+0"},
		},
		{
			name: "what came first is told by ancestry, not by clocks",
			history: `
commit main 2026-01-10T10:00:00Z One <1@x>
add
+ a.go` + body + `
commit main 2026-01-05T10:00:00Z Two <2@x>
move
R a.go b.go
commit main 2026-01-03T10:00:00Z Three <3@x>
new file, old name
+ a.go
<<<
something else
>>>
`,
			want: map[string]string{"a.go": "Three 1+0", "b.go": "One 1+0, Two 1+0"},
		},
		{
			name: "who changed the old name on a branch while it was moved knows the new one",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go` + body + `
commit side 2026-01-04T10:00:00Z Side <s@x>
change
+ a.go
<<<
one line
another line
a third line that makes the file long enough
and more
>>>
commit main 2026-01-02T10:00:00Z Two <2@x>
move
R a.go b.go
commit main 2026-01-05T10:00:00Z Two <2@x>
Merge pull request #1 from side
merge side
`,
			want: map[string]string{"b.go": "Two 1+1, Side 1+0, One 1+0"},
		},
		{
			name: "trailers credit co-authors and reviewers, each once",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
add
| Co-authored-by: Two <2@x>
| Reviewed-by: Two <2@X>
| Reviewed-by: Three <3@x>
| Acked-by: Three <3@x>
| Tested-by: Four <4@x>
| Reviewed-by: One Again <1@x>
| Signed-off-by: Five <5@x>
| Reviewed-by: nobody
+ a.go` + body,
			want: map[string]string{"a.go": "Four 0+1, One 1+0, Three 0+1, Two 1+0"},
		},
		{
			name: "who merges a branch reviewed it, but not what it updates a branch with",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
root
+ a.go` + body + `
commit side 2026-01-02T10:00:00Z Two <2@x>
work
+ b.go` + body + `
commit main 2026-01-03T10:00:00Z One <1@x>
main goes on
+ c.go` + body + `
commit side 2026-01-04T10:00:00Z Two <2@x>
Merge branch 'main' into side
merge main
commit side 2026-01-05T10:00:00Z Three <3@x>
more work
+ d.go` + body + `
commit main 2026-01-06T10:00:00Z Three <3@x>
Merge pull request #7 from side
merge side
`,
			want: map[string]string{"b.go": "Three 0+1, Two 1+0", "c.go": "One 1+0", "d.go": "Three 1+0"},
		},
		{
			name: "a commit counts once in a folder, and a file that came back is the same",
			history: `
commit main 2026-01-01T10:00:00Z One <1@x>
two files
+ d/a.go` + body + `+ d/b.go
commit main 2026-01-02T10:00:00Z Two <2@x>
gone
- d/a.go
commit main 2026-01-03T10:00:00Z Three <3@x>
back
+ d/a.go` + body,
			want: map[string]string{"d": "Three 1+0, Two 1+0, One 1+0", "d/a.go": "Three 1+0, Two 1+0, One 1+0"},
		},
		{name: "sha256", history: "format sha256\ncommit main 2026-01-01T10:00:00Z One <1@x>\nadd\n+ a.go" + body, want: map[string]string{"a.go": "One 1+0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, s := history(t, tt.history)
			x := openIndex(t)
			refresh(t, x, s, tip(t, dir, "main"))
			expect(t, x, tt.want)
		})
	}
}

// TestPlacesChanged feeds what git says only with other options: two files take each
// other's name in one commit.
func TestPlacesChanged(t *testing.T) {
	f, x := newFake(), openIndex(t)
	var last git.Hash
	commit := func(name string, changes ...git.Change) {
		c := &git.Commit{
			Hash: git.Hash(fmt.Sprintf("%040x", len(f.commits)+1)), Author: git.Identity{Name: name, Email: name + "@x"},
			Committed: int64(len(f.commits)), Changes: changes,
		}
		if last != "" {
			c.Parents = []git.Hash{last}
		}
		f.commits[c.Hash], last = c, c.Hash
	}
	commit("One", git.Change{Path: "a", Status: 'A'})
	commit("Two", git.Change{Path: "b", Status: 'A'})
	commit("Three", git.Change{Path: "a", OldPath: "b", Status: 'R'}, git.Change{Path: "b", OldPath: "a", Status: 'R'})
	commit("Four", git.Change{Path: "a", Status: 'M'})
	commit("Five", git.Change{Path: "c", OldPath: "a", Status: 'C'})
	refresh(t, x, f, last)
	expect(t, x, map[string]string{
		"a": "Four 1+0, Three 1+0, Two 1+0", "b": "One 1+0, Three 1+0", "c": "Five 1+0, Four 1+0, Three 1+0, Two 1+0",
	})
}

func TestWeights(t *testing.T) {
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, "+ f%d.go\n<<<\n%d\n>>>\n", i, i*7919)
	}
	dir, s := history(t, `
commit main 2025-01-01T00:00:00Z Old <1@x>
add
+ a.go
<<<
1
>>>
commit main 2025-06-30T00:00:00Z New <2@x>
180 days later
+ a.go
<<<
2
>>>
commit main 2025-06-30T00:00:00Z Bulk <3@x>
forty files
`+many.String()+`
commit main 2025-06-30T00:00:00Z New <2@x>
one
+ f0.go
<<<
x
>>>
commit main 2999-01-01T00:00:00Z Liar <4@x>
from the future
+ l.go
`)
	x := openIndex(t)
	refresh(t, x, s, tip(t, dir, "main"))
	ratio := func(path string) float64 {
		cs, err := x.Contributions(t.Context(), path)
		if err != nil || len(cs) != 2 {
			t.Fatalf("%s: %v, %v", path, cs, err)
		}
		return cs[0].Weight / cs[1].Weight
	}
	for _, path := range []string{"a.go", "f0.go"} {
		if r := ratio(path); r < 1.999 || r > 2.001 {
			t.Errorf("%s: weights differ by %v, want 2", path, r)
		}
	}
	cs, err := x.Contributions(t.Context(), "l.go")
	if err != nil || len(cs) != 1 || cs[0].Last.Year() != 2026 {
		t.Errorf("a change from the future: %v, %v; want it made now", cs, err)
	}
	w := index.Usual()
	w.Ignore = map[git.Hash]bool{tip(t, dir, "main"): true}
	if cs, err := x.ContributionsBy(t.Context(), "l.go", w); err != nil || len(cs) != 0 {
		t.Errorf("an ignored commit counts: %v, %v", cs, err)
	}
}

func TestRenamed(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go`+body+`
commit main 2026-01-02T10:00:00Z One <1@x>
move
R a.go b.go
commit main 2026-01-03T10:00:00Z One <1@x>
another
+ a.go
<<<
else
>>>
commit main 2026-01-04T10:00:00Z One <1@x>
move on
R b.go d/c.go
`)
	x := openIndex(t)
	refresh(t, x, s, tip(t, dir, "main"))
	unknown := git.Hash(strings.Repeat("ab", 20))
	for _, tt := range []struct {
		path  string
		after git.Hash
		want  string
	}{
		{"a.go", tip(t, dir, "main~3"), "d/c.go"},
		{"b.go", tip(t, dir, "main~2"), "d/c.go"},
		{"a.go", tip(t, dir, "main~1"), "a.go"},
		{"d/c.go", tip(t, dir, "main"), "d/c.go"},
		{"b.go", unknown, "d/c.go"},
		{"a.go", unknown, "a.go"},
		{"nowhere", unknown, "nowhere"},
		{"a.go", "", "a.go"},
	} {
		got, moved, err := x.Renamed(t.Context(), tt.path, tt.after)
		if err != nil || got != tt.want || moved != (tt.want != tt.path) {
			t.Errorf("%s after %.7s: %q, %v, %v; want %q", tt.path, tt.after, got, moved, err, tt.want)
		}
	}
	moved, err := x.Moved(t.Context(), []string{"a.go", "b.go", "d/c.go", "nowhere"})
	if diff := cmp.Diff(map[string]string{"b.go": "d/c.go"}, moved); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}

func TestMovingTips(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go`+body+`
commit side 2026-01-02T10:00:00Z Two <2@x>
side
+ a.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z Three <3@x>
main
+ a.go
<<<
3
>>>
`)
	x := openIndex(t)
	main, side, root := tip(t, dir, "main"), tip(t, dir, "side"), tip(t, dir, "main~1")
	steps := []struct {
		name string
		tips []git.Hash
		want string
	}{
		{"first", []git.Hash{main}, "Three 1+0, One 1+0"},
		{"branch switch", []git.Hash{side}, "Two 1+0, One 1+0"},
		{"both", []git.Hash{side, main, side}, "Three 1+0, Two 1+0, One 1+0"},
		{"reset", []git.Hash{root}, "One 1+0"},
		{"nothing", nil, ""},
		{"again", []git.Hash{main}, "Three 1+0, One 1+0"},
	}
	for _, step := range steps {
		before := x.State()
		if !refresh(t, x, s, step.tips...) {
			t.Errorf("%s: nothing changed", step.name)
		}
		if got := knows(t, x, "a.go"); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
		if refresh(t, x, s, step.tips...) {
			t.Errorf("%s: changed again without need", step.name)
		}
		if now := x.State(); !now.Complete || now.Generation <= before.Generation {
			t.Errorf("%s: state %+v after %+v", step.name, now, before)
		}
	}
	ids, err := x.Identities(t.Context())
	if diff := cmp.Diff([]git.Identity{{Name: "Three", Email: "3@x"}, {Name: "One", Email: "1@x"}}, ids); err != nil || diff != "" {
		t.Errorf("identities: %v (-want +got)\n%s", err, diff)
	}
}

func TestShallow(t *testing.T) {
	dir, _ := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go`+body+`
commit main 2026-01-02T10:00:00Z Two <2@x>
change
+ a.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z Three <3@x>
change
+ a.go
<<<
3
>>>
`)
	clone := filepath.Join(t.TempDir(), "clone")
	gittest.Git(t, dir, "clone", "-q", "--depth=2", "file://"+filepath.ToSlash(dir), clone)
	s, x := reader(t, clone), openIndex(t)
	refresh(t, x, s, tip(t, clone, "HEAD"))
	expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0"})
}
