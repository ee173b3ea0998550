package ledger_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/ledger"
)

// Every kind that has a name in this package is known; any other is a newer program's.
func TestEveryKindIsKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Kind" {
			return true
		}
		for _, v := range spec.Values {
			name, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil || !strings.Contains(name, ".") || !ledger.Knows(ledger.Kind(name)) {
				t.Errorf("%s is not known: %v", name, err)
			}
			kinds++
		}
		return true
	})
	if kinds < 40 || ledger.Knows("decision.felt") || ledger.Knows("") {
		t.Errorf("%d kinds were found", kinds)
	}
}
