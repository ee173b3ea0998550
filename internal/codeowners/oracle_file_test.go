package codeowners

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The oracles of this file read whole files: sections, default owners, roles, approvals, exclusions, comments, faulty lines,
// line ends. They know the words of the generator below, not the grammar, decide line by line with plain string functions,
// and share no code with the parser, the index or the matcher. Single patterns are left to the oracles of oracle_test.go.

// The words that files are made of. What is not in valid is no owner anywhere.
var (
	validOwners   = []string{"@a", "@b-c", "@org/team", "x@example.com", "@A"}
	invalidOwners = []string{"nobody", "@", "@a//b"} // for Gitea the first is @nobody
	roleOwners    = []string{"@@maintainer", "@@Developers", "@@owner"}
)

// said is what a section, or a whole file, says about a path.
type said struct {
	section   string // lower case
	owners    []string
	line      int // of the deciding rule
	approvals int
	optional  bool
}

func (s said) String() string {
	return fmt.Sprintf("[%s] %v by line %d, %d approvals, optional %v", s.section, s.owners, s.line, s.approvals, s.optional)
}

// distinctOwners are each once, whatever the case, in their order.
func distinctOwners(owners []string) []string {
	out := []string{}
	for _, o := range owners {
		if !slices.ContainsFunc(out, func(p string) bool { return strings.EqualFold(o, p) }) {
			out = append(out, o)
		}
	}
	return out
}

