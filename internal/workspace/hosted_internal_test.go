package workspace

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// Only public sites, and the one address that the user gave, are ever asked.
func TestServerAt(t *testing.T) {
	for _, test := range []struct{ kind, api, remote, want string }{
		{"auto", "", "git@github.com:pay/core.git", "github https://api.github.com/ pay/core"},
		{"auto", "", "https://gitlab.com/a/b/c", "gitlab https://gitlab.com/api/v4/ a/b/c"},
		{"auto", "", "https://codeberg.org/pay/core", "gitea https://codeberg.org/ pay/core"},
		{"github", "", "git@github.com:pay/core.git", "github https://api.github.com/ pay/core"},
		{"gitlab", "", "git@github.com:pay/core.git", "other"},
		{"auto", "https://git.example.org", "git@github.com:pay/core.git", "github https://api.github.com/ pay/core"},
		{"auto", "", "https://bitbucket.org/pay/core", "unnamed"},
		{"auto", "", "https://gitlab.evil.example/pay/core", "unnamed"},
		{"gitlab", "", "https://gitlab.evil.example/pay/core", "unnamed"},
		{"gitlab", "https://git.example.org", "https://gitlab.evil.example/pay/core", "other"},
		{"gitlab", "https://git.example.org", "git@git.example.org:a/b/c.git", "gitlab https://git.example.org/api/v4/ a/b/c"},
		{"gitlab", "https://code.example.org", "git@ssh.example.org:pay/core.git", "gitlab https://code.example.org/api/v4/ pay/core"},
		{"gitlab", "https://example.org/gitlab", "https://example.org/gitlab/pay/core.git", "gitlab https://example.org/gitlab/api/v4/ pay/core"},
		{"gitlab", "https://example.org/gitlab", "git@example.org:pay/core.git", "gitlab https://example.org/gitlab/api/v4/ pay/core"},
		{"github", "https://git.example.org", "https://git.example.org:8443/pay/core", "github https://git.example.org/api/v3/ pay/core"},
		{"github", "https://api.corp.ghe.example", "https://corp.ghe.example/pay/core", "github https://api.corp.ghe.example/ pay/core"},
		{"auto", "https://git.example.org", "https://git.example.org/pay/core", "uncertain"},
		{"auto", "https://git.example.org/api/v1", "https://git.example.org/pay/core", "gitea https://git.example.org/ pay/core"},
		{"auto", "https://forgejo.example.org", "https://forgejo.example.org/pay/core", "gitea https://forgejo.example.org/ pay/core"},
		{"gitea", "http://localhost:3000", "http://localhost:3000/pay/core", "gitea http://localhost:3000/ pay/core"},
		{"gitea", "https://git.example.org", "https://git.example.org/a/b/c", "unable"},
		{"auto", "", "/srv/pay/core.git", "none"},
		{"gitlab", "https://10.0.0.7", "https://10.0.0.7/pay/core", "gitlab https://10.0.0.7/api/v4/ pay/core"},
		{"gitlab", "https://10.0.0.7", "https://11.0.0.7/pay/core", "other"},
	} {
		server, _, why := serverAt(config.Forge{Kind: test.kind, API: test.api}, test.remote)
		got := string(why)
		if server != nil {
			got = server.Name()
		}
		if got != test.want {
			t.Errorf("kind %s, api %q, remote %s: %q, want %q", test.kind, test.api, test.remote, got, test.want)
		}
	}
	two := []git.Remote{{Name: "origin", URL: "git@github.com:dev1/core.git"}, {Name: "upstream", URL: "git@github.com:pay/core.git"}}
	if s, host, _ := serverOf(config.Forge{Kind: "auto"}, two); s == nil || s.Project != "pay/core" || host != "github.com" {
		t.Errorf("of a fork it is %v at %s", s, host)
	}
	two[1].URL = "/srv/core.git"
	if s, _, _ := serverOf(config.Forge{Kind: "auto"}, two); s == nil || s.Project != "dev1/core" {
		t.Errorf("with an upstream on no server it is %v", s)
	}
}

