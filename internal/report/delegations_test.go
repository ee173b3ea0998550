package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkManyDelegations is what a plate, a report and "me" take of one snapshot with 2,000 delegations among ten people.
func BenchmarkManyDelegations(b *testing.B) {
	dir := b.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	gittest.Repo(b, in("repo"), "me Dev One <dev1@example.com>\ncommit main 2026-11-01T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ p/f1.go\n")
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	now := func() time.Time { return time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC) }
	stores, err := workspace.OpenStores(b.Context(), dirs, dirs.Data, now, nil)
	if err != nil {
		b.Fatal(err)
	}
	w, err := workspace.Open(b.Context(), in("repo"), workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			b.Error(err)
		}
	})
	var events []eventlog.Event
	say := func(who int, kind ledger.Kind, subject, body string) {
		events = append(events, eventlog.Event{
			Repo: w.Snapshot().Repo, ActorName: fmt.Sprint("Dev ", who), ActorEmail: fmt.Sprintf("dev%d@example.com", who),
			Kind: string(kind), Subject: subject, V: 1, Body: json.RawMessage(body),
		})
	}
	for i := range 2000 {
		id, to := fmt.Sprintf("T-A%05d", i), i%10
		say((i+3)%10, ledger.TodoOffered, id, fmt.Sprintf(`{"to":"dev%d@example.com","what":"thing %d","why":"because","anchors":[{"path":"p/f%d.go","line":3,"end_line":3}]}`, to, i, i%1000))
		if i%4 > 0 {
			say(to, ledger.TodoTaken, id, `{}`)
		}
		if i%4 == 2 {
			say(to, ledger.TodoCheckedIn, id, `{"answer":"help"}`)
		}
	}
	if _, err := stores.Events.Append(b.Context(), events...); err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(w.CatchUp(b.Context()), w.Refresh(b.Context())); err != nil {
		b.Fatal(err)
	}
	s := w.Snapshot()
	for name, run := range map[string]func() int{
		"plate": func() int {
			return len(hint.Plate(s, func(paths []string) []string {
				lively, err := w.Lively(context.Background(), paths)
				if err != nil {
					b.Error(err)
				}
				return lively
			}).Items)
		},
		"delegations": func() int {
			r, err := report.Delegations(context.Background(), s, w.KnowersOf)
			if err != nil {
				b.Error(err)
			}
			return len(r.HelpWanted)
		},
		"me": func() int {
			r, _ := report.Me(s, nil)
			return len(r.Promises)
		},
	} {
		b.Run(name, func(b *testing.B) {
			found := 0
			for b.Loop() {
				found = run()
			}
			if found == 0 {
				b.Error("nothing was found")
			}
		})
	}
}
