package codeowners

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// Limits on regular expressions, in units of roughly one instruction of the
// compiled form. "(x{1000}){1000}" is short to write and huge to run.
const (
	maxRegexCost  = 20_000
	maxRegexCosts = 1_000_000 // of one file
	maxRegexText  = 2000      // bytes
)

// parseGitea follows "Code Owners" in Gitea's documentation: a backslash
// escapes "#", a space and itself, so that a regular expression's own
// backslash is written twice; "!" matches all files except those; a rule
// without owners is skipped.
//
// The expression is anchored by writing "^" before and "$" after it, as Gitea
// does: in "a|b" each alternative is therefore tied at one end only. A leading
// slash is dropped, since paths have none.
func (p *parser) parseGitea(text []byte) {
	budget := maxRegexCosts
	p.each(text, func(line string) {
		ws := giteaWords(line)
		if len(ws) == 0 {
			return
		}
		raw := ws[0]
		expr, negated := strings.CutPrefix(raw.text, "!")
		expr = strings.TrimPrefix(expr, "/")
		re, cost, err := compileRegex(expr, budget)
		if err != nil {
			p.problem(raw, BadPattern, fmt.Sprintf("Gitea skips this line: %v", err))
			return
		}
		budget -= cost
		var owners []string
		var written []span
		for _, w := range ws[1:] {
			if !ownerForm(Gitea, w.text) {
				p.problem(w, BadOwner, fmt.Sprintf("Gitea ignores %s; write %s", quote(w.text), ownerExample(Gitea)))
				continue
			}
			owners = append(owners, "@"+strings.TrimPrefix(w.text, "@"))
			written = append(written, w.span())
		}
		if len(owners) == 0 {
			p.problem(word{}, NoOwner, "Gitea skips this line: it has no owner; write "+ownerExample(Gitea)+" after the expression")
			return
		}
		r := p.rule(word{line[raw.start:raw.end], raw.start, raw.end}, owners, written)
		r.regex = re
		r.Negated = negated
	})
}

// giteaWords cuts a line at blanks that are not escaped and drops the
// backslashes that escape. An unescaped "#" ends it, even inside a word.
func giteaWords(line string) []word {
	var ws []word
	var text strings.Builder
	start := -1
	flush := func(end int) {
		if text.Len() > 0 {
			ws = append(ws, word{text.String(), start, end})
		}
		text.Reset()
		start = -1
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == '#' {
			flush(i)
			return ws
		}
		if isBlank(c) {
			flush(i)
			continue
		}
		if start < 0 {
			start = i
		}
		if c == '\\' {
			if i++; i == len(line) {
				break
			}
		}
		text.WriteByte(line[i])
	}
	flush(len(line))
	return ws
}

// regex is a compiled expression. The usual forms (a literal, a folder, an
// extension) need no engine; the others get theirs when first asked, because
// 40,000 compiled expressions would take more memory than all else we hold.
type regex struct {
	form    regexForm
	literal string
	expr    string

	once sync.Once
	re   *regexp.Regexp
}

type regexForm uint8

const (
	regexGeneral regexForm = iota // begins with literal
	regexExact                    // is literal
	regexPrefix                   // literal, then ".*"
	regexSuffix                   // ".*", then literal
)

func compileRegex(expr string, budget int) (*regex, int, error) {
	if len(expr) > maxRegexText {
		return nil, 0, fmt.Errorf("the expression is longer than %d bytes; split it", maxRegexText)
	}
	if budget <= 0 {
		return nil, 0, fmt.Errorf("the expressions of this file are too large together; use simpler ones")
	}
	expr = "^" + expr + "$"
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, 0, fmt.Errorf("the regular expression is wrong: %v; correct it", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	r := &regex{expr: expr}
	if r.form, r.literal = regexShape(tree); r.form != regexGeneral {
		return r, 0, nil
	}
	cost := regexCost(tree)
	if cost > maxRegexCost {
		return nil, 0, fmt.Errorf("the expression is too large; use smaller repetitions")
	}
	return r, cost, nil
}

// regexShape recognises the forms that need no engine. For the others it
// answers the text that every match begins with, as far as it is easily seen.
func regexShape(tree *syntax.Regexp) (regexForm, string) {
	if tree.Op != syntax.OpConcat || tree.Sub[0].Op != syntax.OpBeginText {
		return regexGeneral, ""
	}
	sub := tree.Sub[1:]
	if len(sub) == 0 || sub[len(sub)-1].Op != syntax.OpEndText {
		return regexGeneral, ""
	}
	sub = sub[:len(sub)-1]
	isLiteral := func(r *syntax.Regexp) bool { return r.Op == syntax.OpLiteral && r.Flags&syntax.FoldCase == 0 }
	isAny := func(r *syntax.Regexp) bool { return r.Op == syntax.OpStar && r.Sub[0].Op == syntax.OpAnyCharNotNL }
	switch {
	case len(sub) == 0:
		return regexExact, ""
	case len(sub) == 1 && isLiteral(sub[0]):
		return regexExact, string(sub[0].Rune)
	case len(sub) == 1 && isAny(sub[0]):
		return regexPrefix, ""
	case len(sub) == 2 && isLiteral(sub[0]) && isAny(sub[1]):
		return regexPrefix, string(sub[0].Rune)
	case len(sub) == 2 && isAny(sub[0]) && isLiteral(sub[1]):
		return regexSuffix, string(sub[1].Rune)
	case isLiteral(sub[0]):
		return regexGeneral, string(sub[0].Rune)
	}
	return regexGeneral, ""
}

// regexCost estimates the size of the compiled form, saturating.
func regexCost(r *syntax.Regexp) int {
	cost := 1 + len(r.Rune)
	for _, s := range r.Sub {
		cost += regexCost(s)
	}
	if r.Op == syntax.OpRepeat {
		cost *= max(r.Min, r.Max, 1)
	}
	return min(cost, 1<<30)
}

func (r *regex) match(path string) bool {
	switch r.form {
	case regexExact:
		return path == r.literal
	case regexPrefix:
		rest, ok := strings.CutPrefix(path, r.literal)
		return ok && !strings.Contains(rest, "\n") // "." is not a line end
	case regexSuffix:
		rest, ok := strings.CutSuffix(path, r.literal)
		return ok && !strings.Contains(rest, "\n")
	}
	if !strings.HasPrefix(path, r.literal) {
		return false
	}
	r.once.Do(func() {
		// It parsed, and compiling adds no further conditions; if it ever
		// does, the rule matches nothing.
		r.re, _ = regexp.Compile(r.expr)
	})
	return r.re != nil && r.re.MatchString(path)
}
