package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/forge/forgetest"
	"github.com/leadline/leadline/internal/gittest"
)

const hostedToken = "tok-3n-of-dev1"

// hosted is a user with a repository whose requests are at a host.
type hosted struct {
	t           *testing.T
	host        *forgetest.Host
	dir, top    string
	environ     []string
	now         time.Time
	told, noted bytes.Buffer // all that any command ever said
}

func newHosted(t *testing.T, kind string) *hosted {
	h := &hosted{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	h.host = forgetest.Typical(t, kind, h.now)
	h.top = filepath.Join(h.dir, "repo")
	gittest.Repo(t, h.top, `
me Dev One <dev1@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
begin
+ pay/a.go
+ pay/b.go
commit main 2026-10-20T10:00:00Z Dev Two <7+dev2@users.noreply.git.example.org>
retry
+ pay/a.go
<<<
package pay
>>>
commit main 2026-10-21T10:00:00Z Dev Two <dev2@example.com>
retry again
+ pay/b.go
<<<
package pay
>>>
`)
	gittest.Git(t, h.top, "remote", "add", "origin", "git@git.example.org:"+forgetest.Project+".git")
	home := filepath.Join(h.dir, "home")
	for name, value := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_HOME": filepath.Join(home, "data"),
		"XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_STATE_HOME": filepath.Join(home, "state"), "TZ": "UTC",
		"GIT_CONFIG_GLOBAL": filepath.Join(home, "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
	} {
		t.Setenv(name, value) // git's credential helpers are asked with the user's own surroundings
		h.environ = append(h.environ, name+"="+value)
	}
	return h
}

func (h *hosted) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// on switches the host on, as the user does.
func (h *hosted) on() {
	h.write("home/config/leadline/config.toml", fmt.Sprintf("[forge]\nkind = %q\napi = %q\n", h.host.Kind, h.host.URL))
}

// environment of one name is changed.
func (h *hosted) setenv(name, value string) {
	h.environ = append(slices.DeleteFunc(h.environ, func(e string) bool { return strings.HasPrefix(e, name+"=") }), name+"="+value)
}

func (h *hosted) withToken() {
	h.setenv("LEADLINE_FORGE_HOST", strings.TrimPrefix(h.host.URL, "http://"))
	h.setenv("LEADLINE_FORGE_TOKEN", hostedToken)
}

// run runs the real command line and answers what it said.
func (h *hosted) run(args ...string) (out, notes string) {
	h.t.Helper()
	var stdout, stderr bytes.Buffer
	cli.Main(context.Background(), args, cli.Deps{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr, Environ: h.environ, Dir: h.top, Now: func() time.Time { return h.now },
		Rand: rand.Reader, Executable: os.Executable, LookPath: exec.LookPath,
	})
	h.told.Write(stdout.Bytes())
	h.noted.Write(stderr.Bytes())
	return stdout.String(), stderr.String()
}

func (h *hosted) says(what string, want ...string) {
	h.t.Helper()
	out, notes := h.run(strings.Fields(what)...)
	for _, w := range want {
		without, not := strings.CutPrefix(w, "!")
		if strings.Contains(out+notes, without) == not {
			h.t.Errorf("%s: %q is wrong in\n%s%s", what, w, out, notes)
		}
	}
}

// holdsNoToken looks through every file that Leadline made, and everything that it said.
func (h *hosted) holdsNoToken() {
	h.t.Helper()
	if strings.Contains(h.told.String()+h.noted.String(), hostedToken) {
		h.t.Error("the token was said")
	}
	files := 0
	err := filepath.WalkDir(filepath.Join(h.dir, "home"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(path) == "gitconfig" {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(hostedToken)) {
			h.t.Errorf("the token is in %s", path)
		}
		if base := filepath.Base(path); base == "requests.json" || base == "answers.json" {
			files++
			if at, err := d.Info(); err != nil || at.Mode().Perm() != 0o600 {
				h.t.Errorf("%s may be read by others: %v, %v", base, at.Mode(), err)
			}
		}
		return err
	})
	if err != nil || files != 2 {
		h.t.Errorf("%d files of what the host said, %v", files, err)
	}
}

func everyKind(t *testing.T, run func(*testing.T, *hosted)) {
	for _, kind := range []string{forgetest.GitHub, forgetest.GitLab, forgetest.Gitea} {
		t.Run(kind, func(t *testing.T) { run(t, newHosted(t, kind)) })
	}
}

// Requests at a host are load, and reviews given there are knowledge; the token goes there alone, and nowhere else.
func TestHosted(t *testing.T) {
	everyKind(t, func(t *testing.T, h *hosted) {
		landed := gittest.Hash(t, h.top, "main")
		h.host.Landed[0]["merge_commit_sha"] = landed // by Dev Two
		reviews := "/pulls/5/reviews"
		if h.host.Kind == forgetest.GitLab {
			h.host.More["/merge_requests/5/approvals"] = forgetest.Object{"approved_by": []forgetest.Object{{"user": h.host.User("dev4"), "approved_at": forgetest.Stamp(h.host.DaysAgo(21))}}}
		} else {
			h.host.More[reviews] = []forgetest.Object{
				{"user": h.host.User("dev4"), "state": "APPROVED", "submitted_at": forgetest.Stamp(h.host.DaysAgo(21))},
				{"user": h.host.User("ci[bot]"), "state": "APPROVED", "submitted_at": forgetest.Stamp(h.host.DaysAgo(21))},
			}
		}
		h.says("reviewers pay/b.go", "@dev2", "!dev4", "!review open")
		if asked, _ := h.host.Told(); len(asked) > 0 {
			t.Fatalf("switched off, it asked %q", asked)
		}
		h.says("doctor", "off: no host is asked")
		h.on()
		h.withToken()
		out, _ := h.run("reviewers", "pay/b.go", "--json")
		var found []struct {
			Name, Handle string
			Open         *int
			Load         *float64
			Parts        []struct{ ID string } `json:"load_parts"`
			Reasons      []string
		}
		if err := json.Unmarshal([]byte(out), &found); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		at := func(handle string) int {
			return slices.IndexFunc(found, func(f struct {
				Name, Handle string
				Open         *int
				Load         *float64
				Parts        []struct{ ID string } `json:"load_parts"`
				Reasons      []string
			},
			) bool {
				return f.Handle == handle
			})
		}
		id := map[string]string{forgetest.GitLab: "!7"}[h.host.Kind]
		if id == "" {
			id = "#7"
		}
		if i := at("dev2"); i < 0 || found[i].Open == nil || *found[i].Open != 1 || len(found[i].Parts) != 1 || found[i].Parts[0].ID != id {
			t.Errorf("%s", out)
		}
		if i := at("dev4"); i < 0 || *found[i].Open != 0 {
			t.Errorf("who reviewed what landed is not named: %s", out)
		}
		if at("dev1") >= 0 || strings.Contains(out, "bot") {
			t.Errorf("the author or a program is named: %s", out)
		}
		h.says("who pay/b.go --json", `"handle": "dev4"`)
		h.says("init --dry-run", "[people.dev2]", "!dev4") // an account is nobody whom the team would have to be told of
		headers := h.host.Headers()
		for _, header := range headers {
			if !strings.Contains(header.Get("Authorization")+header.Get("Private-Token"), hostedToken) {
				t.Error("it asked without the token")
			}
		}
		asked, _ := h.host.Told()
		if len(asked) == 0 {
			t.Fatal("nothing was asked")
		}
		h.now = h.now.Add(9 * time.Minute)
		h.says("reviewers pay/b.go", "1 review open", "!known as of")
		if again, _ := h.host.Told(); len(again) > 0 {
			t.Errorf("after nine minutes it asked again: %q", again)
		}
		h.now = h.now.Add(time.Minute)
		h.says("doctor", h.host.Kind+" at "+h.host.URL, "project pay/core", "with a token from the environment", "3 open requests, 1 landed", "today 12:10")
		if again, unchanged := h.host.Told(); len(again) == 0 || len(again) != unchanged {
			t.Errorf("after ten minutes %d of %d answers were as before", unchanged, len(again))
		}
		h.holdsNoToken()
		h.says("uninstall --yes")
		if left, _ := filepath.Glob(filepath.Join(h.dir, "home", "cache", "leadline", "*", "requests.json")); len(left) > 0 {
			t.Errorf("uninstalled, %q is left", left)
		}
	})
}

// The report lists what waits at the host, and who could take over what is too much for somebody, where its commits are here.
func TestHostedReport(t *testing.T) {
	h := newHosted(t, forgetest.GitHub)
	h.on()
	gittest.Repo(t, h.top, `
commit feature 2026-11-01T10:00:00Z Dev One <dev1@example.com>
fees
from main
+ pay/b.go
<<<
package pay // fees
>>>
`)
	for n := 20; n < 26; n++ {
		r := h.host.Request(n, fmt.Sprintf("Fees %d", n), "dev1", 6, 6, "dev2")
		if n == 23 {
			r["head"] = forgetest.Object{"sha": gittest.Hash(t, h.top, "feature"), "ref": "feature"}
		}
		h.host.Open = append(h.host.Open, r)
		h.host.More[fmt.Sprintf("/pulls/%d", n)] = r
		h.host.More[fmt.Sprintf("/pulls/%d/reviews", n)] = []forgetest.Object{}
	}
	h.write("repo/.leadline.toml", "[people.one]\nemails = [\"dev1@example.com\"]\n[people.dev1]\nname = \"Dev Author\"\nemails = [\"author@example.com\"]\n")
	gittest.Git(t, h.top, "config", "user.email", "somebody@example.com")
	h.says("report load", "Too much", "@dev2", "At the host", `#7 "Retry on timeout" by @dev1 · waits for @dev2 · opened`, `#9 "Rounds" by @dev1 · waits for payments`,
		`"Fees 23" from @dev2 to @one`, "!Ledger first", "!\"Fees 22\" from")
	h.says("report load --json", `"as_of": "2026-11-21T12:00:00Z"`, `"problem": null`)
	h.host.Close()
	h.now = h.now.Add(2 * time.Hour)
	h.says("report load", "At the host", "known as of today 12:00: the host cannot be reached")
}

// A token is for one host.
func TestHostedTokensStayHome(t *testing.T) {
	everyKind(t, func(t *testing.T, h *hosted) {
		h.on()
		h.withToken()
		h.setenv("LEADLINE_FORGE_HOST", "git.example.org")
		for _, name := range []string{"GH_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN", "GITEA_SERVER_TOKEN", "GH_ENTERPRISE_TOKEN"} {
			h.setenv(name, hostedToken)
		}
		h.write("home/gitconfig", "[credential \"https://git.example.org\"]\n\thelper = \"!echo username=dev1; echo password="+hostedToken+"; :\"\n")
		h.says("doctor", "without a token", "3 open requests")
		for _, header := range h.host.Headers() {
			for name, values := range header {
				if strings.Contains(strings.Join(values, " "), hostedToken) {
					t.Errorf("the token of another host is in %s", name)
				}
			}
		}
		h.write("home/gitconfig", fmt.Sprintf("[credential \"https://%s\"]\n\thelper = \"!echo username=dev1; echo password=%s; :\"\n", strings.TrimPrefix(h.host.URL, "http://"), hostedToken))
		h.setenv("LEADLINE_FORGE_HOST", "")
		h.now = h.now.Add(time.Hour)
		h.says("doctor", "with the token that git has for it")
		last := h.host.Headers()[len(h.host.Headers())-1]
		if !strings.Contains(last.Get("Authorization")+last.Get("Private-Token"), hostedToken) {
			t.Error("the token that git has for the host was not used")
		}
		h.holdsNoToken()
	})
}

// Whatever goes wrong, what was known holds, its age is said, and what to do.
func TestHostedRefusals(t *testing.T) {
	code := func(code int, header ...string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			return true
		}
	}
	everyKind(t, func(t *testing.T, h *hosted) {
		h.on()
		h.withToken()
		h.host.Answer(code(401))
		h.says("doctor", "to do  host", "the host does not know the token")
		h.says("reviewers pay/b.go", "What waits for review on git.example.org is not known: the host does not know the token", "!review open")
		h.setenv("LEADLINE_FORGE_TOKEN", "")
		h.says("doctor", "without a token", "the host shows nothing to strangers", "_TOKEN")
		h.host.Answer(nil)
		h.withToken()
		h.says("reviewers pay/b.go", "1 review open", "!known")
		for _, test := range []struct {
			answer       func(http.ResponseWriter, *http.Request) bool
			state, wants string
		}{
			{code(401), "to do  host", "the host does not know the token"},
			{code(403), "to do  host", "the host refuses the token"},
			{code(404), "to do  host", "the host knows no such project"},
			{code(500), "note   host", "the host has a fault of its own"},
			{code(429, "Retry-After", "600"), "note   host", "the host has answered enough for now; it is asked again after 1"},
			{func(w http.ResponseWriter, _ *http.Request) bool {
				_, _ = w.Write([]byte("<html>log in</html>"))
				return true
			}, "to do  host", "what the host said cannot be read"},
		} {
			h.now = h.now.Add(20 * time.Minute)
			h.host.Answer(test.answer)
			h.says("doctor", test.state, test.wants)
			h.says("reviewers pay/b.go", "1 review open", "is known as of today 12:00: "+test.wants)
			h.host.Told()
			h.says("reviewers pay/b.go --json", `"open": 1`, "is known as of today 12:00")
			if asked, _ := h.host.Told(); len(asked) > 0 && strings.Contains(test.wants, "enough") {
				t.Errorf("told to wait, it asked %q", asked)
			}
		}
		h.host.Close()
		h.now = h.now.Add(20 * time.Minute)
		h.says("reviewers pay/b.go", "1 review open", "is known as of today 12:00: the host cannot be reached")
		h.now = h.now.AddDate(0, 0, 1)
		h.says("doctor", "note   host", "asked yesterday 12:00", "the host cannot be reached")
		h.holdsNoToken()
	})
}

