package codeowners

import (
	"strings"
	"testing"
)

func FuzzGitHub(f *testing.F) { fuzz(f, GitHub) }
func FuzzGitLab(f *testing.F) { fuzz(f, GitLab) }
func FuzzGitea(f *testing.F)  { fuzz(f, Gitea) }

// fuzz checks what must hold of any file: it is read without panic, what it
// says is consistent, and problems point into the text.
func fuzz(f *testing.F, d Dialect) {
	for _, seed := range []string{
		"* @a\n/docs/**/*.md @b c@d.e # x\n!x\n",
		"^[S][2] @a\n[s]\nx\\ y/ @@owner\n*.[a-c!] @b\n[broken\n",
		".*\\\\.go @a\n!x|y @b\n(a{1000}){1000} @c\n[ @x\n",
		"a/**/**/**/b*?*?\\*[x @a\r\n\\#a @b\n\xff\xfe @c\n",
	} {
		f.Add(seed, "docs/x/a.md")
	}
	f.Fuzz(func(t *testing.T, text, path string) {
		r := Parse("CODEOWNERS", []byte(text), d)
		lines := strings.Split(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\n")
		for _, p := range r.Problems {
			if p.Line < 0 || p.Line > len(lines) || p.Message == "" || p.Code == "" {
				t.Fatalf("bad problem %+v", p)
			}
			if p.Line > 0 && (p.Column > p.EndColumn || p.EndColumn > len(lines[p.Line-1])+1) {
				t.Fatalf("problem %+v points outside of %q", p, lines[p.Line-1])
			}
		}
		m := r.Match(path)
		if (m.Rule == nil) != (len(m.Rules) == 0) || m.Rule != nil && m.Rule != m.Rules[len(m.Rules)-1] {
			t.Fatalf("inconsistent rules in %+v", m)
		}
		if d == GitLab && len(m.Rules) != len(m.Sections) {
			t.Fatalf("%d rules decide in %d sections", len(m.Rules), len(m.Sections))
		}
		if d == GitHub && m.Rule != nil {
			for _, later := range r.Rules {
				if later.Line > m.Rule.Line && later.glob != nil && later.glob.match(strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "./"), "/"), "/"), len(path), nil) {
					t.Fatalf("line %d decides, but line %d matches too", m.Rule.Line, later.Line)
				}
			}
		}
	})
}
