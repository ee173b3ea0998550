package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Document is one version of an open document. It is immutable and safe for concurrent use.
type Document struct {
	URI      uri.URI // as the client wrote it: echo it
	Path     string  // of the file; "" for untitled documents, other schemes and other hosts
	Language string  // the client's language id
	Version  int32
	Text     string // LF, CR LF or CR as the client sent them

	*Mapper
	lines func() []string
}

// Lines returns the text's lines without their end marks, split on first use. Unlike LineCount it does not count the
// empty line after a final end mark. The slice is shared: do not change it.
func (d *Document) Lines() []string { return d.lines() }

func newDocument(name, language string, version int32, m *Mapper) *Document {
	d := &Document{
		URI: uri.URI(name), Path: FilePath(name), Language: language, Version: version,
		Text: m.text, Mapper: m,
	}
	d.lines = sync.OnceValue(func() []string {
		n := m.LineCount()
		if start, _ := m.lineBounds(n - 1); start == len(m.text) {
			n--
		}
		lines := make([]string, n)
		for i := range lines {
			lines[i] = m.Line(i)
		}
		return lines
	})
	return d
}

// changed is the document's next version.
func (d *Document) changed(version int32, edits []edit) *Document {
	m := d.Mapper
	// What stood before the last change of the whole text does not matter.
	for i, e := range slices.Backward(edits) {
		if e.whole {
			m, edits = NewMapper(e.text, m.encoding), edits[i+1:]
			break
		}
	}
	if len(edits) > 0 {
		t := newBuffer(m)
		for _, e := range edits {
			t.apply(e)
		}
		m = t.mapper()
	}
	return newDocument(string(d.URI), d.Language, version, m)
}

// View is what was open at one moment. It is immutable and safe for concurrent use.
type View struct {
	open map[string]*Document
}

// Get returns the document that u names, however u is spelled.
func (v *View) Get(u uri.URI) (*Document, bool) {
	d, ok := v.open[documentKey(canonical(string(u)))]
	return d, ok
}

// Path returns the document whose file is at path.
func (v *View) Path(path string) (*Document, bool) { return v.Get(FileURI(path)) }

// All returns the open documents, ordered by URI.
func (v *View) All() []*Document {
	return slices.SortedFunc(maps.Values(v.open), func(a, b *Document) int {
		return strings.Compare(string(a.URI), string(b.URI))
	})
}

// Documents holds the open documents. Its methods are safe for concurrent use; changes are applied in the order of the
// calls, which must be that of the messages.
type Documents struct {
	log  *slog.Logger
	view atomic.Pointer[View]

	mu       sync.Mutex // one change at a time
	encoding Encoding
}

// NewDocuments holds nothing yet. Positions are UTF-16 until Use.
func NewDocuments(log *slog.Logger) *Documents {
	d := &Documents{log: log, encoding: UTF16}
	d.view.Store(&View{})
	return d
}

// Use sets the encoding of the positions in documents opened from now on.
func (ds *Documents) Use(e Encoding) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.encoding = e
}

// Encoding is that of the positions in documents.
func (ds *Documents) Encoding() Encoding {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return ds.encoding
}

// View returns what is open now; it costs nothing.
func (ds *Documents) View() *View { return ds.view.Load() }

// Get returns the document as it is now.
func (ds *Documents) Get(u uri.URI) (*Document, bool) { return ds.View().Get(u) }

// Open takes a document in, replacing it if it was open. ctx is the notification's, which carries the URI as written.
func (ds *Documents) Open(ctx context.Context, p *protocol.DidOpenTextDocumentParams) *Document {
	name := string(p.TextDocument.URI)
	if text, ok := documentURI(clientText(ctx)); ok {
		name = text
	}
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d := newDocument(name, string(p.TextDocument.LanguageID), p.TextDocument.Version, NewMapper(p.TextDocument.Text, ds.encoding))
	ds.put(documentKey(canonical(name)), d)
	return d
}

// Change applies the changes of one notification in order and returns the new version; nil if the document is not open,
// which is logged. The error says that the changes cannot be read; the document should then be closed, since its text is
// no longer known (Serve does so).
func (ds *Documents) Change(ctx context.Context, p *protocol.DidChangeTextDocumentParams) (*Document, error) {
	version, edits := p.TextDocument.Version, decoded(p.ContentChanges)
	if raw := clientText(ctx); raw != nil {
		var err error
		if version, edits, err = readChanges(raw); err != nil {
			return nil, err
		}
	}
	ds.mu.Lock()
	defer ds.mu.Unlock()
	key := documentKey(canonical(string(p.TextDocument.URI)))
	old, ok := ds.View().open[key]
	if !ok {
		ds.log.Warn("a change of a document that is not open was ignored", "uri", clip(string(p.TextDocument.URI)))
		return nil, nil
	}
	d := old.changed(version, edits)
	ds.put(key, d)
	return d, nil
}

// Close forgets the document and returns its last version; nil if it was not open.
func (ds *Documents) Close(u uri.URI) *Document {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	key := documentKey(canonical(string(u)))
	d := ds.View().open[key]
	ds.put(key, nil)
	return d
}

// put publishes a new view. The lock is held.
func (ds *Documents) put(key string, d *Document) {
	open := make(map[string]*Document, len(ds.View().open)+1)
	maps.Copy(open, ds.View().open)
	if d == nil {
		delete(open, key)
	} else {
		open[key] = d
	}
	ds.view.Store(&View{open: open})
}

// decoded converts changes that the library has read.
func decoded(changes []protocol.TextDocumentContentChangeEvent) []edit {
	edits := make([]edit, 0, len(changes))
	for _, c := range changes {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangePartial:
			edits = append(edits, edit{rng: c.Range, text: c.Text})
		case *protocol.TextDocumentContentChangeWholeDocument:
			edits = append(edits, edit{whole: true, text: c.Text})
		}
	}
	return edits
}

// readChanges reads the changes from the client's own text: the library takes a change whose range it cannot hold, such
// as a column past 2³², for a change of the whole document.
func readChanges(raw jsonrpc2.RawMessage) (version int32, _ []edit, _ error) {
	type position struct{ Line, Character float64 }
	var p struct {
		TextDocument struct {
			Version float64 `json:"version"`
		} `json:"textDocument"`
		ContentChanges []*struct {
			Range *struct{ Start, End *position } `json:"range"`
			Text  *string                         `json:"text"`
		} `json:"contentChanges"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return 0, nil, fmt.Errorf("%w: reading the changes of a document: %w", jsonrpc2.ErrParse, err)
	}
	at := func(p *position) protocol.Position {
		return protocol.Position{Line: clampUint32(p.Line), Character: clampUint32(p.Character)}
	}
	edits := make([]edit, len(p.ContentChanges))
	for i, c := range p.ContentChanges {
		if c == nil || c.Text == nil || c.Range != nil && (c.Range.Start == nil || c.Range.End == nil) {
			return 0, nil, fmt.Errorf("%w: change %d of a document lacks its text or a bound of its range", jsonrpc2.ErrParse, i+1)
		}
		edits[i] = edit{whole: c.Range == nil, text: *c.Text}
		if c.Range != nil {
			edits[i].rng = protocol.Range{Start: at(c.Range.Start), End: at(c.Range.End)}
		}
	}
	return int32(min(max(p.TextDocument.Version, math.MinInt32), math.MaxInt32)), edits, nil
}

func clampUint32(f float64) uint32 { return uint32(min(max(f, 0), math.MaxUint32)) }
