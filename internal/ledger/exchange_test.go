package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// known are events with ids as the store makes them.
func known(events ...eventlog.Event) []eventlog.Event {
	for i := range events {
		events[i].ID = fmt.Sprintf("01JD0000000000000000000%03d", i)
	}
	return events
}

func exported(t *testing.T, events []eventlog.Event) string {
	t.Helper()
	var out bytes.Buffer
	e := told(t, events...)
	err := ledger.Export(&out, []*ledger.Entry{e}, func(string) ([]eventlog.Event, error) { return events, nil })
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExportAndImport(t *testing.T) {
	events := known(
		say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "dev2", "todo.taken", "T-AAAAAA", `{"outcome":"<b>&"}`),
		say(2, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"help","check_in":"2026-12-01"}`), say(3, "dev2", "todo.done", "T-AAAAAA", `{}`),
	)
	text := exported(t, events)
	back, err := ledger.Import(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(back) != 1 || back[0].ID != "T-AAAAAA" || back[0].Line != 5 {
		t.Fatalf("%+v", back)
	}
	for i := range back[0].Events {
		back[0].Events[i].Repo = "r"
	}
	if diff := cmp.Diff(told(t, events...), told(t, back[0].Events...)); diff != "" {
		t.Errorf("another delegation came back (-exported +imported):\n%s", diff)
	}
	if again := exported(t, back[0].Events); again != text {
		t.Errorf("exported again it is\n%s\nnot\n%s", again, text)
	}
}

func TestWhatIsForgottenStaysForgotten(t *testing.T) {
	events := known(say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "", "todo.declined", "T-AAAAAA", `{}`))
	events[1].ActorName, events[1].ActorEmail = "", ""
	back, err := ledger.Import(strings.NewReader(exported(t, events)))
	if err != nil {
		t.Fatal(err)
	}
	if e := told(t, back[0].Events...); e.State != ledger.Declined || len(e.Answers) != 0 || e.Delegation.To != "" {
		t.Errorf("%+v", e)
	}
}

func TestImportSaysWhatIsWrongAndWhere(t *testing.T) {
	good := exported(t, known(say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "dev2", "todo.done", "T-AAAAAA", `{}`)))
	for _, c := range []struct {
		name, text string
		line       int
		reason     string
	}{
		{"nothing", "", 1, "the file ends too early"},
		{"another file", "{\n\"version\": 1}", 1, "this is no export of delegations"},
		{"a list", "\n\n[]", 3, `"{" is expected here`},
		{"a newer form", strings.Replace(good, `"version": 1`, `"version": 2`, 1), 1, "version 2 of the form"},
		{"half a file", good[:len(good)/2], strings.Count(good[:len(good)/2], "\n") + 1, "the file ends too early"},
		{"no JSON", strings.Replace(good, `"state": "done",`, `"state": done,`, 1), 7, "this is no JSON"},
		{"another shape", strings.Replace(good, `"state": "done"`, `"state": 3`, 1), 7, `"state" cannot be a number`},
		{"another id", strings.Replace(good, `"id": "T-AAAAAA"`, `"id": "../x"`, 1), 5, "is no id of a delegation"},
		{"another state", strings.Replace(good, `"state": "done"`, `"state": "taken"`, 1), 5, `is "taken" by its state and "done" by its history`},
		{"a kind of another noun", strings.Replace(good, "todo.done", "review.done", 1), 5, "says nothing about a delegation"},
		{"no offer", strings.Replace(good, "todo.offered", "todo.taken", 1), 5, "does not begin with its offer"},
		{"an id twice", strings.Replace(good, "01JD0000000000000000000001", "01JD0000000000000000000000", 1), 5, "no id of its own"},
		{"nothing said", strings.Replace(good, `"what": "retry",`+"\n          ", ``, 2), 5, "does not say what"},
		{"no time", strings.Replace(good, "2026-11-18T09:01:00Z", "yesterday", 1), 0, "no time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ledger.Import(strings.NewReader(c.text))
			var wrong *ledger.LineError
			if !errors.As(err, &wrong) {
				t.Fatalf("%v", err)
			}
			if c.line != 0 && wrong.Line != c.line || !strings.Contains(wrong.Reason, c.reason) {
				t.Errorf("line %d: %s; want line %d: %s", wrong.Line, wrong.Reason, c.line, c.reason)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestImportIsBounded(t *testing.T) {
	if _, err := ledger.Import(endless{}); err == nil || !strings.Contains(err.Error(), "larger than 64 MB") {
		t.Errorf("an endless file: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(`{"leadline":"delegations","version":1,"delegations":[{"id":"T-AAAAAA","history":[{"event":"01JD0000000000000000000000","kind":"todo.offered","by":{"name":"a"},"at":"2026-11-18T09:01:00Z","body":{"to":"@a","what":"b"}}]}]}`)
	f.Add(`{"delegations":[[]],"leadline":{}}`)
	f.Add(`{""000`)
	f.Fuzz(func(t *testing.T, text string) {
		incoming, err := ledger.Import(strings.NewReader(text))
		var wrong *ledger.LineError
		if err != nil && (!errors.As(err, &wrong) || wrong.Line < 1 || wrong.Line > strings.Count(text, "\n")+1) {
			t.Errorf("%v", err)
		}
		for _, one := range incoming {
			for _, e := range one.Events {
				if e.Subject != one.ID {
					t.Errorf("%s is about %s", e.ID, e.Subject)
				}
			}
		}
	})
}
