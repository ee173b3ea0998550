package leadstore

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// A process that looked for what was blanked, and was slow to store it, does not bring back what another has taken out meanwhile.
func TestWhoIsLateBringsNothingBack(t *testing.T) {
	dir := t.TempDir()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	log, err := eventlog.Open(t.Context(), filepath.Join(dir, eventlog.TeamFile), eventlog.Options{})
	check(err)
	defer log.Close()
	fold := func(_ []byte, e eventlog.Event) (*Entry, error) {
		return &Entry{ID: e.Subject, Repo: e.Repo, Kind: "decision", Doc: e.Body}, nil
	}
	s, err := Open(t.Context(), dir, fold)
	check(err)
	defer s.Close()
	told, err := log.Append(t.Context(), eventlog.Event{Kind: "decision.logged", Subject: "D-A", Repo: "r", ActorName: "Dev", Body: []byte(`{"all":1}`)})
	check(err)
	_, err = s.CatchUp(t.Context(), log)
	check(err)
	blank := func(body string) {
		t.Helper()
		_, err := log.Blank(t.Context(), eventlog.Blank{ID: told[0].ID, Body: []byte(body)})
		check(err)
	}
	blank(`{"some":1}`)
	late, err := s.remembered(t.Context(), log)
	check(err)
	blank(`{}`)
	_, err = s.CatchUp(t.Context(), log) // another process
	check(err)
	check(s.handle().Write(t.Context(), func(tx *sql.Tx) error { return s.refoldChanged(t.Context(), tx, log, late) }))
	var body, doc string
	check(s.handle().Read().QueryRowContext(t.Context(), `SELECT e.body, n.doc FROM event e, entry n`).Scan(&body, &doc))
	if body != "{}" || doc != "{}" {
		t.Errorf("the event says %s and the entry %s again", body, doc)
	}
}
