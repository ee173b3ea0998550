package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// long is when what was said at start is to be forgotten.
var long = start.Add(ledger.Memory + 4*24*time.Hour)

// aged is an event about a subject, so many days after start.
func aged(days int, who, kind, subject, body string) eventlog.Event {
	e := say(0, who, kind, subject, body)
	e.ID = fmt.Sprintf("%s-%s-%d-%s", subject, kind, days, who)
	e.At = start.Add(time.Duration(days) * 24 * time.Hour)
	return e
}

func offerTo(who string) string {
	return `{"to":"@` + who + `","what":"retry","why":"errors","check_in":"2026-11-19"}`
}

func TestForget(t *testing.T) {
	offered := aged(0, "dev1", "todo.offered", "T-AAAAAA", offerTo("dev2"))
	type left struct {
		Body  string
		Actor bool
	}
	for _, c := range []struct {
		name   string
		events []eventlog.Event
		want   map[int]left // by the event's place
	}{
		{"a decline", []eventlog.Event{offered, aged(0, "dev2", "todo.declined", "T-AAAAAA", `{"note":"ill"}`)}, map[int]left{1: {`{}`, true}}},
		{"an absence that is over", []eventlog.Event{aged(0, "dev2", "person.away", "dev2@example.com", `{"from":"2026-11-18","to":"2026-11-19"}`)}, map[int]left{0: {`{}`, false}}},
		{"an absence that goes on", []eventlog.Event{aged(0, "dev2", "person.away", "dev2@example.com", `{"from":"2026-11-20"}`)}, nil},
		{"an absence that was said anew", []eventlog.Event{
			aged(0, "dev2", "person.away", "dev2@example.com", `{"from":"2026-11-20"}`), aged(85, "dev2", "person.away", "dev2@example.com", `{"from":"2026-11-25"}`),
		}, map[int]left{0: {`{}`, false}}},
		{"a decline of last week", []eventlog.Event{offered, aged(85, "dev2", "todo.declined", "T-AAAAAA", `{}`)}, nil},
		{"a delay, and what was answered before it", []eventlog.Event{
			offered, aged(0, "dev2", "todo.taken", "T-AAAAAA", `{}`), aged(0, "dev2", "todo.postponed", "T-AAAAAA", `{}`), aged(1, "dev3", "todo.taken", "T-AAAAAA", `{}`),
		}, map[int]left{1: {`{}`, true}, 2: {`{}`, true}}},
		{"a moved date keeps the date that holds", []eventlog.Event{
			offered, aged(0, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"moved","check_in":"2026-12-01","note":"my child is ill"}`),
		}, map[int]left{0: {`{"to":"@dev2","what":"retry","why":"errors"}`, false}, 1: {`{"check_in":"2026-12-01"}`, true}}},
		{"a date moved twice", []eventlog.Event{
			offered, aged(0, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"moved","check_in":"2026-12-01"}`),
			aged(85, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"moved","check_in":"2027-03-01"}`),
		}, map[int]left{0: {`{"to":"@dev2","what":"retry","why":"errors"}`, false}, 1: {`{}`, true}}},
		{"a date amended", []eventlog.Event{
			offered, aged(0, "dev1", "entry.amended", "T-AAAAAA", `{"check_in":"2026-12-01"}`),
		}, map[int]left{0: {`{"to":"@dev2","what":"retry","why":"errors"}`, false}}},
		{"a block moved twice", []eventlog.Event{
			aged(0, "dev1", "pairing.scheduled", "P-AAAAAA", `{"topic":"x","start":"2026-11-20T14:00:00Z","minutes":60}`),
			aged(0, "dev1", "pairing.moved", "P-AAAAAA", `{"start":"2026-11-21T14:00:00Z","minutes":60,"sequence":1}`),
			aged(1, "dev1", "pairing.moved", "P-AAAAAA", `{"start":"2026-11-22T14:00:00Z","minutes":60,"sequence":2}`),
		}, map[int]left{
			0: {`{"minutes":60,"topic":"x"}`, false}, 1: {`{"minutes":60,"sequence":1}`, true},
			2: {`{"start":"2026-11-22T14:00:00Z","minutes":60,"sequence":2}`, true},
		}},
		{"a block that took place is no answer to be withdrawn", []eventlog.Event{
			aged(0, "dev1", "pairing.scheduled", "P-AAAAAA", `{"topic":"x","start":"2026-11-20T14:00:00Z","minutes":60}`),
			aged(0, "dev2", "pairing.done", "P-AAAAAA", `{"outcome":"y"}`), aged(1, "dev2", "pairing.declined", "P-AAAAAA", `{}`),
		}, map[int]left{2: {`{}`, true}}},
		{"on track is no move", []eventlog.Event{offered, aged(0, "dev2", "todo.checked-in", "T-AAAAAA", `{"answer":"on track"}`)}, nil},
		{"a private event", []eventlog.Event{func() eventlog.Event {
			e := aged(0, "dev2", "todo.declined", "T-AAAAAA", `{}`)
			e.Visibility = ledger.Private
			return e
		}()}, nil},
		{"a body of another shape", []eventlog.Event{offered, aged(0, "dev2", "todo.checked-in", "T-AAAAAA", `["moved"]`)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := map[int]left{}
			for _, b := range ledger.Forget(c.events, start.Add(time.Hour*24*2)) {
				for i, e := range c.events {
					if e.ID == b.ID {
						got[i] = left{string(b.Body), b.Actor}
					}
				}
			}
			if c.want == nil {
				c.want = map[int]left{}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}

// told90 are stories of which something is to be forgotten, with what of the entry stays.
func stories() []eventlog.Event {
	var out []eventlog.Event
	tell := func(events ...eventlog.Event) { out = append(out, events...) }
	tell(aged(0, "dev1", "todo.offered", "T-DECLIN", offerTo("dev2")), aged(0, "dev2", "todo.declined", "T-DECLIN", `{"note":"secretword"}`))
	tell(aged(0, "dev1", "todo.offered", "T-LATERR", offerTo("dev2")), aged(0, "dev2", "todo.postponed", "T-LATERR", `{}`))
	tell(aged(0, "dev1", "todo.offered", "T-PASSED", offerTo("dev2")), aged(0, "dev2", "todo.declined", "T-PASSED", `{}`),
		aged(1, "dev1", "entry.amended", "T-PASSED", `{"to":"@dev3"}`), aged(1, "dev3", "todo.taken", "T-PASSED", `{}`), aged(2, "dev3", "todo.done", "T-PASSED", `{}`))
	tell(aged(0, "dev1", "todo.offered", "T-MOVEDD", offerTo("dev2")), aged(0, "dev2", "todo.taken", "T-MOVEDD", `{}`),
		aged(1, "dev2", "todo.checked-in", "T-MOVEDD", `{"answer":"moved","check_in":"2026-12-01","note":"secretword"}`))
	tell(aged(0, "dev1", "review.requested", "R-DECLIN", `{"to":"@dev2","note":"look"}`), aged(0, "dev2", "review.declined", "R-DECLIN", `{}`))
	tell(aged(0, "dev1", "pairing.scheduled", "P-DECLIN", `{"topic":"ledger","people":["@dev1","@dev2"],"start":"2026-11-19T14:00:00Z","minutes":60,"uid":"u"}`),
		aged(0, "dev2", "pairing.taken", "P-DECLIN", `{}`), aged(1, "dev2", "pairing.declined", "P-DECLIN", `{}`))
	tell(aged(0, "dev1", "pairing.scheduled", "P-MOVEDD", `{"topic":"ledger","people":["@dev1","@dev2"],"start":"2026-11-19T14:00:00Z","minutes":60,"uid":"u"}`),
		aged(1, "dev1", "pairing.moved", "P-MOVEDD", `{"start":"2026-11-20T14:00:00Z","minutes":60,"sequence":1}`),
		aged(2, "dev1", "pairing.done", "P-MOVEDD", `{"outcome":"dev2 knows it"}`))
	return out
}

type stores struct {
	dir  string
	log  *eventlog.Log
	lead *leadstore.Store
}

func openStores(t *testing.T, dir string) stores {
	t.Helper()
	log, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	lead, err := leadstore.Open(t.Context(), dir, ledger.Fold)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lead.Close() })
	return stores{dir, log, lead}
}

func (s stores) catchUp(t *testing.T) {
	t.Helper()
	if _, err := s.lead.CatchUp(t.Context(), s.log); err != nil {
		t.Fatal(err)
	}
}

// rows are all rows of the views that events alone fill, generations apart.
func (s stores) rows(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, view := range []string{"delegations", "reviews", "pairings", "events", "anchors", "review_load"} {
		r, err := s.lead.Query(t.Context(), "SELECT * FROM "+view+" ORDER BY 1, 2", leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			out[view] = append(out[view], fmt.Sprint(r.Values()...))
		}
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	entries, _, err := s.lead.Entries(t.Context(), "r", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out["entries"] = append(out["entries"], e.ID+string(e.Doc)+e.Searchable)
	}
	slices.Sort(out["entries"])
	return out
}

func (s stores) found(t *testing.T, word string) (files []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(s.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(word)) {
			files = append(files, filepath.Base(name))
		}
	}
	return files
}

func TestAfterNinetyDaysOnlyTheOutcomeStays(t *testing.T) {
	s := openStores(t, t.TempDir())
	before, err := s.log.Append(t.Context(), stories()...)
	if err != nil {
		t.Fatal(err)
	}
	s.catchUp(t)
	early, err := ledger.Expire(t.Context(), s.log, start.Add(ledger.Memory-time.Hour))
	if err != nil || early != 0 {
		t.Fatalf("%d events were forgotten a day early, %v", early, err)
	}
	if len(s.found(t, "secretword")) == 0 {
		t.Fatal("the word is not there to be forgotten")
	}
	if n, err := ledger.Expire(t.Context(), s.log, long); err != nil || n == 0 {
		t.Fatalf("%d events forgotten, %v", n, err)
	}
	if n, err := ledger.Expire(t.Context(), s.log, long); err != nil || n != 0 {
		t.Fatalf("%d events forgotten the second time, %v", n, err)
	}
	s.catchUp(t)
	for _, c := range []struct {
		query string
		want  string
	}{
		{`SELECT state, "to" FROM delegations WHERE id='T-DECLIN'`, "declined <nil>"},
		{`SELECT state, "to" FROM delegations WHERE id='T-LATERR'`, "offered @dev2"},
		{`SELECT state, "to" FROM delegations WHERE id='T-PASSED'`, "done @dev3"},
		{`SELECT state, check_in FROM delegations WHERE id='T-MOVEDD'`, "taken 2026-12-01"},
		{`SELECT state, "to" FROM reviews WHERE id='R-DECLIN'`, "declined <nil>"},
		{`SELECT state, people FROM pairings WHERE id='P-DECLIN'`, `planned ["@dev1","@dev2"]`},
		{`SELECT state, start FROM pairings WHERE id='P-MOVEDD'`, "done 2026-11-20T14:00:00Z"},
		{`SELECT count(*), 0 FROM events WHERE kind LIKE '%.declined' OR kind LIKE '%.postponed' OR body LIKE '%moved%'`, "0 0"},
	} {
		if got := one(t, s.lead, c.query); got != c.want {
			t.Errorf("%s: %s, want %s", c.query, got, c.want)
		}
	}

	after, err := s.log.Since(t.Context(), 0, 1000)
	if err != nil || len(after) != len(before) {
		t.Fatal(len(after), err)
	}
	for i, e := range after {
		b := before[i]
		if e.ID != b.ID || e.Seq != b.Seq || e.HLC != b.HLC || e.Writer != b.Writer || e.Kind != b.Kind || e.Subject != b.Subject {
			t.Errorf("%s became %+v", b.ID, e)
		}
		if strings.HasSuffix(e.Kind, ".declined") && (string(e.Body) != "{}" || !e.Blanked()) {
			t.Errorf("what is left of %s: %s by %q", e.ID, e.Body, e.ActorName)
		}
	}

	again := openStores(t, t.TempDir())
	if _, err := again.lead.CatchUp(t.Context(), s.log); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(again.rows(t), s.rows(t)); diff != "" {
		t.Errorf("made anew from what is left, against what was brought up to date (-anew +up to date):\n%s", diff)
	}

	if err := s.log.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := s.found(t, "secretword"); files != nil {
		t.Errorf("the forgotten word is still in %v", files)
	}
}

func one(t *testing.T, lead *leadstore.Store, query string) string {
	t.Helper()
	r, err := lead.Query(t.Context(), query, leadstore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if !r.Next() {
		t.Fatal(r.Err())
	}
	var out []string
	for _, v := range r.Values() {
		out = append(out, fmt.Sprint(v))
	}
	return strings.Join(out, " ")
}

// What is not to be forgotten looks the same before and after, row by row.
func TestForgettingChangesNothingElse(t *testing.T) {
	var told []eventlog.Event
	told = append(told, aged(0, "dev1", "todo.offered", "T-STAYSS", offerTo("dev2")), aged(0, "dev2", "todo.taken", "T-STAYSS", `{}`),
		aged(1, "dev2", "todo.checked-in", "T-STAYSS", `{"answer":"help","note":"stuck"}`), aged(2, "dev2", "todo.handed-back", "T-STAYSS", `{}`),
		aged(0, "dev1", "decision.logged", "D-STAYSS", `{"title":"x","status":"accepted"}`), aged(1, "dev1", "entry.amended", "D-STAYSS", `{"title":"y"}`),
		aged(88, "dev1", "todo.offered", "T-RECENT", offerTo("dev2")), aged(88, "dev2", "todo.declined", "T-RECENT", `{}`))
	s := openStores(t, t.TempDir())
	if _, err := s.log.Append(t.Context(), told...); err != nil {
		t.Fatal(err)
	}
	s.catchUp(t)
	before := s.rows(t)
	if n, err := ledger.Expire(t.Context(), s.log, long); err != nil || n != 0 {
		t.Fatalf("%d forgotten, %v", n, err)
	}
	s.catchUp(t)
	if diff := cmp.Diff(before, s.rows(t)); diff != "" {
		t.Error(diff)
	}
}

func TestTwoForgetAtOnce(t *testing.T) {
	dir := t.TempDir()
	first := openStores(t, dir)
	var told []eventlog.Event
	for i := range 300 {
		id := fmt.Sprintf("T-MANY%03d", i)
		told = append(told, aged(0, "dev1", "todo.offered", id, offerTo("dev2")), aged(0, "dev2", "todo.declined", id, `{"note":"x"}`))
	}
	if _, err := first.log.Append(t.Context(), told...); err != nil {
		t.Fatal(err)
	}
	first.catchUp(t)
	second := openStores(t, dir) // as another process has it open
	var group sync.WaitGroup
	total := make([]int, 2)
	for i, s := range []stores{first, second} {
		group.Go(func() {
			var err error
			if total[i], err = ledger.Expire(context.WithoutCancel(t.Context()), s.log, long); err != nil {
				t.Error(err)
			}
			if _, err := s.lead.CatchUp(context.WithoutCancel(t.Context()), s.log); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if total[0]+total[1] != 300 {
		t.Errorf("%v events were blanked, want 300 in all", total)
	}
	first.catchUp(t)
	if got := one(t, second.lead, `SELECT count(*), count("to") FROM delegations WHERE state='declined'`); got != "300 0" {
		t.Errorf("declined, with a name: %s", got)
	}
}

func FuzzForget(f *testing.F) {
	f.Add("todo.checked-in", `{"answer":"moved","check_in":"2026-12-01"}`, "todo.declined", `{}`)
	f.Add("entry.amended", `{"check_in":null}`, "todo.checked-in", `{"check_in":3}`)
	f.Fuzz(func(t *testing.T, kind1, body1, kind2, body2 string) {
		events := []eventlog.Event{
			aged(0, "dev1", "todo.offered", "T-AAAAAA", offerTo("dev2")),
			aged(1, "dev2", kind1, "T-AAAAAA", body1), aged(2, "dev2", kind2, "T-AAAAAA", body2),
		}
		for range 2 {
			blanks := ledger.Forget(events, long)
			for _, b := range blanks {
				for i := range events {
					if events[i].ID == b.ID {
						if b.Actor {
							events[i].ActorName, events[i].ActorEmail = "", ""
						}
						events[i].Body = b.Body
					}
				}
			}
		}
		if again := ledger.Forget(events, long); len(again) > 0 {
			t.Errorf("forgetting never ends: %+v", again)
		}
		var doc []byte
		for _, e := range events {
			row, err := ledger.Fold(doc, e)
			if err != nil {
				t.Fatal(err)
			}
			if row != nil {
				doc = row.Doc
			}
		}
		if doc != nil && !json.Valid(doc) {
			t.Error("not JSON")
		}
	})
}
