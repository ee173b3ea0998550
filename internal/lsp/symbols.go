package lsp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"znkr.io/diff"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// methodSymbols is a request of ours, {uri, symbols: DocumentSymbol[]} → null: an editor's extension hands over what its
// other language servers found in an open document, as the document is when the request arrives. An empty list takes
// it back. About a document that is not open nothing is kept; closing one forgets its symbols.
//
// Nobody needs to send symbols anew at every edit: those that are known move with their lines, until better ones come. One
// whose name stood on a line that is gone shows nothing until then.
const methodSymbols = "leadline/symbols"

const (
	mostGiven        = 20_000 // symbols of a document that are looked at, nested ones counted; the rest is left out
	mostSymbolLenses = 2_000
)

// outlines are the symbols of open documents, by document key.
type outlines struct {
	mu    sync.Mutex
	given map[string]*outline
}

// outline is what was handed over about one document, and where that stands in the newest version that was asked about.
type outline struct {
	turn     uint64 // of the request
	document *Document
	symbols  []hint.Symbol

	mu    sync.Mutex
	now   *Document
	moved []hint.Symbol
}

// givenSymbol is a DocumentSymbol as it came. Pointers tell what is missing from what is zero.
type givenSymbol struct {
	Name           *string        `json:"name"`
	Kind           *float64       `json:"kind"`
	Range          *givenRange    `json:"range"`
	SelectionRange *givenRange    `json:"selectionRange"`
	Children       []*givenSymbol `json:"children"`
}

type givenRange struct{ Start, End *givenPosition }

type givenPosition struct{ Line, Character *float64 }

// takeSymbols answers methodSymbols.
func (s *Server) takeSymbols(ctx context.Context, raw []byte) (any, error) {
	var p struct {
		URI     *string         `json:"uri"`
		Symbols *[]*givenSymbol `json:"symbols"`
	}
	if json.Unmarshal(raw, &p) != nil || p.URI == nil || *p.URI == "" || p.Symbols == nil {
		return nil, malformed(errors.New("it must be {uri, symbols: DocumentSymbol[]}"))
	}
	found, err := functions(*p.Symbols)
	if err != nil {
		return nil, malformed(err)
	}
	doc, ok := s.view(ctx).Get(uri.URI(*p.URI))
	if !ok {
		return nil, nil
	}
	given := &outline{turn: s.turn(ctx), document: doc, symbols: clamped(found, len(doc.Lines()))}
	if old, kept := s.outlines.keep(s.documents, given); kept && !slices.Equal(old.in(doc), given.symbols) {
		if at := s.sites.ready(doc); at != nil && at.snapshot.Settings.Hints.Symbols {
			s.client.Go("refresh", s.refreshHints)
		}
	}
	return nil, nil
}

func malformed(err error) error { return malformedParams(methodSymbols, err) }

func malformedParams(method string, err error) error {
	return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s cannot be read: %s", method, err)
}

// functions finds the functions and types among symbols, in the order given. What a function has inside is its own.
func functions(symbols []*givenSymbol) ([]hint.Symbol, error) {
	var out []hint.Symbol
	left := mostGiven
	var walk func(symbols []*givenSymbol, inside bool) error
	walk = func(symbols []*givenSymbol, inside bool) error {
		for _, g := range symbols {
			if left--; left < 0 {
				return nil
			}
			symbol, err := g.symbol()
			if err != nil {
				return err
			}
			function, typ := sortOf(*g.Kind)
			if (function || typ) && !inside {
				out = append(out, symbol)
			}
			if err := walk(g.Children, inside || function); err != nil {
				return err
			}
		}
		return nil
	}
	return out, walk(symbols, false)
}

func sortOf(kind float64) (function, typ bool) {
	switch protocol.SymbolKind(kind) {
	case protocol.SymbolKindFunction, protocol.SymbolKindMethod, protocol.SymbolKindConstructor, protocol.SymbolKindOperator:
		return true, false
	case protocol.SymbolKindClass, protocol.SymbolKindStruct, protocol.SymbolKindInterface, protocol.SymbolKindEnum:
		return false, true
	}
	return false, false
}

// symbol checks what came: all that the protocol requires must be there and make sense.
func (g *givenSymbol) symbol() (hint.Symbol, error) {
	if g == nil || g.Name == nil || g.Kind == nil || !(*g.Kind >= 1 && *g.Kind <= math.MaxUint8) || *g.Kind != math.Trunc(*g.Kind) {
		return hint.Symbol{}, errors.New("every symbol needs a name and a kind")
	}
	first, last, ok := g.Range.lines()
	name, _, named := g.SelectionRange.lines()
	if !ok || !named {
		return hint.Symbol{}, errors.New("every symbol needs a range and a selectionRange that begin before they end")
	}
	return hint.Symbol{Name: min(max(name, first), last), Line: first, EndLine: last}, nil
}

// lines are the first and the last line of a range, from 1; a range that ends before a line's first character does not touch it.
func (r *givenRange) lines() (first, last int, ok bool) {
	if r == nil {
		return 0, 0, false
	}
	startLine, startColumn, ok := r.Start.numbers()
	endLine, endColumn, also := r.End.numbers()
	if !ok || !also || cmp.Or(cmp.Compare(startLine, endLine), cmp.Compare(startColumn, endColumn)) > 0 {
		return 0, 0, false
	}
	first, last = int(startLine)+1, int(endLine)+1
	if endColumn == 0 && last > first {
		last--
	}
	return first, last, true
}

