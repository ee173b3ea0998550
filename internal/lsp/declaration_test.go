package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// TestFirstLineLeadsToItsRule: from any file its first line leads to the rule that decides who owns it; all other lines, and
// files that no rule decides, are left to other servers.
func TestFirstLineLeadsToItsRule(t *testing.T) {
	d := newDesk(t, strings.Replace(rulesHistory, "/pay/ @dev1", "/docs/ @dev2\n/pay/ @dev1", 1)+"+ pay/b.go\n<<<\npackage a\n\nvar B = 1\n>>>\n+ other.go\n<<<\npackage x\n>>>\n")
	c := d.edit(lspclient.Neovim)
	for _, path := range []string{"pay/b.go", "other.go"} {
		d.open(c, path)
	}
	var at struct {
		URI   string
		Range lspclient.Range
	}
	if got := d.ask(c, "declaration", "pay/b.go", 0, 4); json.Unmarshal([]byte(got), &at) != nil || at.URI != d.uri("CODEOWNERS") || at.Range != lspclient.Span(1, 0, 1, 0) {
		t.Errorf("the rule: %s", got)
	}
	for where, got := range map[string]string{
		"another line":         d.ask(c, "declaration", "pay/b.go", 2, 4),
		"without a rule":       d.ask(c, "declaration", "other.go", 0, 0),
		"a file that is shut":  d.ask(c, "declaration", "pay/a.go", 0, 0),
		"a line after the end": d.ask(c, "declaration", "pay/b.go", 99, 0),
	} {
		if got != "null" {
			t.Errorf("%s: %s", where, got)
		}
	}
	c.Shutdown()
}
