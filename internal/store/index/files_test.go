package index_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// hands renders facts as "path: creator; name changes/recent, …".
func hands(t *testing.T, x *index.Index, q index.FileQuery) (out []string) {
	t.Helper()
	for f, err := range x.Files(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		creator := "?"
		if f.Created {
			creator = f.Creator.Name
		}
		var parts []string
		for _, h := range f.Hands {
			parts = append(parts, fmt.Sprintf("%s %d/%d", h.Who.Name, h.Changes, h.Recent))
		}
		out = append(out, fmt.Sprintf("%s: %s; %s", f.Path, creator, strings.Join(parts, ", ")))
	}
	return out
}

const filesHistory = `
commit main 2024-01-01T10:00:00Z One <one@x>
create
+ a.go` + body + `
+ gone.go

commit main 2024-02-01T10:00:00Z Two <two@x>
change
+ a.go
<<<
one line
another line
a third line that makes the file long enough, and more
>>>

commit side 2024-03-01T10:00:00Z Side <side@x>
on another branch
+ a.go
<<<
one line, on the side
another line
a third line that makes the file long enough, and more
>>>

commit main 2026-01-01T10:00:00Z Three <three@x>
move it
from main
R a.go dir/b.go

commit main 2026-02-01T10:00:00Z One <one@x>
delete
- gone.go

commit main 2026-03-01T10:00:00Z Two <two@x>
and put another in its place
| Co-authored-by: Four <four@x>
+ gone.go
+ a.go
<<<
something else
>>>

commit main 2026-04-01T10:00:00Z Two <two@x>
merge
merge side
`

func TestFiles(t *testing.T) {
	dir, s := history(t, filesHistory)
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got := hands(t, x, index.FileQuery{Paths: []string{"a.go"}}); got != nil {
		t.Errorf("before the first build: %v", got)
	}
	if _, err := x.Refresh(t.Context(), s, []git.Hash{tip(t, dir, "main")}, nil); err != nil {
		t.Fatal(err)
	}
	recent := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	all := index.FileQuery{Paths: []string{"dir/b.go", "gone.go", "a.go", "nothing.go", "dir"}, Since: recent}
	want := []string{
		// The rename is a delivery, the history comes along, and so does what went on on the side.
		"dir/b.go: One; One 0/0, Side 1/0, Three 1/1, Two 1/0",
		// To add a file again is no delivery, to delete it counts for nothing, and only authors count.
		"gone.go: One; One 0/0, Two 0/1",
		"a.go: Two; Two 0/1",
		"nothing.go: ?; ",
		"dir: ?; ",
	}
	if diff := cmp.Diff(want, hands(t, x, all)); diff != "" {
		t.Errorf("of all that is known (-want +got):\n%s", diff)
	}
	early := index.FileQuery{Paths: []string{"a.go", "dir/b.go"}, At: tip(t, dir, "main~3"), Since: recent}
	if diff := cmp.Diff([]string{"a.go: One; One 0/0, Two 1/0", "dir/b.go: One; One 0/0, Three 1/1, Two 1/0"}, hands(t, x, early)); diff != "" {
		t.Errorf("at an earlier commit (-want +got):\n%s", diff)
	}
	for _, err := range x.Files(t.Context(), index.FileQuery{Paths: []string{"a.go"}, At: git.Hash(strings.Repeat("0", 40))}) {
		if !errors.Is(err, index.ErrUnknownCommit) {
			t.Errorf("a commit that is not there: %v", err)
		}
	}
	// Asked for many at once, each answer is the same.
	many := index.FileQuery{Since: recent}
	for i := range 1200 {
		many.Paths = append(many.Paths, fmt.Sprint(i))
	}
	many.Paths = append(many.Paths, all.Paths...)
	if diff := cmp.Diff(want, hands(t, x, many)[1200:]); diff != "" {
		t.Errorf("among many (-want +got):\n%s", diff)
	}
	// Those that are changed often are told as before, with what was done to them under other names; others may be left out.
	many.Since = time.Time{}
	whole := hands(t, x, many)
	for least := 1; least < 6; least++ {
		many.Least = least
		often := hands(t, x, many)
		for _, one := range whole {
			recent := 0
			for _, part := range regexp.MustCompile(`/(\d+)`).FindAllStringSubmatch(one, -1) {
				n, _ := strconv.Atoi(part[1])
				recent += n
			}
			if told := slices.Contains(often, one); recent >= least && !told {
				t.Errorf("%s is left out of those changed %d times or more", one, least)
			} else if recent == 0 && told {
				t.Errorf("%s is among those changed %d times or more", one, least)
			}
		}
	}
	many.Least, many.Since = 0, recent
	for _, who := range []string{"One", "Two", "Three", "Side"} {
		many.Without = func(i git.Identity) bool { return i.Name == who }
		told := hands(t, x, many)
		for _, one := range whole {
			if _, all, _ := strings.Cut(one, "; "); !strings.Contains(all, who+" ") && !slices.ContainsFunc(told, func(o string) bool { return strings.HasPrefix(o, one[:strings.Index(one, ":")]) }) {
				t.Errorf("%s is left out, though %s had no hand in it", one, who)
			}
		}
	}
	many.Without = nil
	for range x.Files(t.Context(), all) {
		break // whoever has enough may stop
	}
	if _, err := x.Refresh(t.Context(), s, []git.Hash{tip(t, dir, "side")}, nil); err != nil {
		t.Errorf("after stopping: %v", err)
	}
}

// Who asks for many files and has no use for those that somebody changed is told few of them, and all others.
func TestFilesWithout(t *testing.T) {
	dir, s := history(t, "commit main 2026-01-01T10:00:00Z One <1@x>\nbegin\n+ a.go\n+ b.go\ncommit main 2026-01-02T10:00:00Z Two <2@x>\nmore\n+ b.go\n<<<\nmore\n>>>\n")
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := x.Refresh(t.Context(), s, []git.Hash{tip(t, dir, "main")}, nil); err != nil {
		t.Fatal(err)
	}
	many := index.FileQuery{Paths: []string{"a.go", "b.go"}, Without: func(i git.Identity) bool { return i.Name == "Two" }}
	for i := range 1200 {
		many.Paths = append(many.Paths, fmt.Sprint(i))
	}
	if diff := cmp.Diff([]string{"a.go: One; One 0/1"}, hands(t, x, many)[:1]); diff != "" {
		t.Error(diff)
	}
	if got := hands(t, x, many); slices.ContainsFunc(got, func(one string) bool { return strings.HasPrefix(one, "b.go") }) {
		t.Errorf("with what somebody changed whose files are of no use: %q", got[:2])
	}
}

func TestTogether(t *testing.T) {
	dir, s := history(t, filesHistory)
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := x.Refresh(t.Context(), s, []git.Hash{tip(t, dir, "main")}, nil); err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{"both": {"gone.go", "a.go"}, "one": {"dir/b.go"}, "none": {"dir", "x"}, "empty": nil}
	together, err := x.Together(t.Context(), groups, index.Usual())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, cs := range together {
		for _, c := range cs {
			got[name] += fmt.Sprintf("%s %d+%d, ", c.Who.Name, c.Changes, c.Reviews)
		}
	}
	// The commit that touched both files of a group counts once.
	want := map[string]string{
		"both": "Four 1+0, Two 1+0, One 2+0, ",
		"one":  "Three 1+0, Two 1+1, Side 1+0, One 1+0, ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// Of one file it is what Contributions says.
	single, err := x.Contributions(t.Context(), "dir/b.go")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(single, together["one"]); diff != "" {
		t.Errorf("of one file (-contributions +together):\n%s", diff)
	}
}
