package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNothingIsCompiledAtTheStart holds the time that every command and every editor waits for: regular expressions of a whole
// package, compiled before main begins, cost each of them whether or not it uses one.
func TestNothingIsCompiledAtTheStart(t *testing.T) {
	harnesses := floors[len(floors)-1].packages
	for _, f := range files(t) {
		if f.test || f.folder != "cmd/leadline" && slices.Contains(harnesses, f.folder) || !slices.Contains(f.imports, "regexp") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", f.path), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			vars, ok := d.(*ast.GenDecl)
			if !ok || vars.Tok != token.VAR {
				continue
			}
			ast.Inspect(vars, func(n ast.Node) bool {
				if _, later := n.(*ast.FuncLit); later {
					return false
				}
				if s, ok := n.(*ast.SelectorExpr); ok && strings.HasSuffix(s.Sel.Name, "Compile") {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "regexp" {
						t.Errorf("%s compiles a regular expression before main begins: use pattern.New", f.path)
					}
				}
				return true
			})
		}
	}
}
