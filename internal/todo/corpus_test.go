package todo

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/leadline/leadline/internal/lang"
)

// TestCorpus scans what testdata/languages holds: an archive for each language of the table, named after it, with
// small files in it. Every "TODO: yes" stands in a comment and must be found where it stands; every "TODO: no" stands
// in a string, in code or in text, and nothing must be found there. See testdata/languages/README.
func TestCorpus(t *testing.T) {
	mark := regexp.MustCompile(`TODO: (yes|no)`)
	var exact, all int
	for _, l := range lang.All() {
		t.Run(l.Name, func(t *testing.T) {
			name := archiveName(l.Name)
			archive, err := txtar.ParseFile(filepath.Join("testdata", "languages", name))
			if err != nil {
				t.Fatalf("%s is in the table of languages, and so must have its cases: %v", l.Name, err)
			}
			count := map[string]int{}
			for _, f := range archive.Files {
				if got, ok := lang.For(f.Name, f.Data[:min(len(f.Data), 512)]); !ok || got.Name != l.Name {
					t.Errorf("%s: %s is taken for %q", name, f.Name, got.Name)
				}
				var want, got []string
				for i, line := range strings.Split(string(f.Data), "\n") {
					for _, m := range mark.FindAllStringSubmatchIndex(line, -1) {
						kind := line[m[2]:m[3]]
						count[kind]++
						all++
						if kind == "yes" {
							want = append(want, fmt.Sprintf("%d:%d %s", i+1, m[0]+1, line))
						}
					}
				}
				lines := strings.Split(string(f.Data), "\n")
				for _, n := range Scan(f.Name, f.Data) {
					got = append(got, fmt.Sprintf("%d:%d %s", n.Line, n.Column, lines[n.Line-1]))
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s, %s: notes (-want +got):\n%s", name, f.Name, d)
				} else {
					exact += len(mark.FindAll(f.Data, -1))
				}
			}
			if count["yes"] < 2 || count["no"] < 2 {
				t.Errorf("%s has %d notes to find and %d to leave, at least 2 of each are asked for", name, count["yes"], count["no"])
			}
		})
	}
	if n := len(lang.All()); n < 100 {
		t.Errorf("only %d languages", n)
	}
	t.Logf("%d of %d cases exact in %d languages", exact, all, len(lang.All()))
	entries, err := os.ReadDir(filepath.Join("testdata", "languages"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"README": true}
	for _, l := range lang.All() {
		known[archiveName(l.Name)] = true
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("%s belongs to no language of the table", e.Name())
		}
	}
}

// archiveName is the name of a language as a file's: "C++" is cpp.txtar.
func archiveName(language string) string {
	s := strings.NewReplacer("C++", "cpp", "C#", "csharp", "F#", "fsharp", " ", "-", "'", "").Replace(language)
	return strings.ToLower(s) + ".txtar"
}
