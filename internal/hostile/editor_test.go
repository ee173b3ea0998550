//go:build unix && !race

package hostile_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// editor opens the repository in an editor and asks every feature for all that it has.
func (v *victim) editor() {
	v.t.Helper()
	program, err := os.Executable()
	v.must(err)
	c := lsptest.Start(v.t, exec.Command{Path: program, Args: []string{"lsp"}, Dir: v.base, Env: v.environment()})
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	answer, err := c.Client.Initialize(ctx, lspclient.VSCode, v.uri("."), os.Getpid(), nil)
	v.came("initialize", err)
	var offered struct {
		Capabilities struct {
			ExecuteCommandProvider struct{ Commands []string }
		}
	}
	v.must(json.Unmarshal(answer, &offered))

	files := append([]string{v.file, ".leadline.toml", "CODEOWNERS", ".mailmap", "docs/adr/0001-bill-once.md"}, v.alsoOpen...)
	for i, file := range files {
		text := v.text(file)
		uri := v.uri(file)
		v.must(c.Client.Open(uri, "plaintext", text))
		v.came("settling "+file, c.Client.Settled(ctx, uri))
		v.features(ctx, c, uri, text, i == 0)
	}
	for _, query := range []string{"", "b", "D-"} {
		_, err := c.Call(ctx, "workspace/symbol", map[string]string{"query": query})
		v.came("workspace/symbol", err)
	}
	for _, command := range offered.Capabilities.ExecuteCommandProvider.Commands {
		for _, argument := range []any{
			map[string]any{"uri": v.uri(v.file), "range": lspclient.Span(2, 0, 3, 0)},
			map[string]any{"uri": v.uri(v.file), "range": lspclient.Span(2, 0, 3, 0), "report": "area", "area": "pay"},
		} {
			_, err := c.Client.Execute(ctx, command, argument)
			v.came(command, err)
		}
	}
	v.must(c.Client.Change(v.uri(v.file), lspclient.Change{Text: "package pay\n\n// TODO: more\n" + v.text(v.file)}))
	v.must(c.Client.Save(v.uri(v.file)))
	v.came("settling after a change", c.Client.Settled(ctx, v.uri(v.file)))
	v.came("shutdown", c.Client.Shutdown(ctx))
	select {
	case <-c.Done():
	case <-ctx.Done():
		v.t.Error("the server does not end")
	}
	_ = c.Close()
	told := map[string]bool{}
	for _, m := range c.Messages() {
		for _, bad := range message(m.Raw) {
			if !told[m.Method+bad] {
				v.t.Errorf("%s shows %s", m.Method, bad)
			}
			told[m.Method+bad] = true
		}
		if strings.Contains(string(m.Raw), "SECRETTEXT") {
			v.t.Errorf("%s shows what a file outside says", m.Method)
		}
	}
}

// came fails the test where an answer did not come; a refusal is an answer.
func (v *victim) came(what string, err error) {
	v.t.Helper()
	var refused *lspclient.Error
	if err != nil && !errors.As(err, &refused) {
		v.t.Fatalf("%s: %v", what, err)
	}
}

// text is what an editor would have read of the file.
func (v *victim) text(file string) string {
	st, err := os.Lstat(v.at(file))
	if err != nil || !st.Mode().IsRegular() || st.Size() > 1<<20 {
		return "package pay\n\n// TODO: see there\nfunc Bill() {}\n"
	}
	f, err := os.OpenFile(v.at(file), os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return ""
	}
	defer f.Close()
	text := make([]byte, st.Size())
	n, _ := f.Read(text)
	return strings.ToValidUTF8(string(text[:n]), "?")
}

// features asks all that there is to ask about a document.
func (v *victim) features(ctx context.Context, c *lsptest.Client, uri, text string, first bool) {
	v.t.Helper()
	document := map[string]string{"uri": uri}
	ask := func(method string, more map[string]any) json.RawMessage {
		v.t.Helper()
		params := map[string]any{"textDocument": document}
		for k, value := range more {
			params[k] = value
		}
		answer, err := c.Call(ctx, method, params)
		v.came(method, err)
		return answer
	}
	lines := min(strings.Count(text, "\n")+1, 12)
	whole := lspclient.Span(0, 0, lines, 0)
	for line := range lines {
		for _, column := range []int{0, 4} {
			at := map[string]any{"position": lspclient.Position{Line: line, Character: min(column, len(strings.Split(text, "\n")[line]))}}
			for _, method := range []string{"hover", "definition", "declaration", "completion", "documentHighlight"} {
				if !first && method != "hover" && line > 4 {
					continue
				}
				ask("textDocument/"+method, at)
			}
			at["context"] = map[string]bool{"includeDeclaration": true}
			ask("textDocument/references", at)
		}
		actions := ask("textDocument/codeAction", map[string]any{
			"range": lspclient.Span(line, 0, line, 0), "context": map[string]any{"diagnostics": []any{}},
		})
		if line == 0 {
			v.each(ctx, c, actions, "codeAction/resolve")
		}
	}
	v.each(ctx, c, ask("textDocument/codeLens", nil), "codeLens/resolve")
	v.each(ctx, c, ask("textDocument/inlayHint", map[string]any{"range": whole}), "inlayHint/resolve")
	v.each(ctx, c, ask("textDocument/documentLink", nil), "documentLink/resolve")
	ask("textDocument/documentSymbol", nil)
	ask("textDocument/diagnostic", nil)
	ask("textDocument/foldingRange", nil)
}

// each resolves everything in a list that can be.
func (v *victim) each(ctx context.Context, c *lsptest.Client, list json.RawMessage, method string) {
	v.t.Helper()
	var items []json.RawMessage
	if json.Unmarshal(list, &items) != nil {
		return
	}
	for _, item := range slices.Clip(items[:min(len(items), 20)]) {
		if !strings.Contains(string(item), `"data"`) {
			continue
		}
		_, err := c.Call(ctx, method, item)
		v.came(method, err)
	}
}
