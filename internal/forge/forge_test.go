package forge

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadline/leadline/internal/forge/forgetest"
)

const token = "tok-3n"

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func at(daysAgo int) time.Time { return now.AddDate(0, 0, -daysAgo) }

type object = forgetest.Object

// host is one for tests, as a server of this package.
type host struct{ *forgetest.Host }

func newHost(t *testing.T, kind Kind) host { return host{forgetest.New(t, string(kind), now)} }

func typical(t *testing.T, kind Kind) host { return host{forgetest.Typical(t, string(kind), now)} }

func (h host) server(t *testing.T) Server {
	t.Helper()
	api, err := url.Parse(h.API())
	if err != nil {
		t.Fatal(err)
	}
	return Server{Kind: Kind(h.Kind), API: api, Project: forgetest.Project}
}

func options() Options {
	return Options{Token: token, Now: func() time.Time { return now }, Answers: &Answers{}}
}

func kinds(t *testing.T, run func(*testing.T, Kind)) {
	for _, k := range []Kind{GitHub, GitLab, Gitea} {
		t.Run(string(k), func(t *testing.T) { run(t, k) })
	}
}

func account(kind Kind, login string) Account {
	if kind == GitLab {
		return Account{Login: login, Name: strings.ToUpper(login)}
	}
	return Account{Login: login}
}

func TestLook(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind) {
		h := typical(t, kind)
		got, err := Look(t.Context(), h.server(t), State{}, options())
		if err != nil {
			t.Fatal(err)
		}
		page := func(n int) string { return fmt.Sprintf("https://git.example.org/pay/core/%d", n) }
		who := func(login string) Account { return account(kind, login) }
		reviewed := at(1) // GitLab does not say when one reviewed without approving: when the request was touched
		want := State{
			At: now,
			Open: []Request{
				{
					Number: 7, Title: "Retry on timeout", URL: page(7), Author: who("dev1"), Opened: at(5), Touched: at(1),
					Lines: 8, Files: 2, Head: "c0ffee", Branch: "b", Asked: []Account{who("dev2")}, Given: []Review{{who("dev3"), reviewed}},
				},
				{Number: 8, Title: "Ledger first", URL: page(8), Author: who("dev2"), Opened: at(3), Touched: at(2), Lines: 9, Files: 2, Head: "c0ffee", Branch: "b", Draft: true},
				{Number: 9, Title: "Rounds", URL: page(9), Author: who("dev1"), Opened: at(4), Touched: at(3), Lines: 10, Files: 2, Head: "c0ffee", Branch: "b", Teams: []string{"payments"}},
			},
			Landed: []Request{{
				Number: 5, Title: "Idempotent charge", URL: page(5), Author: who("dev1"), Opened: at(30), Touched: at(20), Lines: -1, Files: -1,
				Head: "c0ffee", Branch: "b", Merged: at(20), Commit: "5eed", Given: []Review{{who("dev2"), at(21)}},
			}},
		}
		if kind == GitLab {
			for i := range want.Open {
				want.Open[i].Lines, want.Open[i].Files, want.Open[i].Teams = -1, -1, nil
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		for _, header := range h.Headers() {
			if sent := header.Get("Authorization") + header.Get("Private-Token"); !strings.Contains(sent, token) {
				t.Errorf("a request went without the token: %v", header)
			}
		}
	})
}

