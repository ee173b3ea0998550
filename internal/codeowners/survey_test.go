package codeowners

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSurvey(t *testing.T) {
	r := Parse("CODEOWNERS", []byte("*.go @go\n/pay/ @pay\n/pay/charge.go @never\n/pay/ @again\n/gone/ @x\n/docs/private/\n"), GitHub)
	s := r.Survey([]string{"pay/charge.go", "main.go", "docs/a.md", "docs/private/b.md", "docs/c.md", "tools/x/y.sh", "tools/z.sh", "LICENSE"})
	if diff := cmp.Diff([]int{8, 2, 1}, []int{s.Files, s.Owned, s.Nobody}); diff != "" {
		t.Errorf("files, owned, nobody (-want +got):\n%s", diff)
	}
	want := []Area{{"LICENSE", 1}, {"docs/a.md", 1}, {"docs/c.md", 1}, {"tools/", 2}}
	if diff := cmp.Diff(want, s.Uncovered); diff != "" {
		t.Errorf("uncovered (-want +got):\n%s", diff)
	}
	var got []string
	for line := 1; line <= 7; line++ {
		x, ok := s.At(line)
		by := 0
		if x.By != nil {
			by = x.By.Line
		}
		got = append(got, fmt.Sprint(ok, x.Files, x.Examples, x.Idle, by))
	}
	if diff := cmp.Diff([]string{
		"true 1 [main.go] false 0",
		"true 0 [] true 4",
		"true 0 [] true 4",
		"true 1 [pay/charge.go] false 0",
		"true 0 [] true 0",
		"true 1 [docs/private/b.md] false 0",
		"false 0 [] false 0",
	}, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestUncovered(t *testing.T) {
	paths := []string{"a/b/c", "a/d", "e"}
	for text, want := range map[string][]string{
		"":                    {"/"},
		"* @x":                {},
		"/a/b/ @x":            {"a/d", "e"},
		"/e @x":               {"a/"},
		"/a/d @x\n/e @x":      {"a/b/"},
		"/a/\n/e @x":          {}, // declared to belong to nobody
		"/nothing/ @x\n/e @x": {"a/"},
	} {
		if diff := cmp.Diff(want, Parse("CODEOWNERS", []byte(text), GitHub).Uncovered(paths)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	var none *Ruleset
	if diff := cmp.Diff([]string{"/"}, none.Uncovered(paths)); diff != "" {
		t.Errorf("without a file (-want +got):\n%s", diff)
	}
}

func TestCheck(t *testing.T) {
	standing := func(owner string) Standing {
		return map[string]Standing{"@ghost": Unknown, "@left": Gone}[owner]
	}
	paths := []string{"pay/charge.go", "pay/README.md", "docs/a.md"}
	for name, c := range map[string]struct {
		dialect Dialect
		text    string
		want    []string
	}{
		"duplicates": {GitHub, "pay/ @a\n/pay/ @a\n**/pay/ @b\n/pay/ @a\n* @c\npay/ @a", []string{
			"1 duplicate line 3 has the same pattern and decides instead; remove this line, or move its owners there",
			"2 duplicate line 4 says the same; remove one of them",
			"3 duplicate line 6 has the same pattern and decides instead; remove this line, or move its owners there",
			"4 shadowed later lines decide all that it matches, as line 6 does; remove this line, or move it below",
		}},
		"owners": {GitHub, "* @a @ghost @left\n", []string{
			"1:6-12 unknown-owner @ghost is known neither to the history nor to the settings; correct it, or add it to .leadline.toml",
			"1:13-18 gone-owner @left has not been here for long; add somebody who is",
		}},
		"no match and uncovered": {GitHub, "/pai/ @a\n*.md @a\n", []string{
			"0 uncovered no rule matches 1 of 3 files: pay/charge.go; add rules for them",
			"1 no-match no tracked file matches; correct the path, or remove the line",
		}},
		"sections": {GitLab, "* @a\n[Docs] @ghost\n*.md\n!docs/\ndocs/a.md @b\n!docs/\n[More]\n*.md @c\n*.md @c\n", []string{
			"2:8-14 unknown-owner @ghost is known neither to the history nor to the settings; correct it, or add it to .leadline.toml",
			"5 shadowed what it matches is excluded, as in line 4; remove this line",
			"6 duplicate line 4 says the same; remove one of them",
			"8 duplicate line 9 says the same; remove one of them",
		}},
		"all count": {Gitea, ".* @a\n.* @b\npay/.* @a\n.* @a\n.*\\\\.rs @a\n", []string{
			"4 duplicate line 1 says the same; remove one of them",
			"5 no-match no tracked file matches; correct the path, or remove the line",
		}},
		"a bad pattern is spoken of once": {GitLab, "* @a\n[x] @a\n/a//b @a\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range Parse("CODEOWNERS", []byte(c.text), c.dialect).Check(Checking{Paths: paths, Standing: standing}) {
				at := fmt.Sprint(p.Line)
				if p.Code == UnknownOwner || p.Code == GoneOwner {
					at += fmt.Sprintf(":%d-%d", p.Column, p.EndColumn)
				}
				got = append(got, at+" "+string(p.Code)+" "+p.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckIsBounded(t *testing.T) {
	r := Parse("CODEOWNERS", []byte(strings.Repeat("/x @a\n", 3000)), GitHub)
	got := r.Check(Checking{Paths: []string{"y"}})
	if len(got) != maxProblems || got[maxProblems-1].Code != TooMany {
		t.Errorf("%d problems, the last one %v", len(got), got[len(got)-1])
	}
	paths := make([]string, 1000)
	for i := range paths {
		paths[i] = fmt.Sprintf("%06d/ax%06d", i, i)
	}
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "/.*x.*%d.*z @a\n", i)
	}
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		r := Parse("CODEOWNERS", []byte(text.String()), d)
		for _, budget := range []int{100_000, 10_000_000} {
			s := r.survey(paths, &meter{left: budget})
			if x, _ := s.At(1); s.unsure && x.Idle || s.unsure == (len(r.Check(Checking{Survey: s})) > 1) {
				t.Errorf("%s, %d: unsure %t, but rule 1 is %+v", d, budget, s.unsure, x)
			}
		}
		if s := r.survey(paths, &meter{left: 100_000}); !s.Capped || s.Files == 0 || s.Files == len(paths) || s.Uncovered != nil {
			t.Errorf("%s: %d files, capped %t", d, s.Files, s.Capped)
		}
	}
}

// The survey must say what Match says, file by file.
func TestSurveyIsMatch(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	name := func() string { return pick("a", "b", "c", "x.go", "y.md") }
	for range 1500 {
		d := []Dialect{GitHub, GitLab, Gitea}[random.IntN(3)]
		var text strings.Builder
		for range random.IntN(12) {
			switch {
			case d == GitLab && random.IntN(4) == 0:
				fmt.Fprintf(&text, "[%s]\n", pick("s", "t"))
			case d == Gitea:
				fmt.Fprintf(&text, "%s%s @o\n", pick("", "", "!", "/"), pick(name()+"/.*", ".*"+name(), name(), name()+"/"+name(), ".*/"+name()+"/.*", "."))
			default:
				exclusion := ""
				if d == GitLab {
					exclusion = pick("", "", "", "!")
				}
				fmt.Fprintf(&text, "%s%s%s%s %s\n", exclusion, pick("", "/", "**/"), pick("", name()+"/", "*/"), pick(name(), "*", name()+"/", "*.go"), pick("@o", "@p", ""))
			}
		}
		seen := map[string]bool{}
		for range random.IntN(20) {
			seen[strings.Join([]string{name(), name(), name()}[:1+random.IntN(3)], "/")] = true
		}
		var paths []string
		for p := range seen {
			paths = append(paths, p)
		}
		slices.Sort(paths)
		r := Parse("CODEOWNERS", []byte(text.String()), d)
		compareSurvey(t, r, paths, text.String())
	}
}

func compareSurvey(t *testing.T, r *Ruleset, paths []string, text string) {
	t.Helper()
	s := r.Survey(paths)
	counts := map[int]int{}
	var owned, nobody int
	uncovered := map[string]bool{}
	for _, p := range paths {
		m := r.Match(p)
		switch {
		case m.Rule == nil:
			uncovered[p] = true
		case len(m.Owners) > 0:
			owned++
		default:
			nobody++
		}
		for _, rule := range m.Rules {
			counts[rule.Line]++
		}
	}
	if s.Owned != owned || s.Nobody != nobody || s.Files != len(paths) {
		t.Fatalf("%s\n%v\n%d %d %d, want %d %d", text, paths, s.Files, s.Owned, s.Nobody, owned, nobody)
	}
	for _, rule := range r.Rules {
		x, ok := s.At(rule.Line)
		if !ok || !rule.Negated && x.Files != counts[rule.Line] || r.Dialect == Gitea && x.Files != counts[rule.Line] {
			t.Fatalf("%s\n%v\nline %d: %d files, want %d", text, paths, rule.Line, x.Files, counts[rule.Line])
		}
		if alone := matchesAny(r, rule, paths); x.Idle && (x.By != nil) != alone {
			t.Fatalf("%s\n%v\nline %d: by %v, but alone it matches: %t", text, paths, rule.Line, x.By, alone)
		}
	}
	for _, p := range paths {
		in := 0
		for _, a := range s.Uncovered {
			if a.Path == "/" || a.Path == p || strings.HasSuffix(a.Path, "/") && strings.HasPrefix(p, a.Path) {
				in++
			}
		}
		if want := len(uncovered) > 0 && uncovered[p]; want != (in == 1) || in > 1 {
			t.Fatalf("%s\n%v\n%s is in %d areas of %v", text, paths, p, in, s.Uncovered)
		}
	}
}

func matchesAny(r *Ruleset, rule *Rule, paths []string) bool {
	for _, p := range paths {
		if rule.glob != nil && rule.glob.match(strings.Split(p, "/"), len(p), nil) || rule.regex != nil && rule.regex.match(p) != rule.Negated {
			return true
		}
	}
	return false
}

// The promise is a second for 40,000 rules and 100,000 files.
func BenchmarkSurvey(b *testing.B) {
	paths := make([]string, 100_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("src/team%d/service%d/internal/api/handler%d.go", i%200, i%40_000, i)
	}
	slices.Sort(paths)
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		r := Parse("CODEOWNERS", []byte(large(d)), d)
		b.Run(string(d), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := r.Survey(paths)
				r.Check(Checking{Survey: s})
				if s.unsure {
					b.Fatal("capped")
				}
			}
		})
	}
	for name, text := range hostile(1) {
		for _, d := range []Dialect{GitHub, GitLab, Gitea} {
			r := Parse("CODEOWNERS", []byte(text), d)
			b.Run(name+"/"+string(d), func(b *testing.B) {
				for b.Loop() {
					r.Check(Checking{Paths: paths})
				}
			})
		}
	}
}
