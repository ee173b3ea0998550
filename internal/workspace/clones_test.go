package workspace_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// names opens a repository, brings it up to date and says who knows pay/a.go.
func (h *home) names() []string {
	h.t.Helper()
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	knowers, err := w.KnowersOf(h.t.Context(), "pay/a.go")
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, k := range knowers {
		out = append(out, k.Person.Name)
	}
	slices.Sort(out)
	return out
}

// Two clones stand at different commits; neither answers for the other.
func TestClonesAtDifferentTips(t *testing.T) {
	one := newHome(t)
	two := &home{t: t, top: filepath.Join(t.TempDir(), "clone"), dirs: one.dirs}
	before := one.names()
	gittest.Git(t, one.top, "clone", "-q", one.top, two.top)
	one.by("Dev Nine")
	for range 2 { // and again, from what is kept
		if got := two.names(); !slices.Equal(got, before) {
			t.Errorf("in the clone %v know it, want %v", got, before)
		}
		if got := one.names(); !slices.Contains(got, "Dev Nine") {
			t.Errorf("in the other %v know it", got)
		}
	}
}

// A clone that was moved is read anew where it is now. One that was deleted under an open editor leaves what is known
// on screen, and another that is put in its place is read.
func TestMovedAndDeletedClones(t *testing.T) {
	h := newHome(t)
	before := h.names()
	moved := &home{t: t, top: h.top + ".moved", dirs: h.dirs}
	if err := os.Rename(h.top, moved.top); err != nil {
		t.Fatal(err)
	}
	if got := moved.names(); !slices.Equal(got, before) {
		t.Errorf("where it is now %v know it, want %v", got, before)
	}

	w, done := moved.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Edit("pay/a.go", "package pay\n").Await(t.Context(), "pay/a.go")
	if err := os.RemoveAll(moved.top); err != nil {
		t.Fatal(err)
	}
	if err := w.Refresh(t.Context()); err == nil {
		t.Error("a repository that is not there was read")
	}
	if len(w.Snapshot().Knowers("pay/a.go")) != len(before) {
		t.Error("what was known went with the clone")
	}
	gittest.Repo(t, moved.top, history)
	moved.by("Dev Nine")
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !knows("Dev Nine")(w.Snapshot()) {
		t.Error("what was put in its place was not read")
	}
}
