package workspace_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/forge/forgetest"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// hostedHome is a home whose repository's requests are at a host, which the user lets be asked.
func hostedHome(t *testing.T, kind, history string) (*home, *forgetest.Host) {
	h := atHome(t, history)
	host := forgetest.Typical(t, kind, now())
	gittest.Git(t, h.top, "remote", "add", "origin", "git@git.example.org:"+forgetest.Project+".git")
	h.forge(fmt.Sprintf("kind = %q\napi = %q\n", kind, host.URL))
	t.Setenv("HOME", t.TempDir()) // whatever credentials the tester has are nobody's here
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	return h, host
}

func (h *home) forge(settings string) {
	h.t.Helper()
	if err := os.MkdirAll(h.dirs.Config, 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.dirs.Config, "config.toml"), []byte("[forge]\n"+settings), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

const shop = `
me Dev One <dev1@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
begin
+ pay/a.go
commit side 2026-10-20T10:00:00Z Dev Two <7+dev2@users.noreply.git.example.org>
retry
+ pay/a.go
<<<
package pay
>>>
commit side 2026-10-21T10:00:00Z Dev Two <dev2@example.com>
retry again
+ pay/a.go
<<<
package pay // again
>>>
commit main 2026-10-29T10:00:00Z Dev One <dev1@example.com>
Merge pull request #5 from dev2/side
merge side
commit main 2026-10-30T10:00:00Z Dev Three <dev3@example.com>
round (#4)
+ pay/b.go
`

// clock is one that a test turns, for several workspaces.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) turn(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// looks counts how often the open requests were asked for from the first one on.
func looks(host *forgetest.Host) (n int) {
	asked, _ := host.Told()
	for _, line := range asked {
		if strings.Contains(line, "state=open") && !strings.Contains(line, "page=2") {
			n++
		}
	}
	return n
}

// Two editors ask a host once between them, in the background, and both see what it told; nothing runs on when they close.
func TestHostInTheBackground(t *testing.T) {
	h, host := hostedHome(t, forgetest.GitHub, shop)
	c := &clock{at: now()}
	var dones []func()
	var all []func(string, func(*workspace.Snapshot) bool)
	for range 2 {
		changed := make(chan struct{}, 1000)
		env := map[string]string{"LEADLINE_FORGE_HOST": strings.TrimPrefix(host.URL, "http://"), "LEADLINE_FORGE_TOKEN": "tok-3n-of-dev1"}
		w, done := h.open(workspace.Options{Now: c.now, Getenv: func(name string) string { return env[name] }, Log: func(err error) {
			if strings.Contains(err.Error(), "tok-3n") {
				t.Errorf("the token is in the log: %v", err)
			}
		}, OnChange: func(*workspace.Snapshot) { changed <- struct{}{} }})
		dones = append(dones, done)
		w.Watch(func() {})
		all = append(all, func(what string, ok func(*workspace.Snapshot) bool) {
			t.Helper()
			patience := time.After(30 * time.Second)
			for !ok(w.Snapshot()) {
				select {
				case <-changed:
				case <-patience:
					t.Fatalf("%s was not noticed", what)
				}
			}
		})
	}
	open := func(n int) func(*workspace.Snapshot) bool {
		return func(s *workspace.Snapshot) bool { return len(s.Hosted.Open()) == n && s.Hosted.Told() }
	}
	for _, seen := range all {
		seen("what the host told", open(3))
	}
	if n := looks(host); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
	host.Change(func() { host.Open = append(host.Open, host.Request(10, "Fees", "dev1", 0, 0, "dev2")) })
	host.Change(func() {
		host.More["/pulls/10"] = host.Request(10, "Fees", "dev1", 0, 0, "dev2")
		host.More["/pulls/10/reviews"] = []forgetest.Object{}
	})
	c.turn(10 * time.Minute)
	for _, seen := range all {
		seen("a new request", open(4))
	}
	if n := looks(host); n != 1 {
		t.Errorf("for what is new it was asked %d times", n)
	}
	for _, done := range dones {
		done()
	}
	c.turn(time.Hour)
	if n := looks(host); n != 0 {
		t.Error("it was asked after all had closed")
	}
	for _, header := range host.Headers() {
		if !strings.Contains(header.Get("Authorization"), "tok-3n-of-dev1") {
			t.Error("it was asked without the token")
		}
	}
	for _, dir := range []string{h.dirs.Cache, h.dirs.Data, h.dirs.State} {
		if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, []byte("tok-3n")) {
				t.Errorf("the token is in %s, or it cannot be read: %v", path, err)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	text, err := filepath.Glob(filepath.Join(h.dirs.Cache, "*", "requests.json"))
	if err != nil || len(text) != 1 {
		t.Errorf("what the host told lies in %q, %v", text, err)
	}
}

// While a host does not answer, an editor can close at once, and it is no fault of the host's.
func TestHostThatHangs(t *testing.T) {
	h, host := hostedHome(t, forgetest.GitLab, shop)
	asked := make(chan struct{}, 100)
	host.Answer(func(_ http.ResponseWriter, r *http.Request) bool {
		asked <- struct{}{}
		<-r.Context().Done()
		return true
	})
	w, done := h.open(workspace.Options{})
	w.Watch(func() {})
	<-asked
	done()
	w, done = h.open(workspace.Options{})
	defer done()
	if p := w.Snapshot().Hosted.State.Problem; p != nil {
		t.Errorf("the host is said to have failed: %v", p)
	}
}

// A host that is too slow for a command leaves what is known: at first nothing, then the open requests without the rest.
func TestHostThatIsSlow(t *testing.T) {
	h, host := hostedHome(t, forgetest.GitHub, shop)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	until := func(part string) {
		ctx, cancel := context.WithCancel(t.Context())
		host.Answer(func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, part) {
				cancel()
				<-r.Context().Done()
				return true
			}
			return false
		})
		w.AskHost(ctx)
	}
	until("/pulls")
	if s := w.Snapshot(); s.Hosted.Told() || s.Hosted.State.Problem == nil || s.Loads() != nil {
		t.Errorf("%+v", s.Hosted.State)
	}
	w, done = h.open(workspace.Options{Now: func() time.Time { return now().Add(time.Minute) }})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	until("/pulls/7/reviews")
	s := w.Snapshot()
	if !s.Hosted.Told() || !s.Hosted.BrokenOff() || len(s.Hosted.Open()) != 3 || s.Hosted.Open()[0].Files != 2 || s.Hosted.Open()[1].Files != 0 {
		t.Errorf("%+v", s.Hosted.State)
	}
	if l := s.Loads()[s.Person("@dev2")]; l.Open != 1 {
		t.Errorf("load of dev2: %+v", l)
	}
}

