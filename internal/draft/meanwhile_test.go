package draft

import (
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
	w, err := workspace.Open(ctx, top, stores, nil, workspace.Options{Dirs: dirs, Now: now})
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
