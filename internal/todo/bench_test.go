package todo

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fiveThousand is a source file of 5,000 lines with a note every 50.
func fiveThousand() []byte {
	var b strings.Builder
	b.WriteString("package a\n")
	for i := range 625 {
		fmt.Fprintf(&b, "\n// handler%d answers a request, and says \"no\" if it must.\nfunc handler%d(w http.ResponseWriter, r *http.Request) error {\n", i, i)
		fmt.Fprintf(&b, "\tif r.Method != \"GET\" || r.URL.Path == `/x/%d` { // only reading\n\t\treturn fmt.Errorf(\"handler %%d: %%q // not a comment\", %d, r.Method)\n\t}\n", i, i)
		if i%5 == 0 {
			fmt.Fprintf(&b, "\t// TODO(@dev%d): bill once, even when the network fails\n", i%7)
		} else {
			b.WriteString("\tdefer r.Body.Close()\n")
		}
		b.WriteString("\treturn write(w, '\\'', r)\n}\n")
	}
	return []byte(b.String())
}

func BenchmarkScan5000Lines(b *testing.B) {
	text := fiveThousand()
	if n := strings.Count(string(text), "\n"); n < 4900 {
		b.Fatalf("only %d lines", n)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Scan("a.go", text)
	}
}

func BenchmarkScanNothing(b *testing.B) {
	text := []byte(strings.ReplaceAll(string(fiveThousand()), "TODO", "note"))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan("a.go", text)
	}
}

// hostile texts are what a quadratic scanner would not finish.
func hostile() map[string]struct{ file, unit string } {
	return map[string]struct{ file, unit string }{
		"open block comments": {"a.rs", "/* TODO: x "},
		"closed comments":     {"a.c", "/* TODO: x */ y "},
		"open strings":        {"a.go", "\"x TODO "},
		"here-documents":      {"a.sh", "<<A TODO\n"},
		"here-documents, one": {"a.sh", "<<A "},
		"regexes":             {"a.js", "=/[ TODO "},
		"hashes":              {"a.rs", "######\"TODO"},
		"long brackets":       {"a.lua", "--[==[ TODO ]] [=[ "},
		"slashes":             {"a.js", "/ / TODO / "},
		"dashes":              {"a.hs", "----------TODO-"},
		"blanks":              {"a.js", "          "},
		"comment lines":       {"a.go", "// TODO\n"},
		"empty comments":      {"a.go", "//\n"},
		"words":               {"a.go", "// TODO: FIXME: TODO: "},
		"primes":              {"a.hs", "'''' TODO"},
		"digits":              {"a.cpp", "1'1'1'1'1'1"},
		"open elements":       {"a.jsx", "=<a b={<c>{\"TODO"},
		"elements":            {"a.jsx", "(<a>TODO</a>)"},
		"open templates":      {"a.js", "`${`${ TODO "},
		"code spans":          {"a.md", "````` ```` ``` TODO "},
		"comments on a line":  {"a.md", "<!-- TODO: x --> y "},
		"open fences":         {"a.md", "```go\n~~~go\n// TODO\n"},
		"open tags":           {"a.html", "<a b=\"' <script TODO "},
		"scripts":             {"a.html", "<script>// TODO</script>"},
		"islands":             {"a.erb", "<% # TODO %>"},
		"open islands":        {"a.php", "<?php /* TODO ?>"},
		"block scalars":       {"a.yaml", "a: |TODO| > "},
		"block marks":         {"a.m", "%{ %{ TODO "},
		"escaped quotes":      {"a.ml", "(* \" \\\" TODO "},
		"verbs":               {"a.tex", "\\verb|TODO \\verb*"},
		"quote-likes":         {"a.pl", " q( qw[ s{ TODO y/ "},
		"percents":            {"a.rb", " %w( %q[ TODO %{ "},
		"sigils":              {"a.ex", " ~s( ~r/ TODO ~S\"\"\" "},
		"dollars":             {"a.sql", " $a$ TODO $b$ 'x\\'y "},
		"commas":              {"a.go", "//,TODO,TODO,TODO"},
		"dots":                {"a.c", "/* TODO..........."},
		"cells":               {"a.ipynb", "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"# TODO\\n\"]},"},
	}
}

// TestHostile only has to end; BenchmarkHostile says what it costs.
func TestHostile(t *testing.T) {
	for name, h := range hostile() {
		text := []byte("x // TODO: x\n" + strings.Repeat(h.unit, (1<<18)/len(h.unit)))
		for _, n := range Scan(h.file, text) {
			if n.ID == "" {
				t.Errorf("%s: a note without id", name)
			}
		}
	}
}

// BenchmarkDoubling says how the time grows when a text becomes four times as long: about 4 is linear, 16 would be
// quadratic.
func BenchmarkDoubling(b *testing.B) {
	for name, h := range hostile() {
		b.Run(name, func(b *testing.B) {
			text := []byte("x // TODO: x\n" + strings.Repeat(h.unit, (4<<20)/len(h.unit)))
			var short, long time.Duration
			for b.Loop() {
				began := time.Now()
				Scan(h.file, text[:1<<20])
				middle := time.Now()
				Scan(h.file, text)
				short += middle.Sub(began)
				long += time.Since(middle)
			}
			b.ReportMetric(long.Seconds()/short.Seconds(), "growth")
		})
	}
}

func BenchmarkHostile64MB(b *testing.B) {
	for name, h := range hostile() {
		text := []byte("x // TODO: x\n" + strings.Repeat(h.unit, (64<<20)/len(h.unit)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Scan(h.file, text)
			}
		})
	}
}
