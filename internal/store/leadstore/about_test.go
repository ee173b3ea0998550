package leadstore_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

func TestAbout(t *testing.T) {
	h := build(t)
	h.say("todo.offered", "T-AAAAAA", `{"delegation":{"to":"@Dev2","what":"retry"}}`)
	h.say("todo.offered", "T-BBBBBB", `{"delegation":{"to":"@dev3","what":"round"}}`)
	h.say("pairing.scheduled", "P-AAAAAA", `{"pairing":{"topic":"x","people":["@dev3","DEV2@example.com"],"start":"2026-11-19T14:00:00Z","minutes":60}}`)
	h.catchUp()
	must(t, h.store.ReplacePeople(t.Context(), "r", []leadstore.PersonRow{{Name: "Dev Two", Email: "dev2@example.com", Handle: "dev2"}, {Name: "Dev Three", Email: "dev3@example.com"}}))
	must(t, h.store.ReplacePeople(t.Context(), "other", []leadstore.PersonRow{{Name: "Dev Two", Email: "dev2@example.com", Handle: "dev2"}}))

	tables, err := h.store.About(t.Context(), "r", []string{"Dev Two", "dev2@example.com", "dev2", "@dev2"})
	must(t, err)
	got := map[string]int{}
	for _, table := range tables {
		got[table.View] = len(table.Rows)
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) || row[0] != "r" {
				t.Errorf("%s: %v under %v", table.View, row, table.Columns)
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"people": 1, "delegations": 1, "pairings": 1}, got); diff != "" {
		t.Errorf("rows by view (-want +got):\n%s", diff)
	}
	if tables, err := h.store.About(t.Context(), "r", nil); len(tables) != 0 || err != nil {
		t.Errorf("about nobody: %v, %v", tables, err)
	}
	if tables, err := h.store.About(t.Context(), "r", []string{`' OR 1=1 --`}); len(tables) != 0 || err != nil {
		t.Errorf("about a name that is SQL: %v, %v", tables, err)
	}
}

// BenchmarkTodosAndDelegations reads the views of a store with 20,000 TODO comments and 2,000 delegations.
func BenchmarkTodosAndDelegations(b *testing.B) {
	dir := b.TempDir()
	log, store := openLog(b, dir+"/"+eventlog.TeamFile), openStore(b, dir)
	var events []eventlog.Event
	for i := range 2000 {
		events = append(events, eventlog.Event{
			Repo: "r", ActorName: "Dev One", Kind: "todo.offered", Subject: fmt.Sprintf("T-%06d", i),
			Body: fmt.Appendf(nil, `{"state":"offered","delegation":{"to":"@dev%d","what":"thing %d","why":"because","todo":"todo-%d"}}`, i%10, i, i),
		})
	}
	_, err := log.Append(b.Context(), events...)
	must(b, err)
	_, err = store.CatchUp(b.Context(), log)
	must(b, err)
	var files []leadstore.TodoFile
	for i := range 1000 {
		f := leadstore.TodoFile{Path: fmt.Sprintf("p/%d.go", i), Stamp: "s"}
		for j := range 20 {
			f.Rows = append(f.Rows, leadstore.TodoRow{ID: fmt.Sprintf("todo-%d", i*20+j), Line: j + 1, EndLine: j + 1, Tag: "TODO", Text: "x"})
		}
		files = append(files, f)
	}
	must(b, store.PutTodos(b.Context(), "r", files, nil))
	for _, view := range []string{"todos", "delegations"} {
		b.Run(view, func(b *testing.B) {
			for b.Loop() {
				_, err := rows(b.Context(), store, "SELECT count(*), count(state) FROM "+view, leadstore.Limits{})
				must(b, err)
			}
		})
	}
	b.Run("about", func(b *testing.B) {
		for b.Loop() {
			_, err := store.About(b.Context(), "r", []string{"@dev1", "dev1@example.com"})
			must(b, err)
		}
	})
}
