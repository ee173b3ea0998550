package history

import (
	"strings"
	"unicode"
)

// isTrailer says whether a line is one for programs: "Signed-off-by: …", "Change-Id: …", "(cherry picked from …)".
func isTrailer(line string) bool {
	if strings.HasPrefix(line, "(cherry picked from") || strings.HasPrefix(line, "[cherry picked from") || line == "---" || strings.HasPrefix(line, "----") {
		return true
	}
	key, value, ok := strings.Cut(line, ":")
	if !ok || key == "" || len(key) > 40 || strings.HasPrefix(value, "//") {
		return false
	}
	lower := strings.ToLower(key)
	if trailerKeys[lower] || strings.HasSuffix(lower, "-by") || strings.HasPrefix(lower, "git-") || strings.HasPrefix(lower, "x-") {
		return true
	}
	// Any other key of two words tied together: Change-Id, Docker-DCO-1.1-Signed-off-by, Series-changes, Commit-notes.
	hyphen := strings.IndexByte(key, '-')
	return hyphen > 0 && hyphen < len(key)-1 && !strings.Contains(key, " ") && unicode.IsUpper(rune(key[0])) &&
		(value == "" || value[0] == ' ') && strings.Trim(key, "-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._") == ""
}

var trailerKeys = map[string]bool{
	"cc": true, "bug": true, "issue": true, "issues": true, "fixes": true, "fix": true, "closes": true, "close": true, "resolves": true, "refs": true, "ref": true,
	"see": true, "link": true, "links": true, "references": true, "related": true, "test": true, "tests": true, "change-id": true, "upstream": true, "jira": true,
	"tracked-on": true, "ticket": true, "changelog": true, "release": true, "patchwork": true, "see also": true, "sponsored by": true, "pr": true, "reviewers": true,
	"subscribers": true, "differential revision": true, "reviewed by": true, "summary": true, "test plan": true, "cq-depend": true, "topic": true, "branch": true,
	"pull request": true, "original commit": true, "discussion": true, "backport": true, "backpatch-through": true, "author": true, "date": true, "from": true, "to": true, "subject": true,
}

// isHeading is a line of a template, or one that only names what follows.
func isHeading(line string) bool {
	if strings.HasPrefix(line, "#") {
		rest := strings.TrimLeft(line, "#")
		return rest == "" || rest[0] == ' '
	}
	if strings.HasPrefix(line, "**") && strings.HasSuffix(strings.TrimRight(line, " :"), "**") || strings.HasPrefix(line, "/") && !strings.Contains(line, ". ") {
		return true // also commands to bots: /kind bug
	}
	short := len(line) <= 30 && strings.Count(line, " ") <= 3
	return short && strings.HasSuffix(line, ":") || len(line) > 2 && strings.Trim(line, "=-~*_# ") == ""
}

// isNoise is a line that is no prose: quotes, code, output, traces, tables, marks for machines.
func isNoise(line string) bool {
	for _, begin := range noisePrefixes {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	for _, begin := range codePrefixes {
		if strings.HasPrefix(line, begin) && (strings.Count(line, " ") <= 2 || strings.HasSuffix(line, ")") || strings.HasSuffix(line, ":")) {
			return true
		}
	}
	lower := strings.ToLower(clip(line, 200))
	for _, mark := range noiseMarks {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	if first, _, _ := strings.Cut(line, " "); len(first) >= 7 && len(first) <= 40 && strings.Trim(first, "0123456789abcdef") == "" && strings.ContainsAny(first, "0123456789") {
		return true // a list of commits
	}
	return reviewTalk[strings.Trim(lower, " .!*-")] || isOutput(line)
}

var noisePrefixes = []string{
	">", "|", "$ ", "=> ", "~$ ", "diff --git", "@@ ", "+++ ", "--- ", "goroutine ", "Traceback ", "File \"", "panic: ", "#0 ", "#1 ", "#2 ", "#3 ",
	"0x", "WARNING: ", "ERROR: ", "ERROR ", "FAIL", "--- FAIL", "=== RUN", "ok  ", "make: ", "make[", "warning: ", "error: ", "fatal: ", "note: ", "Caused by:", "[<", "Call Trace", "CPU: ",
	"SPDX-", "Merge branch", "Merge remote-tracking", "Merge pull request", "Co-authored", "Signed-off", "http://", "https://", "[1]", "[2]", "[3]", "[4]", "[5]", "[0]", "Checkpatch", "checkpatch", "total: ", "#include", "Bumps [", "Bumps the ",
}

// codePrefixes begin lines of code and of traces, and lines of prose too.
var codePrefixes = []string{"at ", "class ", "def ", "import ", "func ", "index ", "from ", "return "}

var noiseMarks = []string{
	"[ci skip]", "[skip ci]", "dependabot", "renovate", "you can trigger", "updated-dependencies", "dependency-name", "dependency-type", "release notes](", "changelog](",
	"git-svn-id", "this reverts commit", "cherry picked from commit", "what this pr does", "why we need it", "special notes for your reviewer", "does this pr introduce", "which issue(s) this pr",
	"thank you for contributing", "please read the contribut", "before submitting", "delete this", "fill in", "how to verify", "how i did it", "what i did", "description for the changelog",
	"a picture of a cute animal", "best viewed with", "easier to review", "reviewable commit", "this pr ", "generated with [", "🤖",
}

// reviewTalk are lines of squashed commits that say nothing.
var reviewTalk = map[string]bool{
	"fix review comments": true, "address review comments": true, "address comments": true, "review comments": true, "address feedback": true, "fix tests": true, "fix test": true,
	"fix lint": true, "lint": true, "fix typo": true, "fix typos": true, "typo": true, "wip": true, "fix build": true, "fix ci": true, "fixup": true, "nit": true, "nits": true, "pr feedback": true,
	"fix": true, "fixes": true, "cleanup": true, "clean up": true, "formatting": true, "rebase": true, "more fixes": true, "update": true, "updates": true, "review feedback": true, "code review": true,
}

// isOutput tells lines that machines wrote by what they are made of: few letters, or marks that prose has not.
func isOutput(line string) bool {
	letters, marks, all := 0, 0, 0
	for _, r := range line {
		all++
		switch {
		case unicode.IsLetter(r) || r == ' ':
			letters++
		case strings.ContainsRune("{}=;<>|\\&@$%^~+*", r):
			marks++
		}
	}
	if all == 0 || strings.HasSuffix(line, ";") || strings.HasSuffix(line, "{") || strings.HasSuffix(line, "\\") {
		return true
	}
	if line[0] == '[' && len(line) > 6 && (line[1] >= '0' && line[1] <= '9' || line[1] == ' ') && !strings.Contains(line[:6], "]") {
		return true // [   12.345678] kernel: …
	}
	if len(line) > 10 && isDigits(line[:4]) && strings.ContainsAny(line[4:5], "-/:") {
		return true // a log's time
	}
	return letters*10 < all*6 || marks*12 > all && all > 12
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
