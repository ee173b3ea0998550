// Package forge asks the host of a repository (GitHub, GitLab, Gitea or Forgejo) which changes wait for review, whose
// review they wait for, and who reviewed what was merged lately.
//
// It only reads: whatever is no GET never leaves the machine, nor does anything for another server than the one that the
// caller names. Words on the wire are those of the hosts' own client libraries; this package adds what they leave open: how
// much is read, conditional requests (RFC 9110, section 13.1.2), one list of what can go wrong, and a state that outlives
// failure. A host that cannot be reached, or refuses, or answers nonsense leaves the last known state and its age.
//
// Whether a host may be asked at all is not decided here: callers have the user's consent first. Tokens are handed in, sent to
// the one server and kept in memory alone.
//
// Everything that a host says is data from a stranger: numbers are clamped, texts are cut, lists are bounded.
package forge

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Kind is the software that a host runs.
type Kind string

// The kinds of hosts that can be asked.
const (
	GitHub Kind = "github" // and GitHub Enterprise
	GitLab Kind = "gitlab"
	Gitea  Kind = "gitea" // and Forgejo
)

// Account is somebody as a host names them. Name and Email are empty where it does not say, which is the rule.
type Account struct {
	Login string `json:"login"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// Request is a change that waits for review, or that was merged: a pull request or merge request.
type Request struct {
	Number int     `json:"number"`
	Title  string  `json:"title"`
	URL    string  `json:"url"` // of its page
	Author Account `json:"author"`
	Draft  bool    `json:"draft,omitempty"`

	Opened  time.Time `json:"opened"`
	Touched time.Time `json:"touched"` // whatever happened to it last
	// Lines added and deleted, Files changed; -1 where the host does not say.
	Lines int `json:"lines"`
	Files int `json:"files"`
	// Head is the newest commit, Branch where it stands; either may be empty.
	Head   string `json:"head,omitempty"`
	Branch string `json:"branch,omitempty"`

	// Asked are those whose review it waits for, Teams the same for teams, by name.
	Asked []Account `json:"asked,omitempty"`
	Teams []string  `json:"teams,omitempty"`
	// Given are the reviews, the newest of each person, oldest first.
	Given []Review `json:"given,omitempty"`

	// Partial says that sizes and reviews given are yet to be asked for.
	Partial bool `json:"partial,omitempty"`

	// Merged is when it landed, the zero time while it has not; Commit what it landed as.
	Merged time.Time `json:"merged,omitzero"`
	Commit string    `json:"commit,omitempty"`
}

// Review is one person's, given at a time.
type Review struct {
	By Account   `json:"by"`
	At time.Time `json:"at"`
}

// State is what a host last told of a project.
type State struct {
	At time.Time `json:"at"` // when the look began that told of all open requests; the zero time before the first
	// Open are the requests that wait, the most recently touched first; Landed those merged, the newest first.
	Open   []Request `json:"open"`
	Landed []Request `json:"landed"`
	// Cut says that the host had more than is read.
	Cut bool `json:"cut,omitempty"`
	// Problem is why the newest look failed; nil when it did not. One of the same moment as At broke off what follows the list of
	// open requests.
	Problem *Problem `json:"problem,omitempty"`
}

// How much of one project is read.
const (
	mostOpen   = 1000
	mostLanded = 2000
	pageSize   = 100
	// mostLooked bounds the requests that one look asks more about, each with one or two questions: the rest keep what is known
	// and have their turn at the next look.
	mostLooked = 200
)

// Server is a host and a project on it.
type Server struct {
	Kind    Kind
	API     *url.URL // with the path that the host's library wants, see [APIOf]
	Project string   // "owner/name", at GitLab also with groups
}

// KindOf is what software an address or a host of that name speaks, as far as that can be told; "" where it cannot.
func KindOf(api *url.URL) Kind {
	for suffix, kind := range map[string]Kind{"/api/v3": GitHub, "/api/v4": GitLab, "/api/v1": Gitea} {
		if strings.HasSuffix(strings.TrimSuffix(api.Path, "/"), suffix) {
			return kind
		}
	}
	switch first, _, _ := strings.Cut(api.Hostname(), "."); first {
	case "github":
		return GitHub
	case "gitlab":
		return GitLab
	case "gitea", "forgejo":
		return Gitea
	}
	return ""
}

// APIAt is where a host of a kind answers whose address somebody gave: of its first page, or of its API.
func APIAt(kind Kind, address *url.URL) (*url.URL, error) {
	at := strings.TrimSuffix(address.Path, "/")
	out := &url.URL{Scheme: address.Scheme, Host: address.Host}
	switch kind {
	case GitHub:
		out.Path = strings.TrimSuffix(at, "/api/v3") + "/api/v3/"
		if at == "" && strings.HasPrefix(address.Hostname(), "api.") { // in the cloud the API has a host of its own
			out.Path = "/"
		}
	case GitLab:
		out.Path = strings.TrimSuffix(at, "/api/v4") + "/api/v4/"
	case Gitea:
		out.Path = strings.TrimSuffix(at, "/api/v1") + "/"
	default:
		return nil, errKind(kind)
	}
	return out, nil
}

func errKind(kind Kind) error {
	return fmt.Errorf("hosts of the kind %q cannot be asked for reviews; github, gitlab and gitea can", kind)
}

// APIOf is where a host of a kind answers, by its name: https, except on the loopback.
func APIOf(kind Kind, host string) (*url.URL, error) {
	switch {
	case kind == GitHub && host == "github.com":
		return &url.URL{Scheme: "https", Host: "api.github.com", Path: "/"}, nil
	case kind == GitHub:
		return &url.URL{Scheme: "https", Host: host, Path: "/api/v3/"}, nil
	case kind == GitLab:
		return &url.URL{Scheme: "https", Host: host, Path: "/api/v4/"}, nil
	case kind == Gitea:
		return &url.URL{Scheme: "https", Host: host, Path: "/"}, nil
	}
	return nil, errKind(kind)
}

// Options of a look.
type Options struct {
	Token string // empty: as anybody
	Now   func() time.Time
	// Transport carries the requests; nil is Go's own, with the proxy that the environment names.
	Transport http.RoundTripper
	// Answers keeps what the host said, for conditional requests; nil keeps nothing.
	Answers *Answers
}

// lister is what one kind of host offers; pages count from 1, next is 0 after the last.
type lister interface {
	// open and landed answer one page of requests, the most recently touched first, as the host lists them.
	open(ctx context.Context, page int) (found []Request, next int, err error)
	landed(ctx context.Context, page int) (found []Request, next int, err error)
	// complete asks what the list leaves out: sizes, and the reviews given.
	complete(ctx context.Context, r *Request) error
}

// Look asks for the state of a project. before is what was known; requests that were not touched since are not asked about
// again. The error is the state's Problem. It never takes away what was known: where a look breaks off, what it learned is
// joined with what was known before. It takes at most as long as ctx allows.
func Look(ctx context.Context, server Server, before State, o Options) (State, error) {
	w := &wire{server: server, options: o, began: o.Now()}
	after, err := w.look(ctx, before)
	after.Problem = nil
	if err != nil {
		after.Problem = problemOf(err, w.began)
		return after, after.Problem
	}
	return after, nil
}

// since is the time up to which landed requests are known, with a day for what was told out of order.
func (s State) since() time.Time {
	if len(s.Landed) == 0 || s.At.IsZero() {
		return time.Time{}
	}
	return s.At.Add(-24 * time.Hour)
}