// Reviews that a host tells of count for whoever gave them, for what the request landed as: a commit, what a merge brought, or the
// commit that names its number; once, also beside a trailer, and never the author's.
func TestHostedReviews(t *testing.T) {
	for _, kind := range []string{forgetest.GitHub, forgetest.Gitea} {
		t.Run(kind, func(t *testing.T) {
			h, host := hostedHome(t, kind, shop)
			given := func(n int, logins ...string) {
				var all []forgetest.Object
				for _, login := range logins {
					all = append(all, forgetest.Object{"user": host.User(login), "state": "APPROVED", "submitted_at": forgetest.Stamp(host.DaysAgo(22))})
				}
				host.More[fmt.Sprintf("/pulls/%d/reviews", n)] = all
			}
			five := host.Request(5, "Retry", "dev2", 30, 20)
			five["merged_at"], five["merge_commit_sha"], five["merged"] = forgetest.Stamp(host.DaysAgo(20)), gittest.Hash(t, h.top, "main~1"), true
			four := host.Request(4, "Round", "stranger", 30, 19)
			four["merged_at"], four["merge_commit_sha"], four["merged"] = forgetest.Stamp(host.DaysAgo(19)), strings.Repeat("1", 40), true
			host.Landed = []forgetest.Object{four, five}
			given(5, "dev2", "dev5", "build-bot")
			given(4, "dev6", "ghost")
			w, done := h.open(workspace.Options{})
			defer done()
			if err := w.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.AskHost(t.Context())
			for path, want := range map[string][]string{"pay/a.go": {"Dev One", "Dev Two", "dev5"}, "pay/b.go": {"Dev Three", "dev6"}} {
				knowers, err := w.KnowersOf(t.Context(), path)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, k := range knowers {
					got = append(got, k.Person.Name)
				}
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
			}
			s := w.Snapshot()
			if p := s.Person("@dev5"); p == nil || !s.Active(p) {
				t.Errorf("who reviewed three weeks ago is not here: %+v", p)
			}
			if bot := s.Person("@build-bot"); bot != nil && !bot.Bot {
				t.Error("a program is taken for a person")
			}
		})
	}
}

