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
