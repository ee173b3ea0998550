package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// The report says what drags on, is due, hard to undo and guessed; deciders are kinds, never names.
func TestDecisions(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	gittest.Repo(t, in("repo"), "me Dev One <dev1@example.com>\ncommit main 2026-11-01T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ p.go\n")
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	now := time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	stores, err := workspace.OpenStores(t.Context(), dirs, dirs.Data, clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(t.Context(), in("repo"), workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := report.Decisions(w.Snapshot(), time.UTC).Render(voice(w, now)); !strings.Contains(text, "Log the first decision where you stand") {
		t.Error(text)
	}
	var events []eventlog.Event
	say := func(ago time.Duration, kind, subject, body string) {
		events = append(events, eventlog.Event{
			Repo: w.Snapshot().Repo, ActorName: "Dev One", ActorEmail: "dev1@example.com", At: now.Add(-ago),
			Kind: kind, Subject: subject, V: 1, Body: json.RawMessage(body),
		})
	}
	const day = 24 * time.Hour
	say(60*day, "decision.logged", "D-AAAAAA", `{"title":"old proposal","status":"proposed"}`)
	say(2*day, "decision.logged", "D-BBBBBB", `{"title":"new proposal","status":"proposed","decided_by":"team"}`)
	say(10*day, "decision.logged", "D-CCCCCC", `{"title":"ledger","status":"accepted","undo":"months","confidence":"guess","decided_by":"dev1@example.com","informed":["@dev2"],"review_by":"2026-11-20"}`)
	say(10*day, "decision.logged", "D-DDDDDD", `{"title":"their bank","status":"accepted","decided_by":"outside","saves":"3 days","costs":"2 hours","review_by":"2027-11-20"}`)
	say(9*day, "decision.logged", "D-EEEEEE", `{"title":"a name","status":"accepted","decided_by":"secret@example.com"}`)
	say(9*day, "decision.questioned", "D-EEEEEE", `{"text":"really?"}`)
	say(20*day, "question.asked", "Q-AAAAAA", `{"text":"which currency?","due":"2026-11-01"}`)
	say(20*day, "question.asked", "Q-BBBBBB", `{"text":"who?","due":"2026-12-01"}`)
	if _, err := stores.Events.Append(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	if err := w.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := report.Decisions(w.Snapshot(), time.UTC)
	got := fmt.Sprintf("%s force %d questions %d proposed %d by %+v untold %d", r.Quarter, r.InForce, r.OpenQuestions, r.Proposed, r.By, r.Untold)
	want := "2026 Q4 force 5 questions 2 proposed 2 by {Me:1 Team:1 Person:1 Outside:1 Unsaid:0} untold 3"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	text := r.Render(voice(w, now))
	for _, line := range []string{
		`Open          2 questions, 2 proposals, 2 past their day, or waiting for more than a month: Q-AAAAAA "which currency?" (was Sun 1 November), D-AAAAAA "old proposal" (no day was set)`,
		`Questioned    1: D-EEEEEE "a name"`,
		`Review due    1: D-CCCCCC "ledger" (Friday)`,
		`Hard to undo  1: D-CCCCCC "ledger" (a guess)`,
		`Guesses       1: D-CCCCCC "ledger"`,
		`Debt          1: D-DDDDDD "their bank" (saves 3 days, costs 2 hours a month)`,
		`Decided by    the team 1, whoever logged it 1, a person 1, outside 1`,
		`Told          1: D-CCCCCC "ledger" (told: @dev2); of 3 nobody is named`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("%s\nlacks %s", text, line)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("a decider is named:\n%s", text)
	}
}

func voice(w *workspace.Workspace, now time.Time) phrase.Voice {
	return phrase.Voice{Snapshot: w.Snapshot(), Style: phrase.Plain(), Now: now}
}
