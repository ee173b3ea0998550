package workspace

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/tour"
)

// Which code everybody has left is read from what another process kept, and found out anew where that is not of this history and
// this day, or damaged. A folder is answered as a part of all.
func TestAbandonedCodeIsKept(t *testing.T) {
	root := t.TempDir()
	top := filepath.Join(root, "app")
	gittest.Repo(t, top, "me Dev Two <dev2@example.com>\n"+
		"commit main 2024-01-02T09:00:00Z Dev One <dev1@example.com>\none\n+ pay/old.go\n+ fx/old.go\n"+
		"commit main 2024-01-03T09:00:00Z Dev One <dev1@example.com>\nmore\n+ pay/old.go\n<<<\npackage pay\n>>>\n+ fx/old.go\n<<<\npackage fx\n>>>\n"+
		"commit main 2026-10-01T09:00:00Z Dev Two <dev2@example.com>\ntwo\n+ pay/new.go\n")
	day := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	dirs := config.Dirs{Cache: filepath.Join(root, "cache"), Data: filepath.Join(root, "data"), Config: filepath.Join(root, "config"), State: filepath.Join(root, "state")}
	ask := func(files ...string) []tour.Old {
		t.Helper()
		w, err := Open(t.Context(), top, nil, Options{Dirs: dirs, Now: func() time.Time { return day }})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if files == nil { // all, as a report about everything asks for it
			got, _, err := w.allAbandoned(t.Context(), w.Snapshot(), true)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		got, err := w.abandoned(t.Context(), w.Snapshot(), files)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	last := time.Date(2024, 1, 3, 9, 0, 0, 0, time.UTC)
	pay, fx := tour.Old{Path: "pay/old.go", Changes: 1, Last: last}, tour.Old{Path: "fx/old.go", Changes: 1, Last: last}
	check := func(what string, want []tour.Old, files ...string) {
		t.Helper()
		if diff := cmp.Diff(want, ask(files...)); diff != "" {
			t.Errorf("%s:\n%s", what, diff)
		}
	}
	check("a few, nothing kept", []tour.Old{pay}, "pay/new.go", "pay/old.go")
	kept, err := filepath.Glob(filepath.Join(dirs.Cache, "*", "abandoned"))
	if err != nil || kept != nil {
		t.Fatalf("a look at a few files keeps %v, %v", kept, err)
	}
	check("all", []tour.Old{fx, pay})
	kept, err = filepath.Glob(filepath.Join(dirs.Cache, "*", "abandoned"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept in %v, %v", kept, err)
	}
	check("as kept", []tour.Old{fx, pay})
	check("a folder of what is kept", []tour.Old{pay}, "pay/new.go", "pay/old.go")
	text, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"nothing": nil, "cut short": text[:len(text)-3], "another sum": append([]byte("0"), text...), "no rows": text[:64]} {
		if err := os.WriteFile(kept[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		check(name, []tour.Old{fx, pay})
	}
	day = day.AddDate(2, 0, 0)
	if got := ask(); len(got) != 2 || got[0].Last != last { // the one file of Dev Two was only added, which is no change
		t.Errorf("two years later: %v", got)
	}
}