// A second look asks the lists alone, on condition, and comes to the same.
func TestLookAgainAsksOnlyWhatIsNew(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind) {
		h := typical(t, kind)
		path := filepath.Join(t.TempDir(), "deep")
		o := options()
		known := Known{Server: h.server(t).Name(), Answers: o.Answers}
		var err error
		if known.State, err = Look(t.Context(), h.server(t), State{}, o); err != nil {
			t.Fatal(err)
		}
		if err := known.Write(path); err != nil {
			t.Fatal(err)
		}
		h.Told()
		again, err := ReadKnown(path, h.server(t))
		if err != nil {
			t.Fatal(err)
		}
		o.Answers = again.Answers
		o.Now = func() time.Time { return now.Add(time.Hour) }
		got, err := Look(t.Context(), h.server(t), again.State, o)
		if err != nil {
			t.Fatal(err)
		}
		if asked, unchanged := h.Told(); len(asked) != 3 || unchanged != 3 { // two pages of open ones, one of landed ones
			t.Errorf("asked %d, of which %d had nothing new: %q", len(asked), unchanged, asked)
		}
		known.State.At = now.Add(time.Hour)
		if diff := cmp.Diff(known.State, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}

		h.Change(func() { h.Open[0]["updated_at"] = forgetest.Stamp(now) }) // dev2 reviews: the request is touched
		if _, err := Look(t.Context(), h.server(t), got, o); err != nil {
			t.Fatal(err)
		}
		more := map[Kind]int{GitHub: 2, GitLab: 2, Gitea: 1}[kind] // Gitea's list has the sizes
		if asked, _ := h.Told(); len(asked) != 3+more {
			t.Errorf("for one request that was touched it asked %q", asked)
		}
		if kept, err := ReadKnown(path, Server{Kind: kind, API: h.server(t).API, Project: "pay/other"}); err != nil || !kept.State.At.IsZero() {
			t.Errorf("another project takes over %+v, %v", kept.State, err)
		}
	})
}

func TestLookKeepsWhatWasKnown(t *testing.T) {
	answer := func(code int, header ...string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			_, _ = w.Write([]byte(`{"message":"no"}`))
			return true
		}
	}
	say := func(text string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(text))
			return true
		}
	}
	reset := now.Add(20 * time.Minute)
	for name, test := range map[string]struct {
		every  func(http.ResponseWriter, *http.Request) bool
		reason Reason
		until  time.Time
	}{
		"401":                   {answer(401), Unknown, time.Time{}},
		"403":                   {answer(403), Forbidden, time.Time{}},
		"403, limit used up":    {answer(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(reset.Unix())), Limited, reset},
		"403, wait":             {answer(403, "Retry-After", "60"), Limited, now.Add(time.Minute)},
		"404":                   {answer(404), Absent, time.Time{}},
		"429 until a date":      {answer(429, "Retry-After", reset.Format(http.TimeFormat)), Limited, reset},
		"429 for a year":        {answer(429, "Retry-After", "31536000"), Limited, now.Add(24 * time.Hour)},
		"429 without a word":    {answer(429), Limited, now.Add(time.Minute)},
		"500":                   {answer(500), Failing, time.Time{}},
		"503":                   {answer(503, "Retry-After", "5"), Failing, now.Add(5 * time.Second)},
		"a page for people":     {say("<html>log in</html>"), Garbled, time.Time{}},
		"an object for a list":  {say(`{"number": 7}`), Garbled, time.Time{}},
		"a word for a number":   {say(`[{"number": "seven", "iid": "seven"}]`), Garbled, time.Time{}},
		"cut in the middle":     {say(`[{"number": 7, "iid": 7`), Garbled, time.Time{}},
		"a redirect elsewhere":  {answer(302, "Location", "http://elsewhere.invalid/"), Garbled, time.Time{}},
		"a teapot":              {answer(418), Garbled, time.Time{}},
		"a close of the socket": {func(w http.ResponseWriter, _ *http.Request) bool { panic(http.ErrAbortHandler) }, Offline, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			kinds(t, func(t *testing.T, kind Kind) {
				h := typical(t, kind)
				o := options()
				before, err := Look(t.Context(), h.server(t), State{}, o)
				if err != nil {
					t.Fatal(err)
				}
				h.Answer(test.every)
				got, err := Look(t.Context(), h.server(t), before, o)
				var problem *Problem
				if !errors.As(err, &problem) || problem.Reason != test.reason || !problem.Until.Equal(test.until) {
					t.Fatalf("error %+v, want %s until %s", err, test.reason, test.until)
				}
				if got.Problem == nil || got.Problem.Reason != test.reason || !got.Problem.At.Equal(now) {
					t.Errorf("problem of the state: %+v", got.Problem)
				}
				got.Problem = nil
				if diff := cmp.Diff(before, got); diff != "" {
					t.Errorf("what was known changed: %s", diff)
				}
				if strings.Contains(err.Error()+problem.Detail, token) {
					t.Errorf("the token is in %q", err)
				}
			})
		})
	}
}

