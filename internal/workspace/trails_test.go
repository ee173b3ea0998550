package workspace_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	trailHead   = "package pay\n\nimport \"context\"\n\n"
	trailCharge = "// Charge bills a customer once.\nfunc Charge(ctx context.Context, id string, amount int) error {\n" +
		"\tkey := keyOf(id, amount)\n\treturn billOnce(ctx, key, amount)\n}\n"
	trailRest = "\nfunc keyOf(id string, amount int) string {\n\treturn id\n}\n"
)

func trailed(n, path, text string) string {
	return "commit main 2026-11-1" + n + "T10:00:00Z Dev One <dev1@example.com>\nstep " + n + "\n+ " + path + "\n<<<\n" + text + ">>>\n"
}

// decideAt logs a decision about lines of a file as it is checked out.
func decideAt(t *testing.T, w *workspace.Workspace, h *home, id, path, text string, line, end int) {
	t.Helper()
	a := anchor.New(path, gittest.Hash(t, h.top, "main"), workspace.SplitLines(text), line, end)
	body, err := json.Marshal(map[string]any{"title": "once", "status": "accepted", "anchors": []anchor.Anchor{a}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Append(t.Context(), eventlog.Event{Kind: string(ledger.DecisionLogged), Subject: id, V: 1, Visibility: ledger.Team, Body: body, At: now()})
	if err != nil {
		t.Fatal(err)
	}
}

// placeOf is where an entry is in the open document.
func placeOf(s *workspace.Snapshot, path, id string) (anchor.Place, bool) {
	for _, p := range s.Placed(path) {
		if p.Entry.ID == id {
			return p.Place, true
		}
	}
	return anchor.Place{}, false
}

func TestEntriesFollowTheirLines(t *testing.T) {
	h := newHome(t)
	w, closeIt := h.open(workspace.Options{})
	defer closeIt()
	refresh := func() {
		t.Helper()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	text := trailHead + trailCharge + trailRest
	gittest.Repo(t, h.top, trailed("1", "pay/charge.go", text))
	refresh()
	decideAt(t, w, h, "D-AAAAAA", "pay/charge.go", text, 5, 9)
	gittest.Repo(t, h.top, "commit main 2026-11-12T10:00:00Z Dev One <dev1@example.com>\ncall it so\nR pay/charge.go pay/billing.go\n")
	gittest.Repo(t, h.top, trailed("3", "pay/billing.go", "// Package pay bills.\n"+text))
	refresh()
	w.Edit("pay/billing.go", "// Package pay bills.\n"+text)
	want := func(path string, p anchor.Place) {
		t.Helper()
		got, ok := placeOf(w.Snapshot(), path, "D-AAAAAA")
		if d := cmp.Diff(p, got); !ok || d != "" {
			t.Errorf("there %v: %s", ok, d)
		}
	}
	want("pay/billing.go", anchor.Place{Path: "pay/billing.go", Line: 6, EndLine: 10, State: anchor.Moved})

	// To another file, and on to text that nobody has saved.
	core := "package core\n\n" + trailCharge
	gittest.Repo(t, h.top, strings.TrimSuffix(trailed("4", "pay/billing.go", trailHead+trailRest), "\n")+"\n+ pay/core.go\n<<<\n"+core+">>>\n")
	refresh()
	if _, there := placeOf(w.Snapshot(), "pay/billing.go", "D-AAAAAA"); there {
		t.Error("it is still shown with the file that it left")
	}
	want("pay/core.go", anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Moved})
	w.Edit("pay/core.go", core)
	refresh()
	w.AwaitTold(t.Context(), "pay/core.go")
	for _, test := range []struct {
		name, text string
		want       anchor.Place
	}{
		{"saved", core, anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Moved}},
		{"lines above", strings.Repeat("// so\n", 9) + core, anchor.Place{Path: "pay/core.go", Line: 12, EndLine: 16, State: anchor.Moved}},
		{"a copy above", "package core\n\n" + trailCharge + "\n" + trailCharge, anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Moved}},
		{"rewritten", strings.Replace(core, "keyOf(id, amount)", "hash(id)", 1), anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Changed}},
		{"indented otherwise", strings.ReplaceAll(core, "\t", "    "), anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Moved}},
		{"gone", "package core\n", anchor.Place{Path: "pay/core.go", State: anchor.Orphaned}},
	} {
		w.Edit("pay/core.go", test.text)
		got, _ := placeOf(w.Snapshot(), "pay/core.go", "D-AAAAAA")
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%s: %s", test.name, d)
		}
	}
	strays, err := w.Strays(t.Context())
	if err != nil || len(strays) != 1 || strays[0].Entry.ID != "D-AAAAAA" || strays[0].Place.State != anchor.Orphaned {
		t.Errorf("astray: %v, %v", strays, err)
	}
}

