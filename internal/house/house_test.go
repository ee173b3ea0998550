// Package house tests that the house stands as internal/README.md draws it: packages import downward only,
// and what is dangerous is done in one place each.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/store/leadstore"
)

const module = "github.com/leadline/leadline/"

// The floors, from the ground up. A package may import packages of its own floor and of those below.
var floors = []struct {
	name     string
	packages []string
}{
	{"ground", []string{
		"internal/caldav", "internal/config", "internal/exec", "internal/filelock", "internal/forge", "internal/git", "internal/hook",
		"internal/store", "internal/store/eventlog", "internal/store/index", "internal/store/leadstore",
		"internal/pattern", "internal/retry", "internal/typo", "internal/zone",
	}},
	{"domain", []string{
		"internal/adr", "internal/anchor", "internal/blame", "internal/calendar", "internal/calendar/ics", "internal/codeowners", "internal/companion", "internal/guard", "internal/history", "internal/lang", "internal/ledger",
		"internal/ownership", "internal/people", "internal/plate", "internal/review", "internal/share", "internal/slot", "internal/todo", "internal/tour", "internal/trail",
	}},
	{"use cases", []string{"internal/action", "internal/draft", "internal/hint", "internal/setup", "internal/workspace"}},
	{"front ends", []string{"internal/cli", "internal/dash", "internal/lsp", "internal/lspclient", "internal/phrase", "internal/report"}},
	{"programs and test harnesses", []string{
		"cmd/leadline", "internal/bench", "internal/caldav/caldavtest", "internal/demo", "internal/editortest", "internal/forge/forgetest", "internal/gittest", "internal/hostile", "internal/house",
		"internal/lsptest", "internal/markertest", "internal/soak", "internal/store/drill",
	}},
}

// What only some packages may import. A prefix stands for the packages below it too.
var reserved = []struct {
	imports string
	only    []string
	tests   bool // tests of other packages must not import it either
	why     string
}{
	{"os/exec", []string{"internal/exec", "internal/git"}, false, "only these start processes, with limits and a clean environment"},
	{"database/sql", []string{"internal/store"}, true, "only the store opens databases"},
	{"modernc.org/sqlite", []string{"internal/store"}, true, "only the store opens databases"},
	{"go.lsp.dev", []string{"internal/lsp"}, true, "the protocol's types stay in the language server"},
}

// file is a Go file and what it imports.
type file struct {
	path    string // from the repository's top
	folder  string
	test    bool
	imports []string
}

// files reads every Go file, whatever platform or tag it is for.
func files(t *testing.T) []file {
	t.Helper()
	top := filepath.Join("..", "..")
	var found []file
	for _, start := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(top, start), func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() && entry.Name() == "testdata" {
				return filepath.SkipDir
			}
			if entry.IsDir() || !strings.HasSuffix(name, ".go") {
				return nil
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(top, name)
			if err != nil {
				return err
			}
			f := file{path: filepath.ToSlash(rel), test: strings.HasSuffix(name, "_test.go")}
			f.folder = path.Dir(f.path)
			for _, spec := range parsed.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				f.imports = append(f.imports, imported)
			}
			found = append(found, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) == 0 {
		t.Fatal("no Go files were found")
	}
	return found
}

func TestImportsGoDownward(t *testing.T) {
	floor := map[string]int{}
	for i, f := range floors {
		for _, p := range f.packages {
			floor[p] = i
		}
	}
	empty := maps.Clone(floor)
	for _, f := range files(t) {
		from, known := floor[f.folder]
		if !known {
			t.Errorf("%s: the package stands on no floor: add it to this test and to internal/README.md", f.path)
			continue
		}
		delete(empty, f.folder)
		if f.test {
			continue // tests drive a package from above, with harnesses
		}
		for _, imported := range f.imports {
			p, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if to, known := floor[p]; known && to > from {
				t.Errorf("%s (%s) imports %s, which is above it (%s)", f.path, floors[from].name, p, floors[to].name)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(empty)) {
		t.Errorf("%s is on a floor of this test, but has no Go file", p)
	}
}

func TestReservedImports(t *testing.T) {
	below := func(p, prefix string) bool { return p == prefix || strings.HasPrefix(p, prefix+"/") }
	for _, f := range files(t) {
		for _, r := range reserved {
			if f.test && !r.tests || slices.ContainsFunc(r.only, func(p string) bool { return below(f.folder, p) }) {
				continue
			}
			for _, imported := range f.imports {
				if below(imported, r.imports) {
					t.Errorf("%s imports %s, which is for %s: %s", f.path, imported, strings.Join(r.only, " and "), r.why)
				}
			}
		}
	}
}

// TestFloorsAreDrawn holds internal/README.md to the floors above: every package of the house has its line there.
func TestFloorsAreDrawn(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	drawn := string(text)
	for _, f := range floors {
		for _, p := range f.packages {
			name := strings.TrimPrefix(p, "internal/")
			if !strings.Contains(drawn, "`"+name+"`") {
				t.Errorf("internal/README.md has no line for `%s` (%s)", name, f.name)
			}
		}
	}
}

// TestSettingsAreListed holds the README to the settings there are.
func TestSettingsAreListed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range config.Keys() {
		if !strings.Contains(string(text), "`"+k.Name+"`") {
			t.Errorf("README.md does not list the setting `%s`", k.Name)
		}
	}
}

// TestQueriesAreListed holds the README to the queries that come with the program.
func TestQueriesAreListed(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := leadstore.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if !strings.Contains(string(readme), "| `"+q.Name+"` | "+q.Description+" |") {
			t.Errorf("README.md does not list the query %s with what it asks", q.Name)
		}
	}
}
