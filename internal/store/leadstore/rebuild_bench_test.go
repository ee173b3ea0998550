package leadstore_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// said100k fills a log with 100,000 events as teams say them: a decision or a delegation with what became of it.
func said100k(b *testing.B) *eventlog.Log {
	b.Helper()
	log := openLog(b, filepath.Join(b.TempDir(), eventlog.TeamFile))
	for n := range 50 {
		var events []eventlog.Event
		for i := range 500 {
			id := fmt.Sprintf("%06d", n*500+i)
			events = append(events,
				eventlog.Event{Kind: "decision.logged", Subject: "D-" + id, Body: []byte(`{"decision":{"title":"Charge is idempotent ` + id + `","status":"accepted","because":"a retry must never bill twice","undo":"days"},` +
					`"anchors":[{"path":"pay/charge` + id + `.go","line":4,"end_line":9,"text":"func Charge(order string) error {\n\treturn bill(order)\n}"}]}`)},
				eventlog.Event{Kind: "entry.amended", Subject: "D-" + id, Body: []byte(`{"decision":{"confidence":"enough"}}`)},
				eventlog.Event{Kind: "todo.offered", Subject: "T-" + id, Body: []byte(`{"to":"@dev2","what":"retry on timeout ` + id + `","why":"bills get lost","todo":"` + id + `"}`)},
				eventlog.Event{Kind: "todo.taken", Subject: "T-" + id, Body: []byte(`{"check_in":"2026-12-01"}`)},
			)
		}
		for i := range events {
			events[i].Repo, events[i].ActorName, events[i].ActorEmail = "r", "Dev One", "dev1@example.com"
		}
		if _, err := log.Append(b.Context(), events...); err != nil {
			b.Fatal(err)
		}
	}
	return log
}

// BenchmarkRebuild100k makes the projection of 100,000 events anew (target: under 5 s).
func BenchmarkRebuild100k(b *testing.B) {
	log := said100k(b)
	for b.Loop() {
		dir, err := os.MkdirTemp(b.TempDir(), "")
		must(b, err)
		lead, err := leadstore.Open(b.Context(), dir, ledger.Fold)
		must(b, err)
		_, err = lead.CatchUp(b.Context(), log)
		must(b, err)
		must(b, lead.Close())
	}
}

// BenchmarkCatchUpWithNothingNew is what every command and every notice begins with, after 100,000 events.
func BenchmarkCatchUpWithNothingNew(b *testing.B) {
	log := said100k(b)
	lead, err := leadstore.Open(b.Context(), b.TempDir(), ledger.Fold)
	must(b, err)
	defer lead.Close()
	_, err = lead.CatchUp(b.Context(), log)
	must(b, err)
	for b.Loop() {
		_, err := lead.CatchUp(b.Context(), log)
		must(b, err)
	}
}
