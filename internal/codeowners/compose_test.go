package codeowners

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var oddPaths = []string{
	"pay/charge.go", "pay/", "/", "a b/c d.md", "!x/", "!x", "#x/y#z", "@x", "^[x]", "[x]/y", "a*b?c/", `back\slash`, `back\`, "a+b(c)$.d/",
	"x.y", "-", "**/x", "ünï/", "a//", "*", "a|b", "{1}", "a\\ b",
}

// A pattern that was written for a path decides exactly that path.
func TestPatternFor(t *testing.T) {
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		for _, path := range oddPaths {
			checkPattern(t, d, path)
		}
		for _, path := range []string{"a\nb", "a\rb", "a\tb", "a\u2028b", "a\u00a0b"} {
			if got, ok := PatternFor(d, path); ok {
				t.Errorf("%s: %q became %q", d, path, got)
			}
		}
	}
}

func checkPattern(t *testing.T, d Dialect, path string) {
	t.Helper()
	pattern, ok := PatternFor(d, path)
	if !ok {
		return
	}
	r := Parse("CODEOWNERS", []byte("\n"+pattern+" @x\n"), d)
	want := path
	if strings.HasSuffix(path, "/") {
		want = strings.TrimPrefix(path, "/") + "deep/in/it.go"
	}
	if len(r.Rules) != 1 || len(r.Problems) > 0 {
		if strings.Contains(path, "//") {
			return // no path of a repository
		}
		t.Errorf("%s: %q became %q: %v", d, path, pattern, r.Problems)
		return
	}
	if m := r.Match(want); m.Rule == nil && !strings.Contains(want, "//") {
		t.Errorf("%s: %q became %q, which does not match %q", d, path, pattern, want)
	}
	for _, other := range []string{"~q~/" + want, "~q~" + want, want + "~q~"} {
		if path != "/" && !strings.HasSuffix(path, "/") && r.Match(other).Rule != nil || path != "/" && r.Match("~q~/"+want).Rule != nil {
			t.Errorf("%s: %q became %q, which matches %q", d, path, pattern, other)
		}
	}
}

func FuzzPatternFor(f *testing.F) {
	for _, p := range oddPaths {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if len(path) > 200 || strings.Contains(path, "//") || strings.HasPrefix(path, "/") || strings.HasPrefix(path, "./") || strings.Contains(path, "~") || path == "" {
			return
		}
		for _, d := range []Dialect{GitHub, GitLab, Gitea} {
			checkPattern(t, d, path)
		}
	})
}

func TestArea(t *testing.T) {
	for _, c := range []struct {
		dialect       Dialect
		pattern, want string
	}{
		{GitHub, "*", "."},
		{GitHub, "**", "."},
		{GitHub, "/pay/", "pay"},
		{GitHub, "/pay/*.go", "pay"},
		{GitHub, "/pay/a.go", "pay/a.go"},
		{GitHub, "*.go", ""},
		{GitHub, "docs/", ""},
		{GitHub, "a/b", "a/b"},
		{GitHub, "/*", "."},
		{GitHub, "/**/x", ""},
		{GitLab, "*", "."},
		{GitLab, "/pay/**/*.go", "pay"},
		{GitLab, "!/pay/", ""},
		{GitLab, "/[x", ""},
		{Gitea, ".*", "."},
		{Gitea, "pay/.*", "pay"},
		{Gitea, "pay/a\\\\.go", "pay/a.go"},
		{Gitea, ".*\\\\.go", ""},
		{Gitea, "pa.*", ""},
	} {
		r := Parse("CODEOWNERS", []byte(c.pattern+" @x\n"), c.dialect)
		if got, ok := r.Rules[0].Area(); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %s: %q %t, want %q", c.dialect, c.pattern, got, ok, c.want)
		}
	}
}

func TestOutline(t *testing.T) {
	for name, c := range map[string]struct {
		dialect    Dialect
		text, want string
	}{
		"comments": {
			GitHub, "# Everything\n* @a\n\n########\n# Payments #\n########\n# more words\n/pay/ @b\n# not a heading\n/pay/x @b\n\n\n# Empty\n\n# --- Docs ---\r\n/docs/ @c\n# end\n",
			"1 Everything 2; 5 Payments 8,10; 15 Docs 16",
		},
		"none":     {GitHub, "* @a\n# x\n/b @a", "0  1,3"},
		"sections": {GitLab, "* @a\n# no heading\n[Docs] @d\n*.md\n\n^[Empty]\n[docs]\n*.txt @x\n", "0  1; 3 Docs 4; 6 Empty ; 7 docs 8"},
		"nothing":  {GitLab, "", ""},
	} {
		var got []string
		for _, g := range Parse("CODEOWNERS", []byte(c.text), c.dialect).Outline(c.text) {
			var lines []string
			for _, r := range g.Rules {
				lines = append(lines, fmt.Sprint(r.Line))
			}
			got = append(got, fmt.Sprintf("%d %s %s", g.Line, g.Title, strings.Join(lines, ",")))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
