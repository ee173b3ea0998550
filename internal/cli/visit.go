package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/lspclient"
)

// visit is one file in one server.
type visit struct {
	client *lspclient.Client
	uri    string
	lines  int
	asked  int // the line asked for, 1-based; 0 for none
	out    *peekJSON
}

// abilities are those of an editor that draws plain text.
var abilities = json.RawMessage(`{
	"general": {"positionEncodings": ["utf-8", "utf-16"]},
	"textDocument": {
		"hover": {"contentFormat": ["plaintext"]}, "codeLens": {}, "inlayHint": {}, "publishDiagnostics": {},
		"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}}
	}
}`)

func (v *visit) all(ctx context.Context, root, text string) error {
	if _, err := v.client.Call(ctx, "initialize", map[string]any{
		"processId": os.Getpid(), "clientInfo": map[string]string{"name": "leadline peek"}, "rootUri": root, "capabilities": abilities,
		"workspaceFolders": []map[string]string{{"uri": root, "name": "root"}},
	}); err != nil {
		return err
	}
	if err := v.client.Notify("initialized", struct{}{}); err != nil {
		return err
	}
	if err := v.client.Open(v.uri, "plaintext", text); err != nil {
		return err
	}
	if err := v.client.Settled(ctx, v.uri); err != nil {
		return err
	}
	if err := v.lenses(ctx); err != nil {
		return err
	}
	if err := v.inlays(ctx); err != nil {
		return err
	}
	v.diagnostics()
	for _, line := range v.worthwhile() {
		if err := v.hover(ctx, line); err != nil {
			return err
		}
	}
	return v.actions(ctx)
}

// answered reads an answer that is a list, null for none.
func answered[T any](answer json.RawMessage, err error) ([]T, error) {
	var out []T
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return nil, fmt.Errorf("reading the server's answer: %w", err)
	}
	return out, nil
}

func (v *visit) lenses(ctx context.Context) error {
	found, err := answered[struct {
		Range   lspclient.Range
		Command *struct{ Title, Command string }
	}](v.client.CodeLens(ctx, v.uri))
	for _, l := range found {
		if l.Command != nil {
			v.out.Lenses = append(v.out.Lenses, lensJSON{l.Range.Start.Line + 1, l.Command.Title, some(l.Command.Command)})
		}
	}
	return err
}

func (v *visit) inlays(ctx context.Context) error {
	found, err := answered[struct {
		Position lspclient.Position
		Label    json.RawMessage
	}](v.client.InlayHints(ctx, v.uri, lspclient.Span(0, 0, v.lines, 0)))
	for _, h := range found {
		v.out.Inlays = append(v.out.Inlays, lineJSON{h.Position.Line + 1, label(h.Label)})
	}
	return err
}

// label is text, or parts of a text.
func label(raw json.RawMessage) string {
	var whole string
	var parts []struct{ Value string }
	if json.Unmarshal(raw, &whole) != nil && json.Unmarshal(raw, &parts) == nil {
		for _, p := range parts {
			whole += p.Value
		}
	}
	return whole
}

// diagnostics are the last ones published.
func (v *visit) diagnostics() {
	for _, m := range v.client.Messages() {
		var p struct {
			URI         string
			Diagnostics []struct {
				Range    lspclient.Range
				Severity int
				Message  string
			}
		}
		if m.Method != "textDocument/publishDiagnostics" || json.Unmarshal(m.Params, &p) != nil || p.URI != v.uri {
			continue
		}
		v.out.Diagnostics = []noticeJSON{}
		for _, d := range p.Diagnostics {
			v.out.Diagnostics = append(v.out.Diagnostics, noticeJSON{d.Range.Start.Line + 1, severity(d.Severity), d.Message})
		}
	}
}

func severity(n int) string {
	names := []string{"", "error", "warning", "information", "hint"}
	if n < 1 || n >= len(names) {
		return names[1]
	}
	return names[n]
}

// mostHovers are shown when no line is asked for.
const mostHovers = 5

// worthwhile are the lines to hover over: the one asked for, else the first and those that carry something.
func (v *visit) worthwhile() []int {
	if v.asked > 0 {
		return []int{v.asked}
	}
	lines := []int{1}
	for _, h := range v.out.Inlays {
		lines = append(lines, h.Line)
	}
	for _, d := range v.out.Diagnostics {
		lines = append(lines, d.Line)
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	return lines[:min(len(lines), mostHovers)]
}

func (v *visit) hover(ctx context.Context, line int) error {
	answer, err := v.client.Hover(ctx, v.uri, lspclient.Position{Line: line - 1})
	if err != nil {
		return err
	}
	var h *struct{ Contents struct{ Value string } }
	if err := json.Unmarshal(answer, &h); err != nil {
		return fmt.Errorf("reading the server's answer: %w", err)
	}
	if h != nil && h.Contents.Value != "" {
		v.out.Hovers = append(v.out.Hovers, lineJSON{line, h.Contents.Value})
	}
	return nil
}

func (v *visit) actions(ctx context.Context) error {
	line := max(v.asked, 1) - 1
	found, err := answered[struct{ Title, Kind string }](v.client.CodeActions(ctx, v.uri, lspclient.Span(line, 0, line, 0)))
	for _, f := range found {
		v.out.Actions = append(v.out.Actions, peekActionJSON{f.Title, some(f.Kind)})
	}
	return err
}

// fileURI is the address of a file, as editors write it (RFC 8089).
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
