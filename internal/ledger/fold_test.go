package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

var start = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)

// say makes the n-th event about a subject, one minute after the one before.
func say(n int, who, kind, subject, body string) eventlog.Event {
	return eventlog.Event{
		ID: kind + subject, V: 1, Repo: "r", ActorName: who, ActorEmail: who + "@example.com",
		At: start.Add(time.Duration(n) * time.Minute), Kind: kind, Subject: subject,
		Visibility: ledger.Team, Body: json.RawMessage(body),
	}
}

// told folds events and returns the entry; nil if they make none.
func told(t *testing.T, events ...eventlog.Event) *ledger.Entry {
	t.Helper()
	var doc []byte
	for i, e := range events {
		row, err := ledger.Fold(doc, e)
		if err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
		if row != nil {
			doc = row.Doc
		}
	}
	if doc == nil {
		return nil
	}
	entry := new(ledger.Entry)
	if err := json.Unmarshal(doc, entry); err != nil {
		t.Fatal(err)
	}
	return entry
}

const offer = `{"to":"@dev2","what":"retry","why":"errors","check_in":"2026-11-19","anchors":[{"path":"a.go","line":3,"end_line":3}]}`

func TestDecisionIsLoggedAmendedAndRetracted(t *testing.T) {
	logged := say(0, "dev1", "decision.logged", "D-AAAAAA", `{"title":"one","status":"accepted","undo":"days","because":"x"}`)
	e := told(t, logged, say(1, "dev1", "entry.amended", "D-AAAAAA", `{"title":"two","because":null}`))
	if e.Title() != "two" || e.Decision.Because != "" || e.Decision.Undo != ledger.UndoDays {
		t.Errorf("after the amendment: %+v", e.Decision)
	}
	if !e.Changed.Equal(start.Add(time.Minute)) || !e.At.Equal(start) {
		t.Errorf("said %v, changed %v", e.At, e.Changed)
	}
	if e := told(t, logged, say(1, "dev1", "entry.retracted", "D-AAAAAA", `{}`)); !e.Retracted {
		t.Error("not retracted")
	}
}

func TestDelegationLife(t *testing.T) {
	offered := say(0, "dev1", "todo.offered", "T-AAAAAA", offer)
	for _, c := range []struct {
		name  string
		after []eventlog.Event
		want  ledger.State
		open  bool
	}{
		{"offered", nil, ledger.Offered, true},
		{"taken", []eventlog.Event{say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`)}, ledger.Taken, true},
		{"later", []eventlog.Event{say(1, "dev2", "todo.postponed", "T-AAAAAA", `{}`)}, ledger.Later, true},
		{"declined", []eventlog.Event{say(1, "dev2", "todo.declined", "T-AAAAAA", `{}`)}, ledger.Declined, false},
		{"taken twice: the first stands", []eventlog.Event{say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`), say(2, "dev3", "todo.taken", "T-AAAAAA", `{}`)}, ledger.Taken, true},
		{"done stays done", []eventlog.Event{say(1, "dev2", "todo.done", "T-AAAAAA", `{}`), say(2, "dev2", "todo.taken", "T-AAAAAA", `{}`)}, ledger.Done, false},
		{"an answer to something else counts for nothing", []eventlog.Event{say(1, "dev2", "review.done", "T-AAAAAA", `{}`)}, ledger.Offered, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := told(t, append([]eventlog.Event{offered}, c.after...)...)
			if e.State != c.want || e.Open() != c.open {
				t.Errorf("state %s, open %v; want %s, %v", e.State, e.Open(), c.want, c.open)
			}
		})
	}
}

