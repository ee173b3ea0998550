package leadstore_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// What the schemas of an older and a newer program differ in from this one's, and what the newer one understands.
const (
	oldSchema, newSchema = leadstore.Schema - 1, leadstore.Schema + 1

	oldViews = `DROP VIEW decisions; CREATE VIEW decisions AS SELECT repo, id, doc->>'title' AS title FROM entry WHERE kind='decision' AND NOT retracted`
	newViews = `DROP VIEW decisions; CREATE VIEW decisions AS SELECT repo, id, doc->>'title' AS title, doc->>'mood' AS mood FROM entry WHERE kind='decision' AND NOT retracted`
)

// asBefore passes over what only the newer program knows; asLater takes it in.
func asBefore(doc []byte, e eventlog.Event) (*leadstore.Entry, error) {
	if e.Kind == "decision.felt" {
		return nil, nil
	}
	return fold(doc, e)
}

func asLater(doc []byte, e eventlog.Event) (*leadstore.Entry, error) { return fold(doc, e) }

// program is one version of it on a folder.
type program struct {
	*testing.T
	name, dir string
	open      func(ctx context.Context, dir string) (*leadstore.Store, error)
	query     string // the columns of its own view

	log   *eventlog.Log
	store *leadstore.Store
}

func older(t *testing.T, dir string) *program {
	return (&program{T: t, name: "older", dir: dir, query: `SELECT id, title FROM decisions ORDER BY id`, open: func(ctx context.Context, dir string) (*leadstore.Store, error) {
		return leadstore.OpenSchema(ctx, dir, asBefore, oldSchema, oldViews)
	}}).start()
}

func newer(t *testing.T, dir string) *program {
	return (&program{T: t, name: "newer", dir: dir, query: `SELECT id, title, mood FROM decisions ORDER BY id`, open: func(ctx context.Context, dir string) (*leadstore.Store, error) {
		return leadstore.OpenSchema(ctx, dir, asLater, newSchema, newViews)
	}}).start()
}

func (p *program) start() *program {
	p.Helper()
	p.log = openLog(p.T, filepath.Join(p.dir, eventlog.TeamFile))
	var err error
	p.store, err = p.open(p.Context(), p.dir)
	must(p.T, err)
	p.Cleanup(func() { p.store.Close() })
	return p
}

func (p *program) restart() {
	p.Helper()
	must(p.T, p.store.Close())
	must(p.T, p.log.Close())
	p.start()
}

func (p *program) say(kind, subject, body string) {
	p.Helper()
	_, err := p.log.Append(p.Context(), eventlog.Event{Kind: kind, Subject: subject, Repo: "r", ActorName: p.name, Body: []byte(body)})
	must(p.T, err)
}

func (p *program) expect(query string, want ...string) {
	p.Helper()
	_, err := p.store.CatchUp(p.Context(), p.log)
	must(p.T, err)
	got, err := rows(p.Context(), p.store, query, leadstore.Limits{})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		p.Errorf("%s: %s: %v\n%s", p.name, query, err, diff)
	}
}

// One upgrades, and the editor of yesterday is still open: both say things and both read them, each with its own views, and neither
// throws away what the other has made.
func TestTwoSchemasOnOneStore(t *testing.T) {
	dir := t.TempDir()
	yesterday := older(t, dir)
	yesterday.say("decision.logged", "D-1", `{"title":"before"}`)
	yesterday.expect(yesterday.query, "D-1|before")
	today := newer(t, dir)
	today.expect(today.query, "D-1|before|null")
	today.say("decision.felt", "D-1", `{"mood":"glad"}`)
	yesterday.say("decision.logged", "D-2", `{"title":"beside"}`)
	today.expect(today.query, "D-1|before|glad", "D-2|beside|null")
	yesterday.expect(yesterday.query, "D-1|before", "D-2|beside")
	// What the older program does not know is kept as it was said, for whoever comes later.
	const told = `SELECT kind, actor_name, body FROM events WHERE subject='D-1' ORDER BY seq`
	yesterday.expect(told, `decision.logged|older|{"title":"before"}`, `decision.felt|newer|{"mood":"glad"}`)
	today.expect(told, `decision.logged|older|{"title":"before"}`, `decision.felt|newer|{"mood":"glad"}`)

	files := map[*program]os.FileInfo{}
	for _, p := range []*program{yesterday, today} {
		info, err := os.Stat(p.store.Path())
		must(t, err)
		files[p] = info
	}
	for i := range 5 {
		for _, p := range []*program{yesterday, today} {
			p.restart()
			p.say("decision.logged", fmt.Sprint("D-3", p.name, i), `{}`)
			now, err := os.Stat(p.store.Path())
			if must(t, err); !os.SameFile(now, files[p]) {
				t.Errorf("the %s program made its file anew", p.name)
			}
		}
	}
	for _, p := range []*program{yesterday, today} {
		p.expect(`SELECT count(*), count(DISTINCT id) FROM events`, "13|13")
		p.expect(`SELECT count(*) FROM decisions`, "12")
	}
	if target, err := os.Readlink(filepath.Join(dir, leadstore.Link)); err != nil || target != filepath.Base(today.store.Path()) {
		t.Errorf("the link leads to %s, %v", target, err)
	}

	// The one that gets the upgrade too sees what it kept without knowing.
	must(t, yesterday.store.Close())
	upgraded := newer(t, dir)
	upgraded.expect(`SELECT id, mood FROM decisions WHERE id = 'D-1'`, "D-1|glad")
}

