package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

var (
	now    = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC) // a Wednesday
	monday = time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	sunday = monday.Add(-time.Minute)
	by     = ledger.Actor{Name: "Dev One", Email: "dev1@example.com"}
)

func snapshot(t *testing.T, entries ...ledger.Entry) *workspace.Snapshot {
	t.Helper()
	var rows []leadstore.Entry
	for _, e := range entries {
		doc, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, leadstore.Entry{ID: e.ID, Doc: doc})
	}
	directory := people.NewDirectory([]git.Identity{{Name: "Dev One", Email: "dev1@example.com"}}, people.Options{})
	me, _ := directory.Find("dev1@example.com")
	var book *ledger.Book
	return &workspace.Snapshot{
		Clock: func() time.Time { return now }, Top: "/home/dev/payments", People: directory, Me: me, Ledger: book.With(rows),
	}
}

func decision(id string, at time.Time, d ledger.Decision) ledger.Entry {
	return ledger.Entry{ID: id, Type: ledger.TypeDecision, By: by, At: at, Decision: &d}
}

func delegation(id string, at time.Time, state ledger.State, checkIn string, answers ...ledger.Answer) ledger.Entry {
	return ledger.Entry{
		ID: id, Type: ledger.TypeDelegation, By: by, At: at, State: state, Answers: answers,
		Delegation: &ledger.Delegation{To: "@dev2", What: "what " + id, CheckIn: checkIn},
	}
}

func pairing(id string, start time.Time, state ledger.State) ledger.Entry {
	return ledger.Entry{
		ID: id, Type: ledger.TypePairing, By: by, At: sunday, State: state,
		Pairing: &ledger.Pairing{Topic: "ledger", Start: start, Minutes: 60},
	}
}

func question(id string, at time.Time, due string, replies ...ledger.Reply) ledger.Entry {
	state := ledger.Unanswered
	if len(replies) > 0 {
		state = ledger.Answered
	}
	return ledger.Entry{ID: id, Type: ledger.TypeQuestion, By: by, At: at, State: state, Question: &ledger.Question{Text: "what " + id, Due: due, Replies: replies}}
}

func risk(id string, at time.Time, closed ...time.Time) ledger.Entry {
	e := ledger.Entry{ID: id, Type: ledger.TypeRisk, By: by, At: at, State: ledger.Unanswered, Risk: &ledger.Risk{Problem: "what " + id}}
	for _, at := range closed {
		e.State = ledger.Closed
		e.Risk.Closings = append(e.Risk.Closings, ledger.Reply{By: by, At: at, Text: "over"})
	}
	return e
}

func render(s *workspace.Snapshot, style phrase.Style) string {
	from, to := report.WeekOf(now)
	return report.Week(s, from, to).Render(phrase.Voice{Snapshot: s, Style: style, Now: now})
}

func TestWeekOf(t *testing.T) {
	east := time.FixedZone("", 14*3600)
	for _, test := range []struct{ at, from time.Time }{
		{now, monday},
		{monday, monday},
		{sunday, monday.AddDate(0, 0, -7)},
		{time.Date(2027, 1, 1, 1, 0, 0, 0, east), time.Date(2026, 12, 28, 0, 0, 0, 0, east)},
	} {
		from, to := report.WeekOf(test.at)
		if !from.Equal(test.from) || !to.Equal(test.from.AddDate(0, 0, 7)) {
			t.Errorf("WeekOf(%v) = %v to %v, want from %v", test.at, from, to, test.from)
		}
	}
}

// What a team decides in files counts as what it logs.
func TestWeekHoldsWhatFilesRecord(t *testing.T) {
	s := snapshot(t)
	s.Records = []*ledger.Entry{{ID: "ADR-0001", Type: ledger.TypeDecision, At: now, Record: &ledger.Record{Path: "docs/adr/0001-a.md"}, Decision: &ledger.Decision{Title: "In a file", Status: "accepted"}}}
	if got, want := render(s, phrase.Plain()), "Week 47 · payments\n\nDecided       1: \"In a file\"\n"; got != want {
		t.Errorf("%q", got)
	}
}

