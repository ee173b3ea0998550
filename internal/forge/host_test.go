package forge

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

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func at(daysAgo int) time.Time { return now.AddDate(0, 0, -daysAgo) }

type object = map[string]any

// host speaks the documented API of one kind: a list of open and one of ended requests, in pages, and what belongs to each.
type host struct {
	*httptest.Server
	kind         Kind
	open, landed []object
	more         map[string]any // path after the project → its JSON
	size         int            // of a page

	mu    sync.Mutex
	asked []string // "GET path?query", and " (304)" after those that had nothing new
	seen  []http.Header
	every func(w http.ResponseWriter, r *http.Request) (handled bool) // looks first
}

func newHost(t *testing.T, kind Kind) *host {
	t.Helper()
	h := &host{kind: kind, more: map[string]any{}, size: 2}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *host) server(t *testing.T) Server {
	t.Helper()
	api, err := url.Parse(h.URL + map[Kind]string{GitHub: "/api/v3/", GitLab: "/api/v4/", Gitea: "/"}[h.kind])
	if err != nil {
		t.Fatal(err)
	}
	return Server{Kind: h.kind, API: api, Project: "pay/core"}
}

// root is the path of the project, in a form that Go's mux would change: the slash of GitLab's project is escaped.
func (h *host) root() string {
	return map[Kind]string{GitHub: "/api/v3/repos/pay/core", GitLab: "/api/v4/projects/pay%2Fcore", Gitea: "/api/v1/repos/pay/core"}[h.kind]
}

func (h *host) serve(w http.ResponseWriter, r *http.Request) {
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
	if list := map[Kind]string{GitHub: "/pulls", GitLab: "/merge_requests", Gitea: "/pulls"}[h.kind]; rest == list {
		all := h.landed
		if s := r.URL.Query().Get("state"); s == "open" || s == "opened" {
			all = h.open
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		from, to := min((page-1)*h.size, len(all)), min(page*h.size, len(all))
		if to < len(all) {
			next := *r.URL
			q := next.Query()
			q.Set("page", strconv.Itoa(page+1))
			next.RawQuery = q.Encode()
			w.Header().Set("Link", fmt.Sprintf(`<%s%s>; rel="next"`, h.URL, next.RequestURI()))
			w.Header().Set("X-Next-Page", strconv.Itoa(page+1))
		}
		body = append([]object{}, all[from:to]...)
	} else if body, ok = h.more[rest]; !ok {
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

// told returns what was asked since the last time, and how much of it had nothing new.
func (h *host) told() (asked []string, unchanged int) {
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

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// typical is a host with three open requests and one that landed. #7 by dev1 waits for dev2, after dev3 reviewed it; #8 by dev2 is a
// draft that waits for nobody; #9 waits for a team; #5 landed, reviewed by dev2.
func typical(t *testing.T, kind Kind) *host {
	h := newHost(t, kind)
	user := func(login string) object {
		switch kind {
		case GitLab:
			return object{"username": login, "name": strings.ToUpper(login)}
		default:
			return object{"login": login}
		}
	}
	request := func(n int, title, author string, opened, touched int, asked ...string) object {
		var reviewers []object
		for _, a := range asked {
			reviewers = append(reviewers, user(a))
		}
		page := fmt.Sprintf("https://git.example.org/pay/core/%d", n)
		if kind == GitLab {
			return object{
				"iid": n, "title": title, "web_url": page, "author": user(author), "reviewers": reviewers, "sha": "c0ffee", "source_branch": "b",
				"created_at": stamp(at(opened)), "updated_at": stamp(at(touched)), "draft": n == 8,
			}
		}
		return object{
			"number": n, "title": title, "html_url": page, "user": user(author), "requested_reviewers": reviewers, "draft": n == 8,
			"head": object{"sha": "c0ffee", "ref": "b"}, "created_at": stamp(at(opened)), "updated_at": stamp(at(touched)),
		}
	}
	seven := request(7, "Retry on timeout", "dev1", 5, 1, "dev2")
	eight := request(8, "Ledger first", "dev2", 3, 2)
	nine := request(9, "Rounds", "dev1", 4, 3)
	five := request(5, "Idempotent charge", "dev1", 30, 20)
	ended := request(4, "Never mind", "dev1", 40, 25)
	five["merged_at"], five["merge_commit_sha"] = stamp(at(20)), "5eed"
	switch kind {
	case GitHub:
		nine["requested_teams"] = []object{{"slug": "payments"}}
		for n, p := range map[int]object{7: seven, 8: eight, 9: nine} {
			whole := object{"additions": n, "deletions": 1, "changed_files": 2}
			for k, v := range p {
				whole[k] = v
			}
			h.more[fmt.Sprintf("/pulls/%d", n)] = whole
		}
	case Gitea:
		nine["requested_reviewers_teams"] = []object{{"name": "payments"}}
		five["merged"] = true
		for n, p := range map[int]object{7: seven, 8: eight, 9: nine} {
			p["additions"], p["deletions"], p["changed_files"] = n, 1, 2
		}
		seven["requested_reviewers"] = []object{user("dev2"), user("dev3")} // who gave theirs stays in Gitea's list
	case GitLab:
		seven["reviewers"] = []object{user("dev2"), user("dev3")}
	}
	for n := range 10 {
		switch kind {
		case GitLab:
			h.more[fmt.Sprintf("/merge_requests/%d/reviewers", n)] = []object{}
			h.more[fmt.Sprintf("/merge_requests/%d/approvals", n)] = object{"approved_by": []object{}}
		default:
			h.more[fmt.Sprintf("/pulls/%d/reviews", n)] = []object{}
		}
	}
	switch kind {
	case GitLab:
		h.more["/merge_requests/7/reviewers"] = []object{
			{"user": user("dev2"), "state": "unreviewed"}, {"user": user("dev3"), "state": "requested_changes"},
		}
		h.more["/merge_requests/5/approvals"] = object{"approved_by": []object{{"user": user("dev2"), "approved_at": stamp(at(21))}}}
	default:
		h.more["/pulls/7/reviews"] = []object{
			{"user": user("dev3"), "state": "CHANGES_REQUESTED", "submitted_at": stamp(at(2))},
			{"user": user("dev1"), "state": "COMMENTED", "submitted_at": stamp(at(1))}, // the author answers
			{"user": user("dev3"), "state": "COMMENT", "submitted_at": stamp(at(1))},
		}
		h.more["/pulls/5/reviews"] = []object{{"user": user("dev2"), "state": "APPROVED", "submitted_at": stamp(at(21))}}
	}
	h.open = []object{seven, eight, nine}
	h.landed = []object{five}
	if kind != GitLab { // which lists the merged alone
		h.landed = append(h.landed, ended)
	}
	return h
}
