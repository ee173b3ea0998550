package markertest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/lspclient"
)

// showRules renders what only CODEOWNERS files are answered.
func (s *story) showRules(kind, place string) (shown string, ok bool) {
	if !slices.Contains([]string{"completion", "definition", "owner", "symbols", "edit"}, kind) {
		return "", false
	}
	place, title, _ := strings.Cut(place, " ")
	title = s.named(title)
	uri, line := s.place(s.client, place)
	path, _, marked := strings.Cut(place, "@")
	lines := strings.Split(s.open[path], "\n")
	column := 0
	if marked {
		column = beforeMark(lines[line])
	}
	at := map[string]any{"textDocument": map[string]string{"uri": uri}, "position": lspclient.Position{Line: line, Character: column}}
	var raw json.RawMessage
	switch kind {
	case "completion":
		s.client.Ask("textDocument/completion", at, &raw)
		return completions(raw), true
	case "definition":
		s.client.Ask("textDocument/definition", at, &raw)
		return s.definition(raw), true
	case "owner":
		s.client.Settled(uri)
		return hover(s.client.Hover(uri, line, column)), true
	case "symbols":
		s.client.Ask("textDocument/documentSymbol", map[string]any{"textDocument": map[string]string{"uri": uri}}, &raw)
		return symbols(raw, ""), true
	}
	return s.edited(uri, s.open[path], line, title), true
}

// mark is where a name stands in a line.
var mark = regexp.MustCompile(`(?://|#|--|<!--)@\w`)

// beforeMark is the column behind what stands before the mark of a line.
func beforeMark(line string) int {
	if at := mark.FindStringIndex(line); at != nil {
		line = line[:at[0]]
	}
	return len(strings.TrimRight(line, " "))
}

func completions(raw json.RawMessage) string {
	list := decoded[*struct {
		IsIncomplete bool
		Items        []struct {
			Label, Detail, FilterText string
			TextEdit                  struct {
				Range   lspclient.Range
				NewText string
			}
		}
	}](raw)
	if list == nil {
		return "null\n"
	}
	var out strings.Builder
	for _, i := range list.Items {
		line := fmt.Sprintf("%s over %d-%d", i.TextEdit.NewText, i.TextEdit.Range.Start.Character, i.TextEdit.Range.End.Character)
		if i.Detail != "" {
			line += " · " + i.Detail
		}
		out.WriteString(line + "\n")
	}
	if list.IsIncomplete {
		out.WriteString("and more\n")
	}
	return out.String()
}

func (s *story) definition(raw json.RawMessage) string {
	if strings.HasPrefix(string(raw), "[") {
		return s.locations(raw)
	}
	if string(raw) == "null" {
		return "null\n"
	}
	return s.locations(json.RawMessage("[" + string(raw) + "]"))
}

func symbols(raw json.RawMessage, indent string) string {
	var out strings.Builder
	for _, s := range decoded[[]struct {
		Name, Detail string
		Range        lspclient.Range
		Children     json.RawMessage
	}](raw) {
		fmt.Fprintf(&out, "%s%d-%d: %s\n", indent, s.Range.Start.Line+1, s.Range.End.Line+1, strings.TrimRight(s.Name+" "+s.Detail, " "))
		if len(s.Children) > 0 {
			out.WriteString(symbols(s.Children, indent+"  "))
		}
	}
	if string(raw) == "null" {
		return "null\n"
	}
	return out.String()
}

// edited applies the action of that title to the text.
func (s *story) edited(uri, text string, line int, title string) string {
	type edit struct {
		Range   lspclient.Range
		NewText string
	}
	for _, a := range decoded[[]struct {
		Title string
		Edit  struct {
			Changes         map[string][]edit
			DocumentChanges []struct {
				TextDocument struct{ URI string }
				Edits        []edit
			}
		}
	}](s.client.CodeActions(uri, lspclient.Span(line, 0, line, 0))) {
		if a.Title != title {
			continue
		}
		edits := a.Edit.Changes[uri]
		for _, d := range a.Edit.DocumentChanges {
			if d.TextDocument.URI == uri {
				edits = append(edits, d.Edits...)
			}
		}
		for _, e := range slices.Backward(edits) {
			text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
		}
		return text
	}
	s.t.Errorf("no action is called %q", title)
	return ""
}

// offset is the byte at a position of an ASCII text.
func offset(text string, p lspclient.Position) int {
	at := 0
	for range p.Line {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	return at + p.Character
}
