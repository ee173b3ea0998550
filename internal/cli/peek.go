package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/phrase"
)

// lensJSON, lineJSON and noticeJSON stand at a line, 1-based.
type lensJSON struct {
	Line    int     `json:"line"`
	Title   string  `json:"title"`
	Command *string `json:"command"`
}

type lineJSON struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

type noticeJSON struct {
	Line     int    `json:"line"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

type peekActionJSON struct {
	Title string  `json:"title"`
	Kind  *string `json:"kind"`
}

type peekJSON struct {
	Path        string           `json:"path"`
	Lenses      []lensJSON       `json:"lenses"`
	Hovers      []lineJSON       `json:"hovers"`
	Inlays      []lineJSON       `json:"inlays"`
	Diagnostics []noticeJSON     `json:"diagnostics"`
	Actions     []peekActionJSON `json:"actions"`
}

func (a *app) peek() *cobra.Command {
	return &cobra.Command{
		Use: "peek FILE[:LINE]", Short: "Show what an editor would show at a place, asked of the real server", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := context.WithTimeout(c.Context(), peekLimit)
			defer stop()
			s, err := a.open(ctx)
			if err != nil {
				return err
			}
			p, err := s.place(args[0])
			// The server waits for nobody: it answers from what is indexed, so index first.
			err = errors.Join(err, s.Refresh(ctx))
			top := s.Repository.Top
			if err := errors.Join(err, s.close()); err != nil {
				return err
			}
			seen, err := a.look(ctx, top, p)
			if err != nil {
				return err
			}
			if a.json {
				return a.answer(seen)
			}
			return a.print(a.peekText(seen))
		},
	}
}

// peekLimit bounds the whole conversation, the first reading of a long history included.
const peekLimit = 5 * time.Minute

// look opens the file in a server of its own, as an editor does, and asks everything there is to ask.
func (a *app) look(ctx context.Context, top string, p place) (peekJSON, error) {
	out := peekJSON{
		Path: p.Echo, Lenses: []lensJSON{}, Hovers: []lineJSON{}, Inlays: []lineJSON{},
		Diagnostics: []noticeJSON{}, Actions: []peekActionJSON{},
	}
	file := filepath.Join(top, filepath.FromSlash(p.Path))
	text, err := os.ReadFile(file)
	if err != nil {
		return out, fmt.Errorf("cannot read %s: %w; name a file of this repository", p.Echo, err)
	}
	self, err := a.Executable()
	if err != nil {
		return out, fmt.Errorf("cannot find this program to start its server: %w", err)
	}
	client, err := lspclient.Start(ctx, exec.Command{Path: self, Args: []string{"lsp"}, Dir: top, Env: a.Environ}, lspclient.Options{})
	if err != nil {
		return out, err
	}
	v := visit{client: client, uri: fileURI(file), lines: strings.Count(string(text), "\n") + 1, asked: p.Line, out: &out}
	err = v.all(ctx, fileURI(top), string(text))
	if err == nil {
		err = client.Shutdown(ctx)
	}
	return out, errors.Join(err, client.Close())
}

// visit is one file in one server.
type visit struct {
	client *lspclient.Client
	uri    string
	lines  int
	asked  int // the line asked for, 1-based; 0 for none
	out    *peekJSON
}

// abilities are those of an editor that draws plain text and is told when to ask again.
var abilities = json.RawMessage(`{
	"general": {"positionEncodings": ["utf-8", "utf-16"]},
	"workspace": {"codeLens": {"refreshSupport": true}, "inlayHint": {"refreshSupport": true}},
	"textDocument": {
		"hover": {"contentFormat": ["plaintext"]}, "codeLens": {}, "inlayHint": {}, "publishDiagnostics": {},
		"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}}
	}
}`)

func (v *visit) all(ctx context.Context, root, text string) error {
	if _, err := v.client.Call(ctx, "initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": root, "capabilities": abilities,
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
	v.settle(ctx)
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

const (
	firstAnswer = 3 * time.Second        // for the server to say that it knows more than at first
	quiet       = 400 * time.Millisecond // without such news it knows all
)

// settle waits until the server has stopped asking to be asked again.
func (v *visit) settle(ctx context.Context) {
	next := 0
	for wait := firstAnswer; ; wait = quiet {
		waiting, stop := context.WithTimeout(ctx, wait)
		_, after, err := v.client.Await(waiting, next, func(m lspclient.Message) bool {
			return m.Method == "workspace/codeLens/refresh" || m.Method == "workspace/inlayHint/refresh"
		})
		stop()
		if err != nil {
			return
		}
		next = after
	}
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

func (a *app) peekText(p peekJSON) string {
	var b strings.Builder
	style := a.style()
	head := func(text string) { b.WriteString("\n" + style.Strong(text) + "\n") }
	b.WriteString(style.Strong(phrase.Clean(p.Path, 200)) + "\n")
	if len(p.Lenses)+len(p.Hovers)+len(p.Inlays)+len(p.Diagnostics) == 0 {
		b.WriteString("  nothing to show: no owner rule, no history, nothing said here yet\n")
	}
	if len(p.Lenses) > 0 {
		head("Lenses")
	}
	for _, l := range p.Lenses {
		fmt.Fprintf(&b, "  %d  %s\n", l.Line, phrase.Clean(l.Title, 200))
	}
	for _, h := range p.Hovers {
		head(fmt.Sprintf("Hover, line %d", h.Line))
		for line := range strings.Lines(h.Text) {
			b.WriteString("  " + phrase.Clean(line, 500) + "\n")
		}
	}
	if len(p.Inlays) > 0 {
		head("At the end of lines")
	}
	for _, h := range p.Inlays {
		fmt.Fprintf(&b, "  %d  %s\n", h.Line, phrase.Clean(h.Text, 200))
	}
	if len(p.Diagnostics) > 0 {
		head("Notes")
	}
	for _, d := range p.Diagnostics {
		fmt.Fprintf(&b, "  %d  %s: %s\n", d.Line, d.Severity, phrase.Clean(d.Message, 500))
	}
	if len(p.Actions) > 0 {
		head("Actions")
	}
	for _, c := range p.Actions {
		b.WriteString("  " + phrase.Clean(c.Title, 200) + "\n")
	}
	return b.String()
}
