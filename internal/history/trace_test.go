package history_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/history"
)

// The life of a line: written, edited, moved to another file with its neighbours, indented and given other quotes, the file
// renamed, reverted and brought back.
const life = `
commit main 2026-01-01T10:00:00Z Dev One <dev1@example.com>
Charge an order
+ pay/charge.go
<<<
package pay

func Charge(order string) error {
	return bill(order, 'once and never again')
}

func notify(order string) {
	send(order, "your order was charged today")
}
>>>
commit main 2026-01-02T10:00:00Z Dev Two <dev2@example.com>
Retry, because the bank is slow (#4)
+ pay/charge.go
<<<
package pay

func Charge(order string) error {
	return bill(order, 'once and never again', retries)
}

func notify(order string) {
	send(order, "your order was charged today")
}
>>>
commit main 2026-01-03T10:00:00Z Dev One <dev1@example.com>
Move billing to a file of its own
+ pay/charge.go
<<<
package pay

func notify(order string) {
	send(order, "your order was charged today")
}
>>>
+ pay/bill.go
<<<
package pay

func Charge(order string) error {
	return bill(order, 'once and never again', retries)
}
>>>
commit main 2026-01-04T10:00:00Z Dev One <dev1@example.com>
Format
+ pay/bill.go
<<<
package pay

func Charge(order string) error {
		return bill(order, "once and never again", retries)
}
>>>
commit main 2026-01-05T10:00:00Z Dev One <dev1@example.com>
Rename
R pay/bill.go pay/billing.go
`

type repository struct {
	dir    string
	tracer history.Tracer
	reader *blame.Reader
	head   git.Hash
	names  map[git.Hash]string
}

func build(t *testing.T, text string) *repository {
	t.Helper()
	r := &repository{dir: t.TempDir()}
	gittest.Repo(t, r.dir, text)
	r.open(t)
	return r
}

func (r *repository) open(t *testing.T) {
	t.Helper()
	found, err := git.Find(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	store, err := git.OpenStore(t.Context(), t.TempDir(), found)
	if err != nil {
		t.Fatal(err)
	}
	r.tracer, r.reader = history.Tracer{History: store}, blame.NewReader(store)
	r.head = git.Hash(gittest.Hash(t, r.dir, "HEAD"))
	r.names = map[git.Hash]string{}
	for c, err := range store.Log(t.Context(), git.LogQuery{Tips: []git.Hash{r.head}}) {
		if err != nil {
			t.Fatal(err)
		}
		r.names[c.Hash] = c.Subject
	}
}

// chain tells the life of a line of HEAD, a step a line.
func (r *repository) chain(t *testing.T, path string, line int) []string {
	t.Helper()
	v, err := r.reader.Read(t.Context(), r.head, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := v.Spots()[line-1]
	steps, err := r.tracer.Chain(t.Context(), s.Commit.Hash, history.Spot{Path: s.Path, Line: s.Line})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range steps {
		out = append(out, fmt.Sprintf("%s: %s at %s:%d", s.Subject, s.How, s.At.Path, s.At.Line))
	}
	return out
}

// past is what lies behind each line of a file of HEAD, as the subject of the commit.
func (r *repository) past(t *testing.T, path string) map[int]string {
	t.Helper()
	v, err := r.reader.Read(t.Context(), r.head, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	var commits []git.Hash
	for _, c := range v.Commits() {
		commits = append(commits, c.Hash)
	}
	told, err := r.tracer.Tell(t.Context(), commits)
	if err != nil {
		t.Fatal(err)
	}
	var lines []history.Line
	for _, s := range v.Spots() {
		lines = append(lines, history.Line{Commit: s.Commit.Hash, Spot: history.Spot{Path: s.Path, Line: s.Line}})
	}
	past, err := r.tracer.Past(t.Context(), lines, told)
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]string{}
	for i, l := range lines {
		if p, ok := past[l]; ok {
			out[i+1] = fmt.Sprintf("%s %s, %d passed", r.names[p.Commit], p.How, len(p.Passed))
			if told[p.Commit] == nil {
				t.Errorf("nothing is told of %s", p.Commit)
			}
		}
	}
	return out
}

func TestChain(t *testing.T) {
	r := build(t, life)
	want := []string{
		"Format: reformatted at pay/bill.go:4", "Move billing to a file of its own: moved at pay/bill.go:4",
		"Retry, because the bank is slow: changed at pay/charge.go:4", "Charge an order: introduced at pay/charge.go:4",
	}
	if diff := cmp.Diff(want, r.chain(t, "pay/billing.go", 4)); diff != "" {
		t.Error(diff)
	}
	past := map[int]string{
		3: "Charge an order moved, 1 passed", 4: "Retry, because the bank is slow (#4) reformatted, 2 passed", 5: "Charge an order moved, 1 passed",
	}
	if diff := cmp.Diff(past, r.past(t, "pay/billing.go")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[int]string{}, r.past(t, "pay/charge.go")); diff != "" {
		t.Error(diff)
	}
}

func TestChainPastAReversal(t *testing.T) {
	r := build(t, `
commit main 2026-01-01T10:00:00Z Dev One <dev1@example.com>
Start
+ a.go
<<<
package a
>>>
commit main 2026-01-02T10:00:00Z Dev Two <dev2@example.com>
Retry, because the bank is slow (#4)
+ a.go
<<<
package a

func retry() { again() }
>>>
`)
	gittest.Git(t, r.dir, "revert", "--no-edit", "HEAD")
	gittest.Git(t, r.dir, "revert", "--no-edit", "HEAD")
	r.open(t)
	want := []string{
		`Reapply "Retry, because the bank is slow: restored at a.go:3`, `Revert "Retry, because the bank is slow: removed at a.go:3`,
		"Retry, because the bank is slow: introduced at a.go:3",
	}
	got := r.chain(t, "a.go", 3)
	if len(got) != 3 || got[2] != want[2] {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff(map[int]string{3: "Retry, because the bank is slow (#4) restored, 1 passed"}, r.past(t, "a.go")); diff != "" {
		t.Error(diff)
	}
}

// A line that is like others elsewhere was not moved from there, unless it was taken away there; and little lines are alike
// by chance.
func TestWhatWasNotMoved(t *testing.T) {
	r := build(t, `
commit main 2026-01-01T10:00:00Z Dev One <dev1@example.com>
Start
+ a.go
<<<
package a

func a() error { return errors.New("no such order here") }
var x = 1
>>>
commit main 2026-01-02T10:00:00Z Dev Two <dev2@example.com>
Copy
+ a.go
<<<
package a

func a() error { return errors.New("no such order here") }
>>>
+ b.go
<<<
package b

func a() error { return errors.New("no such order here") }
var x = 1
>>>
`)
	if diff := cmp.Diff(map[int]string{}, r.past(t, "b.go")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Copy: introduced at b.go:3"}, r.chain(t, "b.go", 3)); diff != "" {
		t.Error(diff)
	}
}

func TestChainOfAShallowClone(t *testing.T) {
	r := build(t, life)
	clone := t.TempDir()
	gittest.Git(t, clone, "clone", "-q", "--depth=2", "file://"+r.dir, "c")
	r.dir = clone + "/c"
	r.open(t)
	if got := r.past(t, "pay/billing.go"); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if got := r.chain(t, "pay/billing.go", 4); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}
