package lsp_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// TestEveryDialectAsTyped walks through an unsaved file of each dialect, with a byte order mark and the line ends of Windows:
// lens and hover of a rule, a fault, completion and outline.
func TestEveryDialectAsTyped(t *testing.T) {
	for file, text := range map[string][]string{
		".github/CODEOWNERS": {"# Pay", "* @dev1", "/pay/ @dev1", "/pai/ @dev1"},
		".gitlab/CODEOWNERS": {"[Pay][2] @dev1", "* @dev1", "/pay/", "/pai/"},
		".gitea/CODEOWNERS":  {"# Pay", ".* @dev1", "pay/.* @dev1", "pai/.* @dev1"},
	} {
		t.Run(file, func(t *testing.T) {
			d := newDesk(t, strings.ReplaceAll(rulesHistory, "+ CODEOWNERS", "+ "+file))
			c := d.edit(lspclient.VSCode)
			uri := d.open(c, file)
			c.Change(uri, lspclient.Change{Text: "\ufeff" + strings.Join(text, "\r\n") + "\r\n"})
			faults(t, c, filepath.Join(d.top, file), "no tracked file matches")

			lenses := string(c.CodeLens(uri))
			for _, want := range []string{"decides 1 file", "matches no file"} {
				if !strings.Contains(lenses, want) {
					t.Errorf("no lens says %q: %s", want, lenses)
				}
			}
			for _, ask := range []struct {
				method       string
				line, column int
				want         string
			}{
				{"hover", 2, 2, "pay/a.go"},
				{"completion", 1, len(text[1]) - 1, `"@dev1"`},
				{"documentSymbol", 0, 0, "Pay"},
			} {
				if got := d.ask(c, ask.method, file, ask.line, ask.column); !strings.Contains(got, ask.want) {
					t.Errorf("%s: no %s in %s", ask.method, ask.want, got)
				}
			}
			c.Shutdown()
		})
	}
}

// TestHugeRulesAsTyped: 40,000 rules, lines of 100 kB and chains of **/ are answered, in every dialect.
func TestHugeRulesAsTyped(t *testing.T) {
	var many strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&many, "/pay/%d/**/x*%d @dev%d\n", i, i, i%50)
	}
	hostile := "* " + strings.Repeat("@dev1 ", 16_000) + "\n" + strings.Repeat("**/", 33_000) + "x @dev1\n/x[" + strings.Repeat("a", 100_000) + "] @dev1\n"
	for name, text := range map[string]string{"many": many.String(), "long lines": hostile} {
		for _, file := range []string{".github/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS"} {
			t.Run(name+" "+file, func(t *testing.T) {
				d := newDesk(t, strings.ReplaceAll(rulesHistory, "+ CODEOWNERS", "+ "+file))
				c := d.edit(lspclient.VSCode)
				uri := d.open(c, file)
				c.Change(uri, lspclient.Change{Text: text})
				for _, method := range []string{"hover", "completion", "documentSymbol"} {
					if got := d.ask(c, method, file, 1, 4); got == "" {
						t.Errorf("%s is not answered", method)
					}
				}
				_ = c.CodeLens(uri)
				c.Shutdown()
			})
		}
	}
}
