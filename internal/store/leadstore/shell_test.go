//go:build sqlite3

package leadstore_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// TestTheShellOfSQLiteSeesTheSame reads the store with Debian's sqlite3, while it is open and written here. `make test` installs it.
func TestTheShellOfSQLiteSeesTheSame(t *testing.T) {
	h := build(t)
	for i := range 20 {
		h.say("decision.logged", fmt.Sprintf("D-%06d", i), fmt.Sprintf(`{"title": "Title %d; with 'quotes' and ünïcode", "status": "accepted", "undo": "months"}`, i))
	}
	h.catchUp()
	file := filepath.Join(h.dir, leadstore.File)
	shell := func(sql string) []string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "sqlite3", "-readonly", "-batch", "-noheader", "-nullvalue", "null", "-separator", "|", "file:"+file+"?mode=ro", sql).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s", sql, err, out)
		}
		return strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	}
	views := shell("SELECT DISTINCT view FROM schema_doc ORDER BY view")
	if !slices.Contains(views, "decisions") || len(views) < 18 {
		t.Fatalf("the shell sees the views %v", views)
	}
	for _, view := range views {
		if view == "schema_doc" {
			continue
		}
		columns := shell("SELECT group_concat('\"' || column || '\"', ', ') FROM schema_doc WHERE view = '" + view + "'")[0]
		sql := "SELECT count(*) FROM (SELECT " + columns + " FROM " + view + ")"
		here, err := rows(h.Context(), h.store, sql, leadstore.Limits{})
		must(t, err)
		if diff := cmp.Diff(here, shell(sql)); diff != "" {
			t.Errorf("%s: (-here +shell)\n%s", view, diff)
		}
	}
	const titles = "SELECT id, title, door FROM decisions ORDER BY id"
	here, err := rows(h.Context(), h.store, titles, leadstore.Limits{})
	must(t, err)
	if diff := cmp.Diff(here, shell(titles)); diff != "" || len(here) != 20 {
		t.Errorf("%d decisions here; (-here +shell)\n%s", len(here), diff)
	}
	saved, err := leadstore.BuiltIn()
	must(t, err)
	for _, q := range saved {
		sql, err := q.Bind(nil, "r")
		must(t, err)
		shell(sql)
	}
}
