package todo

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzScan checks what must hold of any text in any language. The corpus of languages is where it starts.
func FuzzScan(f *testing.F) {
	archives, err := filepath.Glob(filepath.Join("testdata", "languages", "*.txtar"))
	if err != nil || len(archives) == 0 {
		f.Fatal("no corpus", err)
	}
	var files []string
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, member := range archive.Files {
			f.Add(uint8(len(files)), string(member.Data))
			files = append(files, member.Name)
		}
	}
	if len(files) > 256 {
		f.Fatal("more files than a byte counts")
	}
	f.Add(uint8(slices.Index(files, "a.sh")), "x = \"a\" // TODO(@b): c\n/* FIXME #1\n * d */ <<EOF\n# HACK: e\nEOF\n--[[ XXX ]] r#\"BUG\"# '\\'' `\x00")
	f.Add(uint8(slices.Index(files, "A.hs")), "{- (* <!-- =begin \"\"\" TODO: \xff '")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		path := files[int(which)%len(files)]
		notes := Scan(path, []byte(text))
		lines := strings.Split(string(unixLines([]byte(text))), "\n")
		last, column := 0, 0
		for _, n := range notes {
			if n.Line < last || n.Line == last && n.Column <= column || n.EndLine < n.Line || n.EndLine > len(lines) {
				t.Fatalf("%s: %+v is out of order or out of the text", path, n)
			}
			last, column = n.Line, n.Column
			line := lines[n.Line-1]
			end := n.Column - 1 + len(n.Tag)
			if n.Column < 1 || end > len(line) && !strings.HasSuffix(path, ".ipynb") {
				t.Fatalf("%s: %+v does not point into %q", path, n, line)
			}
			// A notebook may spell the word with escapes.
			if !strings.HasSuffix(path, ".ipynb") && !strings.EqualFold(line[n.Column-1:end], n.Tag) {
				t.Fatalf("%s: %+v does not point to its word in %q", path, n, line)
			}
			if len(n.ID) != 12 || n.Path != path || !utf8.ValidString(n.Text) || len(n.Text) > maxText || strings.ContainsAny(n.Text, "\n\x00") {
				t.Fatalf("bad note %+v", n)
			}
		}
		if len(notes) > 0 && bytes.IndexByte([]byte(text), 0) >= 0 {
			t.Fatal("notes in binary text")
		}
	})
}
