package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// What an editor saves is in the view at once, with the identity it had, and nobody else's rows are touched. Files that
// git does not track, that are gone again or that lie nowhere are no matter.
func TestSavedFilesAreInTheView(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.Materialise(t.Context()); err != nil {
		t.Fatal(err)
	}
	view := func() string {
		rows, err := w.Query(t.Context(), "SELECT id || ' ' || path || ':' || line || ' ' || text FROM todos ORDER BY path, line", leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			out = append(out, rows.Values()[0].(string))
		}
		return strings.Join(out, "\n")
	}
	before := view()
	path := filepath.Join(h.top, "pay/a.go")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("// first\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.top, "new.go"), []byte("package a\n\n// TODO: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, saved := range []string{"pay/a.go", "new.go", "none.go", "../outside.go", ""} {
		if err := w.Saved(t.Context(), saved); err != nil {
			t.Errorf("%q: %v", saved, err)
		}
	}
	want := strings.NewReplacer("pay/a.go:3", "pay/a.go:4", "pay/a.go:4", "pay/a.go:5").Replace(before)
	if got := view(); got != want || before == "" {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A query that asks for comments is told of what nobody saved in an editor; one that does not ask needs no look at the files.
func TestCommentsAreLookedForWhereTheyAreAskedFor(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	count := func(query string) int64 {
		t.Helper()
		if err := w.MaterialiseFor(t.Context(), query); err != nil {
			t.Fatal(err)
		}
		rows, err := w.Query(t.Context(), "SELECT count(*) FROM todos", leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		rows.Next()
		return rows.Values()[0].(int64)
	}
	before := count("SELECT count(*) FROM Todos")
	path := filepath.Join(h.top, "pay/a.go")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, "\n// TODO: count the change\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := count("SELECT id FROM decisions"); got != before {
		t.Errorf("%d comments, %d before: a query about decisions looked for them", got, before)
	}
	if got := count("SELECT count(*) FROM Todos"); got != before+1 {
		t.Errorf("%d comments, %d before one was written", got, before)
	}
}