func TestLookOffline(t *testing.T) {
	h := typical(t, GitHub)
	server := h.server(t)
	h.Close()
	_, err := Look(t.Context(), server, State{}, options())
	var problem *Problem
	if !errors.As(err, &problem) || problem.Reason != Offline {
		t.Errorf("error %v", err)
	}
}

// A limit that runs out in the middle leaves what was learned, and the rest has its turn at the next look.
func TestLookBrokenOff(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind) {
		h := typical(t, kind)
		h.Answer(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "/8") {
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(http.StatusTooManyRequests)
				return true
			}
			return false
		})
		o := options()
		got, err := Look(t.Context(), h.server(t), State{}, o)
		if err == nil || len(got.Open) != 3 || got.Open[0].Partial || !got.Open[1].Partial || !got.Open[2].Partial {
			t.Fatalf("error %v, open %+v", err, got.Open)
		}
		h.Answer(nil)
		h.Told()
		got, err = Look(t.Context(), h.server(t), got, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range append(got.Open, got.Landed...) {
			if r.Partial {
				t.Errorf("%d is still to be asked for", r.Number)
			}
		}
		if asked, _ := h.Told(); len(asked) > 10 {
			t.Errorf("it asked again for what it knew: %q", asked)
		}
	})
}

// A host that never comes to an end, or repeats itself, is left after a bounded time.
func TestLookEndlessPages(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind) {
		for name, number := range map[string]func(page int) int{
			"the same again": func(int) int { return 1 },
			"always new":     func(page int) int { return page + 1 },
		} {
			t.Run(name, func(t *testing.T) {
				h := newHost(t, kind)
				page := 0
				h.Answer(func(w http.ResponseWriter, r *http.Request) bool {
					page++
					w.Header().Set("Content-Type", "application/json")
					w.Header().Set("X-Next-Page", fmt.Sprint(page+1))
					next := *r.URL
					q := next.Query()
					q.Set("page", fmt.Sprint(page+1))
					next.RawQuery = q.Encode()
					w.Header().Set("Link", fmt.Sprintf(`<%s%s>; rel="next"`, h.URL, next.RequestURI()))
					if !strings.HasSuffix(r.URL.Path, "pulls") && !strings.HasSuffix(r.URL.Path, "merge_requests") {
						_, _ = w.Write([]byte(`[]`))
						return true
					}
					_ = json.NewEncoder(w).Encode([]object{{"number": number(page), "iid": number(page), "updated_at": forgetest.Stamp(now), "merged_at": forgetest.Stamp(now), "merged": true}})
					return true
				})
				got, _ := Look(t.Context(), h.server(t), State{}, options())
				if asked, _ := h.Told(); len(asked) > mostAnswers {
					t.Errorf("asked %d times", len(asked))
				}
				if len(got.Open) > mostOpen {
					t.Errorf("took %d", len(got.Open))
				}
			})
		}
	})
}

// Whatever is missing or absurd in one request leaves the others as they are.
func TestLookBearsOddRequests(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind) {
		h := typical(t, kind)
		odd := object{
			"number": 99, "iid": 99, "title": strings.Repeat("é", 1000), "updated_at": forgetest.Stamp(now.AddDate(50, 0, 0)), "created_at": forgetest.Stamp(now.AddDate(60, 0, 0)),
			"html_url": "javascript:alert(1)", "web_url": "javascript:alert(1)", "requested_reviewers": []any{nil, object{}}, "reviewers": []any{nil, object{}}, "user": nil, "author": nil, "head": nil,
		}
		h.Open = append(h.Open, odd, object{"number": -3, "iid": -3}, object{})
		h.More["/pulls/99"] = object{"number": 99, "additions": -7, "deletions": 1 << 40}
		h.More["/pulls/99/reviews"] = []any{nil, object{"user": nil}, object{"user": object{"login": ""}}}
		h.More["/merge_requests/99/reviewers"] = []any{nil, object{"user": nil, "state": "what"}}
		h.More["/merge_requests/99/approvals"] = object{"approved_by": []any{nil, object{"user": nil}}}
		got, err := Look(t.Context(), h.server(t), State{}, options())
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Open) != 4 {
			t.Fatalf("open: %+v", got.Open)
		}
		r := got.Open[3]
		if len(r.Title) > longestText || r.URL != "" || r.Touched.After(now) || r.Opened.After(now) || len(r.Asked) > 0 || len(r.Given) > 0 || r.Lines > mostLines {
			t.Errorf("%+v", r)
		}
	})
}

