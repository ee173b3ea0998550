package lsp

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/hint"
)

// read is what takeSymbols makes of a list of symbols for a document of n lines.
func read(text string, n int) ([]hint.Symbol, error) {
	var given []*givenSymbol
	if err := json.Unmarshal([]byte(text), &given); err != nil {
		return nil, err
	}
	found, err := functions(given)
	return clamped(found, n), err
}

// one is a symbol whose name stands on its first line; lines from 0, children may be "null".
func one(kind, line, end int, children string) string {
	return fmt.Sprintf(`{"name": "f", "kind": %d, "range": {"start": {"line": %d, "character": 0}, "end": {"line": %d, "character": 1}},
		"selectionRange": {"start": {"line": %[2]d, "character": 5}, "end": {"line": %[2]d, "character": 6}}, "children": %[4]s}`, kind, line, end, children)
}

func TestWhichSymbolsCount(t *testing.T) {
	const class, method, variable, function, namespace = 5, 6, 13, 12, 3
	for _, c := range []struct {
		name, symbols string
		want          []hint.Symbol
	}{
		{"none", `[]`, nil},
		{"a function", "[" + one(function, 2, 4, "null") + "]", []hint.Symbol{{Name: 3, Line: 3, EndLine: 5}}},
		{"neither function nor type", "[" + one(variable, 2, 4, "[]") + "]", nil},
		{"a kind of the future", "[" + one(99, 2, 4, "[]") + "]", nil},
		{
			"methods of a class in a namespace",
			"[" + one(namespace, 0, 9, "["+one(class, 1, 8, "["+one(method, 2, 3, "[]")+"]")+"]") + "]",
			[]hint.Symbol{{Name: 2, Line: 2, EndLine: 9}, {Name: 3, Line: 3, EndLine: 4}},
		},
		{"what a function has inside is its own", "[" + one(function, 0, 9, "["+one(variable, 1, 8, "["+one(class, 2, 3, "[]")+"]")+"]") + "]", []hint.Symbol{{Name: 1, Line: 1, EndLine: 10}}},
		{"several on one line", "[" + one(function, 3, 3, "[]") + "," + one(class, 3, 5, "[]") + "]", []hint.Symbol{{Name: 4, Line: 4, EndLine: 4}}},
		{"in the order of lines", "[" + one(function, 5, 6, "[]") + "," + one(function, 1, 2, "[]") + "]", []hint.Symbol{{Name: 2, Line: 2, EndLine: 3}, {Name: 6, Line: 6, EndLine: 7}}},
		{"beyond the text", "[" + one(function, 8, 500, "[]") + "," + one(function, 90, 900, "[]") + "]", []hint.Symbol{{Name: 9, Line: 9, EndLine: 10}, {Name: 10, Line: 10, EndLine: 10}}},
		{"far beyond", strings.ReplaceAll("["+one(function, 3, 7, "[]")+"]", `"line": 7`, `"line": 1e300`), []hint.Symbol{{Name: 4, Line: 4, EndLine: 10}}},
		{"the end is before a line", strings.ReplaceAll("["+one(function, 3, 7, "[]")+"]", `"line": 7, "character": 1`, `"line": 7, "character": 0`), []hint.Symbol{{Name: 4, Line: 4, EndLine: 7}}},
		{"a name outside", strings.ReplaceAll("["+one(function, 3, 7, "[]")+"]", `3, "character": 5}, "end": {"line": 3`, `9, "character": 5}, "end": {"line": 9`), []hint.Symbol{{Name: 8, Line: 4, EndLine: 8}}},
	} {
		got, err := read(c.symbols, 10)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s, %v (-want +got):\n%s", c.name, err, diff)
		}
	}
	if got, err := read("["+one(function, 0, 4, "[]")+"]", 0); len(got) > 0 || err != nil {
		t.Errorf("of an empty document: %v, %v", got, err)
	}
	many := "[" + strings.Repeat(one(function, 1, 1, "[]")+",", mostGiven) + one(function, 2, 2, "[]") + "]"
	if got, err := read(many, 10); len(got) != 1 || err != nil {
		t.Errorf("of more than are looked at: %v, %v", got, err)
	}
}

