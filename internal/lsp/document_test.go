package lsp

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/lspclient"
)

// docsAfterHover returns the document once everything sent before has been read.
func (s served) docsAfterHover(t testing.TB) (*Document, bool) {
	t.Helper()
	s.Ask("leadline/echo", nil, nil)
	return s.server.docs.Get(doc)
}

func open(ds *Documents, name, text string) *Document {
	return ds.Open(context.Background(), &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{
		URI: canonical(name), LanguageID: "go", Version: 1, Text: text,
	}})
}

func change(t testing.TB, ds *Documents, name string, version int32, edits ...edit) *Document {
	t.Helper()
	p := &protocol.DidChangeTextDocumentParams{TextDocument: protocol.VersionedTextDocumentIdentifier{
		TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: canonical(name)}, Version: version,
	}}
	for _, e := range edits {
		if e.whole {
			p.ContentChanges = append(p.ContentChanges, &protocol.TextDocumentContentChangeWholeDocument{Text: e.text})
		} else {
			p.ContentChanges = append(p.ContentChanges, &protocol.TextDocumentContentChangePartial{Range: e.rng, Text: e.text})
		}
	}
	d, err := ds.Change(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentsAreImmutable(t *testing.T) {
	ds := NewDocuments(slog.New(slog.DiscardHandler))
	first := open(ds, doc, "a\nb\n")
	view := ds.View()
	second := change(t, ds, doc, 2,
		edit{rng: span(0, 0, 0, 1), text: "x\ny"},
		edit{rng: span(1, 1, 2, 1), text: ""}, // in the text as the first edit left it
	)
	if first.Text != "a\nb\n" || second.Text != "x\ny\n" || second.Version != 2 {
		t.Errorf("first %q, second %q version %d", first.Text, second.Text, second.Version)
	}
	if d, _ := view.Get(doc); d != first {
		t.Error("an older view shows a newer version")
	}
	if diff := cmp.Diff([]string{"x", "y"}, second.Lines()); diff != "" {
		t.Error(diff)
	}
	if d := change(t, ds, doc, 3, edit{rng: span(0, 0, 0, 0), text: "lost"}, edit{whole: true, text: "whole"}, edit{rng: span(0, 5, 0, 5), text: "!"}); d.Text != "whole!" {
		t.Errorf("a change of the whole between others: %q", d.Text)
	}
	if d := ds.Close(doc); d == nil || d.Version != 3 || ds.Close(doc) != nil {
		t.Error("closing")
	}
	if _, ok := view.Get(doc); !ok {
		t.Error("an older view forgot a document")
	}
}

func TestLinesOfFiles(t *testing.T) {
	for text, want := range map[string][]string{"": {}, "a": {"a"}, "a\r\n": {"a"}, "a\n\n": {"a", ""}, "\n": {""}} {
		d := newDocument(doc, "", 1, NewMapper(text, UTF8))
		if diff := cmp.Diff(want, d.Lines()); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestChangeOfAnUnopenedDocument(t *testing.T) {
	var log bytes.Buffer
	ds := NewDocuments(slog.New(slog.NewTextHandler(&log, nil)))
	if d := change(t, ds, doc, 2, edit{whole: true, text: "x"}); d != nil {
		t.Errorf("changed %v", d)
	}
	if !strings.Contains(log.String(), doc) {
		t.Errorf("log: %s", &log)
	}
}

func TestNamesOfDocuments(t *testing.T) {
	ds := NewDocuments(slog.New(slog.DiscardHandler))
	raw := func(name string) context.Context {
		return context.WithValue(context.Background(), rawParams{}, jsonrpc2.RawMessage(fmt.Sprintf(`{"textDocument":{"uri":%q}}`, name)))
	}
	for _, tt := range []struct{ sent, asked, path string }{
		{"file:///a%20b/c+d(1).go", "file:///a b/c%2bd%281%29.go", "/a b/c+d(1).go"},
		{"file:///a/./x/../b.go", "file:///a/b.go", "/a/b.go"},
		{"file:///latin%E9.go", "file:///latin%e9.go", "/latin\xe9.go"},
		{"untitled:Untitled-1", "untitled:Untitled-1", ""},
		{"git:/a.go?ref=HEAD", "git:/a.go?ref%3DHEAD", ""},
		{"file://elsewhere/a.go", "file://elsewhere/a.go", ""},
		{"file:///nul%00.go", "file:///nul%00.go", ""},
		{"", "", ""},
	} {
		p := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: canonical(tt.sent), Text: tt.sent}}
		ds.Open(raw(tt.sent), p)
		d, ok := ds.Get(uri.URI(tt.asked))
		if !ok {
			t.Errorf("%q is not found as %q", tt.sent, tt.asked)
			continue
		}
		if string(d.URI) != tt.sent || d.Path != tt.path {
			t.Errorf("%q: URI %q, path %q, want %q", tt.sent, d.URI, d.Path, tt.path)
		}
		if tt.path != "" {
			if byPath, ok := ds.View().Path(tt.path); !ok || byPath != d {
				t.Errorf("%q is not found by its path", tt.sent)
			}
		}
	}
	if n := len(ds.View().All()); n != 8 {
		t.Errorf("%d documents", n)
	}
}

// What the library would make of these: a change of the whole document.
func TestRangesThatTheLibraryCannotHold(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	s.Open(doc, "go", "one\ntwo\n")
	s.raw(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"` + doc + `","version":2},"contentChanges":[
		{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":9007199254740991}},"text":"ONE"},
		{"range":{"start":{"line":99999999999,"character":0},"end":{"line":99999999999,"character":0}},"text":"end"},
		{"range":{"start":{"line":-3,"character":-1},"end":{"line":0,"character":0}},"text":">"}]}}`)
	if d, ok := s.docsAfterHover(t); !ok || d.Text != ">ONE\ntwo\nend" {
		t.Errorf("text %v", d)
	}
}

// A change that cannot be read closes the document: no hint is better than one at the wrong line.
func TestUnreadableChangeForgetsTheDocument(t *testing.T) {
	for _, changes := range []string{
		`[{"range":{"start":{"line":"x"}},"text":"a"}]`, `[{"range":{},"text":"a"}]`, `[{}]`, `[null]`, `7`, `[{"text":null}]`, `[{"text":"a","range":3}]`,
	} {
		s := ready(t, Options{})
		s.Hostile()
		s.Open(doc, "go", "text")
		s.raw(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"` + doc + `","version":2},"contentChanges":` + changes + `}}`)
		if d, ok := s.docsAfterHover(t); ok {
			t.Errorf("%s: still open with %q", changes, d.Text)
		}
		s.alive(t)
	}
}

