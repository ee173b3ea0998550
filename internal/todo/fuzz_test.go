package todo

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzScan checks what must hold of any text in any language.
func FuzzScan(f *testing.F) {
	files := []string{
		"a.go", "a.py", "a.js", "a.rs", "a.cpp", "a.sh", "a.lua", "a.rb", "a.php", "a.hs", "a.m",
		"a.swift", "a.cs", "a.pl", "a.ml", "a.html", "a.zig", "a.vim", "a.tf", "a.sql",
	}
	for i := range files {
		f.Add(byte(i), "x = \"a\" // TODO(@b): c\n/* FIXME #1\n * d */ <<EOF\n# HACK: e\nEOF\n--[[ XXX ]] r#\"BUG\"# '\\'' `\x00")
		f.Add(byte(i), "{- (* <!-- =begin \"\"\" TODO: \xff '")
	}
	f.Fuzz(func(t *testing.T, which byte, text string) {
		path := files[int(which)%len(files)]
		notes := Scan(path, []byte(text))
		lines := strings.Split(text, "\n")
		last, column := 0, 0
		for _, n := range notes {
			if n.Line < last || n.Line == last && n.Column <= column || n.EndLine < n.Line || n.EndLine > len(lines) {
				t.Fatalf("%+v is out of order or out of the text", n)
			}
			last, column = n.Line, n.Column
			line := lines[n.Line-1]
			end := n.Column - 1 + len(n.Tag)
			if n.Column < 1 || end > len(line) || !strings.EqualFold(line[n.Column-1:end], n.Tag) {
				t.Fatalf("%+v does not point to its word in %q", n, line)
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
