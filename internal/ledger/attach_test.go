package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestAttached(t *testing.T) {
	at := func(n int) []anchor.Anchor {
		return []anchor.Anchor{{Path: "a.go", Line: n, EndLine: n, Text: fmt.Sprint(n)}}
	}
	place := func(n int) string {
		return fmt.Sprintf(`{"anchors":[{"path":"a.go","line":%d,"end_line":%d,"text":"%d"}]}`, n, n, n)
	}
	logged := say(0, "dev1", string(ledger.DecisionLogged), "D-AAAAAA", `{"title":"One","status":"accepted",`+place(1)[1:])
	const undo = `{"undo":true}`
	for _, test := range []struct {
		name    string
		bodies  []string
		want    []anchor.Anchor
		unknown int
	}{
		{"as it was said first", nil, at(1), 0},
		{"somewhere else", []string{place(2)}, at(2), 0},
		{"taken back", []string{place(2), undo}, at(1), 0},
		{"one of two taken back", []string{place(2), place(3), undo}, at(2), 0},
		{"nothing to take back", []string{undo}, at(1), 1},
		{"nowhere", []string{`{"anchors":[]}`}, at(1), 1},
		{"nothing that can be read", []string{`{"anchors":7}`, `[]`}, at(1), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			events := []eventlog.Event{logged}
			for i, b := range test.bodies {
				events = append(events, say(i+1, "dev2", string(ledger.EntryAttached), "D-AAAAAA", b))
			}
			e := told(t, events...)
			if d := cmp.Diff(test.want, e.Anchors); d != "" || e.Unknown != test.unknown {
				t.Errorf("%s\n%d unknown, want %d", d, e.Unknown, test.unknown)
			}
		})
	}
	t.Run("often", func(t *testing.T) {
		events := []eventlog.Event{logged}
		for n := range 30 {
			events = append(events, say(n+1, "dev2", string(ledger.EntryAttached), "D-AAAAAA", place(n+2)))
		}
		if e := told(t, events...); len(e.Attached) > 8 || !cmp.Equal(e.Anchors, at(31)) {
			t.Errorf("%d kept, at %v", len(e.Attached), e.Anchors)
		}
	})
}
