package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// unread is a workspace whose history nobody has indexed yet.
func unread(t *testing.T, top string) *workspace.Workspace {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := workspace.Open(t.Context(), top, nil, workspace.Options{Dirs: dirs, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if w.Snapshot().Indexed {
		t.Fatal("the history is indexed already")
	}
	return w
}

// reformatted is a commit that touches very many files.
func reformatted() string {
	var b strings.Builder
	b.WriteString("\ncommit main 2026-11-02T09:00:00Z Dev Five <dev5@example.com>\nReformat everything\n+ pay/charge.go\n<<<\npackage pay // v4\n>>>\n")
	for i := range 79 {
		fmt.Fprintf(&b, "+ f/%d.go\n", i)
	}
	return b.String()
}

// TestFirstAnswerIsThatOfTheIndex: what is said while history is still being read credits co-authors and reviewers, counts
// one person once, damps what touched very many files and leaves out what the list of ignored commits names, as the index does.
func TestFirstAnswerIsThatOfTheIndex(t *testing.T) {
	h := newTeam(t)
	gittest.Repo(t, h.top, reformatted())
	list := gittest.Hash(t, h.top, "main~1") + "\n"
	if err := os.WriteFile(filepath.Join(h.top, ".git-blame-ignore-revs"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	first := known(t, unread(t, h.top), "pay/charge.go")
	var indexed []string
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) { indexed = known(t, w, "pay/charge.go") })
	if diff := cmp.Diff(indexed, first); diff != "" {
		t.Errorf("the first answer is another (-index +first):\n%s", diff)
	}
	want := []string{"Dev One 0.31", "Dev Three 0.31", "Dev Two 0.31", "Dev Five 0.08"}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("who knows the file (-want +got):\n%s", diff)
	}
}

// TestMovedFilesKeepTheirKnowers: to move a file, with a change too, takes nothing from those who know it, at first and by the
// index.
func TestMovedFilesKeepTheirKnowers(t *testing.T) {
	top := t.TempDir()
	gittest.Repo(t, top, `
me Dev Three <dev3@example.com>

commit main 2026-11-01T09:00:00Z Dev One <dev1@example.com>
charge
+ pay/charge.go
<<<
package pay

func Charge() error { return nil }

func Refund() error { return nil }
>>>

commit main 2026-11-01T09:00:00Z Dev Two <dev2@example.com>
move it
- pay/charge.go
+ billing/charge.go
<<<
package billing

func Charge() error { return nil }

func Refund() error { return nil }
>>>
`)
	want := []string{"Dev One 0.50", "Dev Two 0.50"}
	for when, w := range map[string]*workspace.Workspace{"at first": unread(t, top), "by the index": opened(t, top, "")} {
		if diff := cmp.Diff(want, known(t, w, "billing/charge.go")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
}
