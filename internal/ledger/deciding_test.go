package ledger_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// said is one event: its id, who said it, its kind and body.
type said struct{ id, by, kind, body string }

var onTheDay = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)

func folded(t *testing.T, subject string, all ...said) ledger.Entry {
	t.Helper()
	var doc []byte
	for _, e := range all {
		next, err := ledger.Fold(doc, eventlog.Event{
			ID: e.id, Kind: e.kind, Subject: subject, ActorName: e.by, ActorEmail: e.by + "@example.com", At: onTheDay,
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
	return got
}

var logged = said{"e1", "dev1", "decision.logged", `{"title":"Charge is idempotent","status":"proposed","review_by":"2027-03-01",
	"anchors":[{"path":"pay/charge.go","line":4,"end_line":4}]}`}

func TestDecisionMoves(t *testing.T) {
	cases := []struct {
		name      string
		said      []said
		status    string
		moves     []string // who and to what
		overtaken []string
		unknown   int
	}{
		{
			"one after the other",
			[]said{
				{"e2", "dev2", "decision.moved", `{"status":"accepted","after":""}`},
				{"e3", "dev3", "decision.moved", `{"status":"deprecated","because":"the bank does it now","after":"e2"}`},
			},
			"deprecated",
			[]string{"dev2 accepted", "dev3 deprecated"},
			nil, 0,
		},
		{
			"two at once: the first holds, the second is kept and told",
			[]said{
				{"e2", "dev2", "decision.moved", `{"status":"accepted","after":""}`},
				{"e3", "dev3", "decision.moved", `{"status":"rejected","because":"too dear","after":""}`},
			},
			"accepted",
			[]string{"dev2 accepted"},
			[]string{"dev3 rejected"},
			0,
		},
		{
			"what was built upon an overtaken step is overtaken too, until somebody says it again knowing",
			[]said{
				{"e2", "dev2", "decision.moved", `{"status":"accepted","after":""}`},
				{"e3", "dev3", "decision.moved", `{"status":"rejected","after":""}`},
				{"e4", "dev3", "decision.moved", `{"status":"proposed","after":"e3"}`},
				{"e5", "dev3", "decision.moved", `{"status":"rejected","after":"e2"}`},
			},
			"rejected",
			[]string{"dev2 accepted", "dev3 rejected"},
			[]string{"dev3 rejected", "dev3 proposed"},
			0,
		},
		{
			"superseded and rejected at once",
			[]said{
				{"e2", "dev2", "decision.superseded", `{"by":"D-BBBBBB","after":""}`},
				{"e3", "dev3", "decision.superseded", `{"by":"D-CCCCCC","after":""}`},
			},
			"superseded",
			[]string{"dev2 superseded"},
			[]string{"dev3 superseded"},
			0,
		},
		{
			"by itself, with no status that there is, or no body",
			[]said{
				{"e2", "dev2", "decision.superseded", `{"by":"D-AAAAAA"}`},
				{"e3", "dev2", "decision.moved", `{"status":"great"}`},
				{"e4", "dev2", "decision.moved", `[]`},
				{"e5", "dev2", "decision.superseded", `{}`},
				{"e6", "dev2", "decision.pondered", `{}`},
			},
			"proposed", nil, nil, 5,
		},
		{
			"retired when it was looked at again",
			[]said{{"e2", "dev2", "decision.reviewed", `{"outcome":"retire","learned":"nobody used it","after":""}`}},
			"deprecated",
			[]string{"dev2 deprecated"},
			nil, 0,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := folded(t, "D-AAAAAA", append([]said{logged}, c.said...)...)
			d := e.Decision
			list := func(moves []ledger.Move) (out []string) {
				for _, m := range moves {
					out = append(out, m.By.Name+" "+m.Status)
				}
				return out
			}
			if d.Status != c.status || e.Unknown != c.unknown {
				t.Errorf("status %s, %d unknown", d.Status, e.Unknown)
			}
			if diff := cmp.Diff(c.moves, list(d.Moves)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.overtaken, list(d.Overtaken)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A supersession leaves the places to the successor; taken back, it gives them back, and the status before.
func TestSupersede(t *testing.T) {
	superseded := said{"e2", "dev2", "decision.superseded", `{"by":"D-BBBBBB","after":""}`}
	old := folded(t, "D-AAAAAA", logged, superseded)
	if d := old.Decision; d.SupersededBy != "D-BBBBBB" || len(old.Anchors) != 0 || len(d.Former) != 1 {
		t.Errorf("%+v at %v", d, old.Anchors)
	}
	places, err := json.Marshal(old.Decision.Former)
	if err != nil {
		t.Fatal(err)
	}
	takes := fmt.Sprintf(`{"of":"D-AAAAAA","anchors":%s}`, places)
	successor := folded(t, "D-BBBBBB", logged,
		said{"e3", "dev2", "decision.superseded", `{"of":"D-AAAAAA","anchors":[{"path":"pay/fx.go"}]}`},
		said{"e4", "dev2", "decision.superseded", takes}, said{"e5", "dev3", "decision.superseded", takes},
		said{"e6", "dev3", "decision.superseded", `{"of":"D-BBBBBB"}`})
	if d := successor.Decision; len(d.Supersedes) != 1 || len(successor.Anchors) != 2 || successor.Unknown != 1 || d.Status != "proposed" {
		t.Errorf("%+v at %v, %d unknown", d, successor.Anchors, successor.Unknown)
	}
	back := folded(t, "D-AAAAAA", logged, superseded,
		said{"e3", "dev2", "decision.superseded", `{"undone":"D-ZZZZZZ","after":"e2"}`},
		said{"e4", "dev2", "decision.superseded", `{"undone":"D-BBBBBB","after":"e2"}`})
	if d := back.Decision; d.Status != "proposed" || d.SupersededBy != "" || len(back.Anchors) != 1 || len(d.Former) != 0 {
		t.Errorf("%+v at %v", d, back.Anchors)
	}
}

// What is asked of a decision joins its record with its answer, all answers are kept; looks at it do so too.
func TestDoubtsAndReviews(t *testing.T) {
	e := folded(t, "D-AAAAAA", logged,
		said{"e2", "dev2", "decision.questioned", `{"text":"Is that so since the new bank?"}`},
		said{"e3", "dev3", "decision.questioned", `{"text":" "}`},
		said{"e4", "dev1", "decision.answered", `{"doubt":"e2","text":"Yes."}`},
		said{"e5", "dev4", "decision.answered", `{"doubt":"e2","text":"In France, no."}`},
		said{"e6", "dev4", "decision.answered", `{"doubt":"e9","text":"What?"}`},
		said{"e7", "dev3", "decision.questioned", `{"text":"And refunds?"}`},
		said{"e8", "dev1", "decision.reviewed", `{"outcome":"keep","learned":"it held","review_by":"2027-09-01"}`},
		said{"e9", "dev1", "decision.reviewed", `{"outcome":"burn"}`})
	d := e.Decision
	if len(d.Doubts) != 2 || d.Doubts[0].Answer.Text != "Yes." || len(d.Doubts[0].More) != 1 || d.Open() != &d.Doubts[1] || e.Unknown != 3 {
		t.Errorf("%+v, %d unknown", d.Doubts, e.Unknown)
	}
	if d.Status != "proposed" || d.ReviewBy != "2027-09-01" || len(d.Reviews) != 1 || d.Reviews[0].Learned != "it held" {
		t.Errorf("%+v", d)
	}
	for day, due := range map[string]bool{"2027-08-31": false, "2027-09-01": true, "2027-09-02": true} {
		if d.ReviewDue(day) != due {
			t.Error(day)
		}
	}
}

func TestRiskClosedTwice(t *testing.T) {
	e := folded(t, "K-AAAAAA",
		said{"e1", "dev1", "risk.raised", `{"problem":"rates are stale after an hour"}`},
		said{"e2", "dev1", "entry.amended", `{"cause":"the cache"}`},
		said{"e3", "dev2", "risk.closed", `{"outcome":"mended"}`},
		said{"e4", "dev3", "risk.closed", `{"outcome":"we live with it"}`},
		said{"e5", "dev3", "risk.closed", `0`})
	if r := e.Risk; e.State != ledger.Closed || r.Outcome != "mended" || len(r.Closings) != 2 || r.Cause != "the cache" || e.Unknown != 1 || e.Open() {
		t.Errorf("%+v %s", r, e.State)
	}
}
