package workspace_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// asks is a request made at a moment, and what became of it, the answer "" for nothing, at another.
type asks struct {
	to, path, at, answer, on string
}

func (h *home) asked(w *workspace.Workspace, all ...asks) {
	h.t.Helper()
	moment := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			h.t.Fatal(err)
		}
		return at
	}
	for i, a := range all {
		id := fmt.Sprintf("R-%06d", i)
		body, _ := json.Marshal(ledger.Review{To: a.to, Paths: []string{a.path}})
		events := []eventlog.Event{{Kind: string(ledger.ReviewRequested), Subject: id, V: 1, Visibility: ledger.Team, Body: body, At: moment(a.at)}}
		if a.answer != "" {
			events = append(events, eventlog.Event{Kind: a.answer, Subject: id, V: 1, Visibility: ledger.Team, Body: []byte("{}"), At: moment(a.on)})
		}
		if _, err := w.AppendAll(h.t.Context(), events...); err != nil {
			h.t.Fatal(err)
		}
	}
}

// Areas have a trend, people have none: neither by name nor as the only one who was asked somewhere.
func TestTheTrendOfReviewsIsOfAreas(t *testing.T) {
	h := atHome(t, reviewed)
	w, done := h.open(workspace.Options{})
	defer done()
	h.asked(w,
		asks{"dev1@example.com", "pay/ledger/deep/a.go", "2026-11-03", string(ledger.ReviewDone), "2026-11-12"},
		asks{"dev2@example.com", "pay/ledger/b.go", "2026-11-10", "", ""},
		asks{"dev2@example.com", "alone/b.go", "2026-11-10", "", ""},
		asks{"dev2@example.com", "alone/c.go", "2026-11-11", string(ledger.ReviewDeclined), "2026-11-12"},
		asks{"dev1@example.com", "top.go", "2026-11-17", "", ""},
		asks{"@stranger", "top.go", "2027-04-01", "", ""}, // a clock that goes wrong
		asks{"dev2@example.com", "pay/ledger/b.go", "2020-01-01", string(ledger.ReviewDone), "2020-01-02"},
	)
	var got []string
	for _, a := range w.Snapshot().ReviewTrend() {
		got = append(got, fmt.Sprintf("%s %s asked %d open %d", a.Area, a.Week.Format(time.DateOnly), a.Asked, a.Open))
	}
	want := []string{
		". 2026-11-16 asked 2 open 2",
		"pay/ledger 2026-11-02 asked 1 open 1",
		"pay/ledger 2026-11-09 asked 1 open 1",
		"pay/ledger 2026-11-16 asked 0 open 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The lead sees what waits now; who wants to be named nowhere is in no row of it, and in no suggestion.
func TestLoadNamesNobodyWhoIsLeftOut(t *testing.T) {
	h := atHome(t, reviewed)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.asked(w,
		asks{"dev1@example.com", "pay/a.go", "2026-11-17", "", ""},
		asks{"dev2@example.com", "pay/a.go", "2026-11-17", "", ""},
		asks{"@stranger", "pay/a.go", "2026-11-17", "", ""},
	)
	rows := func(query string) (out []string) {
		t.Helper()
		if err := w.Materialise(t.Context()); err != nil {
			t.Fatal(err)
		}
		found, err := w.Query(t.Context(), query, leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer found.Close()
		for found.Next() {
			out = append(out, fmt.Sprint(found.Values()...))
		}
		return out
	}
	const who = `SELECT coalesce(email, handle) || ' ' || open FROM review_load ORDER BY 1`
	if diff := cmp.Diff([]string{"dev1@example.com 1", "dev2@example.com 1", "stranger 1"}, rows(who)); diff != "" {
		t.Error(diff)
	}
	e, _ := w.Snapshot().Ledger.Find("R-000000")
	could, err := w.TakeOvers(t.Context(), e, w.Snapshot().Loads())
	if err != nil || len(could) != 1 || could[0].Person.Email != "dev2@example.com" {
		t.Errorf("%+v, %v", could, err)
	}
	left := eventlog.Event{Kind: string(ledger.PersonLeftOut), Subject: "dev2@example.com", V: 1, Visibility: ledger.Team, Body: []byte("{}")}
	left.ActorName, left.ActorEmail, left.Repo, left.At = "Dev Two", "dev2@example.com", w.Snapshot().Repo, now()
	stores, err := workspace.OpenStores(t.Context(), h.dirs, workspace.StoreDir(t.Context(), h.dirs, h.top), now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	if _, err := stores.Events.Append(t.Context(), left); err != nil {
		t.Fatal(err)
	}
	if err := w.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"dev1@example.com 1", "stranger 1"}, rows(who)); diff != "" {
		t.Error(diff)
	}
	if could, err := w.TakeOvers(t.Context(), e, w.Snapshot().Loads()); err != nil || len(could) != 0 {
		t.Errorf("%+v, %v", could, err)
	}
}
