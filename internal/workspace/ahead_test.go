package workspace_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/workspace"
)

// Whoever says that they will refresh gets what everybody gets, whatever there is of an index.
func TestReadingAheadTellsTheSame(t *testing.T) {
	h := newHome(t)
	want := h.names()
	w, done := h.open(workspace.Options{})
	history := index.File(workspace.CacheDir(h.dirs, w.Repository))
	done()
	for name, before := range map[string]func() error{
		"an index":         func() error { return nil },
		"no index":         func() error { return os.RemoveAll(filepath.Dir(history)) },
		"an empty index":   func() error { return os.WriteFile(history, nil, 0o600) },
		"what is no index": func() error { return os.WriteFile(history, []byte("something else"), 0o600) },
	} {
		if err := before(); err != nil {
			t.Fatal(err)
		}
		w, done := h.open(workspace.Options{Refreshing: true})
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		knowers, err := w.KnowersOf(t.Context(), "pay/a.go")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range knowers {
			got = append(got, k.Person.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("with %s %v know it, want %v", name, got, want)
		}
		done()
	}
}

// A walk that began, and that nobody comes to read, ends with the workspace.
func TestReadingAheadEnds(t *testing.T) {
	h := newHome(t)
	_, end := h.open(workspace.Options{Refreshing: true})
	end()

	one := &home{t: t, top: filepath.Join(t.TempDir(), "empty"), dirs: h.dirs}
	gittest.Git(t, h.top, "init", "-q", one.top)
	w, done := one.open(workspace.Options{Refreshing: true})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Error("a repository without commits:", err)
	}
}
