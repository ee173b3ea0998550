package leadstore_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// What sharing changes of events that are projected already reaches the projection, and is as if it had been so from the beginning.
func TestEventsThatChangeAfterTheyWereProjected(t *testing.T) {
	dir := t.TempDir()
	log := openLog(t, filepath.Join(dir, eventlog.TeamFile))
	s, err := leadstore.Open(t.Context(), dir, ledger.Fold)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	project := func(query string, want ...string) {
		t.Helper()
		_, err := s.CatchUp(t.Context(), log)
		must(t, err)
		got, err := rows(t.Context(), s, query, leadstore.Limits{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", query, err, diff)
		}
	}
	const decisions = "SELECT id, title, repo FROM decisions ORDER BY id"
	event := func(writer, subject, title string, hlc int64) eventlog.Event {
		body, err := json.Marshal(map[string]string{"title": title})
		must(t, err)
		return eventlog.Event{
			ID: "00ZZZZZZZZZZZZZZZZZZZZZZZZ", Writer: writer, Seq: 1, HLC: hlc, V: 1, Repo: "r", ActorName: "Dev", Kind: "decision.logged",
			Subject: subject, Visibility: "team", Body: body,
		}
	}

	// Two kept the same reason of one commit: the one that wins takes the other's place, under its own id.
	_, err = log.Ingest(t.Context(), []eventlog.Event{event("w", "D-A", "mine", 9)})
	must(t, err)
	project(decisions, "D-A|mine|r")
	_, err = log.Ingest(t.Context(), []eventlog.Event{event("v", "D-B", "theirs", 5)})
	must(t, err)
	project(decisions, "D-B|theirs|r")
	project("SELECT writer, hlc, subject FROM events", "v|5|D-B")

	must(t, log.Adopt(t.Context(), "r", "team"))
	project(decisions, "D-B|theirs|team")
	entries, _, err := s.Entries(t.Context(), "r", 0)
	if must(t, err); len(entries) > 0 {
		for _, e := range entries {
			if e.ID == "D-B" {
				t.Errorf("under the former identity there still is %s", e.Doc)
			}
		}
	}

	// What was worked out about the repository under its former identity goes; what was said stays.
	must(t, s.PutRepo(t.Context(), leadstore.RepoRow{Repo: "r", Name: "shop"}))
	must(t, s.PutRepo(t.Context(), leadstore.RepoRow{Repo: "team", Name: "shop"}))
	must(t, s.Drop(t.Context(), "r"))
	project("SELECT repo FROM repos", "team")
	project(decisions, "D-B|theirs|team")
}
