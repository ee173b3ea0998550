package leadstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// fold stands in for the domain's: a document as package ledger writes it, made from the creating body,
// over which later bodies are laid; "broken" events fail.
func fold(doc []byte, e eventlog.Event) (*leadstore.Entry, error) {
	kinds := map[string]string{"decision.logged": "decision", "todo.offered": "delegation", "pairing.scheduled": "pairing", "review.requested": "review"}
	known := map[string]any{}
	if doc != nil {
		if err := json.Unmarshal(doc, &known); err != nil {
			return nil, err
		}
	}
	kind := kinds[e.Kind]
	switch {
	case e.Kind == "broken":
		return nil, fmt.Errorf("cannot fold %s", e.Kind)
	case kind != "" && doc == nil:
		known = map[string]any{
			"id": e.Subject, "repo": e.Repo, "type": kind, "at": e.At.Format(time.RFC3339),
			"by": map[string]any{"name": e.ActorName, "email": e.ActorEmail},
		}
	case doc == nil || kind != "":
		return nil, nil
	}
	var body map[string]any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return nil, err
	}
	for k, v := range body {
		known[k] = v
	}
	known["story"] = fmt.Sprint(known["story"], " ", e.Kind)
	out, err := json.Marshal(known)
	if err != nil {
		return nil, err
	}
	return &leadstore.Entry{ID: e.Subject, Repo: known["repo"].(string), Kind: known["type"].(string), Subject: e.Subject, Doc: out}, nil
}

type house struct {
	*testing.T
	dir   string
	log   *eventlog.Log
	store *leadstore.Store
}

func build(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, dir: t.TempDir()}
	h.log = openLog(t, filepath.Join(h.dir, eventlog.TeamFile))
	h.store = openStore(t, h.dir)
	return h
}

