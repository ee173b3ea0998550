package action_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

const history = `
me Dev Three <dev3@example.com>

commit main 2026-02-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ a.go
<<<
package a

var A = 1
>>>

commit main 2026-02-11T10:00:00Z Dev Two <dev2@example.com>
go on
+ b.go
`

var start = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) // a Wednesday

// team is one repository and one store, in which several people work.
type team struct {
	t    *testing.T
	dirs config.Dirs
	top  string
	now  time.Time
	// getenv is the environment of everybody.
	getenv func(string) string
}

func newTeam(t *testing.T) *team {
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	m := &team{t: t, top: in("repo"), now: start, dirs: config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}}
	gittest.Repo(t, m.top, history)
	return m
}

// member opens the repository as somebody whom its history knows; "" is who git says.
func (m *team) member(who string) *workspace.Workspace {
	m.t.Helper()
	ctx := m.t.Context()
	now := func() time.Time { return m.now }
	stores, err := workspace.OpenStores(ctx, m.dirs, workspace.StoreDir(ctx, m.dirs, m.top), now, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	var editor []byte
	if who != "" {
		editor = []byte(`{"me": "` + who + `"}`)
	}
	w, err := workspace.Open(ctx, m.top, workspace.Opened(stores, nil), workspace.Options{Dirs: m.dirs, Now: now, Editor: editor, Getenv: m.getenv})
	if err == nil {
		err = w.Refresh(ctx)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			m.t.Error(err)
		}
	})
	return w
}

