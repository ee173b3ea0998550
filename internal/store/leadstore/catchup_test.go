package leadstore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

func walSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path + "-wal")
	must(t, err)
	return info.Size()
}

// history is what two writers said about a few subjects, with the same clock for some.
func history(n int) []eventlog.Event {
	bodies := map[string][]string{
		"decision.logged": {`{"title":"one","status":"accepted","anchors":[{"path":"a","line":1,"end_line":2}]}`, `{"title":"two","status":"proposed"}`},
		"entry.amended":   {`{"title":"amended"}`, `{"because":"so"}`, `not understood`},
		"entry.retracted": {`{}`},
		"todo.offered":    {`{"to":"@a","what":"w","why":"y","todo":"t"}`},
		"todo.taken":      {`{}`},
		"todo.declined":   {`{}`},
		"todo.checked-in": {`{"answer":"on track","check_in":"2026-11-01"}`},
		"mood.shared":     {`{}`},
	}
	kinds := slices.Sorted(maps.Keys(bodies))
	random := rand.New(rand.NewPCG(1, 2))
	events := make([]eventlog.Event, n)
	for i := range events {
		kind := kinds[random.IntN(len(kinds))]
		body := bodies[kind][random.IntN(len(bodies[kind]))]
		subject := 'A' + rune(random.IntN(5))
		if kind == "entry.retracted" { // else hardly anything would be left to see
			subject = 'A'
		}
		if !json.Valid([]byte(body)) {
			body = `"` + body + `"`
		}
		events[i] = eventlog.Event{
			ID: fmt.Sprintf("e%04d", i), Writer: fmt.Sprint("w", i%2), Seq: int64(i/2 + 1), HLC: int64(1000 + i - i%3), V: 1,
			Repo: "r", ActorName: fmt.Sprint("Dev ", i%2), Kind: kind, Subject: fmt.Sprintf("D-%c", subject),
			Visibility: "team", Body: json.RawMessage(body),
		}
	}
	return events
}

// state is everything a lead sees.
func state(t *testing.T, s *leadstore.Store) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, view := range []string{"decisions", "delegations", "anchors", "events"} {
		got, err := rows(t.Context(), s, "SELECT * FROM "+view+" ORDER BY id, path", leadstore.Limits{})
		if view == "events" {
			got, err = rows(t.Context(), s, "SELECT * FROM events ORDER BY id", leadstore.Limits{})
		}
		must(t, err)
		out[view] = got
	}
	entries, _, err := s.Entries(t.Context(), "r", 0)
	must(t, err)
	out["docs"] = make([]string, 5)
	for _, e := range entries {
		out["docs"][e.ID[2]-'A'] = string(e.Doc)
	}
	return out
}

func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	events := history(120)
	var want map[string][]string
	for round := range 8 {
		random := rand.New(rand.NewPCG(7, uint64(round)))
		if round > 0 {
			random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		}
		dir := t.TempDir()
		log := openLog(t, filepath.Join(dir, eventlog.TeamFile))
		s, err := leadstore.Open(t.Context(), dir, ledger.Fold)
		must(t, err)
		for rest := events; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(60))
			_, err := log.Import(t.Context(), rest[:n]...)
			must(t, err)
			_, err = s.CatchUp(t.Context(), log)
			must(t, err)
			rest = rest[n:]
		}
		got := state(t, s)
		must(t, s.Close())
		if want == nil {
			want = got
			if len(got["events"]) != 120 || len(got["decisions"])+len(got["delegations"]) == 0 {
				t.Fatal("nothing was projected")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d:\n%s", round, diff)
		}
	}
}

