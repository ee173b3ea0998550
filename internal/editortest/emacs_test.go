//go:build editors

package editortest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
)

// Eglot, which shows no lenses, asks for no diagnostics and takes no registrations: hover, a decision through a draft, a diagnostic,
// and then whatever else its menu offers.
func TestEglot(t *testing.T) {
	bin := program(t)
	recording, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "emacs")
	repo := b.path("repo")
	// A mode for which Eglot knows no other server.
	sql := strings.NewReplacer("charge.go", "charge.sql", "package pay", "-- charges", "// ", "-- ", "func Charge(key string) error {\n\treturn nil\n}", "select charge\nfrom orders;").Replace(history(time.Now()))
	gittest.Repo(t, repo, sql)

	e := b.run(t, repo, onPath(t, "emacs"), "--batch", "--no-site-file", "-l", root(t, "testdata/editors/emacs/eglot.el"))
	var seen struct {
		Hover, Text  string
		Done, Failed []string
	}
	e.next(t, "opened").into(t, &seen)
	mention(t, "the hover", seen.Hover, "@payments", "CODEOWNERS:1", "Dev Two")
	e.next(t, "decided").into(t, &seen)
	mention(t, "the hover on the decided line", seen.Hover, "Charge is idempotent", "D-")
	e.next(t, "diagnosed").into(t, &seen)
	mention(t, "the diagnostic", seen.Text, "is not known here", "Charge is idempotent")
	e.next(t, "all").into(t, &seen)
	if len(seen.Done) < 12 || len(seen.Failed) > 0 {
		t.Errorf("took %q, of which failed %q", seen.Done, seen.Failed)
	}
	for _, title := range []string{"Delegate this TODO…", "Log a decision here…", "Open a question here…", "Raise a risk here…", "Request a review…"} {
		if !slices.Contains(seen.Done, title) {
			t.Errorf("%q was not offered among %q", title, seen.Done)
		}
	}
	asked := recording.demands(t, "in")
	for _, method := range []string{"textDocument/codeLens", "textDocument/diagnostic"} {
		if asked[method] != 0 {
			t.Errorf("eglot asks for %s: it is no minimal client any more", method)
		}
	}
	if n := recording.demands(t, "out")["client/registerCapability"]; n != 0 {
		t.Errorf("eglot was asked to register %d times, which it does not do", n)
	}
	if n := recording.check(t); n < 20 {
		t.Errorf("only %d messages of the server were kept", n)
	}
}
