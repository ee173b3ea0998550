package history_test

import (
	"testing"

	"github.com/leadline/leadline/internal/history"
)

// An address of lines has a commit in it, and nothing of what the remote's address held besides server and project.
func TestLines(t *testing.T) {
	const commit = "0123456789012345678901234567890123456789"
	for name, c := range map[string]struct {
		remote, file string
		line, end    int
		want         string
	}{
		"one line":           {"git@github.com:pay/core.git", "pay/charge.go", 3, 3, "https://github.com/pay/core/blob/" + commit + "/pay/charge.go#L3"},
		"lines":              {"git@github.com:pay/core.git", "pay/charge.go", 3, 7, "https://github.com/pay/core/blob/" + commit + "/pay/charge.go#L3-L7"},
		"a file":             {"git@github.com:pay/core.git", "README.md", 0, 0, "https://github.com/pay/core/blob/" + commit + "/README.md"},
		"a typeset page":     {"git@github.com:pay/core.git", "README.md", 3, 3, "https://github.com/pay/core/blob/" + commit + "/README.md?plain=1#L3"},
		"GitLab":             {"https://gitlab.com/group/sub/core.git", "a.go", 3, 7, "https://gitlab.com/group/sub/core/-/blob/" + commit + "/a.go#L3-7"},
		"GitLab's notes":     {"https://gitlab.com/pay/core", "a.md", 3, 3, "https://gitlab.com/pay/core/-/blob/" + commit + "/a.md?plain=1#L3"},
		"GitLab of a team":   {"git@gitlab.example.org:pay/core", "a.go", 3, 3, "https://gitlab.example.org/pay/core/-/blob/" + commit + "/a.go#L3"},
		"Forgejo":            {"https://codeberg.org/pay/core", "a.go", 3, 7, "https://codeberg.org/pay/core/src/commit/" + commit + "/a.go#L3-L7"},
		"Forgejo's notes":    {"https://codeberg.org/pay/core", "a.md", 3, 3, "https://codeberg.org/pay/core/src/commit/" + commit + "/a.md?display=source#L3"},
		"Bitbucket":          {"git@bitbucket.org:pay/core.git", "a.go", 3, 7, "https://bitbucket.org/pay/core/src/" + commit + "/a.go#lines-3:7"},
		"Bitbucket, a line":  {"git@bitbucket.org:pay/core.git", "a.go", 3, 3, "https://bitbucket.org/pay/core/src/" + commit + "/a.go#lines-3"},
		"credentials":        {"https://dev1:secret@github.com/pay/core.git", "a.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a.go#L1"},
		"a token alone":      {"https://ghp_secret@github.com/pay/core", "a.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a.go#L1"},
		"ssh with a port":    {"ssh://git@ssh.github.com:443/pay/core.git", "a.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a.go#L1"},
		"scp with a slash":   {"git@github.com:/pay/core.git", "a.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a.go#L1"},
		"plain git":          {"git://github.com/pay/core", "a.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a.go#L1"},
		"blanks and signs":   {"git@github.com:pay/core", "a b/50%#1?.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/a%20b/50%25%231%3F.go#L1"},
		"not ASCII":          {"git@github.com:pay/core", "größe.go", 1, 1, "https://github.com/pay/core/blob/" + commit + "/gr%C3%B6%C3%9Fe.go#L1"},
		"a backslash":        {"git@github.com:pay/core", `a\b.go`, 1, 1, "https://github.com/pay/core/blob/" + commit + "/a%5Cb.go#L1"},
		"an unknown host":    {"git@git.example.org:pay/core.git", "a.go", 1, 1, ""},
		"http with a port":   {"https://github.com:8443/pay/core", "a.go", 1, 1, ""},
		"a folder":           {"/srv/pay.git", "a.go", 1, 1, ""},
		"a file's address":   {"file:///srv/pay.git", "a.go", 1, 1, ""},
		"a folder on C":      {`C:\pay\core`, "a.go", 1, 1, ""},
		"a folder on C, too": {"C:/pay/core", "a.go", 1, 1, ""},
		"out of the project": {"git@github.com:pay/core", "../../evil/a.go", 1, 1, ""},
		"through it":         {"git@github.com:pay/core", "a/../../evil", 1, 1, ""},
		"no path":            {"git@github.com:pay/core", "", 1, 1, ""},
		"a bad project":      {"git@github.com:pay/../evil", "a.go", 1, 1, ""},
		"a query":            {"https://github.com/pay/core?x=1", "a.go", 1, 1, ""},
		"no remote":          {"", "a.go", 1, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := history.HostOf(c.remote).Lines(commit, c.file, c.line, c.end); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if got := history.HostOf("git@github.com:pay/core").Lines("", "a.go", 1, 1); got != "" {
		t.Errorf("an address without a commit: %s", got)
	}
}