func TestManyCatchUpAtOnce(t *testing.T) {
	h := build(t)
	stores := []*leadstore.Store{h.store, openStore(t, h.dir), openStore(t, h.dir)}
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 10 {
			h.sayMany("decision.logged", fmt.Sprint("D-", i, "-"), 30, `{}`)
		}
	})
	h.sayMany("entry.amended", "E-", 1500, `{}`) // more than one batch, and the stores race for them
	for _, s := range stores {
		all.Go(func() {
			for range 5 {
				if _, err := s.CatchUp(t.Context(), h.log); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	h.catchUp()
	h.expect(`SELECT count(*), count(DISTINCT id) FROM events`, "1800|1800")
	h.expect(`SELECT count(*) FROM decisions`, "300")
	entries, _, err := h.store.Entries(t.Context(), "r", 0)
	must(t, err)
	for _, e := range entries {
		if got := strings.Count(string(e.Doc), "decision.logged"); got != 1 {
			t.Fatalf("folded %d times: %s", got, e.Doc)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, content, 0o600))
}

func TestRestoredBackup(t *testing.T) {
	h := build(t)
	path := h.log.Path()
	h.say("decision.logged", "D-KEPT", `{}`)
	must(t, h.log.Close())
	copyFile(t, path, path+".backup")
	h.log = openLog(t, path)
	h.say("decision.logged", "D-LOST", `{}`)
	h.catchUp()
	_, generation, err := h.store.Entries(t.Context(), "r", 0)
	must(t, err)
	must(t, h.log.Close())
	copyFile(t, path+".backup", path)
	h.log = openLog(t, path)
	h.say("decision.logged", "D-AFTER", `{}`) // as many events as before
	if !h.catchUp() {
		t.Error("the restored log was not noticed")
	}
	h.expect(`SELECT id FROM decisions ORDER BY id`, "D-AFTER", "D-KEPT")
	h.expect(`SELECT subject FROM events ORDER BY seq`, "D-KEPT", "D-AFTER")
	changed, _, err := h.store.Entries(t.Context(), "r", generation)
	must(t, err)
	var lost leadstore.Entry
	for _, e := range changed {
		if e.ID == "D-LOST" {
			lost = e
		}
	}
	var doc ledger.Entry
	if err := json.Unmarshal(lost.Doc, &doc); err != nil || !doc.Retracted || doc.ID != "D-LOST" {
		t.Errorf("readers do not learn that D-LOST is gone: %s, %v", lost.Doc, err)
	}
}

func TestAnotherLog(t *testing.T) {
	h := build(t)
	h.say("decision.logged", "D-1", `{}`)
	h.catchUp()
	h.log = openLog(t, filepath.Join(t.TempDir(), eventlog.TeamFile))
	if !h.catchUp() {
		t.Error("another log was not noticed")
	}
	h.expect(`SELECT id FROM decisions`)
	h.say("decision.logged", "D-2", `{}`)
	h.catchUp()
	h.expect(`SELECT id FROM decisions`, "D-2")
}

func TestPrivateEventsStayAway(t *testing.T) {
	h := build(t)
	private, err := eventlog.Open(t.Context(), filepath.Join(h.dir, eventlog.PrivateFile), eventlog.Options{Private: true})
	must(t, err)
	defer private.Close()
	if _, err := h.store.CatchUp(t.Context(), private); err == nil {
		t.Error("a private log was projected")
	}
}

func TestDamagedStoreIsRebuilt(t *testing.T) {
	damage := map[string]func(content []byte) []byte{
		"garbage":   func([]byte) []byte { return bytes.Repeat([]byte("garbage "), 4096) },
		"empty":     func([]byte) []byte { return nil },
		"cut off":   func(c []byte) []byte { return c[:len(c)/2] },
		"all pages": func(c []byte) []byte { return append(c[:100], bytes.Repeat([]byte{0xa5}, len(c)-100)...) },
		"inside": func(c []byte) []byte { // the tables, not the schema that is read on opening
			pages := 40 * 4096
			return append(c[:pages], bytes.Repeat([]byte{0xa5}, len(c)-pages)...)
		},
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			h := build(t)
			h.sayMany("decision.logged", "D-", 600, `{"because":"`+strings.Repeat("x", 500)+`"}`)
			h.catchUp()
			path := h.store.Path()
			must(t, h.store.Close())
			content, err := os.ReadFile(path)
			must(t, err)
			must(t, os.WriteFile(path, spoil(content), 0o600))
			h.store = openStore(t, h.dir)
			h.say("decision.logged", "D-new", `{}`)
			h.say("entry.amended", "D-0", `{}`)
			h.catchUp()
			h.expect(`SELECT count(*) FROM decisions`, "601")
			h.expect(`SELECT count(*) FROM events`, "602")
		})
	}
}

func TestNewestIsLinked(t *testing.T) {
	h := build(t)
	name := filepath.Join(h.dir, leadstore.Link)
	target, err := os.Readlink(name)
	if err != nil || target != leadstore.File || target != fmt.Sprintf("leadline-v%d.db", leadstore.Schema) {
		t.Errorf("%q, %v", target, err)
	}
	for _, want := range []string{"leadline-v99.db", "elsewhere.db"} {
		must(t, os.Remove(name))
		must(t, os.Symlink(want, name))
		openStore(t, h.dir)
		if target, err := os.Readlink(name); err != nil || target != want {
			t.Errorf("%q, %v", target, err)
		}
	}
	must(t, os.Remove(name))
	must(t, os.Symlink("leadline-v0.db", name))
	openStore(t, h.dir)
	if target, err := os.Readlink(name); err != nil || target != leadstore.File {
		t.Errorf("%q, %v", target, err)
	}
	must(t, os.Remove(name))
	must(t, os.WriteFile(name, []byte("mine"), 0o600))
	openStore(t, h.dir)
	if content, err := os.ReadFile(name); err != nil || string(content) != "mine" {
		t.Errorf("%q, %v", content, err)
	}
}

// A directory that cannot be made stands for a place that cannot be written.
func TestUnwritablePlace(t *testing.T) {
	h := build(t)
	h.say("decision.logged", "D-1", `{}`)
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	s, err := leadstore.Open(t.Context(), filepath.Join(file, "dir"), fold)
	must(t, err)
	temporary := filepath.Dir(s.Path())
	h.store = s
	h.catchUp()
	h.expect(`SELECT id FROM decisions`, "D-1")
	must(t, s.Close())
	if _, err := os.Stat(temporary); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

func TestStrangersFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	log := openLog(t, filepath.Join(dir, leadstore.File)) // a store of another kind under our name
	defer log.Close()
	if _, err := leadstore.Open(t.Context(), dir, fold); !errors.Is(err, store.ErrNotOurs) {
		t.Error(err)
	}
}

func BenchmarkCatchUp(b *testing.B) {
	const n = 100_000
	dir := b.TempDir()
	log := openLog(b, filepath.Join(dir, eventlog.TeamFile))
	events := history(n)
	for i := range events { // 5 subjects would make documents long: real ones get a handful of events each
		events[i].Subject = fmt.Sprintf("D-%d", i/5)
		events[i].HLC = int64(i + 1)
	}
	for from := 0; from < n; from += 5000 {
		if _, err := log.Import(b.Context(), events[from:from+5000]...); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		s, err := leadstore.Open(b.Context(), b.TempDir(), ledger.Fold)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.CatchUp(context.Background(), log); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// What is folded while the batch before it is written gives the same rows as one batch after the other.
func TestFoldingAheadChangesNothing(t *testing.T) {
	events := history(3200)
	for i := range events { // in order, so that little has to be folded anew, and many other subjects
		if events[i].HLC = int64(1000 + i); i%3 == 0 {
			events[i].Subject = fmt.Sprintf("D-%04d", i)
			events[i].Kind = "decision.logged"
		}
	}
	events[2500].HLC = 1 // but for one that is older than all
	all := func(atOnce int) []string {
		dir := t.TempDir()
		log := openLog(t, filepath.Join(dir, eventlog.TeamFile))
		s, err := leadstore.Open(t.Context(), dir, ledger.Fold)
		must(t, err)
		defer s.Close()
		for some := range slices.Chunk(events, atOnce) {
			_, err := log.Import(t.Context(), some...)
			must(t, err)
			_, err = s.CatchUp(t.Context(), log)
			must(t, err)
		}
		return projected(t, s.Path())
	}
	if diff := cmp.Diff(all(800), all(len(events))); diff != "" {
		t.Errorf("one by one (-), and ahead (+):\n%s", diff)
	}
}
