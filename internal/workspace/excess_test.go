package workspace_test

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// What no honest project needs ends the reading of history, wherever it lies; what does not need history goes on.
func TestExcessEndsReading(t *testing.T) {
	for name, over := range map[string]bool{"at the tip": false, "behind the tip": true} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			commit := func(tree, parent string) string {
				return strings.TrimSpace(gittest.Git(t, h.top, "-c", "user.name=Dev One", "-c", "user.email=dev1@example.com",
					"commit-tree", "-m", "on top", "-p", parent, tree))
			}
			tip := commit(gittest.Bomb(t, h.top), "HEAD")
			if over {
				tip = commit("HEAD^{tree}", tip)
			}
			gittest.Git(t, h.top, "update-ref", "HEAD", tip)
			for _, opening := range []string{"first", "second"} {
				w, done := h.open(workspace.Options{Refreshing: true})
				before := w.Snapshot().Excess
				if opening == "second" && before == nil {
					t.Error("what was found was forgotten")
				}
				if err := w.Refresh(t.Context()); err != nil {
					t.Fatal(err)
				}
				if s := w.Snapshot(); s.Excess == nil || s.Indexed {
					t.Errorf("opened for the %s time: excess %v, indexed %v", opening, s.Excess, s.Indexed)
				}
				done()
			}
		})
	}
}

// Commits that come later are looked at, too.
func TestExcessThatComesLater(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := w.Snapshot(); s.Excess != nil || !s.Indexed {
		t.Fatalf("an honest history: %v", s.Excess)
	}
	commit := func(args ...string) string {
		return strings.TrimSpace(gittest.Git(t, h.top, append([]string{
			"-c", "user.name=Dev One", "-c", "user.email=dev1@example.com",
			"commit-tree", "-m", "on top", "-p", "HEAD",
		}, args...)...))
	}
	tip := commit("-p", commit("HEAD^{tree}"), gittest.Bomb(t, h.top)) // a merge, of which a walk lists nothing
	gittest.Git(t, h.top, "update-ref", "HEAD", tip)
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.Snapshot().Excess == nil {
		t.Error("it was taken for an honest one")
	}
}
