package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

const rulesHistory = `
me Dev One <1001+dev1@users.noreply.github.com>

commit main 2026-02-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ pay/a.go
<<<
package a
>>>
+ CODEOWNERS
<<<
/pay/ @dev1
>>>
`

func (d *desk) ask(c *lsptest.Client, method, path string, line, column int) string {
	d.t.Helper()
	var raw json.RawMessage
	params := map[string]any{"textDocument": map[string]string{"uri": d.uri(path)}}
	if method != "documentSymbol" {
		params["position"] = lspclient.Position{Line: line, Character: column}
	}
	c.Ask("textDocument/"+method, params, &raw)
	return string(raw)
}

func TestRulesAreHeldAgainstTheRepositoryAsTyped(t *testing.T) {
	d := newDesk(t, rulesHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "CODEOWNERS")
	path := filepath.Join(d.top, "CODEOWNERS")
	faults(t, c, path, "no rule matches 1 of 2 files: CODEOWNERS")
	c.Change(uri, lspclient.Change{Text: "* @dev1\n/pai/ @dev1\n"})
	faults(t, c, path, "no tracked file matches")
	if lenses := string(c.CodeLens(uri)); !strings.Contains(lenses, "decides 2 files") || !strings.Contains(lenses, "matches no file") {
		t.Errorf("lenses: %s", lenses)
	}
	c.Change(uri, lspclient.Change{Text: "* @dev1\n"})
	faults(t, c, path, "")
	c.Shutdown()
}

func TestOtherDocumentsAreLeftToOtherServers(t *testing.T) {
	d := newDesk(t, rulesHistory)
	c := d.edit(lspclient.Neovim)
	d.open(c, "pay/a.go")
	for _, method := range []string{"completion", "definition", "documentSymbol"} {
		if got := d.ask(c, method, "pay/a.go", 0, 3); got != "null" {
			t.Errorf("%s: %s", method, got)
		}
		if got := d.ask(c, method, "not/open/CODEOWNERS", 0, 3); got != "null" {
			t.Errorf("%s in a file that is not open: %s", method, got)
		}
	}
	c.Shutdown()
}

func TestOutlineWithoutTrees(t *testing.T) {
	d := newDesk(t, rulesHistory)
	c := d.edit(lspclient.Minimal)
	uri := d.open(c, "CODEOWNERS")
	c.Change(uri, lspclient.Change{Text: "# Pay\n/pay/ @dev1\n"})
	var symbols []struct {
		Name, ContainerName string
		Location            struct{ URI string }
	}
	if err := json.Unmarshal([]byte(d.ask(c, "documentSymbol", "CODEOWNERS", 0, 0)), &symbols); err != nil {
		t.Fatal(err)
	}
	if len(symbols) != 2 || symbols[0].Name != "Pay" || symbols[1].ContainerName != "Pay" || symbols[1].Location.URI != uri {
		t.Errorf("symbols: %+v", symbols)
	}
	if actions := string(c.CodeActions(uri, lspclient.Span(0, 0, 0, 0))); strings.Contains(actions, "ownership") {
		t.Errorf("actions that cannot be done: %s", actions)
	}
	c.Shutdown()
}

func TestEditsNameTheirVersion(t *testing.T) {
	d := newDesk(t, rulesHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "CODEOWNERS")
	c.Change(uri, lspclient.Change{Text: "/pay/ @dev2\r\n"})
	var actions []struct {
		Title string
		Edit  struct {
			DocumentChanges []struct {
				TextDocument struct{ Version int }
				Edits        []struct{ NewText string }
			}
		}
	}
	if err := json.Unmarshal(c.CodeActions(uri, lspclient.Span(0, 0, 0, 0)), &actions); err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		if a.Title == "Take ownership of CODEOWNERS" {
			if n := a.Edit.DocumentChanges; len(n) != 1 || n[0].TextDocument.Version != 2 || n[0].Edits[0].NewText != "/CODEOWNERS @dev1\r\n" {
				t.Errorf("edit: %+v", n)
			}
			c.Shutdown()
			return
		}
	}
	t.Errorf("actions: %+v", actions)
}

func TestPageOfARule(t *testing.T) {
	d := newDesk(t, rulesHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "CODEOWNERS")
	c.Execute("leadline.report.open", map[string]any{"uri": uri, "report": "rule", "range": lspclient.Span(0, 0, 0, 0)})
	var shown struct{ URI string }
	if err := json.Unmarshal(c.WaitNotification("window/showDocument", nil), &shown); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(lsp.FilePath(shown.URI))
	if err != nil || !strings.Contains(string(page), "- `pay/a.go`\n") || strings.Contains(string(page), "- `CODEOWNERS`") {
		t.Errorf("%v: %s", err, page)
	}
	c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.report.open", "arguments": []any{
		map[string]any{"uri": uri, "report": "rule", "range": lspclient.Span(5, 0, 5, 0)},
	}})
	c.Shutdown()
}

func TestRulesAreQuietWhereTheSettingsSaySo(t *testing.T) {
	d := newDesk(t, rulesHistory)
	write(t, filepath.Join(d.top, ".leadline.toml"), "[hints]\nlens = false\nhover = false\ndiagnostics = false\n")
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "CODEOWNERS")
	if got := string(c.CodeLens(uri)); got != "[]" {
		t.Errorf("lenses: %s", got)
	}
	if got := string(c.Hover(uri, 0, 0)); got != "null" {
		t.Errorf("hover: %s", got)
	}
	c.Shutdown()
	for _, m := range c.Messages() {
		if m.Method == "textDocument/publishDiagnostics" {
			t.Errorf("diagnostics: %s", m.Params)
		}
	}
}
