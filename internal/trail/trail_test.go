package trail_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/trail"
)

const charge = `// Charge bills a customer once.
func Charge(ctx context.Context, id string, amount int) error {
	key := keyOf(id, amount)
	return billOnce(ctx, key, amount)
}
`

const refund = `// Refund gives the money back.
func Refund(ctx context.Context, id string, amount int) error {
	return billOnce(ctx, id, -amount)
}
`

const head = "package pay\n\nimport \"context\"\n\n"

// change is a commit as gittest reads it: what it does, and on which branch.
func change(n int, branch string, steps ...string) string {
	return fmt.Sprintf("commit %s 2026-01-%02dT10:00:00Z Dev One <dev1@example.com>\nstep %d\n%s\n", branch, n, n, strings.Join(steps, "\n"))
}

func file(path, text string) string { return fmt.Sprintf("+ %s\n<<<\n%s>>>", path, text) }

type world struct {
	dir      string
	follower trail.Follower
}

func build(t *testing.T, history ...string) world {
	t.Helper()
	w := world{dir: filepath.Join(t.TempDir(), "repo")}
	gittest.Repo(t, w.dir, strings.Join(history, "\n"))
	r, err := git.Find(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	w.follower.History, err = git.OpenStore(t.Context(), filepath.Join(t.TempDir(), "git"), r)
	if err != nil {
		t.Fatal(err)
	}
	if w.follower.Index, err = index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.follower.Index.Close(); err != nil {
			t.Error(err)
		}
	})
	w.read(t)
	return w
}

func (w world) read(t *testing.T) {
	t.Helper()
	if _, err := w.follower.Index.Refresh(t.Context(), w.follower.History, []git.Hash{w.at(t, "main")}, nil); err != nil {
		t.Fatal(err)
	}
}

func (w world) at(t *testing.T, rev string) git.Hash { return git.Hash(gittest.Hash(t, w.dir, rev)) }

func (w world) follow(t *testing.T, m trail.Mark, to git.Hash) trail.Mark {
	t.Helper()
	marks, err := w.follower.Follow(t.Context(), []trail.Mark{m}, to)
	if err != nil {
		t.Fatal(err)
	}
	return marks[0]
}

func TestFollow(t *testing.T) {
	const first, last = 5, 9 // of charge, below head
	whole := head + charge + "\n" + refund
	spaced := strings.ReplaceAll(whole, "\t", "        ")
	many := strings.Repeat("var x = 1\n", 30)
	at := func(path string, line, end int, state anchor.State) anchor.Place {
		return anchor.Place{Path: path, Line: line, EndLine: end, State: state}
	}
	tests := []struct {
		name    string
		history []string
		want    anchor.Place
	}{
		{"nothing", []string{change(2, "main", file("b.go", "package b\n"))}, at("a.go", 5, 9, anchor.OK)},
		{"lines above", []string{change(2, "main", file("a.go", head+many+charge+refund))}, at("a.go", 35, 39, anchor.Moved)},
		{"renamed", []string{change(2, "main", "R a.go pay/a.go")}, at("pay/a.go", 5, 9, anchor.Moved)},
		{"renamed twice, and edited above", []string{
			change(2, "main", "R a.go b.go"), change(3, "main", file("b.go", "// a word\n"+whole)), change(4, "main", "R b.go c.go"),
		}, at("c.go", 6, 10, anchor.Moved)},
		{"white space", []string{change(2, "main", file("a.go", spaced))}, at("a.go", 5, 9, anchor.OK)},
		{"white space and lines above", []string{change(2, "main", file("a.go", "// so\n"+spaced))}, at("a.go", 6, 10, anchor.Moved)},
		{"moved within the file", []string{change(2, "main", file("a.go", head+refund+"\n"+charge))}, at("a.go", 10, 14, anchor.Moved)},
		{"moved to another file", []string{change(2, "main", file("a.go", head+refund), file("b.go", "package pay\n\n"+charge))}, at("b.go", 3, 7, anchor.Moved)},
		{"moved to another file, which is renamed and edited", []string{
			change(2, "main", file("a.go", head+refund), file("b.go", "package pay\n\n"+charge)), change(3, "main", "R b.go c.go"),
			change(4, "main", file("c.go", "package pay\n\n"+many+charge)),
		}, at("c.go", 33, 37, anchor.Moved)},
		{"moved to two files", []string{change(2, "main", file("a.go", head+refund), file("b.go", charge), file("c.go", charge))}, at("a.go", 0, 0, anchor.Orphaned)},
		{"a line edited", []string{change(2, "main", file("a.go", strings.Replace(whole, "billOnce(ctx, key", "bill(ctx, key", 1)))}, at("a.go", 5, 9, anchor.Changed)},
		{"edited and edited back", []string{
			change(2, "main", file("a.go", strings.Replace(whole, "billOnce(ctx, key", "bill(ctx, key", 1))), change(3, "main", file("a.go", whole)),
		}, at("a.go", 5, 9, anchor.OK)},
		{"edited away, little by little", []string{
			change(2, "main", file("a.go", strings.Replace(whole, "keyOf(id, amount)", "hash(id)", 1))),
			change(3, "main", file("a.go", strings.NewReplacer("keyOf(id, amount)", "hash(id)", "billOnce(ctx, key", "store.Put(ctx, key").Replace(whole))),
			change(4, "main", file("a.go", strings.NewReplacer("keyOf(id, amount)", "hash(id)", "billOnce(ctx, key", "store.Put(ctx, key", "bills a customer once", "is new").Replace(whole))),
		}, at("a.go", 5, 9, anchor.Changed)},
		{"grown within", []string{change(2, "main", file("a.go", strings.Replace(whole, "\treturn billOnce(ctx, key", "\tif seen(key) {\n\t\treturn nil\n\t}\n\treturn billOnce(ctx, key", 1)))}, at("a.go", 5, 12, anchor.Changed)},
		{"deleted", []string{change(2, "main", file("a.go", head+refund))}, at("a.go", 0, 0, anchor.Orphaned)},
		{"the file deleted", []string{change(2, "main", "- a.go")}, at("a.go", 0, 0, anchor.Orphaned)},
		{"deleted and back", []string{change(2, "main", file("a.go", head+refund)), change(3, "main", file("a.go", whole))}, at("a.go", 5, 9, anchor.Changed)},
		{"changed on a branch that was merged", []string{
			change(2, "side", "from main", file("a.go", head+many+charge+"\n"+refund)), change(3, "main", file("b.go", "package b\n")),
			change(4, "main", "merge side", file("a.go", head+many+charge+"\n"+refund)),
		}, at("a.go", 35, 39, anchor.Moved)},
		{"renamed on a branch, edited on the other", []string{
			change(2, "side", "from main", "R a.go c.go"), change(3, "main", file("a.go", "// a word\n"+whole)),
			change(4, "main", "merge side", "- a.go", file("c.go", "// a word\n"+whole)),
		}, at("c.go", 6, 10, anchor.Moved)},
		{"unsaid by one side of a merge", []string{
			change(2, "side", "from main", file("a.go", "// a word\n"+whole)), change(3, "main", file("a.go", head+refund)),
			change(4, "main", "merge side", file("a.go", "// a word\n"+whole)),
		}, at("a.go", 6, 10, anchor.Moved)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := build(t, append([]string{change(1, "main", file("a.go", whole))}, test.history...)...)
			born := gittest.Git(t, w.dir, "rev-list", "--max-parents=0", "main")
			a := anchor.New("a.go", strings.TrimSpace(string(born)), anchor.SplitLines(whole), first, last)
			m := w.follow(t, trail.Begin(a), w.at(t, "main"))
			if d := cmp.Diff(test.want, m.Place(a)); d != "" {
				t.Errorf("%s%+v", d, m)
			}
			// What is kept can be gone on from.
			kept, err := json.Marshal(w.follow(t, trail.Begin(a), git.Hash(a.Commit)))
			var back trail.Mark
			if err != nil || json.Unmarshal(kept, &back) != nil {
				t.Fatal(err)
			}
			if again := w.follow(t, back, w.at(t, "main")); again.Place(a) != m.Place(a) {
				t.Errorf("from what was kept it is %+v", again.Place(a))
			}
		})
	}
}

