package workspace

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// Hosted is what the host of a repository last told of its requests for review, as of one snapshot. It never changes.
type Hosted struct {
	// Server is who may be asked; nil for nobody, for the reason Unasked.
	Server  *forge.Server
	Unasked Unasked
	// Host is the server's name in the remote's address: "git.example.org"; empty where no remote has one.
	Host  string
	State forge.State

	accounts map[string]git.Identity   // by login in small letters
	who      map[string]*people.Person // likewise
	open     func() []HostedRequest
	known    func() *index.Reviews   // of landed requests, by every commit that they brought
	landed   *index.Reviews          // the same, by what they landed as
	alone    map[*people.Person]bool // those of whom history tells nothing
	from     string                  // stands for the reviews of landed requests
}

// Unasked is why no host is asked.
type Unasked string

// The reasons.
const (
	HostOff       Unasked = "off"       // the settings say so, by default
	HostNone      Unasked = "none"      // no remote is on a server
	HostUnnamed   Unasked = "unnamed"   // it is nobody's public site, and the settings do not name it
	HostOther     Unasked = "other"     // the settings are about another host, or another kind
	HostUncertain Unasked = "uncertain" // nothing tells what it runs
	HostUnable    Unasked = "unable"    // nobody can ask such a host, or the address is no project there
)

// public are the sites that everybody knows; any other name in a remote's address was only chosen by whoever wrote it.
var public = []string{"github.com", "gitlab.com", "codeberg.org", "gitea.com"}

// hosting is what is known of a host beside the people behind its accounts.
type hosting struct {
	server   *forge.Server
	unasked  Unasked
	host     string
	state    forge.State
	seen     stamp
	accounts map[string]git.Identity
}

// hostFor finds out who may be asked, and what they told last, unless that is known. The lock of settings is held.
func (w *Workspace) hostFor(f config.Forge, remotes []git.Remote) *hosting {
	next := &hosting{unasked: HostOff}
	if f.Kind != config.ForgeOff {
		next.server, next.host, next.unasked = serverOf(f, remotes)
	}
	before := w.asking.now.Load()
	switch {
	case next.server == nil:
	case before != nil && before.server != nil && before.server.Name() == next.server.Name():
		next.state, next.seen = before.state, before.seen
	default:
		var err error
		next.seen = w.stampOfHost()
		if next.state, err = forge.ReadState(w.hostDir(), *next.server); err != nil {
			w.options.Log(err)
		}
	}
	return next
}

// serverOf picks whom to ask: where work is sent to from a fork, else where it was cloned from.
func serverOf(f config.Forge, remotes []git.Remote) (server *forge.Server, host string, why Unasked) {
	why = HostNone
	for _, name := range [...]string{"upstream", "origin"} {
		i := slices.IndexFunc(remotes, func(r git.Remote) bool { return r.Name == name })
		if i < 0 {
			continue
		}
		found, at, no := serverAt(f, remotes[i].URL)
		if found != nil {
			return found, at, ""
		}
		if why == HostNone {
			host, why = at, no
		}
	}
	return nil, host, why
}

// serverAt is the server of one remote. Only the public sites are asked because a remote names them: an address in a repository's
// own configuration may be anybody's.
func serverAt(f config.Forge, remote string) (server *forge.Server, host string, why Unasked) {
	host, project, ok := history.ProjectOf(remote)
	if !ok {
		return nil, "", HostNone
	}
	var kind forge.Kind
	var api *url.URL
	var err error
	switch {
	case slices.Contains(public, host):
		kind = forge.Kind(history.HostOf(remote).Kind)
		if kind == "" {
			return nil, host, HostUnable
		}
		if f.Kind != "auto" && f.Kind != string(kind) {
			return nil, host, HostOther
		}
		api, err = forge.APIOf(kind, host)
	case f.API == "":
		return nil, host, HostUnnamed
	default:
		if api, err = url.Parse(f.API); err != nil {
			return nil, host, HostUnable
		}
		if !near(host, api.Hostname()) {
			return nil, host, HostOther
		}
		if kind = forge.Kind(f.Kind); f.Kind == "auto" {
			if kind = forge.KindOf(api); kind == "" {
				return nil, host, HostUncertain
			}
		}
		project = below(project, api.Path)
		api, err = forge.APIAt(kind, api)
	}
	if err != nil || kind != forge.GitLab && strings.Count(project, "/") != 1 || !strings.Contains(project, "/") {
		return nil, host, HostUnable
	}
	return &forge.Server{Kind: kind, API: api, Project: project}, host, ""
}

// near says whether an address that the user gave can be meant for a host: its own, its organisation's, or this machine's.
func near(host, api string) bool {
	if ip := net.ParseIP(api); api == "localhost" || ip != nil && ip.IsLoopback() {
		return true
	}
	domain := func(name string) string {
		labels := strings.Split(name, ".")
		return strings.Join(labels[max(0, len(labels)-2):], ".")
	}
	return host == api || net.ParseIP(api) == nil && strings.Contains(host, ".") && domain(host) == domain(api)
}

// below leaves out of a project's path the folder that a host lies in: its pages are at https://example.org/gitlab/.
func below(project, api string) string {
	folder := strings.Trim(api, "/")
	for _, suffix := range []string{"api/v1", "api/v3", "api/v4"} {
		folder = strings.Trim(strings.TrimSuffix(folder, suffix), "/")
	}
	if rest, ok := strings.CutPrefix(project, folder+"/"); ok && folder != "" {
		return rest
	}
	return project
}

// tokenHost is the host that a server's token is for.
func tokenHost(s forge.Server) string {
	if s.Kind == forge.GitHub {
		return strings.TrimPrefix(s.API.Host, "api.")
	}
	return s.API.Host
}

// hosted is what a host said, with the people of a directory.
func (w *Workspace) hosted(h *hosting, d *people.Directory, head git.Hash) *Hosted {
	out := &Hosted{Server: h.server, Unasked: h.unasked, Host: h.host, State: h.state, accounts: h.accounts, who: map[string]*people.Person{}}
	for login, id := range h.accounts {
		out.who[login] = d.Resolve(id)
	}
	out.open = sync.OnceValue(out.readOpen)
	by := out.reviewsBy()
	if len(by) == 0 {
		out.known = func() *index.Reviews { return nil }
		return out
	}
	out.landed, out.from = index.NewReviews(by), fingerprint(by)
	out.known = sync.OnceValue(func() *index.Reviews { return w.spreadReviews(head, by) })
	return out
}
