package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

const block = `{"topic":"ledger","people":["@dev1","@dev2","@dev3"],"start":"2026-11-19T14:00:00Z","minutes":60,"uid":"u",` +
	`"purpose":"spread","zone":"Europe/Berlin","about":"Q-4H7WQZ"}`

// paired folds what was said about a block after it was planned.
func paired(t *testing.T, after ...eventlog.Event) *ledger.Entry {
	t.Helper()
	return told(t, append([]eventlog.Event{say(0, "dev1", "pairing.scheduled", "P-AAAAAA", block)}, after...)...)
}

func TestABlockFromPlanToOutcome(t *testing.T) {
	on := func(n int, who, kind, body string) eventlog.Event { return say(n, who, kind, "P-AAAAAA", body) }
	moved := func(n, hour, sequence int) eventlog.Event {
		return on(n, "dev1", "pairing.moved", fmt.Sprintf(`{"start":"2026-11-19T%02d:00:00Z","minutes":30,"sequence":%d}`, hour, sequence))
	}
	again := func(n, hour, sequence int) eventlog.Event {
		return on(n, "dev1", "pairing.moved", fmt.Sprintf(`{"start":"2026-11-19T%02d:00:00Z","minutes":30,"sequence":%d,"again":true}`, hour, sequence))
	}
	cancelled := func(n, sequence int) eventlog.Event {
		return on(n, "dev1", "pairing.cancelled", fmt.Sprintf(`{"sequence":%d}`, sequence))
	}
	type want struct {
		State    ledger.State
		Hour     int
		Sequence int
		Outcome  string
		How      string
		Answers  int
	}
	for _, c := range []struct {
		name  string
		after []eventlog.Event
		want  want
	}{
		{"planned", nil, want{ledger.Planned, 14, 0, "", "", 0}},
		{"moved", []eventlog.Event{moved(1, 15, 1)}, want{ledger.Planned, 15, 1, "", "", 0}},
		{"moved by two at once: the later counts, and its number is higher", []eventlog.Event{moved(1, 15, 1), moved(2, 16, 1)}, want{ledger.Planned, 16, 2, "", "", 0}},
		{"moved in a calendar that counts faster", []eventlog.Event{moved(1, 15, 7), moved(2, 16, 2)}, want{ledger.Planned, 16, 8, "", "", 0}},
		{"a number that no calendar can hold", []eventlog.Event{moved(1, 15, 1<<40), moved(2, 16, 2)}, want{ledger.Planned, 16, 1<<31 - 1, "", "", 0}},
		{"a move asks everybody again", []eventlog.Event{on(1, "dev2", "pairing.taken", `{}`), on(2, "dev3", "pairing.declined", `{}`), moved(3, 15, 1), on(4, "dev3", "pairing.taken", `{}`)}, want{ledger.Planned, 15, 1, "", "", 1}},
		{"everybody else declines, and it stands until its organiser says so", []eventlog.Event{on(1, "dev2", "pairing.declined", `{}`), on(2, "dev3", "pairing.declined", `{}`)}, want{ledger.Planned, 14, 0, "", "", 2}},
		{"cancelled", []eventlog.Event{cancelled(1, 1)}, want{ledger.Cancelled, 14, 1, "", "", 0}},
		{"cancelled twice", []eventlog.Event{cancelled(1, 1), cancelled(2, 1)}, want{ledger.Cancelled, 14, 1, "", "", 0}},
		{"cancelled, and moved by somebody who did not know", []eventlog.Event{cancelled(1, 1), moved(2, 15, 1), moved(3, 16, 2)}, want{ledger.Cancelled, 16, 3, "", "", 0}},
		{"moved, and cancelled by somebody who did not know", []eventlog.Event{moved(1, 15, 1), cancelled(2, 1)}, want{ledger.Cancelled, 15, 2, "", "", 0}},
		{"cancelled, and planned anew", []eventlog.Event{cancelled(1, 1), again(2, 15, 2)}, want{ledger.Planned, 15, 2, "", "", 0}},
		{"it took place", []eventlog.Event{on(1, "dev2", "pairing.taken", `{}`), on(2, "dev2", "pairing.done", `{"outcome":"dev2 knows it"}`)}, want{ledger.Done, 14, 0, "dev2 knows it", ledger.HowSaid, 1}},
		{"two say what came of it", []eventlog.Event{on(1, "dev2", "pairing.done", `{"outcome":"one"}`), on(2, "dev1", "pairing.done", `{}`)}, want{ledger.Done, 14, 0, "one", ledger.HowSaid, 0}},
		{"commits show it", []eventlog.Event{on(1, "dev1", "pairing.done", `{"how":"commits","commits":["c"]}`)}, want{ledger.Done, 14, 0, "", ledger.HowCommits, 0}},
		{"commits show it, and somebody says what came of it", []eventlog.Event{on(1, "dev1", "pairing.done", `{"how":"commits","commits":["c"]}`), on(2, "dev2", "pairing.done", `{"outcome":"one"}`)}, want{ledger.Done, 14, 0, "one", ledger.HowSaid, 0}},
		{"commits do not gainsay people", []eventlog.Event{on(1, "dev2", "pairing.dropped", `{"outcome":"ill"}`), on(2, "dev1", "pairing.done", `{"how":"commits","commits":["c"]}`)}, want{ledger.Dropped, 14, 0, "ill", "", 0}},
		{"people gainsay commits", []eventlog.Event{on(1, "dev1", "pairing.done", `{"how":"commits","commits":["c"]}`), on(2, "dev2", "pairing.dropped", `{}`)}, want{ledger.Dropped, 14, 0, "", "", 0}},
		{"it was to be cancelled, and took place", []eventlog.Event{cancelled(1, 1), on(2, "dev2", "pairing.done", `{}`)}, want{ledger.Done, 14, 1, "", ledger.HowSaid, 0}},
		{"what is cancelled is not dropped too", []eventlog.Event{cancelled(1, 1), on(2, "dev2", "pairing.dropped", `{"outcome":"x"}`)}, want{ledger.Cancelled, 14, 1, "", "", 0}},
		{"dropped, and planned for another day", []eventlog.Event{on(1, "dev2", "pairing.dropped", `{"outcome":"ill"}`), moved(2, 15, 1)}, want{ledger.Planned, 15, 1, "", "", 0}},
		{"corrected", []eventlog.Event{on(1, "dev1", "entry.amended", `{"topic":"other","sequence":0}`), on(2, "dev1", "entry.amended", `{"start":"2026-11-19T15:00:00Z"}`)}, want{ledger.Planned, 15, 2, "", "", 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := paired(t, c.after...)
			p := e.Pairing
			got := want{e.State, p.Start.Hour(), p.Sequence, p.Outcome, p.How, len(e.Answers)}
			if diff := cmp.Diff(c.want, got); diff != "" || e.Unknown != 0 {
				t.Errorf("%d unknown (-want +got):\n%s", e.Unknown, diff)
			}
			if open := e.Open(); open != (c.want.State == ledger.Planned) {
				t.Errorf("%s is open: %v", e.State, open)
			}
			if p.Purpose != ledger.PurposeSpread || p.Zone != "Europe/Berlin" || p.About != "Q-4H7WQZ" || p.UID != "u" {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestWhatCannotBeReadOfABlockChangesNothing(t *testing.T) {
	before := paired(t)
	for _, kind := range []string{"pairing.moved", "pairing.cancelled", "pairing.done", "pairing.dropped", "pairing.sung"} {
		for _, body := range []string{`[]`, `{"start":3,"sequence":"x","outcome":7}`} {
			after := paired(t, say(1, "dev1", kind, "P-AAAAAA", body))
			if after.Unknown != 1 || after.State != before.State || !cmp.Equal(before.Pairing, after.Pairing) {
				t.Errorf("%s %s: %+v", kind, body, after)
			}
		}
	}
	if e := told(t, say(0, "dev1", "todo.offered", "T-AAAAAA", offer), say(1, "dev1", "pairing.cancelled", "T-AAAAAA", `{}`)); e.State != ledger.Offered || e.Unknown != 1 {
		t.Errorf("a delegation is cancelled: %+v", e)
	}
}

// What no calendar can hold makes no block, and moves none, whoever's program wrote it: nothing is reckoned with an hour that
// overflows, and no list ends where it cannot be written.
func TestABlockIsOneThatACalendarCanHold(t *testing.T) {
	at := func(start string, minutes int) string {
		return fmt.Sprintf(`{"topic":"t","people":["@dev1","@dev2"],"start":%q,"minutes":%d,"uid":"u"}`, start, minutes)
	}
	for _, body := range []string{
		at("9999-12-31T23:30:00Z", 60), at("0001-01-02T00:00:00Z", 60), at("9000-12-31T23:30:00-09:00", 60),
		at("2026-11-19T14:00:00Z", -60), at("2026-11-19T14:00:00Z", 1<<40),
	} {
		if doc, err := ledger.Fold(nil, say(0, "dev1", "pairing.scheduled", "P-AAAAAA", body)); doc != nil || err != nil {
			t.Errorf("%s made a block: %v", body, err)
		}
		for _, kind := range []string{"pairing.moved", "entry.amended"} {
			e := paired(t, say(1, "dev1", kind, "P-AAAAAA", body))
			if d := cmp.Diff(paired(t).Pairing, e.Pairing); d != "" || e.Unknown != 1 {
				t.Errorf("%s with %s: %s", kind, body, d)
			}
		}
	}
}

// However a block was moved, cancelled and closed: forgetting who moved it from when leaves the block as it is.
func TestForgettingLeavesTheBlock(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		events := []eventlog.Event{aged(0, "dev1", "pairing.scheduled", "P-AAAAAA", block)}
		for n := range random.IntN(8) {
			kind := []string{"moved", "moved", "cancelled", "done", "dropped", "taken", "declined", "postponed"}[random.IntN(8)]
			body := `{}`
			if kind == "moved" {
				body = fmt.Sprintf(`{"start":"2026-11-19T%02d:00:00Z","minutes":%d,"sequence":%d,"again":%v}`,
					random.IntN(24), random.IntN(3)*30, random.IntN(5), random.IntN(2) == 0)
			}
			e := aged(n*random.IntN(30), fmt.Sprintf("dev%d", 1+random.IntN(3)), "pairing."+kind, "P-AAAAAA", body)
			e.ID = fmt.Sprint(n)
			events = append(events, e)
		}
		before := told(t, events...)
		now := start.Add(time.Duration(random.IntN(200)) * 24 * time.Hour)
		for range 2 {
			for _, b := range ledger.Forget(events, now) {
				for i := range events {
					if events[i].ID == b.ID {
						events[i].Body = b.Body
						if b.Actor {
							events[i].ActorName, events[i].ActorEmail = "", ""
						}
					}
				}
			}
		}
		if again := ledger.Forget(events, now); len(again) > 0 {
			t.Fatalf("forgetting never ends: %+v", again)
		}
		after := told(t, events...)
		if diff := cmp.Diff(before.Pairing, after.Pairing); diff != "" || before.State != after.State || before.Unknown != after.Unknown {
			t.Fatalf("%s became %s (-before +after):\n%s\n%+v", before.State, after.State, diff, events)
		}
		for _, e := range events {
			if e.At.Before(now) && e.Kind == "pairing.moved" && !e.Blanked() {
				t.Fatalf("it is known who moved it: %+v", e)
			}
		}
	}
}
