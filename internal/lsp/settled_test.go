package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// What a line says follows typing at once, and what cannot be known is not waited for.
func TestLinesInAnEditor(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "a.go")
	c.Settled(u)
	here := func(line int) string {
		var h struct{ Contents struct{ Value string } }
		if err := json.Unmarshal(c.Hover(u, line, 0), &h); err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(h.Contents.Value, "  \n")
		return first
	}
	saved := here(0)
	if !strings.HasPrefix(saved, "**Here** ") {
		t.Fatalf("the first line says %q", saved)
	}
	c.Change(u, lspclient.Change{Range: &lspclient.Range{}, Text: "// new\n"})
	if got := here(0); got != "**Here** you, not committed yet" {
		t.Errorf("the new line says %q", got)
	}
	if got := here(1); got != saved {
		t.Errorf("the line below the new one says %q, before %q", got, saved)
	}

	if err := os.WriteFile(filepath.Join(d.top, "untracked.go"), []byte("package a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Settled(d.open(c, "untracked.go"))
	c.Settled(d.uri("never-opened.go"))
	if refusal := c.Refused("leadline/settled", map[string]any{}); refusal.Code != -32602 {
		t.Errorf("without a document: %v", refusal)
	}
	c.Shutdown()
}
