package leadstore_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// library is a store with the domain's own fold.
func library(t testing.TB) *house {
	t.Helper()
	h := &house{dir: t.TempDir()}
	h.log = openLog(t, filepath.Join(h.dir, eventlog.TeamFile))
	var err error
	h.store, err = leadstore.Open(t.Context(), h.dir, ledger.Fold)
	must(t, err)
	t.Cleanup(func() { h.store.Close() })
	return h
}

func (h *house) finds(words string, kinds []string, want ...string) {
	h.Helper()
	got := []string{}
	found, err := h.store.Search(h.Context(), "r", words, kinds, 10)
	if err != nil {
		h.Errorf("%q: %v", words, err)
	}
	for _, f := range found {
		got = append(got, strings.TrimSpace(f.ID+" "+f.Path))
	}
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%q (-want +got):\n%s", words, diff)
	}
}

func TestSearch(t *testing.T) {
	h := library(t)
	h.T = t
	h.say("decision.logged", "D-7K3QXM", `{"title":"Charge is idempotent","because":"A retry must never bill twice.","anchors":[{"path":"pay/charge.go","line":3}]}`)
	h.say("decision.logged", "D-2F8MRT", `{"title":"Charges go through the ledger","because":"naïve sums are wrong"}`)
	h.say("decision.logged", "D-ZZZZZZ", `{"title":"Another one","because":"It speaks of a charge, and of another charge, at the end"}`)
	h.say("question.asked", "Q-7K3QXM", `{"text":"Which currency rounds a charge?"}`)
	h.catchUp()
	h.finds("charge", []string{"decision"}, "D-2F8MRT", "D-7K3QXM", "D-ZZZZZZ") // titles first
	h.finds("charging", []string{"question"}, "Q-7K3QXM")
	h.finds("retr bill", nil, "D-7K3QXM")
	h.finds("D-7K3QXM", nil, "D-7K3QXM")
	h.finds("pay/charge.go", nil, "D-7K3QXM")
	h.finds("NAIVE", nil, "D-2F8MRT")
	h.finds("nothing of this", nil)
	for _, odd := range []string{"", " ", `"`, `""`, "*", "( )", "-", "NEAR(", "title:", "AND", `a" OR "b`, "\x00", "\xff", "^x", strings.Repeat("x ", 1000), strings.Repeat("é", 1000)} {
		if _, err := h.store.Search(t.Context(), "r", odd, nil, 10); err != nil {
			t.Errorf("%q: %v", odd, err)
		}
	}
	h.finds("charge OR idempotent", nil) // words alone, no operators
	if found, err := h.store.Search(t.Context(), "other", "charge", nil, 10); len(found) > 0 || err != nil {
		t.Error("another repository's are found", found, err)
	}

	h.say("entry.amended", "D-7K3QXM", `{"title":"Billing is idempotent"}`)
	h.say("entry.retracted", "D-ZZZZZZ", `{}`)
	h.catchUp()
	h.finds("billing", nil, "D-7K3QXM")
	h.finds("another", nil)

	must(t, h.store.PutRecords(t.Context(), "r", []leadstore.Record{
		{ID: "ADR-0012", Path: "docs/adr/0012-queue.md", Title: "Use a queue", Searchable: "Use a queue\nA charge may wait."},
	}))
	h.finds("queue wait", nil, "ADR-0012 docs/adr/0012-queue.md")
	h.finds("charge", []string{"question"}, "Q-7K3QXM")
	must(t, h.store.PutRecords(t.Context(), "r", nil))
	h.finds("queue", nil)
}

// What is taken out of the full text leaves no words behind.
func TestDeletedWordsAreGone(t *testing.T) {
	h := library(t)
	h.T = t
	h.say("decision.logged", "D-7K3QXM", `{"title":"x","because":"zanzibarian"}`)
	h.catchUp()
	must(t, h.store.PutRecords(t.Context(), "r", []leadstore.Record{{ID: "1", Path: "a", Title: "x", Searchable: "zanzibarian"}}))
	must(t, h.store.PutRecords(t.Context(), "r", []leadstore.Record{{ID: "1", Path: "a", Title: "x", Searchable: "y"}}))
	h.say("entry.amended", "D-7K3QXM", `{"because":"y"}`)
	h.catchUp()
	rows, err := rowsOf(h, `SELECT count(*) FROM events WHERE body LIKE '%zanzibarian%'`)
	if err != nil || rows != "1" {
		t.Error(rows, err)
	}
	h.finds("zanzibarian", nil)
	must(t, h.store.Close())
	for _, name := range []string{leadstore.File} {
		content, err := os.ReadFile(filepath.Join(h.dir, name))
		must(t, err)
		// The event itself still has the word; the dictionary of the full text has the stem.
		if n := bytes.Count(content, []byte("zanzibarian")); n != 1 {
			t.Errorf("%s has the word %d times", name, n)
		}
	}
}

func rowsOf(h *house, query string) (string, error) {
	got, err := rows(h.Context(), h.store, query, leadstore.Limits{})
	return strings.Join(got, ","), err
}

func BenchmarkSearch(b *testing.B) {
	const n = 10_000
	h := library(b)
	words := strings.Fields("charge retry ledger queue invoice currency rounding payment batch cache token session user email report export import search index shard")
	events := make([]eventlog.Event, n)
	for i := range events {
		w := func(k int) string { return words[(i*7+k*13+i/20)%len(words)] }
		body, err := json.Marshal(map[string]any{
			"title": fmt.Sprintf("The %s goes before the %s %d", w(0), w(1), i), "status": "accepted",
			"because": strings.Repeat(fmt.Sprintf("A %s must never %s the %s twice. ", w(2), w(3), w(4)), 4),
		})
		must(b, err)
		events[i] = eventlog.Event{Kind: "decision.logged", Subject: fmt.Sprintf("D-%06dX", i), Repo: "r", ActorName: "Dev One", Body: body}
	}
	for from := 0; from < n; from += 500 {
		_, err := h.log.Append(b.Context(), events[from:from+500]...)
		must(b, err)
	}
	_, err := h.store.CatchUp(b.Context(), h.log)
	must(b, err)
	all, err := h.store.Search(b.Context(), "r", "the", nil, n)
	must(b, err)
	if len(all) != n {
		b.Fatalf("%d of %d are found", len(all), n)
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.store.Search(b.Context(), "r", "the", nil, n); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, query := range []string{"charge", "charge ledger", "cha", "must never", "the", "currency rounding export", "D-001234X", "nothing"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				if _, err := h.store.Search(b.Context(), "r", query, []string{"decision"}, 100); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