// A commit that the index does not hold yet is no reason to think that everything is gone.
func TestACommitThatIsNotIndexedYet(t *testing.T) {
	w := build(t, change(1, "main", file("a.go", head+charge)))
	a := anchor.New("a.go", string(w.at(t, "main")), anchor.SplitLines(head+charge), 5, 9)
	gittest.Repo(t, w.dir, change(2, "main", "R a.go b.go"))
	if _, err := w.follower.Follow(t.Context(), []trail.Mark{trail.Begin(a)}, w.at(t, "main")); !errors.Is(err, index.ErrUnknownCommit) {
		t.Errorf("%v", err)
	}
	w.read(t)
	if got := w.follow(t, trail.Begin(a), w.at(t, "main")).Place(a); got.Path != "b.go" || got.State != anchor.Moved {
		t.Errorf("%+v", got)
	}
}

// What was said about text that is in no commit yet is found from the commit on that has it.
func TestTextThatIsCommittedLater(t *testing.T) {
	w := build(t, change(1, "main", file("a.go", head+refund)), change(2, "main", file("a.go", head+charge+"\n"+refund)), change(3, "main", "R a.go b.go"))
	a := anchor.New("a.go", string(w.at(t, "main~2")), anchor.SplitLines(head+charge+"\n"+refund), 5, 9)
	if m := w.follow(t, trail.Begin(a), w.at(t, "main~2")); m.State != trail.Unborn {
		t.Errorf("before it was committed: %+v", m)
	}
	want := anchor.Place{Path: "b.go", Line: 5, EndLine: 9, State: anchor.Moved}
	if d := cmp.Diff(want, w.follow(t, trail.Begin(a), w.at(t, "main")).Place(a)); d != "" {
		t.Error(d)
	}
}

// Two branches: what is known of one does not spoil the other.
func TestAnotherBranch(t *testing.T) {
	w := build(t, change(1, "main", file("a.go", head+charge)), change(2, "side", "from main", file("a.go", "// so\n"+head+charge)), change(3, "main", "from main", file("b.go", "package b\n")))
	if _, err := w.follower.Index.Refresh(t.Context(), w.follower.History, []git.Hash{w.at(t, "main"), w.at(t, "side")}, nil); err != nil {
		t.Fatal(err)
	}
	a := anchor.New("a.go", string(w.at(t, "main~1")), anchor.SplitLines(head+charge), 5, 9)
	there := w.follow(t, trail.Begin(a), w.at(t, "side"))
	if got := there.Place(a); got.Line != 6 || got.State != anchor.Moved {
		t.Errorf("on the branch: %+v", got)
	}
	if got := w.follow(t, there, w.at(t, "main")).Place(a); got.Line != 5 || got.State != anchor.OK {
		t.Errorf("from there back: %+v", got)
	}
}
