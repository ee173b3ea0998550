package workspace_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// An editor does not wait until all tracked files were listed: records in packages come right after it was opened, and at
// once the next time. Whoever only asks has them at once, always.
func TestPackagesAreKnownFromTheLastTime(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, recordHistory)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	changed := make(chan struct{}, 100)
	open := func(editor bool) (*workspace.Workspace, bool) {
		o := workspace.Options{Now: now, Dirs: config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}}
		if editor {
			o.OnChange = func(*workspace.Snapshot) { changed <- struct{}{} }
		}
		w, err := workspace.Open(t.Context(), top, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		return w, slices.ContainsFunc(listed(w.Snapshot()), inPackage)
	}
	w, known := open(true)
	if known {
		t.Error("tracked files were listed while the repository was opened")
	}
	w.Watch(func() {})
	late := time.After(20 * time.Second)
	for !slices.ContainsFunc(listed(w.Snapshot()), inPackage) {
		select {
		case <-changed:
		case <-late:
			t.Fatal("the records of packages never come")
		}
	}
	w.Close()
	if w, known = open(true); !known {
		t.Error("what was known the last time is forgotten")
	}
	w.Close()
	dir = t.TempDir()
	if w, known = open(false); !known {
		t.Error("whoever only asks is not told of packages")
	}
	w.Close()
}

func inPackage(line string) bool { return strings.Contains(line, "packages/api/docs/adr/0001-api.md") }
