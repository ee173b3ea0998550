package codeowners

import (
	"fmt"
	"strings"
	"testing"
)

// large builds a file of 40,000 rules as a big company's could be.
func large(d Dialect) string {
	var b strings.Builder
	for i := range 40_000 {
		switch {
		case d == Gitea:
			fmt.Fprintf(&b, "src/team%d/service%d/.* @team%d\n", i%200, i, i%200)
		case i%10 == 0:
			fmt.Fprintf(&b, "*.ext%d @team%d\n", i, i%200)
		case i%10 == 1:
			fmt.Fprintf(&b, "/src/team%d/**/part%d*.go @team%d\n", i%200, i, i%200)
		default:
			fmt.Fprintf(&b, "/src/team%d/service%d/ @team%d\n", i%200, i, i%200)
		}
	}
	return b.String()
}

func BenchmarkParse40000(b *testing.B) {
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		text := []byte(large(d))
		b.Run(string(d), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Parse("CODEOWNERS", text, d)
			}
		})
	}
}

func BenchmarkMatch40000(b *testing.B) {
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		r := Parse("CODEOWNERS", []byte(large(d)), d)
		b.Run(string(d), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Match("src/team123/service20123/internal/api/handler.go")
			}
		})
	}
}

// hostile files cost the most that we know how to make them cost; parts says
// into how many such files each is cut.
func hostile(parts int) map[string]string {
	repeat := func(s string, n int) string { return strings.Repeat(s, max(n/parts, 1)) }
	chain := strings.Repeat("**/", 33_000)
	return map[string]string{
		"chain of **/":      repeat(chain+"x @a\n", 30),
		"chain of a/**/":    repeat("/"+strings.Repeat("a/**/", 500)+"x @a\n", 1000),
		"stars in a name":   repeat("/"+strings.Repeat("a*", 1000)+"x @a\n", 1000),
		"floating repeats":  repeat("**/"+strings.Repeat("aaaaaaaaaaaaaaa/", 125)+"x @a\n", 1500),
		"floating globs":    repeat("**/"+strings.Repeat("*a*a*a*a*a*a*/", 125)+"x @a\n", 1500),
		"owners in 100 kB":  repeat("* "+strings.Repeat("@a ", 33_000)+"\n", 30),
		"a bracket, 100 kB": repeat("/x["+strings.Repeat("a", 100_000)+"] @a\n", 30),
		"40000 of *?a*":     repeat("*?a*b @a\n", 40_000),
	}
}

func BenchmarkHostile(b *testing.B) {
	path := strings.Repeat("aaaaaaaaaaaaaaa/", MaxDepth-1) + "y"
	for name, text := range hostile(1) {
		for _, d := range []Dialect{GitHub, GitLab, Gitea} {
			b.Run(name+"/"+string(d), func(b *testing.B) {
				for b.Loop() {
					Parse("CODEOWNERS", []byte(text), d).Match(path)
				}
			})
		}
	}
}

// TestHostile only has to end. What it costs is BenchmarkHostile's to say.
func TestHostile(t *testing.T) {
	path := strings.Repeat("aaaaaaaaaaaaaaa/", MaxDepth-1) + "y"
	for name, text := range hostile(100) {
		for _, d := range []Dialect{GitHub, GitLab, Gitea} {
			if m := Parse("CODEOWNERS", []byte(text), d).Match(path); m.Path != path {
				t.Errorf("%s as %s: wrong path", name, d)
			}
		}
	}
}
