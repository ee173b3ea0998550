package workspace_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// Whoever waits for a list gets it before every comment was followed: those who ask again come to what one gets who waited,
// and what was known stays known when HEAD moves.
func TestAListDoesNotWaitForHistory(t *testing.T) {
	const files = 70
	reworded := func(day int, subject, adverb string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "commit main 2026-10-%02dT10:00:00Z Dev One <dev1@example.com>\n%s\n", day, subject)
		for i := range files {
			fmt.Fprintf(&b, "+ f%02d.go\n<<<\npackage a\n%s\n// TODO: make step %d of the billing %s safe to repeat\nfunc F%d() {}\n>>>\n", i, strings.Repeat("\n", day), i, adverb, i)
		}
		return b.String() + "\n"
	}
	repo := func() *home {
		h := &home{t: t, top: filepath.Join(t.TempDir(), "repo"), dirs: dirsIn(t.TempDir())}
		gittest.Repo(t, h.top, reworded(1, "first", "at last")+reworded(2, "second", "for once"))
		return h
	}
	list := func(h *home, all bool) (ids []string, unfollowed int) {
		w, done := h.open(workspace.Options{})
		defer done()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		todos, unfollowed, err := w.TodosWithin(t.Context(), 0)
		if all {
			todos, err = w.Todos(t.Context())
		}
		if err != nil || len(todos) != files {
			t.Fatal(len(todos), err)
		}
		for _, x := range todos {
			ids = append(ids, x.ID)
		}
		return ids, unfollowed
	}
	want, _ := list(repo(), true)
	h := repo()
	first, left := list(h, false)
	if left == 0 || left == files {
		t.Errorf("%d files are left after the first look", left)
	}
	if cmp.Equal(want, first) {
		t.Error("what was not followed has its identity already: this tests nothing")
	}
	var got []string
	for n := 0; left > 0; n++ {
		before := left
		if got, left = list(h, false); left >= before || n > files {
			t.Fatalf("%d files are left after %d", left, before)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("in the end (-waited +asked again):\n%s", d)
	}
	gittest.Repo(t, h.top, reworded(3, "third", "once more"))
	gittest.Git(t, h.top, "reset", "-q", "--hard")
	if got, _ = list(h, false); !cmp.Equal(want, got) {
		t.Errorf("after a commit (-before +after):\n%s", cmp.Diff(want, got))
	}
}
