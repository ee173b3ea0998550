package markertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// show renders what the editor is answered, one item a line.
func (s *story) show(kind, place, want string) string {
	if kind == "messages" {
		return s.said.String() + s.heard()
	}
	if shown, ok := s.showRules(kind, place); ok {
		return shown
	}
	if shown, ok := s.showCitations(kind, place); ok {
		return shown
	}
	if kind == "page" {
		return s.page(place)
	}
	uri, line := s.place(s.client, place)
	s.client.Settled(uri)
	switch kind {
	case "lens":
		return lenses(s.client.CodeLens(uri))
	case "status":
		return status(s.client.WaitNotification("leadline/status", func(p json.RawMessage) bool { return status(p) != "" }))
	case "hover":
		return hover(s.client.Hover(uri, line, 0))
	case "inlay":
		return inlays(s.client.InlayHints(uri, lspclient.Span(0, 0, 100_000, 0)))
	case "actions":
		return actions(s.client.CodeActions(uri, lspclient.Span(line, 0, line, 1)))
	case "diagnostics":
		return s.diagnosed(uri, place, want)
	}
	s.t.Fatalf("nothing is called want %s", kind)
	return ""
}

// diagnosed waits for the diagnostics that are wanted: the server tells what it knows, and tells anew when it knows more.
// Where they do not come, or nobody knows yet what is wanted, these are the last that came, or the first.
func (s *story) diagnosed(uri, place, want string) string {
	if strings.TrimSpace(want) == "" && !*update {
		s.t.Fatalf("want diagnostics %s is empty: silence cannot be waited for", place)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), lsptest.Patience)
	defer cancel()
	last := ""
	_, err := s.client.Wait(ctx, "textDocument/publishDiagnostics", func(p json.RawMessage) bool {
		if !about(p, uri) {
			return false
		}
		last = diagnostics(p)
		return *update || strings.NewReplacer(s.names...).Replace(last) == want
	})
	if err != nil && last == "" {
		s.t.Fatalf("diagnostics of %s: %v", place, err)
	}
	return last
}

func about(params json.RawMessage, uri string) bool {
	var p struct {
		URI         string            `json:"uri"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	}
	return json.Unmarshal(params, &p) == nil && p.URI == uri && len(p.Diagnostics) > 0
}

// draftName is a draft's file, whose id differs from run to run.
var draftName = regexp.MustCompile(`([a-z]+)-[0-9A-Z]{26}\.md`)

// unasked is what the server says by itself, some time after it opened a repository: no step can wait for it.
var unasked = regexp.MustCompile(`^\S+ offers you "|things are offered to you here|before you \(T-|Say thank you\?$| asks of D-| at the same time: it is |Is T-\S+ done\?$|asks you for a review: "|reviews are asked of you here|Close R-\S+\?$`)

func (s *story) heard() string {
	var out strings.Builder
	for _, m := range s.client.Messages() {
		if m.Method != "window/showMessage" && m.Method != "window/showMessageRequest" {
			continue
		}
		var p struct {
			Message string `json:"message"`
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			s.t.Fatal(err)
		}
		if unasked.MatchString(p.Message) {
			continue
		}
		message := strings.ReplaceAll(p.Message, filepath.Dir(s.top), "HOME")
		fmt.Fprintln(&out, draftName.ReplaceAllString(message, "$1-ID.md"))
	}
	return out.String()
}

func decoded[T any](raw json.RawMessage) T {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(err)
	}
	return v
}

func lenses(raw json.RawMessage) string {
	var out strings.Builder
	for _, l := range decoded[[]struct {
		Range   lspclient.Range `json:"range"`
		Command struct {
			Title, Command string
		} `json:"command"`
	}](raw) {
		fmt.Fprintf(&out, "%d: %s → %s\n", l.Range.Start.Line+1, l.Command.Title, l.Command.Command)
	}
	return out.String()
}

// status is what the status bar shows, and what a click on it does; empty where it shows nothing.
func status(raw json.RawMessage) string {
	p := decoded[struct {
		Text    string
		Command struct{ Command string }
	}](raw)
	if p.Text == "" {
		return ""
	}
	return p.Text + " → " + p.Command.Command + "\n"
}

func hover(raw json.RawMessage) string {
	h := decoded[*struct {
		Contents struct{ Kind, Value string } `json:"contents"`
	}](raw)
	if h == nil {
		return ""
	}
	return strings.ReplaceAll(h.Contents.Value, "  \n", "\n") + "\n"
}

func inlays(raw json.RawMessage) string {
	var out strings.Builder
	for _, h := range decoded[[]struct {
		Position lspclient.Position `json:"position"`
		Label    string             `json:"label"`
	}](raw) {
		fmt.Fprintf(&out, "%d: %s\n", h.Position.Line+1, h.Label)
	}
	return out.String()
}

func actions(raw json.RawMessage) string {
	var out strings.Builder
	for _, a := range decoded[[]struct {
		Title, Kind string
		Command     json.RawMessage // an object, where it is an action
	}](raw) {
		fmt.Fprintf(&out, "%s (%s)\n", a.Title, a.Kind)
		var more struct {
			Arguments []struct{ Actions []struct{ Title string } }
		}
		if json.Unmarshal(a.Command, &more) == nil {
			for _, argument := range more.Arguments {
				for _, behind := range argument.Actions {
					fmt.Fprintf(&out, "    %s\n", behind.Title)
				}
			}
		}
	}
	return out.String()
}

func diagnostics(raw json.RawMessage) string {
	var out strings.Builder
	p := decoded[struct {
		Diagnostics []struct {
			Range    lspclient.Range `json:"range"`
			Severity int             `json:"severity"`
			Message  string          `json:"message"`
		} `json:"diagnostics"`
	}](raw)
	names := map[int]string{1: "error", 2: "warning", 3: "information", 4: "hint"}
	for _, d := range p.Diagnostics {
		fmt.Fprintf(&out, "%d: %s: %s\n", d.Range.Start.Line+1, names[d.Severity], d.Message)
	}
	return out.String()
}
