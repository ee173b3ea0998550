package leadstore_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// projected is every row of the file that comes from events, except for the generations, which count what happened to the file.
func projected(t *testing.T, path string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	var out []string
	for _, query := range []string{
		`SELECT 'event', json_array(id, n, repo, writer, seq, hlc, v, at, actor_name, actor_email, kind, subject, body) FROM event ORDER BY id`,
		`SELECT 'entry', json_array(id, repo, kind, subject, doc, searchable, retracted) FROM entry ORDER BY id`,
		`SELECT 'unfolded', json_array(id, reason) FROM unfolded ORDER BY id`,
		`SELECT 'text', json_array(e.id, x.title, x.words) FROM entry_text x JOIN entry e ON e.rowid = x.rowid ORDER BY e.id`,
	} {
		rows, err := db.QueryContext(t.Context(), query)
		must(t, err)
		for rows.Next() {
			var table, row string
			must(t, rows.Scan(&table, &row))
			out = append(out, table+" "+row)
		}
		must(t, rows.Err())
		must(t, rows.Close())
	}
	return out
}

// Whatever became of a lead's store, one that is made anew from the events has the same rows.
func TestRebuiltIsEqualRowByRow(t *testing.T) {
	many := func(l *eventlog.Log) {
		_, err := l.Import(t.Context(), history(1200)...) // more than a batch, about five subjects
		must(t, err)
		var own []eventlog.Event // and as many subjects as that
		for i := range 1300 {
			own = append(own, eventlog.Event{
				ID: fmt.Sprintf("own%04d", i), Kind: "decision.logged", Subject: fmt.Sprintf("D-%04d", i), Repo: "r", ActorName: "Dev One",
				At: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC), Body: []byte(`{"title":"Charge is idempotent","status":"accepted","because":"a retry must never bill twice"}`),
			})
		}
		_, err = l.Append(t.Context(), own...)
		must(t, err)
	}
	catchUp := func(s *leadstore.Store, l *eventlog.Log) {
		_, err := s.CatchUp(t.Context(), l)
		must(t, err)
	}
	copied := func(l *eventlog.Log) *eventlog.Log { // as after a restore: the same events in another file
		backup := filepath.Join(t.TempDir(), "backup")
		_, err := l.Backup(t.Context(), backup, false)
		must(t, err)
		path := filepath.Join(t.TempDir(), eventlog.TeamFile)
		_, err = eventlog.Restore(t.Context(), path, backup, eventlog.Options{})
		must(t, err)
		return openLog(t, path)
	}
	for name, live := range map[string]func(s *leadstore.Store, l *eventlog.Log) *eventlog.Log{
		"as it came": func(s *leadstore.Store, l *eventlog.Log) *eventlog.Log {
			for some := range slices.Chunk(history(1200), 40) {
				_, err := l.Import(t.Context(), some...)
				must(t, err)
				catchUp(s, l)
			}
			return l
		},
		"from another file with the same events": func(s *leadstore.Store, l *eventlog.Log) *eventlog.Log {
			many(l)
			catchUp(s, l)
			return copied(l)
		},
		"after the events were gone, and restored": func(s *leadstore.Store, l *eventlog.Log) *eventlog.Log {
			many(l)
			catchUp(s, l)
			catchUp(s, openLog(t, filepath.Join(t.TempDir(), eventlog.TeamFile)))
			return copied(l)
		},
		"after some were blanked": func(s *leadstore.Store, l *eventlog.Log) *eventlog.Log {
			many(l)
			catchUp(s, l)
			_, err := l.Blank(t.Context(), eventlog.Blank{ID: "own0007", Body: []byte(`{}`)}, eventlog.Blank{ID: "e0003", Body: []byte(`{}`), Actor: true})
			must(t, err)
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := leadstore.Open(t.Context(), dir, ledger.Fold)
			must(t, err)
			log := live(s, openLog(t, filepath.Join(dir, eventlog.TeamFile)))
			catchUp(s, log)
			must(t, s.Close())
			fresh, err := leadstore.Open(t.Context(), t.TempDir(), ledger.Fold)
			must(t, err)
			catchUp(fresh, log)
			must(t, fresh.Close())
			if diff := cmp.Diff(projected(t, fresh.Path()), projected(t, s.Path())); diff != "" {
				t.Errorf("(-rebuilt +live)\n%.3000s", diff)
			}
		})
	}
}
