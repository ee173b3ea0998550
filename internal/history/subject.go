package history

import "strings"

// trivial are the objects of a fix that says nothing about any line.
var trivial = []string{
	"typo", "spelling", "grammar", "lint", "whitespace", "indent", "format", "style", "rubocop", "gofmt", "golint", "vet ", "test", "build", "ci ", "warning", "comment", "doc", "changelog", "nit", "review", "merge", "import", "rebase", "some ", "various", "minor", "more ", "small", "up ", "bug", "issue", "things", "stuff", "example", "unit test",
}

// subjectScore is sentenceScore for a subject, which has to be a sentence of its own: "Fix a race in …".
func subjectScore(subject string) float64 {
	said, sorted := topic(subject)
	lower := strings.ToLower(said)
	for _, c := range chores {
		if strings.Contains(lower, c) {
			return 0
		}
	}
	if strings.HasSuffix(lower, " fixes") || strings.HasSuffix(lower, " changes") {
		return 0
	}
	if sorted && strings.Count(lower, " ") >= 3 {
		return 1 + sentenceScore(said)
	}
	verb, object, _ := strings.Cut(lower, " ")
	switch verb {
	case "fix", "fixes", "fixed", "fixing", "hotfix", "bugfix":
		for _, t := range trivial {
			if strings.HasPrefix(object+" ", t) {
				return 0
			}
		}
		if strings.Count(object, " ") < 2 {
			return 0
		}
		return max(enough, sentenceScore(said))
	case "revert", "merge", "bump", "update", "upgrade", "release", "version":
		if !strings.Contains(lower, "because") && !strings.Contains(lower, "to avoid") {
			return 0
		}
	case "avoid", "prevent", "ensure", "don't", "do", "handle", "stop", "never", "always":
		if strings.Count(lower, " ") >= 3 && (verb != "do" || strings.HasPrefix(object, "not ")) {
			return max(enough, sentenceScore(said))
		}
	}
	return sentenceScore(said)
}

// chores are what a change is about that says nothing of any line in it.
var chores = []string{
	"linter", "golint", "lint ", "lint-", "shellcheck", "staticcheck", "rubocop", "codespell", "typo", "review feedback", "pr feedback", "review comment", "misspell", "gofmt", "gofumpt", "go vet", "checkpatch", "copilot", "spdx", "license header", "code style", "assorted", "miscellaneous", "misc ", "cleanups", "housekeeping", "various ",
}

// topic is a subject without what stands before it for sorting: "[BUGFIX] ", "net: phy: ". sorted says that it was sorted
// among the fixes: "fix(pay): ".
func topic(subject string) (said string, sorted bool) {
	for range 4 {
		if strings.HasPrefix(subject, "[") {
			if end := strings.IndexByte(subject, ']'); end > 0 && end < 40 {
				subject = strings.TrimLeft(subject[end+1:], " :")
				continue
			}
		}
		key, rest, ok := strings.Cut(subject, ": ")
		if !ok || len(key) > 50 || strings.Count(key, " ") > 2 || strings.TrimSpace(rest) == "" {
			return subject, sorted
		}
		kind, _, _ := strings.Cut(key, "(")
		sorted = sorted || strings.EqualFold(kind, "fix") || strings.EqualFold(kind, "bugfix")
		subject = strings.TrimSpace(rest)
	}
	return subject, sorted
}