func TestSymbolsMoveWithTheirLines(t *testing.T) {
	const before = "package a\n\nfunc A() {\n\ta()\n}\n\nfunc B() {\n\tb()\n}\n"
	symbols := []hint.Symbol{{Name: 3, Line: 3, EndLine: 5}, {Name: 7, Line: 7, EndLine: 9}}
	for _, c := range []struct {
		name, now string
		want      []hint.Symbol
	}{
		{"nothing", before, symbols},
		{"lines above both", "// new\n\n" + before, []hint.Symbol{{Name: 5, Line: 5, EndLine: 7}, {Name: 9, Line: 9, EndLine: 11}}},
		{"a line in the first, two at the end", strings.Replace(before, "\ta()\n", "\ta()\n\ta()\n", 1) + "\n// end\n", []hint.Symbol{{Name: 3, Line: 3, EndLine: 6}, {Name: 8, Line: 8, EndLine: 10}}},
		{"a name typed over", strings.Replace(before, "func A()", "func Alpha()", 1), symbols},
		{"a name over two lines", strings.Replace(before, "func A()", "func A(\n)", 1), []hint.Symbol{{Name: 8, Line: 8, EndLine: 10}}},
		{"something else before it", strings.Replace(before, "func A()", "func New() {\n}\n\nfunc Alpha()", 1), []hint.Symbol{{Name: 10, Line: 10, EndLine: 12}}},
		{"the first is gone", strings.Replace(before, "func A() {\n\ta()\n}\n\n", "", 1), []hint.Symbol{{Name: 3, Line: 3, EndLine: 5}}},
		{"other line ends", strings.ReplaceAll(before, "\n", "\r\n"), symbols},
		{"all is gone", "", nil},
	} {
		old, now := newDocument("file:///a.go", "go", 1, NewMapper(before, UTF16)), newDocument("file:///a.go", "go", 2, NewMapper(c.now, UTF16))
		given := &outline{document: old, symbols: symbols}
		if diff := cmp.Diff(c.want, given.in(now)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(symbols, given.in(old)); diff != "" {
			t.Errorf("%s, and back (-want +got):\n%s", c.name, diff)
		}
	}
}

func FuzzSymbols(f *testing.F) {
	f.Add("["+one(5, 1, 8, "["+one(6, 2, 3, "[]")+"]")+"]", "a\nb\nc\nd\ne\n", "a\nnew\nc\nd\n")
	f.Add(`[{"name": "x", "kind": 12}]`, "", "a")
	f.Fuzz(func(t *testing.T, given, before, now string) {
		old, next := newDocument("file:///a", "", 1, NewMapper(before, UTF8)), newDocument("file:///a", "", 2, NewMapper(now, UTF8))
		symbols, err := read(given, len(old.Lines()))
		if err != nil {
			return
		}
		check := func(symbols []hint.Symbol, doc *Document) {
			sound := func(y hint.Symbol) bool {
				return 1 <= y.Line && y.Line <= y.Name && y.Name <= y.EndLine && y.EndLine <= len(doc.Lines())
			}
			if !slices.IsSortedFunc(symbols, func(a, b hint.Symbol) int { return a.Name - b.Name }) {
				t.Errorf("not in order: %v", symbols)
			}
			for _, y := range symbols {
				if !sound(y) {
					t.Errorf("%+v of %d lines", y, len(doc.Lines()))
				}
			}
		}
		check(symbols, old)
		check((&outline{document: old, symbols: symbols}).in(next), next)
	})
}

// TestSymbolsAreKeptInTheOrderOfTheWire holds that what was sent last stays, whichever request is answered last.
func TestSymbolsAreKeptInTheOrderOfTheWire(t *testing.T) {
	ds := NewDocuments(slog.New(slog.DiscardHandler))
	text := open(ds, "file:///a.go", "func f() {\n}\n")
	var kept outlines
	found := []hint.Symbol{{Name: 1, Line: 1, EndLine: 2}}
	kept.keep(ds, &outline{turn: 1, document: text, symbols: found})
	kept.keep(ds, &outline{turn: 3, document: text}) // the other server left
	if _, took := kept.keep(ds, &outline{turn: 2, document: text, symbols: found}); took {
		t.Error("what was sent before took the place of what was sent after it")
	}
	if got := kept.of(text); len(got) > 0 {
		t.Errorf("kept %v", got)
	}
}