func TestWeek(t *testing.T) {
	s := snapshot(t,
		decision("D-AAAAAA", now, ledger.Decision{Title: "Ledger before queue", Status: "accepted", Undo: ledger.UndoMonths, DecidedBy: "team", Confidence: "enough"}),
		decision("D-BBBBBB", monday, ledger.Decision{Title: "Names are short", Status: "accepted", Undo: ledger.UndoDays}),
		decision("D-CCCCCC", sunday, ledger.Decision{Title: "Before", Status: "accepted", ReviewBy: "2026-11-20"}),
		decision("D-DDDDDD", sunday, ledger.Decision{Title: "Gone", Status: "rejected", ReviewBy: "2026-11-20"}),
		delegation("T-AAAAAA", now, ledger.Taken, "2026-11-19"),
		delegation("T-BBBBBB", sunday, ledger.Done, "2026-11-19", ledger.Answer{By: by, State: ledger.Done, At: now}),
		delegation("T-CCCCCC", sunday, ledger.Offered, "2026-11-19"),
		delegation("T-DDDDDD", sunday, ledger.Taken, "2026-11-17"),
		delegation("T-EEEEEE", now, ledger.Declined, ""),
		pairing("P-AAAAAA", now, ledger.Done),
		pairing("P-BBBBBB", now, ledger.Planned),
		pairing("P-CCCCCC", sunday, ledger.Done),
		question("Q-AAAAAA", now, "2026-11-19"),
		question("Q-BBBBBB", sunday, "", ledger.Reply{By: by, At: now, Text: "yes"}),
		risk("K-AAAAAA", now),
		risk("K-BBBBBB", sunday, now),
		ledger.Entry{ID: "R-AAAAAA", Type: ledger.TypeReview, By: by, At: now, State: ledger.Offered, Review: &ledger.Review{To: "@dev2"}},
	)
	want := `Week 47 · payments

Decided       2, one of them hard to undo: "Ledger before queue" (team, enough information)
Handed on     1 taken, 1 finished, 1 offer open
Paired        1 of 2 planned
Reviews       1 asked for, 1 open
Questions     1 asked, 1 answered, 1 open
Risks         1 raised, 1 closed, 1 open
Next          check-ins: T-AAAAAA Thu · review due: D-CCCCCC Fri · to decide: Q-AAAAAA Thu
`
	if d := cmp.Diff(want, render(s, phrase.Plain())); d != "" {
		t.Error(d)
	}
}

// A report is about what happened: nobody who was asked for something is named, and nobody is late.
func TestNobodyIsToldOn(t *testing.T) {
	s := snapshot(t,
		delegation("T-AAAAAA", now, ledger.Taken, "2026-11-10"),
		delegation("T-BBBBBB", now, ledger.Declined, "", ledger.Answer{By: by, State: ledger.Declined, At: now}),
	)
	from, to := report.WeekOf(now)
	raw, err := json.Marshal(report.Week(s, from, to))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{render(s, phrase.Plain()), string(raw)} {
		for _, word := range []string{"dev2", "Dev One", "dev1", "2026-11-10", "T-AAAAAA", "T-BBBBBB"} {
			if strings.Contains(text, word) {
				t.Errorf("the report mentions %s:\n%s", word, text)
			}
		}
	}
}

func TestEmptyStoreSaysWhatToDoFirst(t *testing.T) {
	if text := render(snapshot(t), phrase.Plain()); !strings.Contains(text, "leadline decision log") {
		t.Errorf("no first step in %q", text)
	}
	quiet := snapshot(t, decision("D-AAAAAA", sunday, ledger.Decision{Title: "Before", Status: "accepted"}))
	if text := render(quiet, phrase.Plain()); !strings.Contains(text, "Nothing was said this week") {
		t.Errorf("a quiet week reads %q", text)
	}
}

func TestMarkdownIsEscaped(t *testing.T) {
	text := render(snapshot(t, decision("D-AAAAAA", now, ledger.Decision{
		Title: "[click](command:evil) ![x](http://x)\u202e\n# big", Status: "accepted", DecidedBy: "<b>@x</b>",
	})), phrase.Markdown())
	for _, bad := range []string{"[click]", "![x]", "\u202e", "\n#", "<b>"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q survives in %q", bad, text)
		}
	}
}
