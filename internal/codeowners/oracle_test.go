package codeowners

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The oracles decide by plain recursion over the written pattern, without
// compiling, indexing or remembering anything. They share no code with what
// they check, and are far too slow for anything else.

// oracleGitHub follows gitignore's definition: a pattern owns a path when it
// matches the path or a folder above it.
func oracleGitHub(pattern, path string) bool {
	onlyBelow := strings.HasSuffix(pattern, "/")
	body := strings.TrimSuffix(pattern, "/")
	anchored := strings.Contains(body, "/")
	body = strings.TrimPrefix(body, "/")
	if !anchored {
		body = "**/" + body
	}
	if body == "**" || strings.HasSuffix(body, "/**") {
		// Everything inside: any folder above stands for it.
		onlyBelow = true
	}
	names := strings.Split(path, "/")
	parts := strings.Split(body, "/")
	files := anchored && !onlyBelow && parts[len(parts)-1] == "*"
	for n := 0; n <= len(names); n++ {
		below := n < len(names)
		if onlyBelow && !below || files && below {
			continue
		}
		if oracleParts(parts, names[:n], false) {
			return true
		}
	}
	return false
}

// oracleGitLab follows Ruby's File.fnmatch on the pattern that GitLab builds.
func oracleGitLab(pattern, path string) bool {
	if pattern == "*" {
		pattern = "/**/*"
	}
	if !strings.HasPrefix(pattern, "/") {
		pattern = "/**/" + pattern
	}
	if strings.HasSuffix(pattern, "/") {
		pattern += "**/*"
	}
	parts := strings.Split(pattern[1:], "/")
	if last := len(parts) - 1; parts[last] == "**" {
		parts[last] = "*"
	}
	return oracleParts(parts, strings.Split(path, "/"), true)
}

func oracleParts(parts, names []string, classes bool) bool {
	if len(parts) == 0 {
		return len(names) == 0
	}
	if parts[0] == "**" {
		return oracleParts(parts[1:], names, classes) || len(names) > 0 && oracleParts(parts, names[1:], classes)
	}
	return len(names) > 0 && oracleName(parts[0], names[0], classes) && oracleParts(parts[1:], names[1:], classes)
}

func oracleName(p, s string, classes bool) bool {
	if p == "" {
		return s == ""
	}
	if p[0] == '*' {
		return oracleName(p[1:], s, classes) || s != "" && oracleName(p, s[1:], classes)
	}
	if s == "" {
		return false
	}
	_, w := utf8.DecodeRuneInString(s)
	switch {
	case p[0] == '?':
		return oracleName(p[1:], s[w:], classes)
	case p[0] == '[' && classes:
		end := strings.IndexByte(p, ']')
		if end < 0 {
			return false
		}
		set := p[1:end]
		not := strings.HasPrefix(set, "!")
		set = strings.TrimPrefix(set, "!")
		return strings.Contains(set, s[:w]) != not && oracleName(p[end+1:], s[w:], classes)
	case p[0] == '\\' && len(p) > 1:
		p = p[1:]
	}
	return p[0] == s[0] && oracleName(p[1:], s[1:], classes)
}

func randomPath(r *rand.Rand) string {
	names := []string{"a", "b", "ab", "ba", "a.x", "b.x", "*", "aab", "abab"}
	var parts []string
	for range 1 + r.IntN(5) {
		parts = append(parts, names[r.IntN(len(names))])
	}
	return strings.Join(parts, "/")
}

func randomGlob(r *rand.Rand, classes bool) string {
	names := []string{"a", "b", "ab", "*", "*", "**", "**", "*.x", "a*", "*a*b", "?", "a?", `\*`, "*b", "?*", "***"}
	if classes {
		names = append(names, "[ab]", "[!a]*", "x[a", "*[b]")
	} else {
		names = names[:len(names)-1]
	}
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteByte('/')
	} else if classes {
		b.WriteString("**/") // a line that opens with a bracket is a heading
	}
	for i := range 1 + r.IntN(5) {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(names[r.IntN(len(names))])
	}
	if r.IntN(3) == 0 {
		b.WriteByte('/')
	}
	return b.String()
}

func randomRegex(r *rand.Rand) string {
	pieces := []string{"a", "b", "ab", "/", ".*", "[^/]*", `\.x`, "(a|b)", ".", "a/", "b+", "|", `\*`}
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// TestAgainstOracles compares whole files, so that the choice among rules, the
// index and the matcher are all checked.
func TestAgainstOracles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	matched := map[Dialect]int{}
	for range 2000 {
		rules := make([]string, 1+r.IntN(6))
		regexes := make([]string, len(rules))
		var gh, gl, ge strings.Builder
		section := make([]int, len(rules))
		negated := make([]bool, len(rules))
		globs := make([]string, len(rules))
		current := 0
		for i := range rules {
			rules[i], globs[i], regexes[i] = randomGlob(r, false), randomGlob(r, true), randomRegex(r)
			fmt.Fprintf(&gh, "%s @o%d\n", rules[i], i)
			if r.IntN(3) == 0 {
				current = 1 + r.IntN(2)
				fmt.Fprintf(&gl, "[%c]\n", 'A'+current)
			} else {
				gl.WriteByte('\n')
			}
			section[i] = current
			negated[i] = r.IntN(5) == 0
			bang := ""
			if negated[i] {
				bang = "!"
			}
			fmt.Fprintf(&gl, "%s%s @o%d\n", bang, globs[i], i)
			fmt.Fprintf(&ge, "%s%s @o%d\n", bang, strings.ReplaceAll(regexes[i], `\`, `\\`), i)
		}
		github := Parse("f", []byte(gh.String()), GitHub)
		gitlab := Parse("f", []byte(gl.String()), GitLab)
		gitea := Parse("f", []byte(ge.String()), Gitea)
		for range 6 {
			path := randomPath(r)

			want := ""
			for i, p := range rules {
				if oracleGitHub(p, path) {
					want = fmt.Sprintf("@o%d", i)
				}
			}
			check(t, github, gh.String(), path, want, matched)

			wants := []string{"", "", ""}
			excluded := []bool{false, false, false}
			for i, p := range globs {
				if oracleGitLab(p, path) {
					wants[section[i]] = fmt.Sprintf("@o%d", i)
					excluded[section[i]] = excluded[section[i]] || negated[i]
				}
			}
			var owners []string
			for s, o := range wants {
				if o != "" && !excluded[s] {
					owners = append(owners, o)
				}
			}
			slices.Sort(owners)
			check(t, gitlab, gl.String(), path, strings.Join(owners, " "), matched)

			owners = nil
			for i, p := range regexes {
				if regexp.MustCompile("^"+strings.TrimPrefix(p, "/")+"$").MatchString(path) != negated[i] {
					owners = append(owners, fmt.Sprintf("@o%d", i))
				}
			}
			check(t, gitea, ge.String(), path, strings.Join(owners, " "), matched)
		}
		if t.Failed() {
			return
		}
	}
	for d, n := range matched {
		if n < 1300 {
			t.Errorf("%s: only %d paths had an owner, the comparison says little", d, n)
		}
	}
}

func check(t *testing.T, r *Ruleset, file, path, want string, matched map[Dialect]int) {
	t.Helper()
	m := r.Match(path)
	got := slices.Sorted(slices.Values(m.Owners))
	if strings.Join(got, " ") != want {
		t.Errorf("%s: %q: got %v, want %q in\n%s%v", r.Dialect, path, got, want, file, r.Problems)
	}
	if want != "" {
		matched[r.Dialect]++
	}
}
