//go:build editors

package editortest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
)

// lsp-mode, which counts columns in characters, runs beside other servers and shows lenses and inlay hints: both, a decision through a
// draft, and then whatever else its menu offers.
func TestLspMode(t *testing.T) {
	bin := program(t)
	recording, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "lsp-mode")
	repo := b.path("repo")
	// A mode for which lsp-mode starts no other server.
	sql := strings.NewReplacer("charge.go", "charge.sql", "package pay", "-- charges", "// ", "-- ", "func Charge(key string) error {\n\treturn nil\n}", "select '💸' -- of orders\nfrom orders;").Replace(history(time.Now()))
	gittest.Repo(t, repo, sql)

	e := b.run(t, repo, onPath(t, "emacs"), "--batch", "--no-site-file", "-l", root(t, "testdata/editors/emacs/lsp-mode.el"))
	var seen struct {
		Hover, Text  string
		Line         int
		Deferred     bool
		Done, Failed []string
	}
	e.next(t, "opened").into(t, &seen)
	mention(t, "the hover", seen.Hover, "@payments", "CODEOWNERS:1", "Dev Two")
	mention(t, "the lens", seen.Text, "@payments")
	if !seen.Deferred {
		t.Error("the recipe did not start lsp-mode by itself")
	}
	e.next(t, "decided").into(t, &seen)
	mention(t, "the hover on the decided line", seen.Hover, "Charge is idempotent", "D-")
	if mention(t, "the hint", seen.Text, "D-"); seen.Line != 4 {
		t.Errorf("the hint stands at line %d, want 4", seen.Line)
	}
	e.next(t, "all").into(t, &seen)
	if len(seen.Done) < 12 || len(seen.Failed) > 0 {
		t.Errorf("took %q, of which failed %q", seen.Done, seen.Failed)
	}
	for _, title := range []string{"Log a decision here…", "Open a question here…", "Raise a risk here…"} {
		if !slices.Contains(seen.Done, title) {
			t.Errorf("%q was not offered among %q", title, seen.Done)
		}
	}
	if n := recording.check(t); n < 20 {
		t.Errorf("only %d messages of the server were kept", n)
	}
}