// Nothing goes to another server, whatever a host says about where to look.
func TestNothingGoesElsewhere(t *testing.T) {
	elsewhere := newHost(t, GitHub)
	h := typical(t, GitHub)
	h.Answer(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
		return true
	})
	if _, err := Look(t.Context(), h.server(t), State{}, options()); err == nil {
		t.Error("a redirect elsewhere is no error")
	}
	if asked, _ := elsewhere.Told(); len(asked) > 0 {
		t.Errorf("the other server was asked %q", asked)
	}
}

func TestAnswersHoldNoToken(t *testing.T) {
	h := typical(t, GitLab)
	o := options()
	if _, err := Look(t.Context(), h.server(t), State{}, o); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(o.Answers)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), token) || len(text) < 100 {
		t.Errorf("kept: %.200s", text)
	}
}

func TestTokenOf(t *testing.T) {
	env := map[string]string{
		"GITHUB_TOKEN": "a", "GH_ENTERPRISE_TOKEN": "b", "GH_HOST": "git.example.org", "GITLAB_TOKEN": "c", "GITEA_SERVER_URL": "https://codeberg.org/",
		"GITEA_SERVER_TOKEN": "d", "LEADLINE_FORGE_HOST": "own.example.org", "LEADLINE_FORGE_TOKEN": "e",
	}
	for _, test := range []struct {
		kind Kind
		host string
		want string
	}{
		{GitHub, "github.com", "a"},
		{GitHub, "git.example.org", "b"},
		{GitHub, "evil.example.org", ""},
		{GitLab, "gitlab.com", "c"},
		{GitLab, "gitlab.evil.org", ""},
		{Gitea, "codeberg.org", "d"},
		{Gitea, "gitea.com", ""},
		{Gitea, "own.example.org", "e"},
		{GitHub, "own.example.org", "e"},
	} {
		if got := TokenOf(test.kind, test.host, func(k string) string { return env[k] }); got != test.want {
			t.Errorf("the token for %s at %s is %q, want %q", test.kind, test.host, got, test.want)
		}
	}
	if got := TokenOf(GitHub, "github.com", func(string) string { return "two\nlines" }); got != "" {
		t.Errorf("%q is no token", got)
	}
}

func TestAPIAt(t *testing.T) {
	for _, test := range []struct {
		kind          Kind
		address, want string
		told          Kind
	}{
		{GitHub, "https://git.example.org", "https://git.example.org/api/v3/", ""},
		{GitHub, "https://github.example.org/api/v3/", "https://github.example.org/api/v3/", GitHub},
		{GitHub, "https://api.corp.ghe.example", "https://api.corp.ghe.example/", ""},
		{GitLab, "https://gitlab.example.org", "https://gitlab.example.org/api/v4/", GitLab},
		{GitLab, "https://example.org/gitlab", "https://example.org/gitlab/api/v4/", ""},
		{GitLab, "https://example.org/gitlab/api/v4", "https://example.org/gitlab/api/v4/", GitLab},
		{Gitea, "http://localhost:3000/api/v1", "http://localhost:3000/", Gitea},
		{Gitea, "https://forgejo.example.org", "https://forgejo.example.org/", Gitea},
		{"svn", "https://example.org", "", ""},
	} {
		address, err := url.Parse(test.address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := APIAt(test.kind, address)
		if (err == nil) != (test.want != "") || err == nil && got.String() != test.want {
			t.Errorf("%s at %s: %v, %v", test.kind, test.address, got, err)
		}
		if told := KindOf(address); told != test.told {
			t.Errorf("%s is said to be of kind %q, want %q", test.address, told, test.told)
		}
	}
}
