package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// A question gathers its answers; one that cannot be read, or says nothing, is none.
func TestQuestion(t *testing.T) {
	at := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	var doc []byte
	for i, e := range []struct{ kind, name, body string }{
		{"question.asked", "Dev One", `{"text":"Which currency rounds?","decides":"@dev2","due":"2026-11-20"}`},
		{"question.answered", "Dev Two", `{"text":"the bank's"}`},
		{"question.answered", "Dev Two", `{"text":"  "}`},
		{"question.answered", "Dev Two", `[]`},
		{"entry.amended", "Dev One", `{"due":null}`},
	} {
		next, err := ledger.Fold(doc, eventlog.Event{
			ID: string(rune('a' + i)), Kind: e.kind, Subject: "Q-AAAAAA", ActorName: e.name, ActorEmail: e.name + "@example.com", At: at,
			Visibility: ledger.Team, Body: json.RawMessage(e.body),
		})
		if err != nil || next == nil {
			t.Fatal(e, err)
		}
		doc = next.Doc
	}
	var got ledger.Entry
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	want := &ledger.Question{Text: "Which currency rounds?", Decides: "@dev2", Replies: []ledger.Reply{
		{By: ledger.Actor{Name: "Dev Two", Email: "Dev Two@example.com"}, At: at, Text: "the bank's"},
	}}
	if d := cmp.Diff(want, got.Question); d != "" || got.State != ledger.Answered || got.Unknown != 2 {
		t.Errorf("%s state %s, %d unknown", d, got.State, got.Unknown)
	}
}

// What is said of a note without a name needs no name either; a blanked event of anything else stays one.
func TestUnsignedNote(t *testing.T) {
	note := eventlog.Event{ID: "a", Kind: "retro.noted", Subject: "N-AAAAAA", Visibility: ledger.Team, Body: json.RawMessage(`{"text":"slow","area":"pay"}`)}
	first, err := ledger.Fold(nil, note)
	if err != nil || first == nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]bool{"entry.retracted": true, "entry.amended": false} {
		after, err := ledger.Fold(first.Doc, eventlog.Event{ID: "b", Kind: kind, Subject: "N-AAAAAA", Visibility: ledger.Team, Body: json.RawMessage(`{"text":"quick"}`)})
		if err != nil || after == nil {
			t.Fatal(err)
		}
		var e ledger.Entry
		if err := json.Unmarshal(after.Doc, &e); err != nil {
			t.Fatal(err)
		}
		if !e.Unsigned() || e.Retracted != want || !want && e.Retro.Text != "quick" {
			t.Errorf("%s: %+v", kind, e)
		}
	}
}
