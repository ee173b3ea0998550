package lsp_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// symbolAt is a function of the given lines, from 0.
func symbolAt(line, end int) map[string]any {
	return map[string]any{
		"name": "f", "kind": 12, "range": lspclient.Span(line, 0, end, 1), "selectionRange": lspclient.Span(line, 0, line, 1),
	}
}

// over lists the lines, from 0, that a lens of a function stands over.
func over(c *lsptest.Client, uri string) string {
	var lenses []struct {
		Range   lspclient.Range
		Command struct{ Title string }
	}
	if err := json.Unmarshal(c.CodeLens(uri), &lenses); err != nil {
		return err.Error()
	}
	var out []string
	for _, l := range lenses {
		if strings.Contains(l.Command.Title, ": begin") {
			out = append(out, fmt.Sprint(l.Range.Start.Line))
		}
	}
	return strings.Join(out, " ")
}

// symbolDesk has an editor on it in which lenses over functions are wanted.
func symbolDesk(t *testing.T) (*desk, *lsptest.Client) {
	d := newDesk(t, smallHistory)
	write(t, filepath.Join(d.top, ".leadline.toml"), "[hints]\nsymbols = true\n")
	return d, d.edit(lspclient.VSCode)
}

func TestSymbolsOfOpenDocuments(t *testing.T) {
	d, c := symbolDesk(t)
	u := d.open(c, "a.go")
	c.Settled(u)
	give := func(uri string, symbols ...map[string]any) {
		t.Helper()
		var answer json.RawMessage
		c.Ask("leadline/symbols", map[string]any{"uri": uri, "symbols": append([]map[string]any{}, symbols...)}, &answer)
		if string(answer) != "null" {
			t.Errorf("answered %s", answer)
		}
	}
	is := func(when, want string) {
		t.Helper()
		if got := over(c, u); got != want {
			t.Errorf("%s lenses stand over %q, want %q", when, got, want)
		}
	}
	is("before any", "")
	give(u, symbolAt(2, 3), symbolAt(0, 0))
	c.WaitNotification("workspace/codeLens/refresh", nil)
	is("with two", "0 2")
	c.Change(u, lspclient.Change{Range: &lspclient.Range{}, Text: "// new\n"})
	is("after a line above", "1 3")
	give(u, symbolAt(1, 1))
	is("with one", "1")
	give(u)
	is("taken back", "")
	give(u, symbolAt(1, 1))
	c.CloseDocument(u)
	give(u, symbolAt(1, 1))
	u = d.open(c, "a.go")
	c.Settled(u)
	is("opened again", "")
	give(d.uri("never-opened.go"), symbolAt(0, 1))
	give("untitled:Untitled-1", symbolAt(0, 1))
	give(string(lsp.FileURI(d.top)), symbolAt(0, 1))
	c.Shutdown()
}

func TestMalformedSymbols(t *testing.T) {
	d, c := symbolDesk(t)
	u := d.open(c, "a.go")
	c.Settled(u)
	c.Ask("leadline/symbols", map[string]any{"uri": u, "symbols": []any{symbolAt(2, 3)}}, nil)
	good := `"name": "f", "kind": 12, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 1}}`
	selected := `, "selectionRange": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}`
	for name, symbols := range map[string]string{
		"missing":            ``,
		"null":               `, "symbols": null`,
		"an object":          `, "symbols": {}`,
		"a string":           `, "symbols": "f"`,
		"of numbers":         `, "symbols": [1]`,
		"of null":            `, "symbols": [null]`,
		"without anything":   `, "symbols": [{}]`,
		"without a name":     `, "symbols": [{` + strings.Replace(good, `"name": "f", `, "", 1) + selected + `}]`,
		"name is a number":   `, "symbols": [{` + strings.Replace(good, `"f"`, "7", 1) + selected + `}]`,
		"without a kind":     `, "symbols": [{` + strings.Replace(good, `"kind": 12, `, "", 1) + selected + `}]`,
		"kind 0":             `, "symbols": [{` + strings.Replace(good, `12`, "0", 1) + selected + `}]`,
		"kind 1.5":           `, "symbols": [{` + strings.Replace(good, `12`, "1.5", 1) + selected + `}]`,
		"kind 1e300":         `, "symbols": [{` + strings.Replace(good, `12`, "1e300", 1) + selected + `}]`,
		"no selectionRange":  `, "symbols": [{` + good + `}]`,
		"no end":             `, "symbols": [{` + strings.Replace(good, `, "end": {"line": 1, "character": 1}`, "", 1) + selected + `}]`,
		"no column":          `, "symbols": [{` + strings.Replace(good, `, "character": 1`, "", 1) + selected + `}]`,
		"a line below 0":     `, "symbols": [{` + strings.Replace(good, `"line": 0`, `"line": -1`, 1) + selected + `}]`,
		"half a line":        `, "symbols": [{` + strings.Replace(good, `"line": 1`, `"line": 1.5`, 1) + selected + `}]`,
		"a line 1e999":       `, "symbols": [{` + strings.Replace(good, `"line": 1`, `"line": 1e999`, 1) + selected + `}]`,
		"the wrong way":      `, "symbols": [{` + strings.Replace(good, `"line": 0`, `"line": 9`, 1) + selected + `}]`,
		"an odd child":       `, "symbols": [{` + good + selected + `, "children": [{}]}]`,
		"children no list":   `, "symbols": [{` + good + selected + `, "children": 7}]`,
		"SymbolInformation":  `, "symbols": [{"name": "f", "kind": 12, "location": {"uri": "file:///a.go", "range": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 1}}}}]`,
		"uri is a number":    `, "symbols": [], "uri": 7`,
		"uri is empty":       `, "symbols": [], "uri": ""`,
		"an odd one at last": `, "symbols": [{` + good + selected + `}, {}]`,
	} {
		params := fmt.Sprintf(`{"uri": %q%s}`, u, symbols)
		if strings.Contains(name, "uri") {
			params = "{" + strings.TrimPrefix(symbols, ", ") + "}"
		}
		if refusal := c.Refused("leadline/symbols", json.RawMessage(params)); refusal.Code != -32602 {
			t.Errorf("%s: %v", name, refusal)
		}
	}
	for name, params := range map[string]any{"no document": map[string]any{"symbols": []any{}}, "a list": []any{}, "nothing": nil} {
		if refusal := c.Refused("leadline/symbols", params); refusal.Code != -32602 {
			t.Errorf("%s: %v", name, refusal)
		}
	}
	if got := over(c, u); got != "2" {
		t.Errorf("what was refused changed the lenses: %q", got)
	}
	c.Shutdown()
}

// Symbols, typing, lenses and closing at once.
func TestSymbolsWhileTyping(t *testing.T) {
	d, c := symbolDesk(t)
	u := d.open(c, "a.go")
	c.Settled(u)
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for range 20 {
				c.Ask("leadline/symbols", map[string]any{"uri": u, "symbols": []any{symbolAt(i, i+1)}}, nil)
				c.CodeLens(u)
			}
		})
	}
	for i := range 20 {
		if i%7 == 6 {
			c.CloseDocument(u)
			c.Open(u, "go", "package a\n")
		}
		c.Change(u, lspclient.Change{Range: &lspclient.Range{}, Text: "// new\n"})
	}
	wait.Wait()
	c.Shutdown()
}
