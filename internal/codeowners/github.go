package codeowners

import (
	"fmt"
	"strings"
)

// parseGitHub follows "About code owners" in GitHub's documentation: "If any
// line in your CODEOWNERS file contains invalid syntax, that line will be
// skipped." A rule without owners is valid and takes the path away from
// everybody.
func (p *parser) parseGitHub(text []byte) {
	p.each(text, func(line string) {
		pattern, rest, offset := cutPattern(line)
		if i := strings.IndexByte(rest, '#'); i >= 0 {
			rest = rest[:i] // an inline comment
		}
		fault, advice := githubFault(pattern.text)
		if fault != "" {
			p.problem(pattern, BadPattern, fmt.Sprintf("GitHub skips this line: %s; %s", fault, advice))
			return
		}
		var owners []string
		var written []span
		for _, w := range words(rest, offset) {
			if !ownerForm(GitHub, w.text) {
				p.problem(w, BadOwner, fmt.Sprintf("GitHub skips this line: %s is not an owner; write %s", quote(w.text), ownerExample(GitHub)))
				return
			}
			owners = append(owners, w.text)
			written = append(written, w.span())
		}
		p.rule(pattern, owners, written).glob = compileGitHub(pattern.text)
	})
}

// githubFault names what makes GitHub refuse a pattern. The first three are
// the syntax exceptions of "About code owners"; the lone slash is the example
// of its REST page "List CODEOWNERS errors".
func githubFault(pattern string) (fault, advice string) {
	switch {
	case pattern[0] == '!':
		return "! does not negate", "give the path a later rule without owners"
	case strings.HasPrefix(pattern, `\#`):
		return `a leading # cannot be escaped`, "match the name with ?" + quoteRest(pattern)
	case hasUnescaped(pattern, "[]"):
		return "[ ] is not supported", "write one rule for each character, or use ?"
	case pattern == "/":
		return "/ matches nothing", "write * for everything"
	case strings.Contains(pattern, "***"):
		return "three asterisks in a row", "write ** or *"
	case trailingBackslashes(pattern)%2 == 1:
		return "nothing follows the last backslash", "remove it"
	case strings.Contains(pattern, "//"):
		return "two slashes in a row match nothing", "remove one"
	}
	return "", ""
}

func quoteRest(pattern string) string {
	return ", as in " + quote("?"+pattern[2:])
}

func hasUnescaped(s, chars string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if strings.IndexByte(chars, s[i]) >= 0 {
			return true
		}
	}
	return false
}

// compileGitHub reads a pattern by most of the rules of gitignore: a slash at
// the start or in the middle ties it to the top, otherwise it matches at any
// depth; a slash at the end means a folder, of which everything is owned; and
// a name matches a folder of that name with all that is below it.
//
// Where it is not gitignore: "docs/*" owns the files in docs and nothing
// deeper (so the documentation, with the example docs/build-app/…), and
// "docs/**/" owns everything below docs, its files too.
//
// It answers nil for a pattern that matches nothing.
func compileGitHub(pattern string) *glob {
	parts := splitPattern(pattern)
	g := &glob{tail: tailWithin}
	if last := len(parts) - 1; last > 0 && parts[last] == "" {
		g.tail = tailBelow
		parts = parts[:last]
	}
	if parts[0] == "" {
		parts = parts[1:]
	} else if len(parts) == 1 {
		g.segments = append(g.segments, segment{kind: segmentGlobstar})
	}
	for i, part := range parts {
		if part == "**" {
			g.globstar()
			continue
		}
		seg, ok := compileSegment(part, false)
		if !ok {
			return nil
		}
		if i == len(parts)-1 && seg.kind == segmentAny && pattern != "*" && g.tail == tailWithin {
			g.tail = tailNone
		}
		g.segments = append(g.segments, seg)
	}
	if n := len(g.segments); n > 0 && g.segments[n-1].kind == segmentGlobstar {
		// "a/**" is all that is below a; what "**" would take is the tail's.
		g.segments = g.segments[:n-1]
		g.tail = tailBelow
	}
	g.finish()
	return g
}

// globstar adds "**" unless one stands there: a chain of them says no more.
func (g *glob) globstar() {
	if n := len(g.segments); n == 0 || g.segments[n-1].kind != segmentGlobstar {
		g.segments = append(g.segments, segment{kind: segmentGlobstar})
	}
}
