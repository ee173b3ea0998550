package lsp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/workspace"
)

func bookOf(text string, d codeowners.Dialect, tracked ...string) *rulebook {
	doc := newDocument("file:///r/CODEOWNERS", "", 1, NewMapper(text, UTF16))
	return newRulebook(&site{document: doc, workspace: &workspace.Workspace{}, path: "CODEOWNERS"}, d, basis{tracked: &trackedFiles{paths: tracked}})
}

func apply(b *rulebook, e protocol.TextEdit) string {
	start, end := b.document.Offsets(e.Range)
	return b.document.Text[:start] + e.NewText + b.document.Text[end:]
}

// Line ends and a byte order mark stay as they are.
func TestRuleEdits(t *testing.T) {
	for name, c := range map[string]struct {
		dialect           codeowners.Dialect
		text              string
		drop              int
		dropped, appended string
	}{
		"LF":                  {codeowners.GitHub, "a @x\nb @y\n", 1, "b @y\n", "a @x\nb @y\n/n @z\n"},
		"CRLF":                {codeowners.GitHub, "a @x\r\nb @y\r\nc @z\r\n", 2, "a @x\r\nc @z\r\n", "a @x\r\nb @y\r\nc @z\r\n/n @z\r\n"},
		"no end":              {codeowners.GitHub, "a @x\r\nb @y", 2, "a @x", "a @x\r\nb @y\r\n/n @z\r\n"},
		"one line":            {codeowners.GitHub, "a @x", 1, "", "a @x\n/n @z\n"},
		"byte order mark":     {codeowners.GitHub, "\ufeffa @x\nb @y\n", 1, "\ufeffb @y\n", "\ufeffa @x\nb @y\n/n @z\n"},
		"a lone CR is a char": {codeowners.GitHub, "a @x\n# \r\nb @y\n", 3, "a @x\n# \r\n", "a @x\n# \r\nb @y\n/n @z\r\n"},
		"a CR inside":         {codeowners.GitHub, "a @x\n# c\rd\nb @y\n", 3, "a @x\n# c\rd\n", "a @x\n# c\rd\nb @y\n/n @z\n"},
		"sections":            {codeowners.GitLab, "a @x\n\n# S\n[S] @x\nb\n", 1, "\n# S\n[S] @x\nb\n", "a @x\n\n/n @z\n# S\n[S] @x\nb\n"},
		"section first":       {codeowners.GitLab, "[S] @x\nb\n", 2, "[S] @x\n", "/n @z\n[S] @x\nb\n"},
		"astral":              {codeowners.GitHub, "😀 @x\nb @y\n", 2, "😀 @x\n", "😀 @x\nb @y\n/n @z\n"},
	} {
		b := bookOf(c.text, c.dialect)
		if diff := cmp.Diff(c.dropped, apply(b, b.dropped(c.drop))); diff != "" {
			t.Errorf("%s: dropped (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.appended, apply(b, b.appended("/n @z"))); diff != "" {
			t.Errorf("%s: appended (-want +got):\n%s", name, diff)
		}
	}
}

// Whatever is dropped, the rest of the rules stays.
func FuzzRuleEdits(f *testing.F) {
	f.Add("a @x\r\nb @y\n[S]\n# \r\rc @z", "a/b c", uint(2))
	f.Add("\ufeff* @x", "x", uint(1))
	f.Fuzz(func(t *testing.T, text, path string, n uint) {
		for _, d := range []codeowners.Dialect{codeowners.GitHub, codeowners.GitLab, codeowners.Gitea} {
			b := bookOf(text, d, path)
			rules := b.rules().Rules
			for line := range len(b.starts()) + 2 {
				b.span(line, 1, 3)
				b.owner(max(line, 1), 1)
			}
			for _, p := range b.rules().Problems {
				b.diagnostic(p)
			}
			if pattern, ok := codeowners.PatternFor(d, path); ok && len(b.rules().Problems) == 0 && len(text) < 1000 {
				after := codeowners.Parse("CODEOWNERS", []byte(apply(b, b.appended(pattern+" @new"))), d)
				if len(after.Rules) != len(rules)+1 && len(after.Problems) == 0 {
					t.Errorf("%s: %q with %q: %d rules became %d", d, text, pattern, len(rules), len(after.Rules))
				}
			}
			if len(rules) == 0 {
				continue
			}
			gone := rules[n%uint(len(rules))]
			after := codeowners.Parse("CODEOWNERS", []byte(apply(b, b.dropped(gone.Line))), d)
			var want, got []string
			for _, r := range rules {
				if r != gone {
					want = append(want, r.Pattern)
				}
			}
			for _, r := range after.Rules {
				got = append(got, r.Pattern)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %q without line %d (-want +got):\n%s", d, text, gone.Line, diff)
			}
		}
	})
}

func TestCompleted(t *testing.T) {
	for _, c := range []struct {
		dialect codeowners.Dialect
		typed   string
		start   int
		owner   bool
	}{
		{codeowners.GitHub, "", 0, false},
		{codeowners.GitHub, "/pa", 0, false},
		{codeowners.GitHub, "  /pa", 2, false},
		{codeowners.GitHub, `/a\ b`, 0, false},
		{codeowners.GitHub, `/a\ b @d`, 6, true},
		{codeowners.GitHub, "/a ", 3, true},
		{codeowners.GitHub, "/a @b @c", 6, true},
		{codeowners.GitHub, "/a @b # @c", -1, false},
		{codeowners.GitHub, `/a\`, 0, false},
		{codeowners.GitLab, "[Doc", -1, false},
		{codeowners.GitLab, "^[Docs][2] @d", 11, true},
		{codeowners.GitLab, "[Docs]", 6, true},
		{codeowners.GitLab, "!/a", 0, false},
		{codeowners.GitLab, "/a # @c", 5, true},
		{codeowners.GitHub, "[x] @d", 4, true},
	} {
		if start, owner := completed(c.dialect, c.typed); start != c.start || owner != c.owner {
			t.Errorf("%s %q: %d %t, want %d %t", c.dialect, c.typed, start, owner, c.start, c.owner)
		}
	}
}

func TestPathCompletion(t *testing.T) {
	tracked := []string{"a b/x", "a.go", "a/b/c", "a/d", "a[1]", "bad\nname", "Üb/x"}
	for _, c := range []struct {
		dialect codeowners.Dialect
		word    string
		want    []string
	}{
		{codeowners.GitHub, "", []string{`/a\ b/`, "/a.go", "/a/", "/Üb/"}},
		{codeowners.GitHub, "/a", []string{`/a\ b/`, "/a.go", "/a/"}},
		{codeowners.GitHub, `/a\ b/`, []string{`/a\ b/x`}},
		{codeowners.GitHub, "a/", []string{"a/b/", "a/d"}},
		{codeowners.GitHub, "!/a/", nil},
		{codeowners.GitLab, "!/a/", []string{"!/a/b/", "!/a/d"}},
		{codeowners.GitLab, "/a[", nil},
		{codeowners.GitLab, "/a", []string{`/a\ b/`, "/a.go", "/a/", `/a\[1\]`}},
		{codeowners.Gitea, "a", []string{`a\ b/`, `a\\.go`, "a/", `a\\[1\\]`}},
		{codeowners.GitHub, "/*/", nil},
	} {
		list := &completions{}
		bookOf("", c.dialect, tracked...).completePath(c.word, list)
		var got []string
		for _, i := range list.list.Items {
			got = append(got, i.TextEdit.(*protocol.TextEdit).NewText)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", c.dialect, c.word, diff)
		}
	}
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprintf("f%05d", i)
	}
	list := &completions{}
	bookOf("", codeowners.GitHub, many...).completePath("/f", list)
	if len(list.list.Items) != mostCompletions || !list.list.IsIncomplete {
		t.Errorf("%d items, incomplete %t", len(list.list.Items), list.list.IsIncomplete)
	}
}

// What a keystroke asks for, in a file of 40,000 rules in a repository of 100,000 files.
func BenchmarkRulebook(b *testing.B) {
	var text strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&text, "/src/team%d/service%d/ @team%d\n", i%200, i, i%200)
	}
	paths := make([]string, 100_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("src/team%d/service%d/internal/handler%d.go", i%200, i%40_000, i)
	}
	slices.Sort(paths)
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			bookOf(text.String(), codeowners.GitHub, paths...).rules()
		}
	})
	book := bookOf(text.String(), codeowners.GitHub, paths...)
	b.Run("paths", func(b *testing.B) {
		for b.Loop() {
			book.completePath("/src/team1/", &completions{})
		}
	})
	b.Run("owners", func(b *testing.B) {
		for b.Loop() {
			book.usual("@te")
		}
	})
	b.Run("survey", func(b *testing.B) {
		for b.Loop() {
			book.rules().Survey(paths)
		}
	})
}
