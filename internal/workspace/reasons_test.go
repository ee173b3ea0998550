package workspace_test

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

const reasonsHistory = `
me Dev Three <dev3@example.com>
config remote.origin.url=https://forge.example/fork.git
config remote.upstream.url=https://github.com/pay/core.git
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
<<<
package a
>>>
+ other.go
commit fix 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
retry, because the bank is slow
+ a.go
<<<
package a

func retry() { again("and again, until it answers") }
>>>
commit main 2026-10-03T10:00:00Z Dev One <dev1@example.com>
Merge pull request #12 from dev2/fix
merge fix
+ a.go
<<<
package a

func retry() { again("and again, until it answers") }
>>>
commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
split
+ a.go
<<<
package a
>>>
+ b.go
<<<
package a

func retry() { again("and again, until it answers") }
>>>
`

// because is what is said of each line of an open document: reason and numbers, - for nothing, ? for what is not known.
func because(s *workspace.Snapshot, path string, lines int) string {
	var out []string
	for n := 1; n <= lines; n++ {
		a := s.Why(path, n)
		if a == nil {
			out = append(out, "?")
			continue
		}
		said := a.Reason
		for _, number := range a.Numbers {
			said += " " + number.Text + " " + number.URL
		}
		if said == "" {
			said = "-"
		}
		out = append(out, said)
	}
	return strings.Join(out, "|")
}

const retryReason = "retry, because the bank is slow #12 https://github.com/pay/core/pull/12"

// The merge that brought a commit in has the number, once history is indexed; a line that was moved keeps its reason.
func TestReasons(t *testing.T) {
	top := t.TempDir()
	gittest.Repo(t, top, reasonsHistory)
	w := opened(t, top, "{}")
	w.OpenSaved(t.Context(), "b.go")
	s := w.ReadLines(t.Context(), "b.go")
	if got := because(s, "b.go", 4); got != "-|-|"+retryReason+"|?" {
		t.Errorf("got %s", got)
	}
	if a := s.Why("b.go", 3); a == nil || len(a.Passed) != 1 || a.At.Path != "a.go" {
		t.Errorf("got %+v", a)
	}
	if got := because(s, "a.go", 1); got != "?" {
		t.Errorf("of a file that is not open: %s", got)
	}
	w.Edit("b.go", "package a\n\n// new\nfunc retry() { again(\"and again, until it answers\") }\n")
	if got := because(w.Snapshot(), "b.go", 4); got != "-|-|?|"+retryReason {
		t.Errorf("edited: %s", got)
	}
	lives, more, err := w.Lives(t.Context(), "b.go", 1, 4)
	if err != nil || more != 0 || len(lives) != 2 || lives[1].Line != 4 || len(lives[1].Steps) != 2 {
		t.Errorf("got %+v, %d, %v", lives, more, err)
	}
	w.Forget("b.go")
	if got := because(w.Snapshot(), "b.go", 1); got != "?" {
		t.Errorf("closed: %s", got)
	}
}

// Open documents learn it in the background: what commits say at once, merges when history has been indexed.
func TestReasonsComeInTheBackground(t *testing.T) {
	h := newHome(t)
	gittest.Repo(t, h.top+"/why", reasonsHistory)
	h.top += "/why"
	w, done := h.open(workspace.Options{Lines: true})
	defer done()
	w.Edit("b.go", "package a\n\nfunc retry() { again(\"and again, until it answers\") }\n")
	w.AwaitLines(t.Context(), "b.go")
	if got := because(w.Snapshot(), "b.go", 1); got == "?" {
		t.Error("nothing is known after the lines are")
	}
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.AwaitReasons(t.Context(), "b.go")
	if got := because(w.Snapshot(), "b.go", 3); got != "-|-|"+retryReason {
		t.Errorf("indexed: %s", got)
	}
}
