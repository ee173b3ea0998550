package ledger_test

import (
	"testing"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestAnOfferMadeAnewEndsTheOneBefore(t *testing.T) {
	offered := say(0, "dev1", "todo.offered", "T-AAAAAA", offer)
	replaced := say(5, "dev1", "todo.replaced", "T-AAAAAA", `{"by":"T-BBBBBB"}`)
	late := say(6, "dev2", "todo.taken", "T-AAAAAA", `{}`)
	late.ID = "late"
	for name, c := range map[string]struct {
		before []eventlog.Event
		state  ledger.State
	}{
		"not answered": {nil, ledger.Replaced},
		"taken":        {[]eventlog.Event{say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`)}, ledger.Replaced},
		"later":        {[]eventlog.Event{say(1, "dev2", "todo.postponed", "T-AAAAAA", `{}`)}, ledger.Replaced},
		"declined":     {[]eventlog.Event{say(1, "dev2", "todo.declined", "T-AAAAAA", `{}`)}, ledger.Declined},
		"handed back":  {[]eventlog.Event{say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`), say(2, "dev2", "todo.handed-back", "T-AAAAAA", `{}`)}, ledger.HandedBack},
		"done":         {[]eventlog.Event{say(1, "dev2", "todo.done", "T-AAAAAA", `{}`)}, ledger.Done},
	} {
		t.Run(name, func(t *testing.T) {
			said := append([]eventlog.Event{offered}, append(c.before, replaced, late)...)
			e := told(t, said...)
			if e.State != c.state || e.Open() || e.Delegation.ReplacedBy != "T-BBBBBB" {
				t.Errorf("%s, replaced by %q, open: %v", e.State, e.Delegation.ReplacedBy, e.Open())
			}
			if _, held := e.Holder(); held {
				t.Error("somebody still holds it")
			}
		})
	}
	again := say(7, "dev1", "todo.replaced", "T-AAAAAA", `{"by":"T-CCCCCC"}`)
	again.ID = "again"
	if e := told(t, offered, replaced, again); e.Delegation.ReplacedBy != "T-BBBBBB" || e.Unknown != 1 {
		t.Errorf("the first one takes its place: %+v", e)
	}
	for _, body := range []string{`{}`, `[]`, `{"by":"T-AAAAAA"}`} {
		if e := told(t, offered, say(5, "dev1", "todo.replaced", "T-AAAAAA", body)); e.State != ledger.Offered || e.Unknown != 1 {
			t.Errorf("%s: %s", body, e.State)
		}
	}
}

func TestAnOfferHoldsAgainWhenTheOneThatTookItsPlaceIsRetracted(t *testing.T) {
	offered := say(0, "dev1", "todo.offered", "T-AAAAAA", offer)
	replaced := say(5, "dev1", "todo.replaced", "T-AAAAAA", `{"by":"T-BBBBBB"}`)
	restored := say(6, "dev1", "todo.restored", "T-AAAAAA", `{"by":"T-BBBBBB"}`)
	taken := say(1, "dev2", "todo.taken", "T-AAAAAA", `{}`)
	for name, c := range map[string]struct {
		before []eventlog.Event
		state  ledger.State
		held   bool
	}{
		"not answered":  {nil, ledger.Offered, false},
		"taken":         {[]eventlog.Event{taken}, ledger.Taken, true},
		"later":         {[]eventlog.Event{say(1, "dev2", "todo.postponed", "T-AAAAAA", `{}`)}, ledger.Later, false},
		"later, by two": {[]eventlog.Event{say(1, "dev3", "todo.postponed", "T-AAAAAA", `{}`), say(2, "dev2", "todo.taken", "T-AAAAAA", `{}`)}, ledger.Taken, true},
		"declined":      {[]eventlog.Event{say(1, "dev2", "todo.declined", "T-AAAAAA", `{}`)}, ledger.Declined, false},
		"handed back":   {[]eventlog.Event{taken, say(2, "dev2", "todo.handed-back", "T-AAAAAA", `{}`)}, ledger.HandedBack, false},
		"done":          {[]eventlog.Event{say(1, "dev2", "todo.done", "T-AAAAAA", `{}`)}, ledger.Done, false},
	} {
		t.Run(name, func(t *testing.T) {
			e := told(t, append([]eventlog.Event{offered}, append(c.before, replaced, restored)...)...)
			if _, held := e.Holder(); e.State != c.state || e.Delegation.ReplacedBy != "" || held != c.held {
				t.Errorf("%s, replaced by %q, held: %v", e.State, e.Delegation.ReplacedBy, held)
			}
		})
	}
	for _, body := range []string{`{}`, `[]`, `{"by":"T-CCCCCC"}`} {
		other := say(6, "dev1", "todo.restored", "T-AAAAAA", body)
		if e := told(t, offered, replaced, other); e.State != ledger.Replaced || e.Unknown != 1 {
			t.Errorf("%s: %s", body, e.State)
		}
		if e := told(t, offered, other); e.State != ledger.Offered || e.Unknown != 1 {
			t.Errorf("%s, not replaced: %s", body, e.State)
		}
	}
}

func TestWhatWasRevertedIsFinishedAgain(t *testing.T) {
	said := []eventlog.Event{
		say(0, "dev1", "todo.offered", "T-AAAAAA", offer),
		say(1, "dev2", "todo.done", "T-AAAAAA", `{"commit":"c1"}`),
		say(2, "dev1", "todo.reverted", "T-AAAAAA", `{"commit":"c1","by":"r1"}`),
	}
	for body, commit := range map[string]string{`{}`: "c1", `{"commit":"c2"}`: "c2"} {
		e := told(t, append(said[:3:3], say(3, "dev3", "todo.done", "T-AAAAAA", body))...)
		if d := e.Delegation; e.State != ledger.Done || d.Reverted != "" || d.Commit != commit || e.Unknown != 0 {
			t.Errorf("%s: %s, by %s, reverted by %q", body, e.State, d.Commit, d.Reverted)
		}
	}
	if e := told(t, append(said[:3:3], say(3, "dev3", "todo.handed-back", "T-AAAAAA", `{}`))...); e.State != ledger.Done || e.Delegation.Reverted != "r1" {
		t.Errorf("handed back: %s", e.State)
	}
}