// linesOf cuts as forges do.
func linesOf(text string) []string {
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

func oracleGitHubFile(text, path string) (best said, found bool) {
	for n, line := range linesOf(text) {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		owners, bad := []string{}, false
		for _, w := range words[1:] {
			if strings.HasPrefix(w, "#") {
				break // the generator puts blanks before a comment
			}
			bad = bad || !slices.Contains(validOwners, w)
			owners = append(owners, w)
		}
		pattern := words[0]
		if bad || strings.HasPrefix(pattern, "!") || strings.Contains(pattern, "[") || strings.Contains(pattern, "***") {
			continue
		}
		if oracleGitHub(pattern, path) {
			best, found = said{owners: owners, line: n + 1}, true
		}
	}
	return best, found
}

// oracleHeading is a heading of the generator's: ^[name][2] owners.
var oracleHeading = regexp.MustCompile(`^(\^?)\[([A-Za-z ]+)\](?:\[(\d)\])?(.*)$`)

func oracleGitLabFile(text, path string) []said {
	type state struct {
		said
		decided, excluded, marked, required bool
	}
	sections := map[string]*state{"codeowners": {}}
	order := []string{"codeowners"}
	name, optional, approvals, defaults := "codeowners", false, 1, []string(nil)
	isOwner := func(w string) bool { return slices.Contains(validOwners, w) || slices.Contains(roleOwners, w) }
	for n, line := range linesOf(text) {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if m := oracleHeading.FindStringSubmatch(line); m != nil {
			name, optional, approvals, defaults = strings.ToLower(m[2]), m[1] != "", 1, nil
			if m[3] != "" && m[3] != "0" {
				approvals = int(m[3][0] - '0')
			}
			for _, w := range strings.Fields(m[4]) {
				if isOwner(w) {
					defaults = append(defaults, w)
				}
			}
			if sections[name] == nil {
				sections[name] = &state{}
				order = append(order, name)
			}
			sections[name].marked = sections[name].marked || optional
			continue
		}
		s := sections[name]
		s.required = s.required || !optional
		words := strings.Fields(line)
		pattern, excludes := strings.CutPrefix(words[0], "!")
		if !oracleGitLab(pattern, path) {
			continue
		}
		if excludes {
			s.excluded = true
			continue
		}
		var owners []string
		for _, w := range words[1:] {
			if isOwner(w) {
				owners = append(owners, w)
			}
		}
		if len(words) == 1 {
			owners = defaults
		}
		s.decided = true
		s.said = said{owners: append([]string{}, owners...), line: n + 1, approvals: approvals}
	}
	var out []said
	for _, name := range order {
		s := sections[name]
		if !s.decided || s.excluded {
			continue
		}
		s.said.optional = s.marked && !s.required
		if s.said.section = name; name == "codeowners" {
			s.said.section = ""
		}
		out = append(out, s.said)
	}
	return out
}

func oracleGiteaFile(text, path string) (owners []string, lines []int) {
	for n, line := range linesOf(text) {
		line, _, _ = strings.Cut(line, " #")
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		var named []string
		for _, w := range words[1:] {
			if w == "nobody" || slices.Contains(validOwners, w) && !strings.Contains(w, ".") {
				named = append(named, "@"+strings.TrimPrefix(w, "@"))
			}
		}
		expr, not := strings.CutPrefix(strings.ReplaceAll(words[0], `\\`, `\`), "!")
		re, err := regexp.Compile("^" + strings.TrimPrefix(expr, "/") + "$")
		if err != nil || len(named) == 0 || re.MatchString(path) == not {
			continue
		}
		owners, lines = append(owners, named...), append(lines, n+1)
	}
	return distinctOwners(owners), lines
}

// randomFile writes a file in one dialect, a line at a time.
func randomFile(r *rand.Rand, d Dialect) string {
	some := func(from ...string) string { return from[r.IntN(len(from))] }
	owners := func(most int) string {
		var b strings.Builder
		for range r.IntN(most + 1) {
			w := some(validOwners...)
			switch {
			case r.IntN(8) == 0:
				w = some(invalidOwners...)
			case d == GitLab && r.IntN(4) == 0:
				w = some(roleOwners...)
			}
			b.WriteString(some(" ", "  ", "\t") + w)
		}
		return b.String()
	}
	end := some("\n", "\n", "\r\n")
	var b strings.Builder
	if r.IntN(4) == 0 {
		b.WriteString("\ufeff")
	}
	for range 1 + r.IntN(9) {
		switch k := r.IntN(12); {
		case k == 0:
			b.WriteString(some("", "   ", "# a comment @a", " # [Pay] @b"))
		case k < 4 && d == GitLab:
			b.WriteString(some("", "", "^") + "[" + some("Pay", "PAY", "pay", "Docs", "Docs and more", "codeowners") + "]" + some("", "", "[2]", "[0]") + owners(2))
		case d == GitLab:
			bang := some("", "", "", "!")
			glob := randomGlob(r, true)
			b.WriteString(some("", " ") + bang + glob)
			if bang == "" {
				b.WriteString(owners(3))
			}
		case d == Gitea:
			b.WriteString(some("", "", "", "!") + strings.ReplaceAll(randomRegex(r), `\`, `\\`) + owners(3) + some("", "", " # @b-c"))
		default:
			b.WriteString(some("", " ", "\t") + some("", "", "", "", "!") + randomGlob(r, r.IntN(10) == 0) + owners(3) + some("", "", " # @b-c", " #"))
		}
		b.WriteString(end)
	}
	return b.String()
}

// TestWholeFilesAgainstOracles compares what whole files say, in all dialects.
func TestWholeFilesAgainstOracles(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	spoke := map[Dialect]int{}
	for range 2000 {
		texts := map[Dialect]string{}
		for _, d := range []Dialect{GitHub, GitLab, Gitea} {
			texts[d] = randomFile(r, d)
		}
		for range 5 {
			path := randomPath(r)
			for d, text := range texts {
				if compareFile(t, d, text, path) {
					spoke[d]++
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	for _, d := range []Dialect{GitHub, GitLab, Gitea} {
		if spoke[d] < 1000 {
			t.Errorf("%s: only %d paths were decided, the comparison says little", d, spoke[d])
		}
	}
}

// compareFile says whether the file said anything about the path.
func compareFile(t *testing.T, d Dialect, text, path string) (spoke bool) {
	t.Helper()
	rules := Parse("f", []byte(text), d)
	m := rules.Match(path)
	var got, want []string
	for _, x := range m.Rules {
		got = append(got, fmt.Sprint("line ", x.Line))
	}
	var owners []string
	switch d {
	case GitHub:
		if best, found := oracleGitHubFile(text, path); found {
			want, owners = []string{fmt.Sprint("line ", best.line)}, distinctOwners(best.owners)
		}
	case Gitea:
		all, lines := oracleGiteaFile(text, path)
		for _, n := range lines {
			want = append(want, fmt.Sprint("line ", n))
		}
		owners = all
	case GitLab:
		got = nil
		for _, s := range m.Sections {
			one := said{section: strings.ToLower(s.Name), owners: s.Owners, line: s.Rule.Line, approvals: s.Approvals, optional: s.Optional}
			got = append(got, one.String())
		}
		for _, s := range oracleGitLabFile(text, path) {
			want = append(want, s.String())
			owners = append(owners, s.owners...)
		}
		owners = distinctOwners(owners)
	}
	if !slices.Equal(got, want) || !slices.Equal(append([]string{}, m.Owners...), append([]string{}, owners...)) {
		t.Errorf("%s: %q:\n got %v %v\nwant %v %v in\n%s\n%v", d, path, got, m.Owners, want, owners, text, rules.Problems)
	}
	return len(want) > 0
}
