package workspace_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// Who knows which area is read from what another process kept, and worked out anew when something changed that it depends on, or
// when the file is not as it was.
func TestAreasAreKept(t *testing.T) {
	h := newSilo(t)
	day := now()
	areas := func() []ownership.Area {
		w, done := h.open(workspace.Options{Now: func() time.Time { return day }})
		defer done()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		return must[[]ownership.Area](t)(w.Areas(t.Context()))
	}
	file := func() string {
		found, err := filepath.Glob(filepath.Join(h.dirs.Cache, "*", "areas"))
		if err != nil || len(found) != 1 {
			t.Fatalf("kept in %v, %v", found, err)
		}
		return found[0]
	}
	first := areas()
	if len(first) != 2 {
		t.Fatalf("%d areas", len(first))
	}
	kept, err := os.ReadFile(file())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, areas()); diff != "" {
		t.Errorf("as kept:\n%s", diff)
	}
	if again, _ := os.ReadFile(file()); !bytes.Equal(kept, again) {
		t.Error("written again, though nothing has changed")
	}
	// What is kept is what is read: another number shows.
	other := bytes.Replace(kept, []byte(`"path":"pay","files":1`), []byte(`"path":"pay","files":7`), 1)
	for name, damaged := range map[string][]byte{
		"cut short": kept[:len(kept)-5], "nothing": nil, "no line": []byte("{"), "text": []byte("x\n"), "of another sum": bytes.Replace(kept, []byte(`"sum":"`), []byte(`"sum":"0`), 1),
		"more knowers than there are": bytes.Replace(kept, []byte(`"knowers":1`), []byte(`"knowers":9`), 1),
		"fewer than there are":        bytes.Replace(kept, []byte(`"knowers":1`), []byte(`"knowers":0`), 1),
		"less than none":              bytes.Replace(kept, []byte(`"knowers":1`), []byte(`"knowers":-1`), 1),
		"of fewer people":             bytes.Replace(kept, []byte(`"people":`), []byte(`"people":1`), 1),
		"read":                        other,
	} {
		if err := os.WriteFile(file(), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		got := areas()
		if name == "read" {
			if got[1].Files != 7 {
				t.Errorf("what was kept is not read: %v", got[1])
			}
		} else if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	// Somebody says that they no longer know it.
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		if _, err := w.Append(t.Context(), eventlog.Event{Kind: string(ledger.KnowledgeDisclaimed), Subject: "pay", Visibility: ledger.Team, Body: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	})
	if diff := cmp.Diff(first, areas()); diff == "" {
		t.Error("a correction changes nothing")
	}
	day = day.AddDate(2, 0, 0)
	if got := areas(); len(got) != 0 {
		t.Errorf("two years later: %v", got)
	}
}