// Accounts are people by the handles in the settings, by no-reply addresses, by e-mail and by a full name; others stay accounts,
// each one, however it is written.
func TestHostedAccounts(t *testing.T) {
	h, host := hostedHome(t, forgetest.GitLab, shop)
	h.write(".leadline.toml", "[people.four]\nname = \"Dev Four\"\nemails = [\"dev3@example.com\"]\n")
	user := func(login, name string) forgetest.Object { return forgetest.Object{"username": login, "name": name} }
	host.Open[1]["author"], host.Open[1]["draft"] = user("x1", "Dev One"), false // a name that one person has
	host.More["/merge_requests/8/reviewers"] = []forgetest.Object{
		{"user": user("Four", "F."), "state": "unreviewed"},
		{"user": user("dev2", "Dev Two"), "state": "unreviewed"},
		{"user": user("new", "New One"), "state": "unreviewed"},
		{"user": user("NEW", "New One"), "state": "reviewed"},
		{"user": user("x1", "Dev One"), "state": "unreviewed"},
		{"user": user("project_3_bot_5eed", "Deploy"), "state": "unreviewed"},
	}
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.AskHost(t.Context())
	s := w.Snapshot()
	i := slices.IndexFunc(s.Hosted.Open(), func(r workspace.HostedRequest) bool { return r.ID == "!8" })
	r := s.Hosted.Open()[i]
	var asked []string
	for _, p := range r.Asked {
		asked = append(asked, p.Name)
	}
	if diff := cmp.Diff([]string{"Dev Four", "Dev Two", "New One"}, asked); diff != "" || r.Author == nil || r.Author.Email != "dev1@example.com" {
		t.Errorf("by %+v, %s", r.Author, diff)
	}
	if s.Person("dev3@example.com") != r.Asked[0] || s.Person("dev2@example.com") != r.Asked[1] || s.Hosted.Alone(r.Asked[1]) || !s.Hosted.Alone(r.Asked[2]) {
		t.Error("an account became somebody else")
	}
	if n := s.Person("@new"); n != r.Asked[2] || len(r.Given) != 1 || r.Given[n].IsZero() {
		t.Errorf("one account is two people: %+v, %v", n, r.Given)
	}
}

// Load is of those who are asked and of those who reviewed lately; drafts, authors and teams carry none, and what the ledger
// knows of too, by its branch, counts once.
func TestHostedLoads(t *testing.T) {
	h, host := hostedHome(t, forgetest.GitHub, shop)
	host.Open[1]["requested_reviewers"] = []forgetest.Object{host.User("dev2"), host.User("dev4")} // of a draft
	host.Open[2]["requested_reviewers"] = []forgetest.Object{host.User("dev1"), host.User("dev4")} // dev1 is its author
	host.Open[2]["head"] = forgetest.Object{"sha": "c0ffee", "ref": "rounds"}
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.Snapshot().Loads() != nil {
		t.Error("there is load before anybody was asked")
	}
	w.AskHost(t.Context())
	loads := func() map[string]string {
		out := map[string]string{}
		for p, l := range w.Snapshot().Loads() {
			for _, part := range l.Parts {
				touched := ""
				if !part.Touched.IsZero() {
					touched = " touched"
				}
				out[p.Name] += fmt.Sprintf("%s of %d files, %d lines%s; ", part.ID, part.Files, part.Lines, touched)
			}
		}
		return out
	}
	want := map[string]string{"Dev Two": "#7 of 2 files, 8 lines; ", "dev3": "#7 of 2 files, 8 lines touched; ", "dev4": "#9 of 2 files, 10 lines; "}
	if diff := cmp.Diff(want, loads()); diff != "" {
		t.Error(diff)
	}
	four := w.Snapshot().Person("@dev4")
	if four == nil || four.Email != "dev4@users.noreply.git.example.org" {
		t.Fatalf("dev4 is %+v", four)
	}
	from := gittest.Hash(t, h.top, "main~1")
	request(t, w, "R-7K3QXM", from, from, "refs/heads/b", "pay/a.go")
	want["Dev Two"] = "R-7K3QXM of 1 files, 0 lines; "
	if diff := cmp.Diff(want, loads()); diff != "" {
		t.Error(diff)
	}
}
