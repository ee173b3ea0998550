package workspace_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// block plans one as the reader.
func block(t *testing.T, w *workspace.Workspace, id string, start time.Time, people ...string) {
	t.Helper()
	body, err := json.Marshal(ledger.Pairing{Topic: "the ledger", People: people, Start: start, Minutes: 60, UID: id})
	if err != nil {
		t.Fatal(err)
	}
	say(t, w, ledger.PairingScheduled, id, body)
}

func say(t *testing.T, w *workspace.Workspace, kind ledger.Kind, id string, body []byte) {
	t.Helper()
	_, err := w.Append(t.Context(), eventlog.Event{Kind: string(kind), Subject: id, V: 1, Visibility: ledger.Team, Body: body})
	if err != nil {
		t.Fatal(err)
	}
}

const beforeBlock = `
me Dev Three <dev3@example.com>
commit main 2026-10-10T10:00:00Z Dev One <dev1@example.com>
begin
+ pay/a.go
commit main 2026-10-11T10:00:00Z Dev Two <dev2@example.com>
more
+ pay/b.go
+ .mailmap
<<<
Dev Two <dev2@example.com> <two@old.example.com>
>>>
`

func TestCommitsShowThatABlockTookPlace(t *testing.T) {
	start := time.Date(2026, 11, 17, 14, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		commit string // what is committed afterwards: author time, author, trailers
		people []string
		say    ledger.Kind
		want   ledger.State
	}{
		"in the block":              {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>", nil, "", ledger.Done},
		"the other one commits":     {"2026-11-17T16:30:00Z Dev Two <dev2@example.com>\nx\n| Co-authored-by: Dev Three <dev3@example.com>", nil, "", ledger.Done},
		"an old address":            {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: D. Two <two@old.example.com>", nil, "", ledger.Done},
		"before":                    {"2026-11-17T13:59:59Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>", nil, "", ledger.Planned},
		"alone":                     {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx", nil, "", ledger.Planned},
		"a review is none":          {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Reviewed-by: Dev Two <dev2@example.com>", nil, "", ledger.Planned},
		"with somebody else":        {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev One <dev1@example.com>", nil, "", ledger.Planned},
		"two of three":              {"2026-11-17T14:30:00Z Dev Two <dev2@example.com>\nx\n| Co-authored-by: Dev One <dev1@example.com>", []string{"dev3@example.com", "dev1@example.com", "dev2@example.com"}, "", ledger.Done},
		"said to have been dropped": {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>", nil, ledger.PairingDropped, ledger.Dropped},
		"cancelled":                 {"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>", nil, ledger.PairingCancelled, ledger.Cancelled},
		"a squash of seven": {
			"2026-11-17T14:30:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>\n| Co-authored-by: A <a@x>" +
				"\n| Co-authored-by: B <b@x>\n| Co-authored-by: C <c@x>\n| Co-authored-by: D <d@x>\n| Co-authored-by: E <e@x>", nil, "", ledger.Planned,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := atHome(t, beforeBlock)
			w, done := h.open(workspace.Options{})
			defer done()
			people := tt.people
			if people == nil {
				people = []string{"dev3@example.com", "dev2@example.com"}
			}
			block(t, w, "P-7K3QXM", start, people...)
			if tt.say != "" {
				say(t, w, tt.say, "P-7K3QXM", []byte(`{"sequence":1}`))
			}
			gittest.Repo(t, h.top, "commit main "+tt.commit+"\n+ pay/a.go\n<<<\nchanged\n>>>\n")
			for range 2 { // a second look changes nothing
				if err := w.Refresh(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			e, ok := w.Snapshot().Ledger.Find("P-7K3QXM")
			if !ok || e.State != tt.want {
				t.Fatalf("the block is %v, want %v", e.State, tt.want)
			}
			if tt.want == ledger.Done && (e.Pairing.How != ledger.HowCommits || len(e.Pairing.Commits) != 1) {
				t.Errorf("it took place by %q, %v", e.Pairing.How, e.Pairing.Commits)
			}
		})
	}
}

// Of several that see the same commits one says so.
func TestABlockIsDoneOnce(t *testing.T) {
	h := atHome(t, beforeBlock)
	a, done := h.open(workspace.Options{})
	defer done()
	b, doneToo := h.open(workspace.Options{})
	defer doneToo()
	block(t, a, "P-7K3QXM", time.Date(2026, 11, 17, 14, 0, 0, 0, time.UTC), "dev3@example.com", "dev2@example.com")
	if err := b.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := b.Snapshot()
	gittest.Repo(t, h.top, "commit main 2026-11-17T15:00:00Z Dev Three <dev3@example.com>\nx\n| Co-authored-by: Dev Two <dev2@example.com>\n+ pay/a.go\n<<<\nchanged\n>>>\n")
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if before.Ledger != b.Snapshot().Ledger {
		t.Fatal("the other heard of it too soon for this test")
	}
	if err := b.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"[1 dev3@example.com]"}, rows(t, a, `SELECT count(*), min(actor_email) FROM events WHERE kind = 'pairing.done'`)); diff != "" {
		t.Error(diff)
	}
}
