package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

func TestUpdateIsToldInTheLanguageOfThoseOutside(t *testing.T) {
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	done := delegation("T-1AAAAA", ago(9), ledger.Done, "")
	done.Changed = ago(1)
	done.Delegation.What, done.Delegation.Outcome = "Retry `charge()` on timeout (#412)", "no customer is billed twice. And more."
	old := delegation("T-2AAAAA", ago(90), ledger.Done, "")
	old.Changed = ago(60)
	threat := risk("K-1AAAAA", ago(2))
	threat.Risk.Problem, threat.Risk.Takes, threat.Risk.Gains = "Exchange rates are stale", "two days", "prices are right."
	asked := question("Q-1AAAAA", ago(1), "2026-11-25")
	asked.Question.Text, asked.Question.Decides = "Which currency rounds?", "outside"
	inside := question("Q-2AAAAA", ago(1), "")
	s := snapshot(t, done, old, threat, asked, inside,
		decision("D-1AAAAA", ago(1), ledger.Decision{Title: "Charge is idempotent, see D-2AAAAA", Because: "ledger_entry repeats. Long story.", Status: ledger.Accepted}),
		decision("D-2AAAAA", ago(3), ledger.Decision{Title: "Ledger before queue", Status: ledger.Accepted, Undo: ledger.UndoMonths}),
		decision("D-3AAAAA", ago(3), ledger.Decision{Title: "No own queue", Because: "it costs a month", Status: ledger.Rejected}),
		decision("D-4AAAAA", ago(40), ledger.Decision{Title: "Long ago", Status: ledger.Accepted}))
	got := report.Update(s, ago(14)).Render(phrase.Voice{Snapshot: s, Style: phrase.Plain(), Now: now})
	want := strings.TrimPrefix(`
How things stand · payments

Done

- Retry charge() on timeout: no customer is billed twice.

Decided

- Ledger before queue
- Charge is idempotent, see: ledger_entry repeats.

Not doing

- No own queue: it costs a month

At risk

- Exchange rates are stale. We do not know the cause yet. It takes two days. Then prices are right. Either [this date, with less: what is left out], or [all of it, and when].

To choose

- Which currency rounds? By Wed 25 November. This is yours to decide.

Next

- [what comes next, and when]

Before you send it, explain or leave out: charge(), ledger_entry
`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUpdateWithNothingToTellSaysWhatItIsMadeOf(t *testing.T) {
	s := snapshot(t)
	got := report.Update(s, now.AddDate(0, 0, -14)).Render(phrase.Voice{Snapshot: s, Style: phrase.Plain(), Now: now})
	if !strings.Contains(got, "An update is made of what is finished, decided, asked and put at risk") {
		t.Error(got)
	}
}
