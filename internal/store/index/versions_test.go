package index_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func TestVersions(t *testing.T) {
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
commit main 2026-01-05T10:00:00Z One <1@x>
away
- a.go
`)
	x := openIndex(t)
	read := func(at git.Hash, paths ...string) (out []string, failed error) {
		for v, err := range x.Versions(t.Context(), paths, at) {
			if err != nil {
				return out, err
			}
			line := v.Path + ":"
			if v.Again > 0 {
				line += fmt.Sprintf(" again %d,", v.Again)
			}
			for _, touch := range v.Touches {
				for back := range 5 {
					if tip(t, dir, fmt.Sprintf("main~%d", back)) == touch.Commit {
						line += fmt.Sprintf(" %d %s", 5-back, touch.Path)
					}
				}
				if touch.Deleted {
					line += " gone"
				}
			}
			out = append(out, line)
		}
		return out, nil
	}
	if got, err := read("", "a.go"); len(got) > 0 || err != nil {
		t.Errorf("before the first build: %q, %v", got, err)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	got, err := read(tip(t, dir, "main"), "d/c.go", "a.go", "nowhere")
	want := []string{"d/c.go: 1 a.go 2 b.go 4 d/c.go", "a.go: again 1, 3 a.go 5 a.go gone", "nowhere:"}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%s, %v", d, err)
	}
	if got, err = read(tip(t, dir, "main~3"), "b.go"); err != nil || !cmp.Equal(got, []string{"b.go: 1 a.go 2 b.go"}) {
		t.Errorf("two commits in: %q, %v", got, err)
	}
	if _, err = read(git.Hash(fmt.Sprintf("%040d", 7)), "b.go"); !errors.Is(err, index.ErrUnknownCommit) {
		t.Errorf("a commit that is not there: %v", err)
	}
}
