package draft

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// What others amend while a draft is open stays, unless the draft changes the same: then its writer is told, and only a draft
// that was edited once more says otherwise.
func TestAmendedMeanwhile(t *testing.T) {
	ctx, home := t.Context(), t.TempDir()
	top := filepath.Join(home, "repo")
	gittest.Repo(t, top, "me Dev One <dev1@example.com>\n\ncommit main 2026-02-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\n")
	dirs := config.Dirs{Config: home + "/config", Data: home + "/data", Cache: home + "/cache", State: home + "/state"}
	now := func() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) }
	stores, err := workspace.OpenStores(ctx, dirs, workspace.StoreDir(ctx, dirs, top), now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(ctx, top, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	r, err := action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": "queue", "if_wrong": "stop", "status": "proposed"}})
	if err != nil {
		t.Fatal(err)
	}
	d := Folder{Dir: filepath.Join(home, "drafts")}
	text := New(action.Decision, action.ValuesOf(r.Entry), "a.go", nil)
	path, err := d.Create(About{Form: "decision", Event: "01JD0000000000000000000000", Top: w.Repository.Top, Entry: r.ID}, text)
	if err != nil {
		t.Fatal(err)
	}
	save := func(text string) Outcome {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := d.Record(ctx, w, path, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	amend := func(v action.Values) {
		t.Helper()
		if _, err := action.Amend(ctx, w, r.ID, v); err != nil {
			t.Fatal(err)
		}
	}
	is := func(title, ifWrong string) {
		t.Helper()
		e, _ := w.Snapshot().Ledger.Find(r.ID)
		if e.Decision.Title != title || e.Decision.IfWrong != ifWrong {
			t.Errorf("%q, %q; want %q, %q", e.Decision.Title, e.Decision.IfWrong, title, ifWrong)
		}
	}
	amend(action.Values{"if_wrong": "go back"})
	mine := strings.Replace(string(text), "title: queue", "title: ledger", 1)
	save(mine)
	is("ledger", "go back")

	amend(action.Values{"title": "log"})
	mine = strings.Replace(mine, "title: ledger", "title: book", 1)
	for range 2 { // the editor and the disk tell of one save
		if out := save(mine); len(out.Faults) != 1 || !strings.Contains(out.Faults[0].Message, `"log"`) {
			t.Errorf("%+v", out.Faults)
		}
	}
	is("log", "go back")
	save(mine + "\n")
	is("book", "go back")
	if out := save(strings.Replace(mine, "---\n", "---\nstatus: accepted\n", 1)); len(out.Faults) != 1 || !strings.Contains(out.Faults[0].Message, "decision accept") {
		t.Errorf("%+v", out.Faults)
	}
}

// A place that is added to a draft which was recorded before is one more place; what is there already is not said again, and
// a place that there is not keeps the rest from being amended.
func TestAnotherPlaceLater(t *testing.T) {
	ctx, home := t.Context(), t.TempDir()
	top := filepath.Join(home, "repo")
	gittest.Repo(t, top, "me Dev One <dev1@example.com>\n\ncommit main 2026-02-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\n<<<\npackage a\n\nvar x = 1\n>>>\n+ b.go\n<<<\npackage b\n\nvar y = 1\n>>>\n")
	dirs := config.Dirs{Config: home + "/config", Data: home + "/data", Cache: home + "/cache", State: home + "/state"}
	now := func() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) }
	stores, err := workspace.OpenStores(ctx, dirs, workspace.StoreDir(ctx, dirs, top), now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(ctx, top, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	d := Folder{Dir: filepath.Join(home, "drafts")}
	at := action.AnchorAt(w, action.Where{Path: "a.go", Line: 3, EndLine: 3})
	path, err := d.Create(About{Form: "decision", Event: "01JD0000000000000000000000", Top: w.Repository.Top, Anchor: &at}, New(action.Decision, nil, "a.go:3", nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		front, places, fault string
		nothing              bool
	}{
		{front: "title: one", places: "a.go:3"},
		{front: "title: one\nat: b.go:3", places: "a.go:3 b.go:3"},
		{front: "title: one\nat: [b.go:3]", places: "a.go:3 b.go:3", nothing: true},
		{front: "title: two\nat: [b.go:3, gone.go]", places: "a.go:3 b.go:3", fault: "gone.go"},
		{front: "title: two\nat: [b.go:3, b.go]", places: "a.go:3 b.go:3 b.go:0"},
	} {
		text := "---\n" + step.front + "\n---\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := d.Record(ctx, w, path, []byte(text))
		if err != nil || out.Nothing != step.nothing || (len(out.Faults) > 0) != (step.fault != "") || step.fault != "" && !strings.Contains(out.Faults[0].Message, step.fault) {
			t.Errorf("%s: %+v, %v", step.front, out, err)
		}
		e, _ := w.Snapshot().Ledger.Find(out.Entry)
		var places []string
		for _, a := range e.Anchors {
			places = append(places, fmt.Sprintf("%s:%d", a.Path, a.Line))
		}
		if got := strings.Join(places, " "); got != step.places {
			t.Errorf("%s: it is at %s, want %s", step.front, got, step.places)
		}
	}
}
