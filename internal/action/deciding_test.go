package action_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

func decided(t *testing.T, w *workspace.Workspace, v action.Values) *ledger.Entry {
	t.Helper()
	r, err := action.Record(t.Context(), w, action.Decision, action.Input{Values: v, Where: action.Where{Path: "a.go", Line: 3, EndLine: 3}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Entry
}

func says(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want %q", err, words)
	}
}

func find(t *testing.T, w *workspace.Workspace, id string) *ledger.Entry {
	t.Helper()
	e, err := action.Lookup(t.Context(), w, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSupersede(t *testing.T) {
	m := newTeam(t)
	w := m.member("")
	ctx := t.Context()
	old := decided(t, w, action.Values{"title": "queue"})
	next := decided(t, w, action.Values{"title": "ledger", "supersedes": old.ID, "at": []string{"b.go", "a.go:1"}})
	if next.Decision.Supersedes[0] != old.ID || len(next.Anchors) != 3 {
		t.Errorf("%+v at %+v", next.Decision, next.Anchors)
	}
	if e := find(t, w, old.ID); e.Decision.SupersededBy != next.ID || len(e.Anchors) != 0 {
		t.Errorf("%+v at %+v", e.Decision, e.Anchors)
	}
	third := decided(t, w, action.Values{"title": "both"})
	for by, words := range map[string]string{next.ID: "already; nothing was changed", third.ID: "was superseded by " + next.ID, old.ID: "cannot supersede itself", "D-ZZZZZZ": "nothing here is called", "": "is needed"} {
		_, err := action.Supersede(ctx, w, action.Step{}, old.ID, by)
		says(t, err, words)
	}
	_, err := action.Supersede(ctx, w, action.Step{}, third.ID, third.ID)
	says(t, err, "cannot supersede itself")
	if _, err := action.Supersede(ctx, w, action.Step{}, next.ID, third.ID); err != nil {
		t.Fatal(err)
	}
	_, err = action.Supersede(ctx, w, action.Step{}, third.ID, next.ID)
	says(t, err, "supersede each other")
	_, err = action.Supersede(ctx, w, action.Step{}, third.ID, old.ID)
	says(t, err, "supersede") // two steps away
	_, err = action.Move(ctx, w, action.Step{}, next.ID, "accept", "")
	says(t, err, "was superseded by "+third.ID)

	// Retracting the successor gives back places and status.
	if _, err := action.Retract(ctx, w, third.ID); err != nil {
		t.Fatal(err)
	}
	if e := find(t, w, next.ID); e.Decision.Status != ledger.Accepted || len(e.Anchors) != 3 || e.Decision.SupersededBy != "" {
		t.Errorf("%+v at %+v", e.Decision, e.Anchors)
	}
}

func TestMoves(t *testing.T) {
	m := newTeam(t)
	one, two := m.member(""), m.member("dev2@example.com")
	ctx := t.Context()
	e := decided(t, one, action.Values{"title": "queue", "status": "proposed"})
	seen := e.Decision.Head()
	if _, err := action.Move(ctx, one, action.Step{Seen: &seen}, e.ID, "accept", ""); err != nil {
		t.Fatal(err)
	}
	_, err := action.Move(ctx, two, action.Step{Seen: &seen}, e.ID, "reject", "too dear")
	says(t, err, "is accepted since Dev Three said so: nothing was changed")
	_, err = action.Move(ctx, two, action.Step{}, e.ID, "accept", "")
	says(t, err, "accepted already")
	_, err = action.Move(ctx, two, action.Step{}, e.ID, "reject", "")
	says(t, err, "because: is needed")
	_, err = action.Move(ctx, two, action.Step{}, e.ID, "burn", "")
	says(t, err, "say accept, reject")
	if _, err := action.Move(ctx, two, action.Step{}, e.ID, "reject", "too dear"); err != nil {
		t.Fatal(err)
	}
	_, err = action.Move(ctx, two, action.Step{}, e.ID, "deprecate", "")
	says(t, err, "only what is accepted is deprecated")
	if d := find(t, one, e.ID).Decision; d.Status != ledger.Rejected || len(d.Moves) != 2 || d.Moves[1].Because != "too dear" {
		t.Errorf("%+v", d)
	}
	_, err = action.LookAgain(ctx, one, action.Step{}, e.ID, action.Values{"outcome": "keep"})
	says(t, err, "only what holds is looked at again")
	_, err = action.AmendAs(ctx, one, "", e.ID, action.Values{"status": "accepted"})
	says(t, err, "leadline decision accept")
}

// An open question becomes the decision, where it stood; retracted, it is open again.
func TestQuestionBecomesDecision(t *testing.T) {
	w := newTeam(t).member("")
	ctx := t.Context()
	q, err := action.Record(ctx, w, action.Question, action.Input{Values: action.Values{"text": "Which rounds?"}, Where: action.Where{Path: "a.go", Line: 3, EndLine: 3}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": "Cents do", "answers": strings.ToLower(q.ID)}})
	if err != nil || len(r.Entry.Anchors) != 1 {
		t.Fatal(err, r.Entry)
	}
	if e := find(t, w, q.ID); e.State != ledger.Answered || e.Question.Answer().Decision != r.ID || e.Question.Answer().Text != "Cents do" {
		t.Errorf("%+v", e.Question)
	}
	if _, err := action.Retract(ctx, w, r.ID); err != nil {
		t.Fatal(err)
	}
	if e := find(t, w, q.ID); e.State != ledger.Unanswered {
		t.Errorf("%+v", e.Question)
	}
}

func TestDoubts(t *testing.T) {
	w := newTeam(t).member("")
	ctx := t.Context()
	e := decided(t, w, action.Values{"title": "queue"})
	_, err := action.Defend(ctx, w, "", e.ID, 0, action.Values{"text": "yes"})
	says(t, err, "nobody questioned")
	_, err = action.AskDecision(ctx, w, "", e.ID, action.Values{"text": " "})
	says(t, err, "is needed")
	for _, text := range []string{"really?", "still?"} {
		if _, err := action.AskDecision(ctx, w, "", e.ID, action.Values{"text": text}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = action.Defend(ctx, w, "", e.ID, 3, action.Values{"text": "yes"})
	says(t, err, "questions 1 to 2")
	for _, text := range []string{"yes", "yes, still"} {
		if _, err := action.Defend(ctx, w, "", e.ID, 0, action.Values{"text": text}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = action.Defend(ctx, w, "", e.ID, 0, action.Values{"text": "yes"})
	says(t, err, "every question put to")
	if d := find(t, w, e.ID).Decision; d.Doubts[1].Answer.Text != "yes, still" {
		t.Errorf("%+v", d.Doubts)
	}
}

func TestRisks(t *testing.T) {
	w := newTeam(t).member("")
	ctx := t.Context()
	r, err := action.Record(ctx, w, action.Risk, action.Input{Values: action.Values{"problem": "stale rates", "at": "b.go"}, Where: action.Where{Path: "a.go", Line: 3, EndLine: 3}})
	if err != nil || len(r.Entry.Anchors) != 2 || !strings.HasPrefix(r.ID, "K-") {
		t.Fatal(err, r)
	}
	_, err = action.CloseRisk(ctx, w, "", r.ID, nil)
	says(t, err, "outcome: is needed")
	if _, err := action.CloseRisk(ctx, w, "", r.ID, action.Values{"outcome": "mended"}); err != nil {
		t.Fatal(err)
	}
	_, err = action.CloseRisk(ctx, w, "", r.ID, action.Values{"outcome": "mended"})
	says(t, err, "was closed by Dev Three")
	_, err = action.Record(ctx, w, action.Risk, action.Input{Values: action.Values{"problem": "x", "at": "nowhere.go"}})
	says(t, err, "there is no file")
}

// Amounts are time or money, not adjectives.
func TestAmounts(t *testing.T) {
	w := newTeam(t).member("")
	for text, ok := range map[string]bool{
		"3 days": true, "2h": true, "half a day": true, "two person-weeks": true, "€500": true, "500 €": true, "USD 2k": true, "about 1.5 sprints of work": true,
		"2 hours a month": true, "$1,000 per month": true, "a lot": false, "much": false, "many days": false, "5": false, "12 files": false, "": true,
		"3 daffodils": false, "months": false,
	} {
		_, err := action.Record(t.Context(), w, action.Decision, action.Input{Values: action.Values{"title": "t", "saves": text}})
		var faults action.Faults
		if ok != (err == nil) || err != nil && !errors.As(err, &faults) {
			t.Errorf("%q: %v", text, err)
		}
	}
	e := decided(t, w, action.Values{"title": "t", "costs": "2 hours a month", "tags": []string{"#debt, pay", "debt"}})
	if e.Decision.Costs != "2 hours" || len(e.Decision.Tags) != 2 {
		t.Errorf("%+v", e.Decision)
	}
}

// A one-way door is asked first whether it must be one; a two-way door is asked nothing.
func TestAsks(t *testing.T) {
	first := func(v action.Values) string {
		if asks := v.Asks(action.Decision); len(asks) > 0 {
			return asks[0].Key
		}
		return ""
	}
	for want, v := range map[string]action.Values{
		"":       {"title": "t", "undo": "weeks"},
		"undo":   {"title": "t", "undo": "months", "options": "none"},
		"source": {"title": "t", "decided_by": "outside"},
		"costs":  {"title": "t", "saves": "3 days"},
		"saves":  {"title": "t", "costs": "3 days"},
	} {
		if got := first(v); got != want {
			t.Errorf("%v asks %q, want %q", v, got, want)
		}
	}
}

// Two who take a decision different ways at the same time, on machines that do not know of each other: the first holds, and
// the second is told until they say what should be.
func TestOvertaken(t *testing.T) {
	m := newTeam(t)
	one, two := m.member(""), m.member("dev2@example.com")
	ctx := t.Context()
	e := decided(t, one, action.Values{"title": "queue", "status": "proposed"})
	if _, err := action.Move(ctx, one, action.Step{}, e.ID, "accept", ""); err != nil {
		t.Fatal(err)
	}
	m.now = m.now.Add(time.Minute)
	if _, err := two.Append(ctx, eventlog.Event{
		V: 1, Kind: string(ledger.DecisionMoved), Subject: e.ID, Visibility: ledger.Team, Body: json.RawMessage(`{"status":"rejected","because":"too dear","after":""}`),
	}); err != nil {
		t.Fatal(err)
	}
	if d := find(t, one, e.ID).Decision; d.Status != ledger.Accepted || len(d.Overtaken) != 1 {
		t.Errorf("%+v", d)
	}
	if got := hint.DecidingOf(one.Snapshot()).Overtaken; len(got) != 0 {
		t.Errorf("the one whose word holds is told too: %v", got)
	}
	lost := hint.DecidingOf(two.Snapshot()).Overtaken
	if len(lost) != 1 || hint.Overtaken(two.Snapshot(), lost[0]).Because != "too dear" {
		t.Errorf("%v", lost)
	}
	m.now = m.now.Add(time.Minute)
	if _, err := action.Move(ctx, two, action.Step{}, e.ID, "reject", "too dear, still"); err != nil {
		t.Fatal(err)
	}
	if got := hint.DecidingOf(two.Snapshot()).Overtaken; len(got) != 0 {
		t.Errorf("told though they said so again: %v", got)
	}
	if d := find(t, one, e.ID).Decision; d.Status != ledger.Rejected {
		t.Errorf("%+v", d)
	}
}
