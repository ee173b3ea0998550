package workspace_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// visiting opens a file in an editor on a day, and answers what the reader missed there. do may do something meanwhile.
func (h *home) visiting(day string, do func(w *workspace.Workspace)) *workspace.Missed {
	h.t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		h.t.Fatal(err)
	}
	w, done := h.open(workspace.Options{Visits: true, Now: func() time.Time { return at.Add(12 * time.Hour) }})
	defer done()
	if err := w.Refresh(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	w.OpenSaved(h.t.Context(), "pay/a.go")
	if err := w.Refresh(h.t.Context()); err != nil { // what runs in the background of opening, once more and to its end
		h.t.Fatal(err)
	}
	w.Catch(h.t.Context(), "pay/a.go")
	if do != nil {
		do(w)
	}
	return w.Snapshot().Missed("pay/a.go")
}

func (h *home) private() []eventlog.Event {
	h.t.Helper()
	stores, err := workspace.OpenStores(h.t.Context(), h.dirs, workspace.StoreDir(h.t.Context(), h.dirs, h.top), now, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	defer stores.Close()
	events, err := stores.Private.Since(h.t.Context(), 0, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	shared, err := stores.Events.Since(h.t.Context(), 0, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range shared {
		if e.Kind == string(ledger.PlaceSeen) {
			h.t.Errorf("where the reader was is among what is shared: %+v", e)
		}
	}
	return events
}

func TestWhatWasMissedCountsFromTheLastVisit(t *testing.T) {
	h := newHome(t)
	if m := h.visiting("2026-11-10", nil); m == nil || !m.Since.IsZero() || len(m.Commits) != 0 {
		t.Errorf("a first visit has news: %+v", m)
	}
	h.by("Dev Two")
	if m := h.visiting("2026-11-10", nil); !m.Since.IsZero() {
		t.Errorf("a visit of today counts: %+v", m)
	}
	h.by("Dev One")
	m := h.visiting("2026-11-12", nil)
	if m.How != workspace.ByVisit || len(m.Commits) != 2 || len(m.People) != 2 || len(m.New) != 2 || m.Rewritten {
		t.Errorf("two days later: %+v", m)
	}
	again := h.visiting("2026-11-12", func(w *workspace.Workspace) {
		if err := w.Dismiss(t.Context(), "pay/a.go"); err != nil {
			t.Fatal(err)
		}
	})
	if again.How != workspace.ByDismissal || len(again.Commits) != 0 {
		t.Errorf("after it was dismissed: %+v", again)
	}
	visits := 0
	for _, e := range h.private() {
		var seen ledger.Seen
		if json.Unmarshal(e.Body, &seen) == nil && e.Kind == string(ledger.PlaceSeen) && seen.How == ledger.Visited {
			visits++
		}
	}
	if visits != 2 {
		t.Errorf("%d visits on two days", visits)
	}
}

// Nothing of it may stand where others read: neither the shared log nor any table or view of the lead's store.
func TestWhereTheReaderWasIsInNoSharedFile(t *testing.T) {
	h := newHome(t)
	h.visiting("2026-11-10", nil)
	if len(h.private()) == 0 {
		t.Fatal("the visit was not remembered")
	}
	err := filepath.WalkDir(h.dirs.Data, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), "private.db") {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), string(ledger.PlaceSeen)) {
			t.Errorf("%s tells where the reader was", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasMissedCountsFromOwnCommits(t *testing.T) {
	h := newHome(t)
	h.by("Dev3") // the address of the reader
	h.by("Dev Two")
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"pay/a.go", "pay", "."} {
		m, err := w.MissedAt(t.Context(), at, time.Time{})
		if err != nil || m.How != workspace.ByCommit || len(m.Commits) != 1 {
			t.Errorf("%s: %+v, %v", at, m, err)
		}
	}
	decide(t, w, "D-000009", "mine")
	if said := w.Snapshot().Said("pay", time.Time{}); len(said) != 0 {
		t.Errorf("what the reader said is news to them: %v", said)
	}
}

// A history that was rewritten has none of the commits that the reader had.
func TestWhatWasMissedAfterRewritingGoesByDate(t *testing.T) {
	h := newHome(t)
	h.by("Dev Two")
	h.visiting("2026-11-10", nil)
	gittest.Git(t, h.top, "reset", "-q", "--hard", "HEAD~1")
	gittest.Git(t, h.top, "commit", "-q", "--amend", "--author", "Dev One <1001+dev1@users.noreply.github.com>", "--date", "2026-02-10T10:00:00Z", "-m", "begin anew")
	h.by("Dev Four")
	m := h.visiting("2026-11-12", nil)
	if !m.Rewritten || m.How != workspace.ByVisit {
		t.Errorf("after rewriting: %+v", m)
	}
}

func TestNobodyRemembersVisitsWithTheSettingOff(t *testing.T) {
	h := newHome(t)
	if err := os.WriteFile(filepath.Join(h.top, ".leadline.toml"), []byte("[hints]\ncatchup = false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m := h.visiting("2026-11-10", nil); m != nil {
		t.Errorf("it was looked for: %+v", m)
	}
	for _, e := range h.private() {
		if e.Kind == string(ledger.PlaceSeen) {
			t.Errorf("remembered all the same: %+v", e)
		}
	}
}

func TestTourOfLittle(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	before, err := w.Tour(context.Background(), ".")
	if err != nil || before.Files != 4 || len(before.Places) != 0 {
		t.Errorf("before the index is ready: %+v, %v", before, err)
	}
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	tour, err := w.Tour(t.Context(), ".")
	if err != nil || tour.Commits != 1 || !tour.Whole || len(tour.Places) != 0 || len(tour.Todos) != 0 {
		t.Errorf("of one commit: %+v, %v", tour, err)
	}
	if tour, err = w.Tour(t.Context(), "nowhere"); err != nil || tour.Files != 0 {
		t.Errorf("of nothing: %+v, %v", tour, err)
	}
}