func TestTheFirstToTakeKeepsIt(t *testing.T) {
	e := told(t, say(0, "dev1", "todo.offered", "T-AAAAAA", offer),
		say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`), say(2, "dev3", "todo.taken", "T-AAAAAA", `{}`))
	if len(e.Answers) != 1 || e.Answers[0].By.Name != "dev2" {
		t.Errorf("answers %+v", e.Answers)
	}
	if holder, ok := e.Holder(); !ok || holder.Name != "dev2" || len(e.Late) != 1 || e.Late[0].By.Name != "dev3" {
		t.Errorf("held by %v, late: %+v", holder, e.Late)
	}
}

// What somebody says who came second, before a sync told them so, changes nothing for the one who was first.
func TestTheSecondChangesNothing(t *testing.T) {
	first := []eventlog.Event{say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`)}
	for _, late := range [][]eventlog.Event{
		{say(2, "dev3", "todo.declined", "T-AAAAAA", `{}`)},
		{say(2, "dev3", "todo.postponed", "T-AAAAAA", `{}`)},
		{say(2, "dev3", "todo.taken", "T-AAAAAA", `{"outcome":"mine"}`), say(3, "dev3", "todo.checked-in", "T-AAAAAA", `{"answer":"moved","check_in":"2027-01-01"}`)},
		{say(2, "dev3", "todo.taken", "T-AAAAAA", `{}`), say(3, "dev3", "todo.done", "T-AAAAAA", `{}`)},
		{say(2, "dev3", "todo.taken", "T-AAAAAA", `{}`), say(3, "dev3", "todo.handed-back", "T-AAAAAA", `{}`)},
	} {
		e := told(t, append(first[:2:2], late...)...)
		if e.State != ledger.Taken || e.Delegation.CheckIn != "2026-11-19" || e.Delegation.Outcome != "" {
			t.Errorf("%s: %s, %+v", late[0].Kind, e.State, e.Delegation)
		}
	}
	back := told(t, append(first[:2:2], say(2, "dev3", "todo.taken", "T-AAAAAA", `{}`),
		say(3, "dev2", "todo.handed-back", "T-AAAAAA", `{}`), say(4, "dev3", "todo.taken", "T-AAAAAA", `{}`))...)
	if holder, _ := back.Holder(); holder.Name != "dev3" || len(back.Late) != 0 {
		t.Errorf("after it came back: %v, late %+v", holder, back.Late)
	}
}

func TestTakingOnOnesOwnTerms(t *testing.T) {
	e := told(t, say(0, "dev1", "todo.offered", "T-AAAAAA", offer),
		say(1, "dev2", "todo.taken", "T-AAAAAA", `{"outcome":"a test","tracking":"every Friday"}`))
	if d := e.Delegation; d.Outcome != "a test" || d.Tracking != "every Friday" || d.CheckIn != "2026-11-19" {
		t.Errorf("%+v", d)
	}
}

func TestCheckInMovesTheDate(t *testing.T) {
	e := told(t, say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`),
		say(2, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"moved","check_in":"2026-12-01"}`))
	if e.Delegation.CheckIn != "2026-12-01" || e.Delegation.LastCheckIn.Answer != "moved" || e.State != ledger.Taken {
		t.Errorf("%+v in state %s", e.Delegation, e.State)
	}
}

