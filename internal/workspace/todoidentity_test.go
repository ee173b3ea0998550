package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// growing is a history in which every note is moved about. Each step says what the notes are called in the end:
// n1 … in the order in which they were born.
var growing = []struct{ history, want string }{
	{`
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
two files with the same code and the same note
+ a.go
<<<
package a

func A() {
	// TODO: bill customers once, whatever happens
	charge()
}
>>>
+ b.go
<<<
package a

func A() {
	// TODO: bill customers once, whatever happens
	charge()
}
>>>
`, "a.go:4 n1, b.go:4 n2"},
	{`
commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
one is renamed, the other moves down
R a.go pay/charge.go
+ b.go
<<<
package a

import "fmt"

func B() { fmt.Println("b") }

func A() {
		// TODO: bill customers once, whatever happens
		charge()
}
>>>
`, "b.go:8 n2, pay/charge.go:4 n1"},
	{`
commit main 2026-10-03T10:00:00Z Dev Two <dev2@example.com>
reworded
+ pay/charge.go
<<<
package a

func A() {
	// FIXME(@dev1): bill every customer once, whatever happens
	charge()
}
>>>
`, "b.go:8 n2, pay/charge.go:4 n1"},
	{`
commit main 2026-10-04T10:00:00Z Dev Two <dev2@example.com>
moved to a file of its own, with its code
+ pay/charge.go
<<<
package a

func Z() {
	nothing()
}
>>>
+ pay/once.go
<<<
package a

// Once bills.
func Once() {
	// FIXME(@dev1): bill every customer once, whatever happens
	charge()
}
>>>
`, "b.go:8 n2, pay/once.go:5 n1"},
	{`
commit main 2026-10-05T10:00:00Z Dev Two <dev2@example.com>
a twin at the first path, where a note like it was born
+ a.go
<<<
package a

func A() {
	// TODO: bill customers once, whatever happens
	charge()
}
>>>
`, "a.go:4 n3, b.go:8 n2, pay/once.go:5 n1"},
	{`
commit main 2026-10-06T10:00:00Z Dev Two <dev2@example.com>
the note is taken out
+ b.go
<<<
package a

func A() {
	charge()
}
>>>
`, "a.go:4 n3, pay/once.go:5 n1"},
	{`
commit main 2026-10-07T10:00:00Z Dev Two <dev2@example.com>
and put back
+ b.go
<<<
package a

func A() {
	// TODO: bill customers once, whatever happens
	charge()
}
>>>
`, "a.go:4 n3, b.go:4 n2, pay/once.go:5 n1"},
}

// Two machines with the same history call every note the same, whether they have looked at each commit or only at the
// last one.
func TestTodosKeepTheirIdentity(t *testing.T) {
	looking := &home{t: t, top: filepath.Join(t.TempDir(), "repo")}
	looking.dirs = dirsIn(t.TempDir())
	calls := map[string]string{} // id → n1
	list := func(h *home) (out []string) {
		w, done := h.open(workspace.Options{})
		defer done()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		todos, err := w.Todos(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range todos {
			if calls[x.ID] == "" {
				calls[x.ID] = fmt.Sprintf("n%d", len(calls)+1)
			}
			out = append(out, fmt.Sprintf("%s:%d %s", x.Path, x.Line, calls[x.ID]))
			open := w.OpenSaved(t.Context(), x.Path).Todos(x.Path)
			if len(open) == 0 || open[0].ID != x.ID {
				t.Errorf("%s: an editor calls it %v, the list %s", x.Path, open, x.ID)
			}
		}
		return out
	}
	for i, step := range growing {
		gittest.Repo(t, looking.top, step.history)
		gittest.Git(t, looking.top, "reset", "-q", "--hard")
		if d := cmp.Diff(step.want, strings.Join(list(looking), ", ")); d != "" {
			t.Errorf("after step %d: %s", i+1, d)
		}
		other := &home{t: t, top: filepath.Join(t.TempDir(), "elsewhere")}
		other.dirs = dirsIn(t.TempDir())
		gittest.Git(t, ".", "clone", "-q", looking.top, other.top)
		if d := cmp.Diff(step.want, strings.Join(list(other), ", ")); d != "" {
			t.Errorf("another machine, after step %d: %s", i+1, d)
		}
	}
}

// What is typed follows from the last commit, renamed or not.
func TestUnsavedTodosKeepTheirIdentity(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := w.OpenSaved(t.Context(), "pay/a.go").Todos("pay/a.go")
	text, err := os.ReadFile(filepath.Join(h.top, "pay/a.go"))
	if err != nil {
		t.Fatal(err)
	}
	s := w.Edit("pay/a.go", "// new first line\n"+strings.Replace(string(text), "retry on timeout", "retry on any timeout", 1))
	after := s.Todos("pay/a.go")
	if len(before) != 2 || len(after) != 2 || before[0].ID != after[0].ID || before[1].ID != after[1].ID || after[0].Line != before[0].Line+1 {
		t.Errorf("%+v became %+v", before, after)
	}
	// A file that nobody has saved yet has notes, too; one outside of every repository is nobody's.
	if fresh := w.Edit("new.go", "package a\n\n// TODO: x\n// and y\n\n// TODO: x\n").Todos("new.go"); len(fresh) != 2 || fresh[0].ID == fresh[1].ID {
		t.Errorf("%+v", fresh)
	}
}

// The same note on two branches is one, though the branches went apart before it was reworded on one of them.
func TestBranchesShareTodos(t *testing.T) {
	h := newHome(t)
	ids := func() map[string]string {
		w, done := h.open(workspace.Options{})
		defer done()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		todos, err := w.Todos(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, x := range todos {
			out[fmt.Sprintf("%s:%d", x.Path, x.Line)] = x.ID
		}
		return out
	}
	before := ids()
	gittest.Git(t, h.top, "checkout", "-q", "-b", "side")
	path := filepath.Join(h.top, "pay/a.go")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	reworded := strings.Replace(string(text), "retry on timeout", "retry on every timeout", 1)
	if err := os.WriteFile(path, []byte(reworded), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Git(t, h.top, "commit", "-qam", "reworded")
	if d := cmp.Diff(before, ids()); d != "" {
		t.Errorf("on the branch: %s", d)
	}
	gittest.Git(t, h.top, "checkout", "-q", "-")
	if d := cmp.Diff(before, ids()); d != "" {
		t.Errorf("back again: %s", d)
	}
	// Saved and not committed, deleted, and ignored by git: the list is of what is there.
	if err := os.WriteFile(path, []byte("\n"+reworded), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(h.top, "b.py")); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"pay/a.go:4": before["pay/a.go:3"], "pay/a.go:5": before["pay/a.go:4"]}
	if d := cmp.Diff(want, ids()); d != "" {
		t.Errorf("saved: %s", d)
	}
}
