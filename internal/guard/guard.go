// Package guard keeps code to what was decided: it compiles the checks that decisions carry and evaluates them over texts.
//
// # Checks
//
// A check ([ledger.Check]) says one of three things about the files that its glob speaks of:
//
//   - a pattern that no line may match, a regular expression of package regexp, which takes linear time;
//   - an import, or a path, that no file may refer to: see [Rule.Forbids];
//   - a companion, a path that must change where a file does.
//
// The glob is a path from the repository's top: * and ? and [a-z] stand for characters within a name, ** for any number of
// folders, {a,b} for either; a folder holds for all below it, and a name with a wildcard and without a slash for files of
// that name anywhere. Several stand with commas between them, and one behind a ! takes out again: "pay/**, !**/*_test.go".
//
// # References
//
// Imports, includes and requires are recognised lexically, by language: the statement must stand where code stands, so that
// a comment or a string that speaks of an import is none. Relative paths are resolved from the file's folder. Nothing is
// executed and no other file is read, so what a program computes (a path put together from variables) is not seen, but for
// a variable at the front, which stands for a folder.
//
// # Limits
//
// Checks come from the repository's files and from other machines too. Everything about them is bounded: the length of an
// expression and the size of the program it compiles to, the bytes of a line and of a text that are looked at, the number of
// hits, and, by [Limits], the time.
package guard

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/ledger"
)

// Limits of what a check may be.
const (
	// MostChecks of one decision are kept.
	MostChecks = 20

	mostPattern     = 500  // bytes of a regular expression
	mostInstruction = 1000 // of the program that it compiles to
	mostName        = 300  // bytes of a forbidden name, a companion and a glob
)

// Rule is a check that was compiled. It is immutable and safe for concurrent use.
type Rule struct {
	// ID is of the decision that carries it.
	ID string
	// Check is what was compiled, tidied.
	Check ledger.Check

	in        glob
	pattern   *regexp.Regexp
	needs     []literal // one of which stands in every line that matches; none where that is not known
	cost      int       // instructions of the pattern's program
	forbids   *forbidden
	companion glob
}

// Compile reads a check. Its errors are sentences that say what to do.
func Compile(c ledger.Check) (*Rule, error) {
	c = tidy(c)
	given := 0
	for _, s := range [...]string{c.Pattern, c.Forbids, c.Companion} {
		if s != "" {
			given++
		}
	}
	if given != 1 {
		return nil, errors.New("must say exactly one of: a pattern that no line may match, an import or path that is forbidden, a companion that must change too")
	}
	for _, s := range [...]string{c.In, c.Pattern, c.Forbids, c.Companion} {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			return nil, errors.New("holds characters that are no text; write it on one line as plain text")
		}
	}
	r := &Rule{Check: c}
	var err error
	if r.in, err = compileGlob(c.In); err != nil {
		return nil, fmt.Errorf("in %q: %w", clip(c.In), err)
	}
	switch {
	case c.Pattern != "":
		err = r.compilePattern()
	case c.Forbids != "":
		r.forbids, err = compileForbidden(c.Forbids)
	default:
		r.companion, err = compileGlob(c.Companion)
		if err == nil && c.In == "" {
			err = errors.New("a companion needs the paths that it goes with; add them, as in: in api/**")
		}
		if err == nil && r.companion.everything() {
			err = errors.New("matches every path; name the file or folder that must change too")
		}
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func tidy(c ledger.Check) ledger.Check {
	return ledger.Check{
		In: strings.TrimSpace(c.In), Pattern: strings.TrimSpace(c.Pattern),
		Forbids: strings.TrimSpace(c.Forbids), Companion: strings.TrimSpace(c.Companion),
	}
}

func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// probes are lines that have nothing in common: an expression that matches them all matches about everything.
var probes = [...]string{"package pay", "\t}", "x = 1;", "# --", "0"}

func (r *Rule) compilePattern() error {
	text := r.Check.Pattern
	if len(text) > mostPattern {
		return fmt.Errorf("the pattern is longer than %d characters; make it shorter, or several checks", mostPattern)
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		var bad *syntax.Error
		if errors.As(err, &bad) {
			return fmt.Errorf("the pattern %q is no regular expression: %s, at %q; correct it, or put a \\ before what is meant literally%s", clip(text), bad.Code, clip(bad.Expr), hintFor(bad))
		}
		return fmt.Errorf("the pattern %q is no regular expression; correct it", clip(text))
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil || len(program.Inst) > mostInstruction {
		return errors.New("the pattern is too large, most likely for a {…} that repeats much; repeat less, or use * or +")
	}
	r.cost = len(program.Inst)
	if r.pattern, err = regexp.Compile(text); err != nil {
		return fmt.Errorf("the pattern %q is no regular expression; correct it", clip(text))
	}
	if r.pattern.MatchString("") {
		return fmt.Errorf("the pattern %q also matches an empty line, so it would match everywhere; write what must stand there", clip(text))
	}
	all := true
	for _, p := range probes {
		all = all && r.pattern.MatchString(p)
	}
	if all {
		return fmt.Errorf("the pattern %q matches every line; write what must not stand there", clip(text))
	}
	r.needs = needs(tree)
	return nil
}

// hintFor says what is missing in this dialect and often reached for.
func hintFor(e *syntax.Error) string {
	if e.Code == syntax.ErrMissingRepeatArgument || e.Code == syntax.ErrInvalidPerlOp {
		return " (look-ahead and look-behind are not there: they cannot be matched in linear time)"
	}
	return ""
}

// Speaks says whether the check is about the file at path.
func (r *Rule) Speaks(path string) bool { return r.in.matches(path) }

// IsCompanion says whether a path is, or lies in, what must change too.
func (r *Rule) IsCompanion(path string) bool {
	return r.Check.Companion != "" && r.companion.matches(path)
}

// Exact is the one path that must change too; ok is false where there may be several.
func (r *Rule) Exact() (path string, ok bool) {
	if len(r.companion.any) != 1 || len(r.companion.none) > 0 || r.companion.wild() {
		return "", false
	}
	return strings.Join(r.companion.any[0], "/"), true
}
