package lsp_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// Whoever asks whether a document is settled has all that there is to say about it when the answer comes, diagnostics too, and
// needs no news after it: `leadline peek` and tests wait for nothing else.
func TestSettledIsTheLastWord(t *testing.T) {
	d := newDesk(t, rulesHistory)
	if err := os.WriteFile(filepath.Join(d.top, "CODEOWNERS"), []byte("/pay/ @dev1\n/gone/ @dev1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := d.edit(lspclient.VSCode)
	c.Open(d.uri("CODEOWNERS"), "", "/pay/ @dev1\n/gone/ @dev1\n")
	c.Settled(d.uri("CODEOWNERS"))
	said := 0
	for _, m := range c.Messages() {
		if m.Method == "textDocument/publishDiagnostics" && strings.Contains(string(m.Params), "no tracked file matches") {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the rule that decides nothing was told of %d times", said)
	}
	// An edit is looked at after a while, to gather what is typed; who asks is told at once.
	c.Change(d.uri("CODEOWNERS"), lspclient.Change{Text: "/pay/ @dev1\n"})
	c.Settled(d.uri("CODEOWNERS"))
	last := ""
	for _, m := range c.Messages() {
		if m.Method == "textDocument/publishDiagnostics" {
			last = string(m.Params)
		}
	}
	if strings.Contains(last, "no tracked file matches") {
		t.Errorf("still said of a rule that is gone: %s", last)
	}
	c.Shutdown()
}
