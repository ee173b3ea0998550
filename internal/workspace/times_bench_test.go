package workspace_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkTimes asks for eight people who share some five hundred busy times each.
func BenchmarkTimes(b *testing.B) {
	dir := b.TempDir()
	gittest.Repo(b, dir+"/repo", team)
	dirs := dirsIn(dir)
	stores, err := workspace.OpenStores(b.Context(), dirs, dirs.Data, now, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer stores.Close()
	shared := ledger.Availability{
		Zone: "Europe/Paris", From: "2026-11-18", To: "2027-01-10", Days: []time.Weekday{1, 2, 3, 4, 5}, Hours: &ledger.Clock{From: 540, To: 1020},
	}
	for i := range 500 {
		shared.Busy = append(shared.Busy, ledger.Stretch{Start: now().Add(time.Duration(i) * 2 * time.Hour), Minutes: 30})
	}
	body, err := json.Marshal(shared)
	if err != nil {
		b.Fatal(err)
	}
	w, err := workspace.Open(b.Context(), dir+"/repo", workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	repo := w.Snapshot().Repo
	for i := range 8 {
		who := fmt.Sprintf("dev%d@example.com", i)
		if _, err := stores.Events.Append(b.Context(), eventlog.Event{
			Repo: repo, ActorName: who, ActorEmail: who, V: 1, Kind: string(ledger.AvailabilityShared), Subject: who, Visibility: ledger.Team, Body: body,
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	s := w.Snapshot()
	var who []*people.Person
	for i := range 8 {
		who = append(who, s.Person(fmt.Sprintf("dev%d@example.com", i)))
	}
	if got := w.Times(b.Context(), who, s.Now(), s.Now().AddDate(0, 0, 14)); len(got[7].Busy) < 400 || got[7].HoursOnly {
		b.Fatalf("%d busy times", len(got[7].Busy))
	}
	for b.Loop() {
		w.Times(b.Context(), who, s.Now(), s.Now().AddDate(0, 0, 14))
	}
}