// numbers are whole and not negative; larger ones than the protocol knows stand for the largest.
func (p *givenPosition) numbers() (line, column float64, ok bool) {
	if p == nil || p.Line == nil || p.Character == nil {
		return 0, 0, false
	}
	line, column = *p.Line, *p.Character
	if line < 0 || column < 0 || line != math.Trunc(line) || column != math.Trunc(column) {
		return 0, 0, false
	}
	return min(line, math.MaxInt32-1), min(column, math.MaxInt32-1), true
}

// clamped are the symbols of a document of n lines, in the order of their names; of several on one line the first.
func clamped(symbols []hint.Symbol, n int) []hint.Symbol {
	var out []hint.Symbol
	for _, y := range symbols {
		if n > 0 {
			out = append(out, hint.Symbol{Name: min(y.Name, n), Line: min(y.Line, n), EndLine: min(y.EndLine, n)})
		}
	}
	slices.SortStableFunc(out, func(a, b hint.Symbol) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b hint.Symbol) bool { return a.Name == b.Name })
}

// keep remembers symbols and answers those that they take the place of. Requests run beside each other: what was sent before
// does not replace what was sent after it, and symbols of a document that was closed meanwhile are dropped; then kept is false.
func (o *outlines) keep(open *Documents, given *outline) (old *outline, kept bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := open.Get(given.document.URI); !ok {
		return nil, false
	}
	key := documentKey(given.document.URI)
	old = o.given[key]
	if old != nil && old.turn > given.turn {
		return old, false
	}
	if o.given == nil {
		o.given = map[string]*outline{}
	}
	o.given[key] = given
	return old, true
}

func (o *outlines) forget(doc *Document) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.given, documentKey(doc.URI))
}

// of are the symbols of a document as it stands.
func (o *outlines) of(doc *Document) []hint.Symbol {
	o.mu.Lock()
	given := o.given[documentKey(doc.URI)]
	o.mu.Unlock()
	return given.in(doc)
}

// in are the symbols moved to another version, none of nothing; the last answer is kept, since editors ask more often than the text changes.
func (t *outline) in(doc *Document) []hint.Symbol {
	if t == nil {
		return nil
	}
	if doc == t.document {
		return t.symbols
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now != doc {
		t.now, t.moved = doc, moved(t.symbols, t.document.Lines(), doc.Lines())
	}
	return t.moved
}

// moved finds symbols again after edits. A line that was not changed is found by a diff. Where as many lines as before stand
// between such, they were typed over; where more or fewer do, nobody can tell which is which.
func moved(symbols []hint.Symbol, before, now []string) []hint.Symbol {
	to := follow(before, now)
	// after[i] is where the first line from i on that is still there stands now, until[i] the last one up to it.
	after, until := slices.Clone(to), slices.Clone(to)
	for i := range to {
		if i > 0 && until[i] < 0 {
			until[i] = until[i-1]
		}
		if j := len(to) - 1 - i; i > 0 && after[j] < 0 {
			after[j] = after[j+1]
		}
	}
	var out []hint.Symbol
	for _, y := range symbols {
		if name := to[y.Name-1]; name >= 0 {
			out = append(out, hint.Symbol{Name: name + 1, Line: after[y.Line-1] + 1, EndLine: until[y.EndLine-1] + 1})
		}
	}
	return out
}

// follow answers for each line of before where it is in now, counted from 0; -1 where it is gone.
func follow(before, now []string) []int {
	to := make([]int, len(before))
	x, y := 0, 0
	match := func(endX int) {
		for ; x < endX; x, y = x+1, y+1 {
			to[x] = y
		}
	}
	for _, h := range diff.Hunks(before, now, diff.Context(0), diff.Fast()) {
		match(h.PosX)
		typedOver := h.EndX-h.PosX == h.EndY-h.PosY
		for i := range h.EndX - h.PosX {
			to[h.PosX+i] = -1
			if typedOver {
				to[h.PosX+i] = h.PosY + i
			}
		}
		x, y = h.EndX, h.EndY
	}
	match(len(before))
	return to
}

// around are the lines that a hover speaks of: those of the function or type whose name stands on the line, else the line alone.
func (s *Server) around(at *site, line int) (first, last int) {
	symbols := s.outlines.of(at.document)
	i, found := slices.BinarySearchFunc(symbols, line, func(y hint.Symbol, line int) int { return cmp.Compare(y.Name, line) })
	if !found {
		return line, line
	}
	return symbols[i].Line, symbols[i].EndLine
}

// symbolLenses stand over functions and types, where an editor told them and the settings want it.
func (s *Server) symbolLenses(at *site, v phrase.Voice) []protocol.CodeLens {
	if !at.snapshot.Settings.Hints.Symbols || at.snapshot.Lines(at.path) == nil {
		return nil
	}
	symbols := s.outlines.of(at.document)
	var out []protocol.CodeLens
	for _, f := range hint.ForSymbols(at.snapshot, at.path, symbols[:min(len(symbols), mostSymbolLenses)]) {
		out = append(out, at.lens(f.Name-1, v.Function(f)))
	}
	return out
}