func TestPairingGoesOnWhenOneDeclines(t *testing.T) {
	body := `{"topic":"ledger","people":["@dev1","@dev2","@dev3"],"start":"2026-11-19T14:00:00Z","minutes":60,"uid":"u"}`
	e := told(t, say(0, "dev1", "pairing.scheduled", "P-AAAAAA", body),
		say(1, "dev2", "pairing.declined", "P-AAAAAA", `{}`), say(2, "dev3", "pairing.taken", "P-AAAAAA", `{}`))
	if e.State != ledger.Planned || len(e.Answers) != 2 {
		t.Errorf("state %s, answers %+v", e.State, e.Answers)
	}
	if end := e.Pairing.End(); !end.Equal(time.Date(2026, 11, 19, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("ends %v", end)
	}
}

func TestWhatANewerProgramSaysIsKeptAndChangesNothing(t *testing.T) {
	logged := say(0, "dev1", "decision.logged", "D-AAAAAA", `{"title":"one","status":"accepted","mood":"sunny"}`)
	before := told(t, logged)
	after := told(t, logged, say(1, "dev1", "decision.weighed", "D-AAAAAA", `{"grams":3}`),
		say(2, "dev1", "entry.amended", "D-AAAAAA", `{"title":7}`), say(3, "dev1", "entry.amended", "D-AAAAAA", `not json`))
	if after.Unknown != 3 {
		t.Errorf("%d unknown events, want 3", after.Unknown)
	}
	after.Unknown, after.Changed = before.Unknown, before.Changed
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

func TestEventsThatMakeNoEntry(t *testing.T) {
	private := say(0, "dev1", "decision.logged", "D-AAAAAA", `{"title":"mine"}`)
	private.Visibility = ledger.Private
	for name, events := range map[string][]eventlog.Event{
		"private":                   {private},
		"answers before their time": {say(0, "dev2", "todo.taken", "T-AAAAAA", `{}`)},
		"a body of another shape":   {say(0, "dev2", "todo.offered", "T-AAAAAA", `[1]`)},
		"unknown":                   {say(0, "dev2", "mood.said", "x", `{}`)},
	} {
		if e := told(t, events...); e != nil {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestTheSameSubjectTwice(t *testing.T) {
	e := told(t, say(0, "dev1", "decision.logged", "D-AAAAAA", `{"title":"one"}`), say(1, "dev2", "decision.logged", "D-AAAAAA", `{"title":"two"}`))
	if e.Title() != "one" || e.By.Name != "dev1" {
		t.Errorf("the second one won: %+v", e)
	}
}

func TestBook(t *testing.T) {
	row := func(e eventlog.Event) leadstore.Entry {
		r, err := ledger.Fold(nil, e)
		if err != nil || r == nil {
			t.Fatal(r, err)
		}
		return *r
	}
	var none *ledger.Book
	older := row(say(0, "dev1", "decision.logged", "D-AAAAAA", `{"title":"old","anchors":[{"path":"a.go"},{"path":"a.go"},{"path":"b.go"}]}`))
	newer := row(say(1, "dev1", "todo.offered", "T-AAAAAA", offer))
	one := none.With([]leadstore.Entry{older})
	two := one.With([]leadstore.Entry{newer, {ID: "D-ZZZZZZ", Doc: []byte("{")}})

	ids := func(entries []*ledger.Entry) (out []string) {
		for _, e := range entries {
			out = append(out, e.ID)
		}
		return out
	}
	if got := ids(two.At("a.go")); !cmp.Equal(got, []string{"T-AAAAAA", "D-AAAAAA"}) {
		t.Errorf("at a.go: %v", got)
	}
	if got := two.Paths(); !cmp.Equal(got, []string{"a.go", "b.go"}) {
		t.Errorf("paths %v", got)
	}
	if got := ids(two.All(ledger.TypeDecision)); !cmp.Equal(got, []string{"D-AAAAAA"}) {
		t.Errorf("decisions %v", got)
	}
	if len(one.All("")) != 1 {
		t.Error("an older book changed")
	}
	retracted, err := ledger.Fold(older.Doc, say(2, "dev1", "entry.retracted", "D-AAAAAA", `{}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := two.With([]leadstore.Entry{*retracted}).Find("D-AAAAAA"); ok {
		t.Error("a retracted entry is found")
	}
	if none.At("a.go") != nil || none.All("") != nil || none.Paths() != nil {
		t.Error("nothing said, yet something found")
	}
}

func FuzzFold(f *testing.F) {
	f.Add("decision.logged", `{"title":"x","anchors":[{"path":"a"}]}`, "entry.amended", `{"title":null,"anchors":null}`)
	f.Add("todo.offered", offer, "todo.checked-in", `{"answer":3}`)
	f.Add("pairing.scheduled", `{"start":"never"}`, "pairing.taken", ``)
	f.Fuzz(func(t *testing.T, kind1, body1, kind2, body2 string) {
		var doc []byte
		for i, e := range []eventlog.Event{say(0, "a", kind1, "D-AAAAAA", body1), say(1, "b", kind2, "D-AAAAAA", body2)} {
			row, err := ledger.Fold(doc, e)
			if err != nil {
				t.Fatalf("event %d: %v", i, err)
			}
			if row != nil {
				doc = row.Doc
			}
		}
	})
}
