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

const reviewed = `
me Dev Three <dev3@example.com>
ref refs/remotes/origin/main main

commit main 2026-09-10T10:00:00Z Dev One <dev1@example.com>
begin
| Reviewed-by: Dev Two <dev2@example.com>
+ pay/a.go
<<<
one
two
three
four
>>>
+ pay/b.go
<<<
b
>>>
+ c.go
<<<
c
>>>
`

// editing opens a repository as an editor does.
func (h *home) editing(o workspace.Options) (w *workspace.Workspace, done func()) {
	h.t.Helper()
	w, done = h.open(o)
	indexed := make(chan struct{})
	w.Watch(func() { close(indexed) })
	<-indexed
	return w, done
}

func changeOf(t testing.TB, w *workspace.Workspace) *workspace.Change {
	t.Helper()
	w.AwaitChange(t.Context())
	return w.Snapshot().Change()
}

func (h *home) write(path, text string) {
	h.t.Helper()
	full := filepath.Join(h.top, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func atHome(t testing.TB, history string) *home {
	t.Helper()
	dir := t.TempDir()
	h := &home{t: t, top: filepath.Join(dir, "repo"), dirs: dirsIn(dir)}
	gittest.Repo(t, h.top, history)
	return h
}

func TestTheChangeAtHand(t *testing.T) {
	h := atHome(t, reviewed)
	w, done := h.editing(workspace.Options{})
	defer done()
	if c := changeOf(t, w); c != nil {
		t.Fatalf("nothing is changed, and still: %+v", c.Paths)
	}

	// What is typed counts before it is saved, and no longer once it is taken back.
	w.Edit("pay/a.go", "one\nTWO\nthree\nfour\nfive\n")
	c := changeOf(t, w)
	if diff := cmp.Diff([]string{"pay/a.go"}, c.Paths); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]workspace.Span{{Line: 2, EndLine: 2}, {Line: 5, EndLine: 5}}, c.Spans("pay/a.go")); diff != "" {
		t.Error(diff)
	}
	if c.Added != 2 || c.Gone != 1 {
		t.Errorf("%d lines more, %d less", c.Added, c.Gone)
	}
	if len(c.Suggested) == 0 || c.Suggested[0].Person.Name != "Dev Two" || c.Suggested[0].Load != nil {
		t.Errorf("%+v", c.Suggested)
	}
	w.Edit("pay/a.go", "one\r\ntwo\r\nfour\r\n")
	if diff := cmp.Diff([]workspace.Span{{Line: 2, EndLine: 2}}, changeOf(t, w).Spans("pay/a.go")); diff != "" {
		t.Error("lines that are gone:", diff)
	}
	w.Edit("pay/a.go", "one\ntwo\nthree\nfour\n")
	if c := changeOf(t, w); c != nil {
		t.Errorf("what was taken back is a change: %v", c.Paths)
	}

	// A save of an open file is looked at by itself, other files of the work tree when git writes something.
	h.write("pay/b.go", "bb\n")
	if err := w.Saved(t.Context(), "pay/b.go"); err != nil {
		t.Fatal(err)
	}
	if c := changeOf(t, w); c == nil || !c.Has("pay/b.go") || c.Has("c.go") || c.Added != 1 || c.Gone != 1 {
		t.Errorf("%+v", c)
	}
	h.write("pay/b.go", "b\n")
	if err := w.Saved(t.Context(), "pay/b.go"); err != nil {
		t.Fatal(err)
	}
	if c := changeOf(t, w); c != nil {
		t.Errorf("a file that is as it was: %v", c.Paths)
	}

	// Commits that the upstream does not have are part of it, and whoever wrote them is not asked.
	gittest.Repo(t, h.top, `
head feature
commit feature 2026-11-01T10:00:00Z Dev Two <dev2@example.com>
for me
from main
+ c.go
<<<
d
>>>
`)
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	c = changeOf(t, w)
	if c == nil || !c.Has("c.go") || c.Ref != "refs/heads/feature" || string(c.Base) != gittest.Hash(t, h.top, "main") {
		t.Fatalf("%+v", c)
	}
	for _, s := range c.Suggested {
		if s.Person.Name == "Dev Two" || s.Person.Name == "Dev Three" {
			t.Errorf("an author is to review: %s", s.Person.Name)
		}
	}
	gittest.Repo(t, h.top, "ref refs/remotes/origin/main feature\n")
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := changeOf(t, w); c != nil {
		t.Errorf("what has landed is a change: %v", c.Paths)
	}
}

func TestAChangeOfTenThousandFilesIsBounded(t *testing.T) {
	var history strings.Builder
	history.WriteString("me Dev Three <dev3@example.com>\nref refs/remotes/origin/main main\nhead side\ncommit main 2026-09-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\ncommit side 2026-09-11T10:00:00Z Dev Three <dev3@example.com>\nall\n")
	for i := range 10_000 {
		fmt.Fprintf(&history, "+ d%d/f%d.go\n", i%50, i)
	}
	h := atHome(t, history.String())
	w, done := h.editing(workspace.Options{})
	defer done()
	c := changeOf(t, w)
	if c == nil || len(c.Paths) != 10_000 || c.Cut {
		t.Fatalf("%+v", c)
	}
	if len(c.Suggested) != 1 {
		t.Errorf("%+v", c.Suggested)
	}
}

func TestNobodyIsSuggestedWhereNobodyElseIs(t *testing.T) {
	h := atHome(t, "me Dev Three <dev3@example.com>\ncommit main 2026-09-10T10:00:00Z Dev Three <dev3@example.com>\nbegin\n+ a.go\n")
	w, done := h.editing(workspace.Options{})
	defer done()
	w.Edit("a.go", "package a\n")
	if c := changeOf(t, w); c == nil || len(c.Suggested) != 0 {
		t.Errorf("%+v", c)
	}
}