func TestAccountsOf(t *testing.T) {
	who := func(name, email string) index.Sighting {
		return index.Sighting{Who: git.Identity{Name: name, Email: email}}
	}
	known := []index.Sighting{who("Dev One", "dev1@example.com"), who("Dev Five", "9-five@users.noreply.git.example.org")}
	account := func(login, name, email string) forge.Account {
		return forge.Account{Login: login, Name: name, Email: email}
	}
	state := forge.State{
		Open: []forge.Request{{
			Author: account("dev1", "D", "DEV1@example.com"),
			Asked: []forge.Account{
				account("Two", "Dev Two", "two@elsewhere.example"), account("three", "Same Name", ""), account("four", "Same Name", ""),
				account("ghost", "", ""), account("a b", "", ""), account("x@y", "", ""), account("evil", "Dev Five", ""), account("five", "Dev Five", ""),
			},
		}},
		Landed: []forge.Request{{Author: account("7-up", "", ""), Given: []forge.Review{{By: account("renovate[bot]", "", "")}}}},
	}
	want := map[string]git.Identity{
		"dev1":          {Name: "D", Email: "DEV1@example.com"},
		"two":           {Name: "Dev Two", Email: "Two@users.noreply.git.example.org"},
		"three":         {Name: "three", Email: "three@users.noreply.git.example.org"},
		"four":          {Name: "four", Email: "four@users.noreply.git.example.org"},
		"five":          {Name: "five", Email: "five@users.noreply.git.example.org"},
		"evil":          {Name: "evil", Email: "evil@users.noreply.git.example.org"},
		"7-up":          {Name: "7-up", Email: "7-up@git.example.org.invalid"},
		"renovate[bot]": {Name: "renovate[bot]", Email: "renovate[bot]@users.noreply.git.example.org"},
	}
	if diff := cmp.Diff(want, accountsOf("git.example.org", state, known)); diff != "" {
		t.Error(diff)
	}
}

func TestIsDue(t *testing.T) {
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	problem := func(r forge.Reason, at, until time.Time) *forge.Problem {
		return &forge.Problem{Reason: r, At: at, Until: until}
	}
	for _, test := range []struct {
		name             string
		state            forge.State
		editor, awaiting bool
	}{
		{"never asked", forge.State{}, true, true},
		{"fresh", forge.State{At: ago(9 * time.Minute)}, false, false},
		{"old", forge.State{At: ago(10 * time.Minute)}, true, true},
		{"of the future", forge.State{At: now.Add(time.Hour)}, true, true},
		{"told to wait", forge.State{At: ago(time.Hour), Problem: problem(forge.Limited, ago(time.Hour), now.Add(time.Second))}, false, false},
		{"waited", forge.State{At: ago(time.Hour), Problem: problem(forge.Limited, ago(time.Hour), ago(time.Second))}, true, true},
		{"a token that may be mended by now", forge.State{Problem: problem(forge.Unknown, ago(time.Second), time.Time{})}, false, true},
		{"just not reached", forge.State{At: ago(time.Hour), Problem: problem(forge.Offline, ago(59*time.Second), time.Time{})}, false, false},
		{"not reached a minute ago", forge.State{At: ago(time.Hour), Problem: problem(forge.Offline, ago(time.Minute), time.Time{})}, false, true},
		{"cut off half-way", forge.State{At: ago(time.Second), Problem: problem(forge.Offline, ago(time.Second), time.Time{})}, false, false},
	} {
		if got := isDue(test.state, 10*time.Minute, now, false); got != test.editor {
			t.Errorf("%s: an editor asks: %v", test.name, got)
		}
		if got := isDue(test.state, 10*time.Minute, now, true); got != test.awaiting {
			t.Errorf("%s: a command asks: %v", test.name, got)
		}
	}
}

func TestNumberOf(t *testing.T) {
	for message, want := range map[string][2]int{ // at GitLab, elsewhere
		"Retry (#12)":                                       {0, 12},
		"Merge pull request #12 from dev1/retry":            {0, 12},
		"Auto merge of #12 - dev1:retry, r=dev2":            {0, 12},
		"Merge branch 'x'\n\nSee merge request pay/core!12": {12, 0},
		"Retry\n\nFixes #12":                                {0, 0},
		"Revert \"Retry (#12)\"\n\nThis reverts commit " + "1234567890123456789012345678901234567890" + ".": {0, 0},
		"": {0, 0},
	} {
		if got := [2]int{numberOf(message, true), numberOf(message, false)}; got != want {
			t.Errorf("%q: %v, want %v", message, got, want)
		}
	}
}