// Both at once, as processes are.
func TestTwoSchemasAtOnce(t *testing.T) {
	dir := t.TempDir()
	const each = 60
	var all sync.WaitGroup
	programs := []*program{older(t, dir), newer(t, dir), older(t, dir), newer(t, dir)}
	for i, p := range programs {
		all.Go(func() {
			for n := range each {
				if _, err := p.log.Append(t.Context(), eventlog.Event{Kind: "decision.logged", Subject: fmt.Sprintf("D-%d-%d", i, n), Repo: "r", ActorName: p.name}); err != nil {
					t.Error(err)
				}
				if _, err := p.store.CatchUp(t.Context(), p.log); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, p := range programs {
		p.expect(`SELECT count(*), (SELECT count(*) FROM events) FROM decisions`, fmt.Sprintf("%d|%d", each*len(programs), each*len(programs)))
	}
}

// What a program that nobody starts any more has made is deleted in time; at once where it has words that somebody took back.
func TestFilesOfOtherSchemasGo(t *testing.T) {
	dir := t.TempDir()
	const words = "a sentence to be taken back"
	yesterday := older(t, dir)
	yesterday.say("decision.logged", "D-1", `{"title":"`+words+`"}`)
	yesterday.expect(yesterday.query, "D-1|"+words)
	path := yesterday.store.Path()
	must(t, yesterday.store.Close())
	age := func(path string, by time.Duration) {
		t.Helper()
		info, err := os.Stat(path)
		must(t, err)
		must(t, os.Chtimes(path, time.Time{}, info.ModTime().Add(-by)))
	}
	there := func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	}
	foreign := filepath.Join(dir, "leadline-v1.db")
	must(t, os.WriteFile(foreign, []byte("a file of the user's own"), 0o600))
	age(foreign, 1000*24*time.Hour)

	today := newer(t, dir)
	today.expect(today.query, "D-1|"+words+"|null")
	age(path, 29*24*time.Hour)
	today.restart()
	if !there(path) {
		t.Error("the file of a program that ran a month ago is gone")
	}
	age(path, 2*24*time.Hour)
	today.restart()
	if there(path) || there(path+"-wal") {
		t.Error("the file of a program that nobody starts any more is there")
	}

	// Words that were taken back are in no file of a program that did not run today, and may never run again.
	yesterday.start()
	yesterday.expect(yesterday.query, "D-1|"+words)
	must(t, yesterday.store.Close())
	age(path, 2*24*time.Hour)
	last, _, err := today.log.At(t.Context(), 1)
	must(t, err)
	_, err = today.log.Blank(t.Context(), eventlog.Blank{ID: last.ID, Body: []byte("{}")})
	must(t, err)
	today.expect(`SELECT body FROM events`, "{}")
	if there(path) {
		t.Error("words that were taken back are in the file of a program that did not run since")
	}

	// An editor that runs takes them out of its own.
	yesterday.start()
	yesterday.say("decision.logged", "D-2", `{"title":"another `+words+`"}`)
	yesterday.expect(`SELECT id FROM decisions ORDER BY id`, "D-1", "D-2")
	last, _, err = today.log.At(t.Context(), 2)
	must(t, err)
	_, err = today.log.Blank(t.Context(), eventlog.Blank{ID: last.ID, Body: []byte("{}")})
	must(t, err)
	today.expect(`SELECT count(*) FROM events`, "2")
	if !there(path) {
		t.Error("the file of a program that runs is gone")
	}
	yesterday.expect(`SELECT body FROM events`, "{}", "{}")
	must(t, yesterday.store.Close())
	must(t, today.store.Close())
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, name := range all {
		content, err := os.ReadFile(name)
		if err == nil && bytes.Contains(content, []byte(words)) && filepath.Base(name) != eventlog.TeamFile+"-wal" {
			t.Errorf("%s still has the words", filepath.Base(name))
		}
	}
	if !there(foreign) {
		t.Error("a file that is none of ours was deleted")
	}

	today.start()
	yesterday.start()
	today.store.DropOthers(t.Context())
	if there(path) || !there(today.store.Path()) {
		t.Error("another version's file is there, or our own is gone")
	}
	// The lead's link leads to a file that is there, whichever program went last.
	must(t, yesterday.store.Close())
	yesterday.start()
	yesterday.store.DropOthers(t.Context())
	if target, err := os.Readlink(filepath.Join(dir, leadstore.Link)); err != nil || !there(filepath.Join(dir, target)) {
		t.Errorf("the link leads to %s, which is not there: %v", target, err)
	}
	today.expect(`SELECT count(*) FROM events`, "2") // what is open stays whole
}

// Somebody deletes the file while editors are open, and the next program makes it anew: all of them go on with that one.
func TestFileIsDeletedWhileOpen(t *testing.T) {
	h := build(t)
	h.sayMany("decision.logged", "D-", 20, `{}`)
	h.catchUp()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		must(t, os.Remove(h.store.Path()+suffix))
	}
	other := openStore(t, h.dir)
	h.say("decision.logged", "D-AFTER", `{}`)
	for _, s := range []*leadstore.Store{h.store, other, h.store} {
		_, err := s.CatchUp(t.Context(), h.log)
		must(t, err)
		got, err := rows(t.Context(), s, `SELECT count(*), count(DISTINCT id), (SELECT count(*) FROM decisions) FROM events`, leadstore.Limits{})
		if diff := cmp.Diff([]string{"21|21|21"}, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
	entries, _, err := h.store.Entries(t.Context(), "r", 0)
	if err != nil || len(entries) != 21 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	must(t, h.store.PutRepo(t.Context(), leadstore.RepoRow{Repo: "r", Name: "pay"}))
	got, err := rows(t.Context(), other, `SELECT name FROM repos`, leadstore.Limits{})
	if diff := cmp.Diff([]string{"pay"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