func TestOpenEchoesTheClientsText(t *testing.T) {
	s := ready(t, Options{})
	const name = "file:///C:/dir%20x/(a)+b.go"
	s.Open(name, "go", "x")
	s.Change(name, lspclient.Change{Range: new(lspclient.Span(0, 0, 0, 1)), Text: "yy"})
	s.Hover(doc, 0, 0)
	if d, ok := s.server.docs.Get("file:///c%3A/dir%20x/%28a%29%2Bb.go"); !ok || string(d.URI) != name || d.Text != "yy" {
		t.Errorf("document %+v", d)
	}
}

func BenchmarkEdit(b *testing.B) {
	for _, tt := range []struct {
		name string
		text string
		line uint32
	}{
		{"5k lines", strings.Repeat("	if err := charge(ctx, order); err != nil {\n", 5000), 2500},
		{"200k lines", strings.Repeat("	if err := charge(ctx, order); err != nil {\n", 200_000), 100_000},
		{"one 64 MB line", strings.Repeat("x", 64_000_000), 0},
	} {
		b.Run(tt.name, func(b *testing.B) {
			d := newDocument(doc, "go", 1, NewMapper(tt.text, UTF16))
			for b.Loop() {
				d = d.changed(2, []edit{{rng: span(tt.line, 3, tt.line, 4), text: "y"}})
			}
		})
	}
}

// An editor that replaces a word everywhere sends every replacement as a change of its own, from the end to the beginning.
func BenchmarkReplaceEverywhere(b *testing.B) {
	const lines = 200_000
	d := newDocument(doc, "go", 1, NewMapper(strings.Repeat("	if err := charge(ctx, order); err != nil {\n", lines), UTF16))
	var edits []edit
	for line := uint32(lines); line > 0; line-- {
		edits = append(edits, edit{rng: span(line-1, 4, line-1, 7), text: "fault"})
	}
	for b.Loop() {
		d.changed(2, edits)
	}
}
