package history_test

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/history"
)

func TestHostOf(t *testing.T) {
	for remote, want := range map[string]history.Host{
		"git@github.com:pay/core.git":               {Kind: history.GitHub, Server: "github.com", Project: "pay/core"},
		"https://user:secret@github.com/pay/core":   {Kind: history.GitHub, Server: "github.com", Project: "pay/core"},
		"ssh://git@ssh.github.com:443/pay/core.git": {Kind: history.GitHub, Server: "github.com", Project: "pay/core"},
		"https://gitlab.example.org/a/b/c.git":      {Kind: history.GitLab, Server: "gitlab.example.org", Project: "a/b/c"},
		"https://codeberg.org/pay/core/":            {Kind: history.Gitea, Server: "codeberg.org", Project: "pay/core"},
		"git@bitbucket.org:pay/core.git":            {Kind: history.Bitbucket, Server: "bitbucket.org", Project: "pay/core"},
		"https://git.example.org/pay/core.git":      {},
		"https://github.com.evil.example/pay/core":  {},
		"https://evil.example/github.com/pay/core":  {},
		"https://github.com:8443/pay/core":          {},
		"https://github.com/pay/core/deep":          {},
		"https://github.com/pay":                    {},
		"https://github.com/pay/co)re":              {},
		"file:///srv/github.com/pay/core":           {},
		"/srv/pay/core.git":                         {},
		"../core":                                   {},
		"C:\\pay\\core":                             {},
		"":                                          {},
		"git@github.com:../../etc":                  {},
		"https://github.com/pay/core?x=1":           {},
		"javascript://github.com/pay/core":          {},
	} {
		if diff := cmp.Diff(want, history.HostOf(remote)); diff != "" {
			t.Errorf("%s: %s", remote, diff)
		}
	}
}

func TestProjectOf(t *testing.T) {
	for remote, want := range map[string]string{
		"git@git.example.org:pay/core.git":                "git.example.org pay/core",
		"https://dev1:tok-3n@git.example.org/a/b/c.git":   "git.example.org a/b/c",
		"https://git.example.org:8443/pay/core/":          "git.example.org pay/core",
		"http://localhost:3000/pay/core":                  "localhost pay/core",
		"ssh://git@gitserver:2222/pay/core.git":           "gitserver pay/core",
		"https://www.github.com/pay/core":                 "github.com pay/core",
		"https://git.example.org/../../etc":               " ",
		"https://git.example.org/pay":                     " ",
		"https://git.exa mple.org/pay/core":               " ",
		"https://[::1]/pay/core":                          " ",
		"C:/pay/core":                                     " ",
		"/srv/pay/core.git":                               " ",
		"file:///srv/pay/core.git":                        " ",
		"git@git.example.org\n.evil.example:pay/core.git": " ",
		"": " ",
	} {
		server, project, ok := history.ProjectOf(remote)
		if got := server + " " + project; got != want || ok != (want != " ") {
			t.Errorf("%q: %q, %v", remote, got, ok)
		}
	}
}