// A repository cannot have anybody asked: not a host that it names, nor one of a kind that it says.
func TestHostedNeedsConsent(t *testing.T) {
	canary := forgetest.Typical(t, forgetest.GitLab, time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	h := newHosted(t, forgetest.GitLab)
	h.withToken()
	h.setenv("LEADLINE_FORGE_HOST", strings.TrimPrefix(canary.URL, "http://"))
	hostile := fmt.Sprintf("[forge]\nkind = \"gitlab\"\napi = %q\nevery = \"1m\"\n", canary.URL)
	h.write("repo/.leadline.toml", hostile)
	ask := func(what string) {
		t.Helper()
		for _, args := range [][]string{{"doctor"}, {"reviewers", "pay/b.go"}, {"who", "pay/b.go"}, {"report", "week"}} {
			h.run(args...)
			h.now = h.now.Add(time.Hour)
		}
		if asked, _ := canary.Told(); len(asked) > 0 {
			t.Errorf("%s: the host of the repository's choice was asked %q", what, asked)
		}
	}
	ask("without a word of the user")
	h.says("doctor", "off: no host is asked", "no effect until you agree")
	for _, mine := range []string{"kind = \"auto\"", "kind = \"gitlab\""} {
		h.write("home/config/leadline/config.toml", "[forge]\n"+mine+"\n")
		ask(mine)
		h.says("doctor", "git.example.org is not asked")
	}
	h.write("home/config/leadline/config.toml", "")
	gittest.Git(t, h.top, "remote", "set-url", "origin", canary.URL+"/pay/core.git") // its own configuration may say so too
	h.write("home/config/leadline/config.toml", "[forge]\nkind = \"gitlab\"\n")
	ask("by the remote's address alone")
	h.write("home/config/leadline/config.toml", "")
	h.says("init --accept", canary.URL)
	h.says("doctor", "gitlab at "+canary.URL, "3 open requests")
	if asked, _ := canary.Told(); len(asked) == 0 {
		t.Error("with consent it was not asked")
	}
	h.write("repo/.leadline.toml", strings.Replace(hostile, canary.URL, h.host.URL, 1))
	h.now = h.now.Add(time.Hour)
	h.run("reviewers", "pay/b.go")
	if asked, _ := h.host.Told(); len(asked) > 0 {
		t.Errorf("consent to one host was taken for another's: %q", asked)
	}
}
