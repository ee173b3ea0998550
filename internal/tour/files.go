package tour

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// IsCode says whether a path is, by its name, code that somebody new should know: a program, not a test, nor a text, settings,
// a migration, or what others or programs wrote.
func IsCode(file string) bool {
	l, ok := lang.For(file, nil)
	return ok && l.Kind == lang.Source && !lang.Vendored(file) && !lang.Generated(file, nil) && !aside(file)
}

// asides are folders whose code is about other code, or copied.
var asides = map[string]bool{
	"test": true, "tests": true, "testing": true, "spec": true, "specs": true, "__tests__": true, "__mocks__": true, "mocks": true, "testdata": true,
	"fixtures": true, "testutil": true, "testutils": true, "e2e": true, "integration": true, "integration-cli": true, "integration-tests": true, "integration_tests": true, "benchmark": true, "benchmarks": true, "examples": true, "example": true,
	"samples": true, "doc": true, "docs": true, "documentation": true, "migrations": true, "locale": true, "locales": true, "i18n": true, "dist": true, "generated": true, "contrib": true, "hack": true, "scripts": true,
	"dts": true, "configs": true, "guides": true,
}

// aside says whether a path is beside the code proper. Folders that begin with a dot are settings.
func aside(file string) bool {
	for part := range strings.SplitSeq(path.Dir(file), "/") {
		if asides[strings.ToLower(part)] || strings.HasPrefix(part, ".") && part != "." {
			return true
		}
	}
	base := strings.ToLower(path.Base(file))
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch stem {
	case "version", "gem_version", "versions", "conftest", "setup", "rakefile", "gemfile", "makefile", "dockerfile", "jenkinsfile", "doc":
		return true
	}
	for _, end := range [...]string{"_test", "_spec", ".test", ".spec", "-test", "_tests", "_mock", "_generated", ".gen"} {
		if strings.HasSuffix(stem, end) {
			return true
		}
	}
	if strings.HasSuffix(stem, "test") && stem != "latest" || strings.HasSuffix(stem, "tests") || stem == "index" {
		return true
	}
	return strings.HasPrefix(stem, "test_") || strings.HasPrefix(stem, "mock_") || strings.HasPrefix(stem, "zz_generated") ||
		strings.HasSuffix(base, ".gemspec") || strings.HasSuffix(base, ".mk")
}

const mostFirst = 4

// first are the names of what to read first, best first.
var first = []string{"readme", "architecture", "design", "overview", "contributing", "hacking", "development", "getting-started", "getting_started"}

// ReadFirst are the texts of a folder that introduce it: in it, or in its folder of documentation.
func ReadFirst(f Facts) []string {
	rank := func(file string) int {
		dir, base := path.Dir(file), strings.ToLower(path.Base(file))
		stem := strings.TrimSuffix(base, path.Ext(base))
		switch path.Ext(base) {
		case ".md", ".rst", ".adoc", ".txt", ".markdown", ".rdoc", ".org", "":
		default:
			return -1
		}
		at := 2 * slices.Index(first, stem)
		switch dir {
		case f.Area:
		case path.Join(f.Area, "docs"), path.Join(f.Area, "doc"), path.Join(f.Area, ".github"):
			at++
		default:
			return -1
		}
		if at < 0 || stem == "readme" && dir != f.Area {
			return -1
		}
		return at
	}
	var out []string
	for _, file := range f.Files {
		if rank(file) >= 0 {
			out = append(out, file)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return out[:min(len(out), mostFirst)]
}

// Records are the decision records of a folder, the newest first as their names number them: texts in a folder adr, adrs,
// decisions, decision-records, rfcs or proposals.
func Records(f Facts) []string {
	var out []string
	for _, file := range f.Files {
		switch path.Ext(file) {
		case ".md", ".rst", ".adoc", ".txt", ".markdown":
		default:
			continue
		}
		base := strings.ToLower(path.Base(file))
		if lang.Vendored(file) || strings.HasPrefix(base, "readme") || strings.HasPrefix(base, "index.") || strings.Contains(base, "template") {
			continue
		}
		for part := range strings.SplitSeq(strings.ToLower(path.Dir(file)), "/") {
			switch part {
			case "adr", "adrs", "decisions", "decision-records", "architecture-decisions", "rfcs", "proposals":
				out = append(out, file)
			default:
				continue
			}
			break
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(number(b), number(a)), strings.Compare(a, b))
	})
	return out
}

// number is the first number in a file's name, -1 for none.
func number(file string) int {
	n, any := 0, false
	for _, r := range path.Base(file) {
		switch {
		case r >= '0' && r <= '9' && n < 1e8:
			n, any = 10*n+int(r-'0'), true
		case any:
			return n
		}
	}
	if !any {
		return -1
	}
	return n
}
