package markertest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// cited is a section of the archive with the ids of this run in it.
func (s *story) cited(path string) string { return s.named(s.section("cited " + path)) }

func (s *story) cite(path string) {
	s.look(s.client, path)
	s.open[path] = s.cited(path)
	s.client.Change(s.uri(path), lspclient.Change{Text: s.open[path]})
}

func (s *story) save(path string) {
	if err := os.WriteFile(filepath.Join(s.top, path), []byte(s.cited(path)), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// showCitations renders what is answered about ids in a text.
func (s *story) showCitations(kind, place string) (shown string, ok bool) {
	var raw json.RawMessage
	place, words, _ := strings.Cut(place, " ")
	switch kind {
	case "cited", "references", "links":
	case "found":
		s.look(s.client, place)
		s.client.Settled(s.uri(place))
		s.client.Ask("workspace/symbol", map[string]string{"query": s.named(words)}, &raw)
		return s.found(raw), true
	default:
		return "", false
	}
	uri, line := s.place(s.client, place)
	s.client.Settled(uri)
	path, _, _ := strings.Cut(place, "@")
	document := map[string]string{"uri": uri}
	position := lspclient.Position{Line: line, Character: beforeMark(strings.Split(s.open[path], "\n")[line])}
	switch kind {
	case "cited":
		return hover(s.client.Hover(uri, position.Line, position.Character)), true
	case "references":
		s.client.Ask("textDocument/references", map[string]any{
			"textDocument": document, "position": position, "context": map[string]bool{"includeDeclaration": true},
		}, &raw)
		if string(raw) == "null" {
			return "null\n", true
		}
		return s.locations(raw), true
	}
	s.client.Ask("textDocument/documentLink", map[string]any{"textDocument": document}, &raw)
	var out strings.Builder
	for _, l := range decoded[[]struct {
		Range   lspclient.Range
		Target  string
		Tooltip string
	}](raw) {
		fmt.Fprintf(&out, "%d:%d-%d → %s %s\n", l.Range.Start.Line+1, l.Range.Start.Character, l.Range.End.Character, s.file(l.Target), l.Tooltip)
	}
	return out.String(), true
}

// named is a text with the ids of this run in it.
func (s *story) named(text string) string {
	pairs := []string{}
	for i := len(s.names) - 2; i >= 0; i -= 2 { // D-12 before D-1
		pairs = append(pairs, s.names[i+1], s.names[i])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (s *story) found(raw json.RawMessage) string {
	var out strings.Builder
	for _, f := range decoded[[]struct {
		Name, ContainerName string
		Location            struct {
			URI   string
			Range lspclient.Range
		}
	}](raw) {
		fmt.Fprintf(&out, "%s (%s) → %s:%d\n", f.Name, f.ContainerName, s.file(f.Location.URI), f.Location.Range.Start.Line+1)
	}
	return out.String()
}

func (s *story) locations(raw json.RawMessage) string {
	var out strings.Builder
	for _, l := range decoded[[]struct {
		URI   string
		Range lspclient.Range
	}](raw) {
		fmt.Fprintf(&out, "%s:%d", s.file(l.URI), l.Range.Start.Line+1)
		if l.Range.End != l.Range.Start {
			fmt.Fprintf(&out, ":%d-%d", l.Range.Start.Character, l.Range.End.Character)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// file is a path below the repository, or HOME and one beside it.
func (s *story) file(uri string) string {
	path, err := filepath.Rel(s.top, lsp.FilePath(uri))
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Replace(filepath.ToSlash(path), "../", "HOME/", 1)
}