func openLog(t testing.TB, path string) *eventlog.Log {
	t.Helper()
	log, err := eventlog.Open(t.Context(), path, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

func openStore(t testing.TB, dir string) *leadstore.Store {
	t.Helper()
	s, err := leadstore.Open(t.Context(), dir, fold)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (h *house) say(kind, subject, body string) eventlog.Event {
	h.Helper()
	stored, err := h.log.Append(h.Context(), eventlog.Event{
		Kind: kind, Subject: subject, Repo: "r", ActorName: "Dev One", ActorEmail: "dev1@example.com",
		At: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC), Body: json.RawMessage(body),
	})
	if err != nil {
		h.Fatal(err)
	}
	return stored[0]
}

// sayMany says the same about n subjects.
func (h *house) sayMany(kind, subject string, n int, body string) {
	h.Helper()
	events := make([]eventlog.Event, n)
	for i := range events {
		events[i] = eventlog.Event{Kind: kind, Subject: fmt.Sprint(subject, i), Repo: "r", ActorName: "Dev One", Body: json.RawMessage(body)}
	}
	if _, err := h.log.Append(h.Context(), events...); err != nil {
		h.Error(err)
	}
}

func (h *house) catchUp() bool {
	h.Helper()
	changed, err := h.store.CatchUp(h.Context(), h.log)
	if err != nil {
		h.Fatal(err)
	}
	return changed
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rows runs a query and gives each row as text.
func rows(ctx context.Context, s *leadstore.Store, query string, limits leadstore.Limits) ([]string, error) {
	r, err := s.Query(ctx, query, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []string
	for r.Next() {
		var cells []string
		for _, v := range r.Values() {
			if v == nil {
				v = "null"
			}
			cells = append(cells, fmt.Sprint(v))
		}
		all = append(all, strings.Join(cells, "|"))
	}
	return all, r.Err()
}

func (h *house) expect(query string, want ...string) {
	h.Helper()
	got, err := rows(h.Context(), h.store, query, leadstore.Limits{})
	if err != nil {
		h.Errorf("%s: %v", query, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%s\n%s", query, diff)
	}
}

func TestViews(t *testing.T) {
	h := build(t)
	h.say("decision.logged", "D-7K3QXM", `{"decision":{"title":"Charge is idempotent","status":"accepted","undo":"months","decided_by":"team","because":"twice is bad"},"anchors":[{"path":"pay/charge.go","line":3,"end_line":5},{"path":"pay","line":0,"end_line":0}]}`)
	h.say("decision.logged", "D-AAAAAA", `{"decision":{"title":"retracted","status":"accepted"},"anchors":[{"path":"x","line":1,"end_line":1}]}`)
	h.say("entry.retracted", "D-AAAAAA", `{"retracted":true}`)
	h.say("todo.offered", "T-9M2AVC", `{"state":"offered","delegation":{"to":"@dev2","what":"retry","why":"timeouts","todo":"todo-1","check_in":"2026-10-08"}}`)
	h.say("pairing.scheduled", "P-4H7WQZ", `{"state":"planned","pairing":{"topic":"cart","people":["@dev1","dev2@example.com"],"start":"2026-10-02T14:30:00Z","minutes":90}}`)
	h.say("review.requested", "R-111111", `{"state":"offered","review":{"to":"@dev2","paths":["a","b"]}}`)
	h.say("review.requested", "R-222222", `{"state":"later","review":{"to":"DEV2@example.com","base":"main"}}`)
	h.say("review.requested", "R-333333", `{"state":"done","review":{"to":"@dev2"}}`)
	h.say("review.requested", "R-444444", `{"state":"taken","review":{"to":"@stranger"}}`)
	h.say("mood.shared", "cart", `{"new":"kind"}`)
	if !h.catchUp() || h.catchUp() {
		t.Error("catching up must change something once")
	}
	ctx := t.Context()
	must(t, h.store.PutRepo(ctx, leadstore.RepoRow{Repo: "r", Name: "pay", Path: "/src/pay"}))
	must(t, h.store.ReplacePeople(ctx, "r", []leadstore.PersonRow{{Name: "Dev Two", Email: "dev2@example.com", Handle: "dev2", Active: true}, {Name: "Bot", Email: "bot@example.com", Bot: true}}))
	must(t, h.store.ReplaceOwnership(ctx, "r", []leadstore.OwnershipRow{{Path: "pay/", Name: "Dev Two", Email: "dev2@example.com", Handle: "dev2", Share: 0.75, Last: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Active: true}}))
	must(t, h.store.ReplaceOwners(ctx, "r", []leadstore.OwnersRow{
		{Path: "pay", Owners: []string{"@payments", "dev2@example.com"}, File: "CODEOWNERS", Line: 3, Pattern: "/pay/"}, {Path: "x"},
	}))
	must(t, h.store.ReplaceSilos(ctx, "r", []leadstore.SiloRow{
		{Area: "pay", Knower: "@dev2", KnowerName: "Dev Two", Share: 0.75, RunnerUp: "dev1@example.com", RunnerName: "Dev One", Files: 4},
		{Area: "x", Knower: "dev3@example.com", KnowerName: "Dev Three", Share: 1, Files: 1},
	}))
	must(t, h.store.PutTodos(ctx, "r", []leadstore.TodoFile{
		{Path: "pay/charge.go", Stamp: "1", Rows: []leadstore.TodoRow{
			{ID: "todo-1", Line: 9, EndLine: 9, Tag: "TODO", Text: "retry", Author: "Dev One", At: time.Now().Add(-49 * time.Hour)},
		}},
		{Path: "x", Stamp: "1", Rows: []leadstore.TodoRow{{ID: "todo-2", Line: 1, EndLine: 1, Tag: "FIXME", Text: "y", Assignee: "dev3"}}},
	}, nil))
	must(t, h.store.ReplaceLoad(ctx, "r", []leadstore.LoadRow{
		{Name: "Dev Two", Email: "dev2@example.com", Handle: "dev2", Open: 2, Load: 2.5, Oldest: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)},
		{Handle: "stranger", Open: 1, Oldest: time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)},
	}))
	must(t, h.store.ReplaceTrend(ctx, "r", []leadstore.TrendRow{{Area: "pay", Week: "2026-09-28", Asked: 3, Open: 2}}))
	must(t, h.store.ReplaceAnchors(ctx, "r", []leadstore.AnchorRow{
		{ID: "D-7K3QXM", Kind: "decision", Path: "pay/bill.go", Line: 13, EndLine: 15, State: "moved"},
		{ID: "D-7K3QXM", Kind: "decision", Path: "pay", State: "ok"},
	}))

	h.expect(`SELECT * FROM repos`, "r|pay|/src/pay|null")
	h.expect(`SELECT * FROM people`, "r|Dev Two|dev2@example.com|dev2|1|0", "r|Bot|bot@example.com|null|0|1")
	h.expect(`SELECT * FROM owners`, `r|pay|["@payments","dev2@example.com"]|CODEOWNERS|3|/pay/`, "r|x|[]|null|null|null")
	h.expect(`SELECT * FROM silos`, "r|pay|@dev2|Dev Two|0.75|dev1@example.com|Dev One|4", "r|x|dev3@example.com|Dev Three|1|null|null|1")
	h.expect(`SELECT * FROM ownership`, "r|pay/|Dev Two|dev2@example.com|dev2|0.75|2026-09-01T00:00:00Z|1")
	h.expect(`SELECT * FROM decisions`, "r|D-7K3QXM|Charge is idempotent|accepted|months|one-way|null|team|twice is bad|null|dev1@example.com|2026-10-01T12:00:00Z|pay/bill.go|13|15|team|null|null|null|[]|[]|null|[]|null|null|[]|null|[]|[]|0|0|null|null|null|2|null|[]")
	h.expect(`SELECT * FROM anchors ORDER BY path`, "r|D-7K3QXM|decision|pay|null|null|ok", "r|D-7K3QXM|decision|pay/bill.go|13|15|moved")
	h.expect(`SELECT * FROM todos`, "r|todo-1|pay/charge.go|9|TODO|retry|Dev One|2|offered|@dev2|T-9M2AVC", "r|todo-2|x|1|FIXME|y|null|null|open|dev3|null")
	h.expect(`SELECT * FROM delegations`, "r|T-9M2AVC|retry|timeouts|null|@dev2|dev1@example.com|offered|null|2026-10-08|null|null|2026-10-01T12:00:00Z|null|0|0|todo-1|null|null|null|null")
	h.expect(`SELECT * FROM pairings`, `r|P-4H7WQZ|cart|2026-10-02T14:30:00Z|2026-10-02T16:00:00Z|["@dev1","dev2@example.com"]|planned|dev1@example.com|null|null|null|null|null|null|0|[]|null|null|[]|2026-10-01T12:00:00Z|null`)
	h.expect(`SELECT id, "to", state, base, paths FROM reviews ORDER BY id`, `R-111111|@dev2|offered|null|["a","b"]`, `R-222222|DEV2@example.com|later|main|[]`, `R-333333|@dev2|done|null|[]`, `R-444444|@stranger|taken|null|[]`)
	h.expect(`SELECT * FROM review_load ORDER BY open DESC`, "r|Dev Two|dev2@example.com|dev2|2|2.5|2026-10-01T12:00:00Z", "r|null|null|stranger|1|null|2026-10-02T12:00:00Z")
	h.expect(`SELECT * FROM review_trend`, "r|pay|2026-09-28|3|2")
	h.expect(`SELECT count(*), min(kind), max(seq) FROM events`, "10|decision.logged|10")
	h.expect(`SELECT body FROM events WHERE kind='mood.shared'`, `{"new":"kind"}`)
}

func TestEveryColumnIsDocumented(t *testing.T) {
	h := build(t)
	views, err := rows(t.Context(), h.store, `SELECT name FROM sqlite_master WHERE type='view' ORDER BY name`, leadstore.Limits{})
	must(t, err)
	want := strings.Fields(`anchors companions decisions delegations events owners ownership pairing_matrix pairings people questions repos retro review_load review_trend reviews risks silos todos`)
	if diff := cmp.Diff(want, views); diff != "" {
		t.Error(diff)
	}
	for _, view := range append(views, "schema_doc") {
		r, err := h.store.Query(t.Context(), "SELECT * FROM "+view, leadstore.Limits{})
		must(t, err)
		must(t, r.Close())
		h.expect(`SELECT "column" FROM schema_doc WHERE view='`+view+`' AND length(meaning) > 5`, r.Columns()...)
		if view != "schema_doc" && r.Columns()[0] != "repo" {
			t.Errorf("%s begins with %s", view, r.Columns()[0])
		}
	}
}

func TestEntriesSinceGeneration(t *testing.T) {
	h := build(t)
	ids := func(since int64) (string, int64) {
		t.Helper()
		entries, generation, err := h.store.Entries(t.Context(), "r", since)
		must(t, err)
		var out []string
		for _, e := range entries {
			out = append(out, e.ID)
		}
		return strings.Join(out, " "), generation
	}
	h.say("decision.logged", "D-1", `{}`)
	h.catchUp()
	got, first := ids(0)
	if got != "D-1" {
		t.Error(got)
	}
	h.say("decision.logged", "D-2", `{}`)
	h.say("unknown.kind", "a/path", `{}`)
	h.catchUp()
	got, second := ids(first)
	if got != "D-2" || second <= first {
		t.Error(got, first, second)
	}
	h.say("entry.amended", "D-1", `{"x":1}`)
	h.catchUp()
	if got, _ := ids(second); got != "D-1" {
		t.Error(got)
	}
	if got, _ := ids(second + 1000000); got != "D-2 D-1" {
		t.Errorf("a generation of another file: %s", got)
	}
	if e, err := h.store.Find(t.Context(), "D-2"); err != nil || e == nil || e.Kind != "decision" {
		t.Error(e, err)
	}
	if e, err := h.store.Find(t.Context(), "D-9"); err != nil || e != nil {
		t.Error(e, err)
	}
}

func TestFaultyEventStopsNothing(t *testing.T) {
	h := build(t)
	h.say("decision.logged", "D-1", `{}`)
	broken := h.say("broken", "D-1", `{}`)
	h.say("entry.amended", "D-1", `{"x":1}`)
	h.catchUp()
	e, err := h.store.Find(t.Context(), "D-1")
	must(t, err)
	if !strings.Contains(string(e.Doc), `"x":1`) {
		t.Errorf("%s", e.Doc)
	}
	faults, err := h.store.Faults(t.Context())
	if diff := cmp.Diff(map[string]string{broken.ID: "cannot fold broken"}, faults); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestLongBodies(t *testing.T) {
	h := build(t)
	h.sayMany("decision.logged", "D-", 20, `{"because":"`+strings.Repeat("x", 200<<10)+`"}`)
	h.catchUp()
	h.expect(`SELECT count(*), min(length(body)) FROM events`, "20|204814")
	h.expect(`SELECT count(*) FROM decisions`, "20")
}

func TestReplaceWritesOnlyChanges(t *testing.T) {
	h := build(t)
	ctx := t.Context()
	one := []leadstore.AnchorRow{{ID: "a", Kind: "decision", Path: "p", Line: 1}}
	must(t, h.store.ReplaceAnchors(ctx, "r", one))
	must(t, h.store.ReplaceAnchors(ctx, "s", one))
	size := walSize(t, h.store.Path())
	must(t, h.store.ReplaceAnchors(ctx, "r", one))
	if got := walSize(t, h.store.Path()); got != size {
		t.Error("the same rows were written again")
	}
	must(t, h.store.ReplaceAnchors(ctx, "r", nil))
	many := make([]leadstore.OwnershipRow, 12_345)
	for i := range many {
		many[i] = leadstore.OwnershipRow{Path: fmt.Sprint(i), Name: "a\xffb\x00c"}
	}
	must(t, h.store.ReplaceOwnership(ctx, "r", many))
	must(t, h.store.ReplaceOwnership(ctx, "s", many[:1]))
	h.expect(`SELECT repo, count(*) FROM ownership GROUP BY repo`, "r|12345", "s|1")
}

func TestTodosOfFiles(t *testing.T) {
	h := build(t)
	ctx := t.Context()
	wrote := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	row := func(id, said string) leadstore.TodoRow {
		return leadstore.TodoRow{ID: id, Line: 3, EndLine: 4, Tag: "TODO", Text: said}
	}
	must(t, h.store.PutTodos(ctx, "r", []leadstore.TodoFile{
		{Path: "a", Stamp: "1", Rows: []leadstore.TodoRow{row("t1", "one"), row("t2", "two")}}, {Path: "b", Stamp: "1"}, {Path: "c", Stamp: "1", Rows: []leadstore.TodoRow{row("t3", "three")}},
	}, nil))
	must(t, h.store.PutTodos(ctx, "s", []leadstore.TodoFile{{Path: "a", Stamp: "9", Rows: []leadstore.TodoRow{row("t1", "one")}}}, nil))
	one, two := row("t1", "one"), row("t2", "two")
	one.Author, one.At, two.Author, two.At = "@dev1", wrote, "@dev2", wrote
	must(t, h.store.SetTodoAuthors(ctx, "r", leadstore.TodoFile{Path: "a", Rows: []leadstore.TodoRow{one, two}}))
	// The file changed: what says the same still has its author, what does not has none until it is looked up again.
	must(t, h.store.PutTodos(ctx, "r", []leadstore.TodoFile{
		{Path: "a", Stamp: "2", Rows: []leadstore.TodoRow{row("t1", "one"), row("t2", "two and more")}},
	}, []string{"c"}))
	got, err := h.store.TodoFiles(ctx, "r")
	must(t, err)
	one.At = wrote
	want := []leadstore.TodoFile{{Path: "a", Stamp: "2", Rows: []leadstore.TodoRow{one, row("t2", "two and more")}}, {Path: "b", Stamp: "1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Of two with the same id the second path's gets another; who wants to be named nowhere is not.
	must(t, h.store.PutTodos(ctx, "r", []leadstore.TodoFile{{Path: "c", Stamp: "1", Rows: []leadstore.TodoRow{row("t1", "a\x1fb\x1ec")}}}, nil))
	must(t, h.store.ApartTodos(ctx, "r", func(id, path string) string { return id + "-" + path }))
	h.expect(`SELECT id, path, text, author FROM todos WHERE repo = 'r' ORDER BY path, id`, "t1|a|one|@dev1", "t2|a|two and more|null", "t1-c|c|a b c|null")
	must(t, h.store.HideTodoAuthors(ctx, "r", func(who string) bool { return who == "@dev1" }))
	h.expect(`SELECT id, author, age_days IS NULL FROM todos WHERE repo = 'r' AND path = 'a' ORDER BY id`, "t1|null|0", "t2|null|1")
	must(t, h.store.PutTodos(ctx, "r", nil, []string{"c"}))
	h.expect(`SELECT repo, path, id FROM todos ORDER BY repo, path, id`, "r|a|t1", "r|a|t2", "s|a|t1")
}

// A comment finds its delegation by the reference in it, by its identity, and by where the delegation is anchored.
func TestTodoFindsItsDelegation(t *testing.T) {
	h := build(t)
	ctx := t.Context()
	for i, body := range []string{`"todo":"t1"`, `"what":"w"`, `"what":"w"`, `"todo":"t1","why":"again"`} {
		h.say("todo.offered", fmt.Sprintf("T-00000%d", i+1), `{"state":"offered","delegation":{"to":"@dev2",`+body+`}}`)
	}
	h.catchUp()
	must(t, h.store.PutTodos(ctx, "r", []leadstore.TodoFile{{Path: "a", Stamp: "1", Rows: []leadstore.TodoRow{
		{ID: "t1", Line: 1, EndLine: 1, Text: "by identity, the newest"},
		{ID: "t1", Line: 2, EndLine: 2, Text: "by reference", Reference: "T-000002"},
		{ID: "t9", Line: 3, EndLine: 5, Text: "by its place"},
		{ID: "t8", Line: 6, EndLine: 6, Text: "by a reference to nothing", Reference: "T-NOSUCH"},
	}}}, nil))
	must(t, h.store.ReplaceAnchors(ctx, "r", []leadstore.AnchorRow{{ID: "T-000003", Kind: "delegation", Path: "a", Line: 4, EndLine: 4, State: "ok"}}))
	h.expect(`SELECT line, delegation, state, assignee FROM todos ORDER BY line`,
		"1|T-000004|offered|@dev2", "2|T-000002|offered|@dev2", "3|T-000003|offered|@dev2", "6|null|open|null")
}

func TestTodoRolls(t *testing.T) {
	h := build(t)
	ctx := t.Context()
	one := leadstore.TodoRoll{Path: "a", Versions: 3, Upto: "x", Doc: []byte(`{"live":[]}`)}
	must(t, h.store.PutTodoRolls(ctx, "r", []leadstore.TodoRoll{{Path: "a", Versions: 1}, one}))
	got, err := h.store.TodoRolls(ctx, "r", []string{"a", "b"})
	must(t, err)
	if diff := cmp.Diff(map[string]leadstore.TodoRoll{"a": one}, got); diff != "" {
		t.Error(diff)
	}
}
