// Package forgetest is a host of repositories for tests: a local server that speaks the documented API of GitHub, GitLab or Gitea as
// far as reading requests goes, with pages and entity tags.
package forgetest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Project is the one that every host has.
const Project = "pay/core"

// The kinds of hosts, as package forge names them.
const (
	GitHub = "github"
	GitLab = "gitlab"
	Gitea  = "gitea"
)

// Object is one of the API's.
type Object = map[string]any

// Host is a server with one project: lists of open and of ended requests, and what belongs to each. Its fields are for before the
// first request, or for [Host.Change].
type Host struct {
	*httptest.Server
	Kind         string
	Open, Landed []Object
	More         map[string]any // path after the project → its JSON
	Page         int            // how many requests are on one
	Now          time.Time

	mu    sync.Mutex
	asked []string // "GET path?query", and " (304)" after those that had nothing new
	seen  []http.Header
	every func(w http.ResponseWriter, r *http.Request) (handled bool) // looks first
}

// New starts a host without requests; it ends with the test.
func New(t testing.TB, kind string, now time.Time) *Host {
	t.Helper()
	h := &Host{Kind: kind, More: map[string]any{}, Page: 2, Now: now}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

// API is the address of the host's API, as its client library wants it.
func (h *Host) API() string {
	return h.URL + map[string]string{GitHub: "/api/v3/", GitLab: "/api/v4/", Gitea: "/"}[h.Kind]
}

// Change changes the host while it may be asked.
func (h *Host) Change(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// Answer has a function look at every request first; nil has none.
func (h *Host) Answer(every func(w http.ResponseWriter, r *http.Request) (handled bool)) {
	h.Change(func() { h.every = every })
}

// Headers are those of all requests so far.
func (h *Host) Headers() []http.Header {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen[:len(h.seen):len(h.seen)]
}

// DaysAgo is a time before the host's present.
func (h *Host) DaysAgo(days int) time.Time { return h.Now.AddDate(0, 0, -days) }

// root is the path of the project, in a form that Go's mux would change: the slash of GitLab's project is escaped.
func (h *Host) root() string {
	return map[string]string{GitHub: "/api/v3/repos/" + Project, GitLab: "/api/v4/projects/" + url.PathEscape(Project), Gitea: "/api/v1/repos/" + Project}[h.Kind]
}

func (h *Host) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	line := r.Method + " " + r.URL.RequestURI()
	h.asked, h.seen = append(h.asked, line), append(h.seen, r.Header.Clone())
	if h.every != nil && h.every(w, r) {
		return
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), h.root())
	if !ok {
		http.NotFound(w, r)
		return
	}
	var body any
	if list := map[string]string{GitHub: "/pulls", GitLab: "/merge_requests", Gitea: "/pulls"}[h.Kind]; rest == list {
		all := h.Landed
		if s := r.URL.Query().Get("state"); s == "open" || s == "opened" {
			all = h.Open
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		from, to := min((page-1)*h.Page, len(all)), min(page*h.Page, len(all))
		if to < len(all) {
			next := *r.URL
			q := next.Query()
			q.Set("page", strconv.Itoa(page+1))
			next.RawQuery = q.Encode()
			w.Header().Set("Link", fmt.Sprintf(`<%s%s>; rel="next"`, h.URL, next.RequestURI()))
			w.Header().Set("X-Next-Page", strconv.Itoa(page+1))
		}
		body = append([]Object{}, all[from:to]...)
	} else if body, ok = h.More[rest]; !ok {
		http.NotFound(w, r)
		return
	}
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(text))
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("If-None-Match") == tag {
		h.asked[len(h.asked)-1] += " (304)"
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(text)
}

// Told returns what was asked since the last time, and how much of it had nothing new.
func (h *Host) Told() (asked []string, unchanged int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	asked, h.asked = h.asked, nil
	for _, a := range asked {
		if strings.HasSuffix(a, "(304)") {
			unchanged++
		}
	}
	return asked, unchanged
}

// Stamp is a time as the APIs write it.
func Stamp(t time.Time) string { return t.Format(time.RFC3339) }

// User is an account.
func (h *Host) User(login string) Object {
	if h.Kind == GitLab {
		return Object{"username": login, "name": strings.ToUpper(login)}
	}
	return Object{"login": login}
}

// Request is one that was opened and touched so many days ago.
func (h *Host) Request(n int, title, author string, opened, touched int, asked ...string) Object {
	reviewers := []Object{}
	for _, a := range asked {
		reviewers = append(reviewers, h.User(a))
	}
	page := fmt.Sprintf("https://git.example.org/%s/%d", Project, n)
	out := Object{
		"title": title, "draft": n == 8, "created_at": Stamp(h.DaysAgo(opened)), "updated_at": Stamp(h.DaysAgo(touched)),
	}
	if h.Kind == GitLab {
		out["iid"], out["web_url"], out["author"], out["reviewers"] = n, page, h.User(author), reviewers
		out["sha"], out["source_branch"] = "c0ffee", "b"
		return out
	}
	out["number"], out["html_url"], out["user"], out["requested_reviewers"] = n, page, h.User(author), reviewers
	out["head"] = Object{"sha": "c0ffee", "ref": "b"}
	return out
}

// Typical is a host with three open requests and one that landed. #7 by dev1 waits for dev2, after dev3 reviewed it; #8 by dev2 is a
// draft that waits for nobody; #9 waits for a team; #5 landed, reviewed by dev2.
func Typical(t testing.TB, kind string, now time.Time) *Host {
	h := New(t, kind, now)
	user, request := h.User, h.Request
	seven := request(7, "Retry on timeout", "dev1", 5, 1, "dev2")
	eight := request(8, "Ledger first", "dev2", 3, 2)
	nine := request(9, "Rounds", "dev1", 4, 3)
	five := request(5, "Idempotent charge", "dev1", 30, 20)
	ended := request(4, "Never mind", "dev1", 40, 25)
	five["merged_at"], five["merge_commit_sha"] = Stamp(h.DaysAgo(20)), "5eed"
	switch kind {
	case GitHub:
		nine["requested_teams"] = []Object{{"slug": "payments"}}
		for n, p := range map[int]Object{7: seven, 8: eight, 9: nine} {
			whole := Object{"additions": n, "deletions": 1, "changed_files": 2}
			for k, v := range p {
				whole[k] = v
			}
			h.More[fmt.Sprintf("/pulls/%d", n)] = whole
		}
	case Gitea:
		nine["requested_reviewers_teams"] = []Object{{"name": "payments"}}
		five["merged"] = true
		for n, p := range map[int]Object{7: seven, 8: eight, 9: nine} {
			p["additions"], p["deletions"], p["changed_files"] = n, 1, 2
		}
		seven["requested_reviewers"] = []Object{user("dev2"), user("dev3")} // who gave theirs stays in Gitea's list
	case GitLab:
		seven["reviewers"] = []Object{user("dev2"), user("dev3")}
	}
	for n := range 10 {
		switch kind {
		case GitLab:
			h.More[fmt.Sprintf("/merge_requests/%d/reviewers", n)] = []Object{}
			h.More[fmt.Sprintf("/merge_requests/%d/approvals", n)] = Object{"approved_by": []Object{}}
		default:
			h.More[fmt.Sprintf("/pulls/%d/reviews", n)] = []Object{}
		}
	}
	switch kind {
	case GitLab:
		h.More["/merge_requests/7/reviewers"] = []Object{
			{"user": user("dev2"), "state": "unreviewed"}, {"user": user("dev3"), "state": "requested_changes"},
		}
		h.More["/merge_requests/5/approvals"] = Object{"approved_by": []Object{{"user": user("dev2"), "approved_at": Stamp(h.DaysAgo(21))}}}
	default:
		h.More["/pulls/7/reviews"] = []Object{
			{"user": user("dev3"), "state": "CHANGES_REQUESTED", "submitted_at": Stamp(h.DaysAgo(2))},
			{"user": user("dev1"), "state": "COMMENTED", "submitted_at": Stamp(h.DaysAgo(1))}, // the author answers
			{"user": user("dev3"), "state": "COMMENT", "submitted_at": Stamp(h.DaysAgo(1))},
		}
		h.More["/pulls/5/reviews"] = []Object{{"user": user("dev2"), "state": "APPROVED", "submitted_at": Stamp(h.DaysAgo(21))}}
	}
	h.Open = []Object{seven, eight, nine}
	h.Landed = []Object{five}
	if kind != GitLab { // which lists the merged alone
		h.Landed = append(h.Landed, ended)
	}
	return h
}