// A link is made only where the number cannot be another tracker's.
func TestLinks(t *testing.T) {
	const (
		github    = "git@github.com:pay/core.git"
		gitlab    = "git@gitlab.com:pay/core.git"
		gitea     = "https://codeberg.org/pay/core"
		bitbucket = "git@bitbucket.org:pay/core.git"
		hub       = "https://github.com/pay/core/"
		lab       = "https://gitlab.com/pay/core/-/"
	)
	for _, c := range []struct{ remote, message, want string }{
		{github, "Retry (#12)", hub + "pull/12"},
		{github, "Merge pull request #12 from dev1/retry", hub + "pull/12"},
		{github, "Retry (#12)\n\nFixes #9", hub + "pull/12 " + hub + "issues/9"},
		{github, "Retry\n\nFixes #9", ""},                       // of a tracker before the move here, perhaps
		{github, "Retry (#12)\n\nFixes #4711", hub + "pull/12"}, // no issue has a higher number than its fix
		{github, "Retry [#9 state:resolved]", ""},               // Lighthouse
		{github, "Retry\n\nFixes other/repo#9", ""},
		{github, "Retry\n\nFixes pay/core#9", hub + "issues/9"},
		{github, "Retry\n\nFixes https://github.com/pay/core/issues/9", hub + "issues/9"},
		{github, "Retry\n\nFixes https://evil.example/pay/core/issues/9", ""},
		{github, "Retry (!12)", ""},
		{github, "Merged in x (pull request #5)", ""},
		{github, "PAY-12: retry", ""},
		{gitlab, "Retry (#12)", ""},
		{gitlab, "Merge branch 'x' into 'main'\n\nSee merge request pay/core!12", lab + "merge_requests/12"},
		{gitlab, "Merge branch 'x' into 'main'\n\nSee merge request other/core!12", ""},
		{gitlab, "Retry (!12)", lab + "merge_requests/12"},
		{gitlab, "Retry\n\nCloses https://gitlab.com/pay/core/-/issues/3", lab + "issues/3"},
		{gitea, "Merge pull request 'Retry' (#6) from dev1/retry into main", "https://codeberg.org/pay/core/pulls/6"},
		{bitbucket, "Merged in x (pull request #5)", "https://bitbucket.org/pay/core/pull-requests/5"},
		{bitbucket, "Retry (#5)", ""},
		{"/srv/core.git", "Retry (#12)\n\nhttps://github.com/pay/core/pull/12", ""},
		{"", "Retry (#12)", ""},
	} {
		got := ""
		a := history.Explain(history.Evidence{Commit: &history.Told{Message: history.Read(c.message)}, Host: history.HostOf(c.remote)})
		for _, n := range a.Numbers {
			if n.URL != "" {
				got += " " + n.URL
			}
		}
		if got = strings.TrimSpace(got); got != c.want {
			t.Errorf("%s, %q: got %q, want %q", c.remote, c.message, got, c.want)
		}
	}
}

func TestRemarks(t *testing.T) {
	for _, c := range []struct {
		path, text string
		line       int
		want       *history.Remark
	}{
		{"a.go", "// A key, because the queue redelivers.\nvar key int\n", 2, &history.Remark{Line: 1, Text: "A key, because the queue redelivers."}},
		{"a.go", "// What a key is.\n// See ADR-12 for more.\nvar key int\n", 3, &history.Remark{Line: 1, Record: "ADR-12"}},
		{"a.c", "/*\n * Wait here so that the chip\n * can settle.\n */\nwait();\n", 5, &history.Remark{Line: 1, Text: "Wait here so that the chip can settle."}},
		{"a.py", "x = 1  # to avoid a second bill on retry\n", 1, &history.Remark{Line: 1, Text: "to avoid a second bill on retry"}},
		{"a.py", "x = \"# because of that, to avoid this\"\n", 1, nil},
		{"a.go", "// A key, because the queue redelivers.\n\nvar key int\n", 3, nil},
		{"a.go", "// Key is the key.\nvar key int\n", 2, nil},
		{"a.md", "# Because of that we avoid this\ntext\n", 2, nil},
		{"unknown", "// because of that we avoid this\nx\n", 2, nil},
		{"a.go", "", 1, nil},
		{"a.go", "x\n", 9, nil},
	} {
		if diff := cmp.Diff(c.want, history.RemarkAt(c.path, strings.Split(c.text, "\n"), c.line)); diff != "" {
			t.Errorf("%s %q: %s", c.path, c.text, diff)
		}
	}
}

// FuzzProjectOf: whatever a remote's address is, what is read of it can stand in an address of ours.
func FuzzProjectOf(f *testing.F) {
	for _, remote := range []string{"git@git.example.org:pay/core.git", "https://u:p@git.example.org:1/a/b/c", "ssh://x/../y", "a:b/c", "https://[::1]/a/b"} {
		f.Add(remote)
	}
	f.Fuzz(func(t *testing.T, remote string) {
		server, project, ok := history.ProjectOf(remote)
		if !ok {
			if server+project != "" {
				t.Errorf("%q: %q, %q", remote, server, project)
			}
			return
		}
		u, err := url.Parse("https://" + server + "/" + project)
		if err != nil || u.Host != server || u.Path != "/"+project || u.User != nil || strings.Contains(project, "..") && path.Clean(project) != project {
			t.Errorf("%q: %q, %q, %v", remote, server, project, err)
		}
	})
}