// Whoever asks once where something is, and goes, is told where history led it, not where it was said.
func TestPlacesAreFollowedBeforeAnybodyIsToldOfThem(t *testing.T) {
	h := newHome(t)
	gittest.Repo(t, h.top, trailed("1", "pay/charge.go", trailHead+trailCharge+trailRest))
	asking := func(ask func(w *workspace.Workspace)) {
		t.Helper()
		w, closeIt := h.open(workspace.Options{})
		defer closeIt()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		ask(w)
	}
	asking(func(w *workspace.Workspace) {
		decideAt(t, w, h, "D-AAAAAA", "pay/charge.go", trailHead+trailCharge+trailRest, 5, 9)
	})
	core := "package core\n\n" + trailCharge
	gittest.Repo(t, h.top, strings.TrimSuffix(trailed("4", "pay/charge.go", trailHead+trailRest), "\n")+"\n+ pay/core.go\n<<<\n"+core+">>>\n")
	asking(func(*workspace.Workspace) {})
	want := anchor.Place{Path: "pay/core.go", Line: 3, EndLine: 7, State: anchor.Moved}
	asking(func(w *workspace.Workspace) {
		got, _ := placeOf(w.OpenSaved(t.Context(), "pay/core.go"), "pay/core.go", "D-AAAAAA")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("in the file: %s", d)
		}
	})
	asking(func(w *workspace.Workspace) {
		placed := w.Placements()
		if len(placed) != 1 || placed[0].Place != want {
			t.Errorf("among all: %v", placed)
		}
	})
	asking(func(w *workspace.Workspace) {
		if err := w.Materialise(t.Context()); err != nil {
			t.Fatal(err)
		}
		rows, err := w.Query(t.Context(), "SELECT path, line FROM anchors", leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		n := 0
		for ; rows.Next(); n++ {
			if d := cmp.Diff([]any{"pay/core.go", int64(3)}, rows.Values()); d != "" {
				t.Errorf("in the lead's store: %s", d)
			}
		}
		if rows.Err() != nil || n != 1 {
			t.Errorf("%d rows, %v", n, rows.Err())
		}
	})
}

// The commit that something was said at may be gone: after a rebase, a squash, in another clone.
func TestEntriesOutliveTheirCommit(t *testing.T) {
	h := newHome(t)
	w, closeIt := h.open(workspace.Options{})
	defer closeIt()
	text := trailHead + trailCharge + trailRest
	gittest.Repo(t, h.top, trailed("1", "pay/charge.go", text))
	decideAt(t, w, h, "D-AAAAAA", "pay/charge.go", text, 5, 9)
	gittest.Git(t, h.top, "checkout", "-q", "-B", "main", "main~1")
	gittest.Git(t, h.top, "reflog", "expire", "--expire=now", "--all")
	gittest.Git(t, h.top, "gc", "-q", "--prune=now")
	gittest.Repo(t, h.top, trailed("2", "pay/charge.go", "// so\n"+text))
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Repository.Head(); err != nil {
		t.Fatal(err)
	}
	w.Edit("pay/charge.go", "// so\n// and so\n"+text)
	got, _ := placeOf(w.Snapshot(), "pay/charge.go", "D-AAAAAA")
	if d := cmp.Diff(anchor.Place{Path: "pay/charge.go", Line: 7, EndLine: 11, State: anchor.Moved}, got); d != "" {
		t.Error(d)
	}
	if h := w.Snapshot().Head.Hash; h != git.Hash(gittest.Hash(t, w.Repository.Top, "main")) {
		t.Errorf("head is %s", h)
	}
}

// A comment that names its delegation is its comment, whatever file it is in now.
func TestAReferenceIsFollowedToAnotherFile(t *testing.T) {
	h := newHome(t)
	was := "package pay\n\n// TODO(T-AAAAAA): bill once, and in one currency\nfunc Charge() {}\n"
	gittest.Repo(t, h.top, trailed("1", "pay/charge.go", was))
	w, closeIt := h.open(workspace.Options{})
	defer closeIt()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	offer := func(id string, anchors ...anchor.Anchor) {
		t.Helper()
		body, err := json.Marshal(map[string]any{"to": "@dev1", "what": "bill once", "why": "it matters", "anchors": anchors})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Append(t.Context(), eventlog.Event{Kind: string(ledger.TodoOffered), Subject: id, V: 1, Visibility: ledger.Team, Body: body, At: now()}); err != nil {
			t.Fatal(err)
		}
	}
	offer("T-AAAAAA", anchor.New("pay/charge.go", gittest.Hash(t, h.top, "main"), workspace.SplitLines(was), 3, 3))
	offer("T-BBBBBB") // from nothing
	text := "package pay\n\n\t// FIXME(T-AAAAAA): once\n\n// TODO(T-BBBBBB): write\n// so much\n\n// TODO(T-CCCCCC): of nobody\n"
	gittest.Repo(t, h.top, strings.TrimSuffix(trailed("2", "pay/charge.go", "package pay\n"), "\n")+"\n+ pay/book.go\n<<<\n"+text+">>>\n")
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := w.OpenSaved(t.Context(), "pay/book.go")
	for id, want := range map[string]anchor.Place{
		"T-AAAAAA": {Path: "pay/book.go", Line: 3, EndLine: 3, State: anchor.Moved},
		"T-BBBBBB": {Path: "pay/book.go", Line: 5, EndLine: 6, State: anchor.Moved},
	} {
		got, _ := placeOf(s, "pay/book.go", id)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", id, d)
		}
	}
	if placed := s.Placed("pay/book.go"); len(placed) != 2 {
		t.Errorf("%d entries", len(placed))
	}
	if todos := s.TrackedTodos("pay/book.go"); len(todos) != 3 || todos[0].Delegation != "T-AAAAAA" || todos[0].State != ledger.Offered || todos[2].Delegation != "" {
		t.Errorf("%+v", todos)
	}
	const query = "SELECT path, line FROM delegations WHERE id = 'T-AAAAAA'"
	if err := w.MaterialiseFor(t.Context(), query); err != nil { // which does not speak of comments, and needs them
		t.Fatal(err)
	}
	rows, err := w.Query(t.Context(), query, leadstore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if d := cmp.Diff([]any{"pay/book.go", int64(3)}, rows.Values()); d != "" {
			t.Errorf("in the lead's store: %s", d)
		}
	}
}