func record(t *testing.T, w *workspace.Workspace, f *action.Form, v action.Values) *ledger.Entry {
	t.Helper()
	r, err := action.Record(context.Background(), w, f, action.Input{Values: v, Where: action.Where{Path: "a.go", Line: 3, EndLine: 3}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Entry
}

// faulty expects exactly one fault, at the key, with the words.
func faulty(t *testing.T, err error, key, words string) {
	t.Helper()
	var faults action.Faults
	if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Key != key || !strings.Contains(faults[0].Message, words) {
		t.Errorf("%v, want a fault of %q that says %q", err, key, words)
	}
}

func with(v action.Values, key string, value any) action.Values {
	out := action.Values{key: value}
	for k, x := range v {
		if k != key {
			out[k] = x
		}
	}
	return out
}

func TestFaultsSayWhatToDo(t *testing.T) {
	w := newTeam(t).member("")
	decision := action.Values{"title": "t"}
	offer := action.Values{"to": "@dev1", "what": "w", "why": "y"}
	block := action.Values{"with": "@dev1", "at": "thu 14:00", "for": "60m", "topic": "t"}
	review := action.Values{"to": "@dev1"}
	for _, c := range []struct {
		form       *action.Form
		base       action.Values
		key        string
		value      any
		fault, say string
	}{
		{action.Decision, decision, "title", "", "title", "is needed"},
		{action.Decision, decision, "title", " \t\n", "title", "is needed"},
		{action.Decision, decision, "title", strings.Repeat("x", 501), "title", "longer than 500"},
		{action.Decision, decision, "title", "a\x00b", "title", "no text"},
		{action.Decision, decision, "title", "a\xffb", "title", "no text"},
		{action.Decision, decision, "undo", "years", "undo", "days, weeks, months"},
		{action.Decision, decision, "confidence", "70 %", "confidence", "guess, enough, certain"},
		{action.Decision, decision, "decided_by", "the boss", "decided_by", "handle"},
		{action.Decision, decision, "consulted", []any{"@dev1", "who ever"}, "consulted", `"who ever"`},
		{action.Decision, decision, "consulted", "@x" + manyPeople(), "consulted", "more than 50"},
		{action.Decision, decision, "review_by", "2026-01-01", "review_by", "to come"},
		{action.Decision, decision, "review_by", "someday", "review_by", "someday"},
		{action.Decision, decision, "because", strings.Repeat("x", 65<<10), "because", "64 kB"},
		{action.Decision, decision, "because", "a\xff", "because", "UTF-8"},
		{action.Decision, decision, "colour", "red", "colour", "not asked for"},
		{action.Delegation, offer, "to", "", "to", "is needed"},
		{action.Delegation, offer, "to", "nobody at all", "to", "handle"},
		{action.Delegation, offer, "to", "@", "to", "handle"},
		{action.Delegation, offer, "authority", "how", "authority", "look, tell, free"},
		{action.Delegation, offer, "check_in", "yesterday", "check_in", ""},
		{action.Pairing, block, "at", "2020-01-01T10:00:00Z", "at", ""},
		{action.Pairing, block, "at", "whenever", "at", "whenever"},
		{action.Pairing, block, "for", "1m", "for", "between"},
		{action.Pairing, block, "for", "48h", "for", "24 hours"},
		{action.Pairing, block, "for", "long", "for", "long"},
		{action.Pairing, block, "with", "dev3@example.com", "with", "takes two"},
		{action.Review, review, "to", "me", "to", "that is you"},
		{action.Review, review, "paths", []any{"../secret"}, "paths", "outside"},
		{action.Review, review, "paths", []any{"/etc/passwd"}, "paths", "outside"},
	} {
		_, err := action.Record(t.Context(), w, c.form, action.Input{Values: with(c.base, c.key, c.value)})
		faulty(t, err, c.fault, c.say)
	}
	if n := len(w.Snapshot().Ledger.All("")); n != 0 {
		t.Errorf("%d entries were recorded in spite of their faults", n)
	}
}

func manyPeople() string {
	var b strings.Builder
	for i := range 60 {
		b.WriteString(",@x" + strings.Repeat("y", i))
	}
	return b.String()
}

func TestEverySortIsStoredInOneForm(t *testing.T) {
	w := newTeam(t).member("")
	d := record(t, w, action.Decision, action.Values{
		"title": "  two\n words ", "undo": "months", "decided_by": "TEAM", "consulted": "@dev1, dev2@example.com, Dev One",
		"review_by": "in 2 weeks", "because": "\r\na\r\nb\r\n",
	}).Decision
	if d.Title != "two words" || d.DecidedBy != "team" || strings.Join(d.Consulted, " ") != "@dev1 dev2@example.com" ||
		d.ReviewBy != "2026-12-02" || d.Because != "a\nb" || d.Status != "accepted" {
		t.Errorf("%+v", d)
	}
	o := record(t, w, action.Delegation, action.Values{"to": "Dev Two", "what": "w", "why": "y", "check_in": "fri"}).Delegation
	if o.To != "dev2@example.com" || o.CheckIn != "2026-11-20" {
		t.Errorf("%+v", o)
	}
	p := record(t, w, action.Pairing, action.Values{"with": []any{"@DEV1", "dev3@example.com"}, "at": "2026-11-26T14:00:00+01:00", "for": "1h30", "topic": "t"}).Pairing
	if strings.Join(p.People, " ") != "dev3@example.com @dev1" || !p.Start.Equal(time.Date(2026, 11, 26, 13, 0, 0, 0, time.UTC)) || p.Minutes != 90 || p.UID == "" {
		t.Errorf("%+v", p)
	}
	r := record(t, w, action.Review, action.Values{"to": "dev1", "paths": []any{`pay\a.go`, "./b.go"}}).Review
	if r.To != "@dev1" || strings.Join(r.Paths, " ") != "pay/a.go b.go" {
		t.Errorf("%+v", r)
	}
}

func TestUnknownPeopleAreKeptAsWritten(t *testing.T) {
	w := newTeam(t).member("")
	r, err := action.Record(t.Context(), w, action.Delegation, action.Input{Values: action.Values{"to": "new@example.org", "what": "w", "why": "y"}})
	if err != nil || r.Entry.Delegation.To != "new@example.org" || len(r.Unknown) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSameEventIsRecordedOnce(t *testing.T) {
	w := newTeam(t).member("")
	in := action.Input{Values: action.Values{"title": "t"}, Event: "01JBQZ0000000000000000000A"}
	first, err := action.Record(t.Context(), w, action.Decision, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Values = action.Values{"title": "other"}
	again, err := action.Record(t.Context(), w, action.Decision, in)
	if err != nil || again.ID != first.ID || !again.Again || again.Entry.Title() != "t" {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestAmend(t *testing.T) {
	m := newTeam(t)
	w := m.member("")
	e := record(t, w, action.Decision, action.Values{"title": "t", "undo": "days", "if_wrong": "x", "review_by": "fri"})
	r, err := action.Amend(t.Context(), w, strings.ToLower(e.ID), action.Values{"if_wrong": "", "undo": "weeks"})
	if err != nil || r.Entry.Decision.IfWrong != "" || r.Entry.Decision.Undo != ledger.UndoWeeks || r.Entry.Title() != "t" {
		t.Errorf("%+v, %v", r.Entry, err)
	}
	_, err = action.Amend(t.Context(), w, e.ID, action.Values{"title": ""})
	faulty(t, err, "title", "is needed")
	_, err = action.Amend(t.Context(), w, e.ID, action.Values{"to": "@dev1"})
	faulty(t, err, "to", "not part of a decision")
	if _, err = action.Amend(t.Context(), w, e.ID, nil); err == nil || !strings.Contains(err.Error(), "say what to change") {
		t.Error(err)
	}
	if _, err = action.Amend(t.Context(), w, "D-NEVER0", action.Values{"title": "t"}); err == nil || !strings.Contains(err.Error(), "show the ids") {
		t.Error(err)
	}

	p := record(t, w, action.Pairing, action.Values{"with": "@dev1", "at": "thu 14:00", "for": "60m", "topic": "t"})
	_, err = action.Amend(t.Context(), w, p.ID, action.Values{"with": "me"})
	faulty(t, err, "with", "takes two")
	m.now = m.now.Add(time.Minute)
	r, err = action.Amend(t.Context(), w, p.ID, action.Values{"with": "dev2@example.com", "for": "30m"})
	if err != nil || strings.Join(r.Entry.Pairing.People, " ") != "dev3@example.com dev2@example.com" || r.Entry.Pairing.UID != p.Pairing.UID {
		t.Errorf("%+v, %v", r.Entry.Pairing, err)
	}
	if ics := string(r.Invitation); !strings.Contains(ics, "SEQUENCE:2") {
		t.Errorf("the invitation does not say that it is newer:\n%s", ics)
	}
}

func TestRetract(t *testing.T) {
	w := newTeam(t).member("")
	e := record(t, w, action.Decision, action.Values{"title": "t"})
	if _, err := action.Retract(t.Context(), w, e.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := action.Find(w.Snapshot(), e.ID); err == nil {
		t.Error("it is still there")
	}
}

// What one person took is theirs to answer, also when the others have not looked at the ledger since.
func TestTwoPeopleAnswer(t *testing.T) {
	m := newTeam(t)
	three, one, two := m.member(""), m.member("@dev1"), m.member("dev2@example.com")
	ctx := t.Context()
	e := record(t, three, action.Delegation, action.Values{"to": "@dev1", "what": "w", "why": "y", "check_in": "fri"})
	if _, err := action.Respond(ctx, one, e.ID, "maybe"); err == nil || !strings.Contains(err.Error(), "take, later, decline, handback, done") {
		t.Error(err)
	}
	if r, err := action.Respond(ctx, one, e.ID, "take"); err != nil || r.Entry.State != ledger.Taken {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, word := range []string{"take", "later", "decline", "handback", "done"} {
		if _, err := action.Respond(ctx, two, e.ID, word); err == nil || !strings.Contains(err.Error(), "@dev1 took") {
			t.Errorf("%s: %v", word, err)
		}
	}
	if _, err := action.CheckIn(ctx, three, e.ID, "on track", "", ""); err == nil || !strings.Contains(err.Error(), "theirs to answer") {
		t.Error(err)
	}
	if _, err := action.CheckIn(ctx, one, e.ID, "fine", "", ""); err == nil || !strings.Contains(err.Error(), "on track, moved or help") {
		t.Error(err)
	}
	_, err := action.CheckIn(ctx, one, e.ID, "moved", "last year", "")
	faulty(t, err, "check_in", "")
	if r, err := action.CheckIn(ctx, one, e.ID, "moved", "mon", "busy"); err != nil || r.Entry.Delegation.CheckIn != "2026-11-23" {
		t.Errorf("%+v, %v", r.Entry, err)
	}
	if r, err := action.Respond(ctx, one, e.ID, "handback"); err != nil || r.Entry.State != ledger.HandedBack {
		t.Errorf("%+v, %v", r.Entry, err)
	}
	if r, err := action.Respond(ctx, two, e.ID, "take"); err != nil || r.Entry.State != ledger.Taken {
		t.Errorf("what was handed back cannot be taken: %+v, %v", r.Entry, err)
	}
	if r, err := action.Respond(ctx, two, e.ID, "done"); err != nil || r.Entry.State != ledger.Done {
		t.Errorf("%+v, %v", r.Entry, err)
	}
	d := record(t, three, action.Decision, action.Values{"title": "t"})
	if _, err := action.Respond(ctx, one, d.ID, "take"); err == nil || !strings.Contains(err.Error(), "asks nothing of anyone") {
		t.Error(err)
	}
}

func TestSnoozeEndsWithTheDay(t *testing.T) {
	m := newTeam(t)
	w := m.member("")
	if err := action.Snooze(t.Context(), w, "a.go", false); err != nil || !w.Snapshot().Snoozed("a.go") || w.Snapshot().Snoozed("b.go") {
		t.Errorf("not snoozed: %v", err)
	}
	m.now = m.now.Add(24 * time.Hour)
	if w.Snapshot().Snoozed("a.go") {
		t.Error("still snoozed the next day")
	}
	if err := action.Snooze(t.Context(), w, "a.go", true); err != nil {
		t.Fatal(err)
	}
	m.now = m.now.AddDate(5, 0, 0)
	if !w.Snapshot().Snoozed("a.go") {
		t.Error("always is over")
	}
	if err := action.Wake(t.Context(), w, "a.go"); err != nil || w.Snapshot().Snoozed("a.go") {
		t.Errorf("not awake: %v", err)
	}
	if n := len(w.Snapshot().Ledger.All("")); n != 0 {
		t.Error("a private wish is in the team's ledger")
	}
}

func TestNobodyCanSayNothing(t *testing.T) {
	m := newTeam(t)
	gittest.Git(t, m.top, "config", "--unset", "user.email")
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(t.TempDir(), "none"))
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	w := m.member("")
	if _, err := action.Record(t.Context(), w, action.Decision, action.Input{Values: action.Values{"title": "t"}}); !errors.Is(err, workspace.ErrNobody) {
		t.Error(err)
	}
}
