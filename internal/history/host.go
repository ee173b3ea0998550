package history

import (
	"fmt"
	"net/url"
	"strings"
)

// Kind is the software that a host runs.
type Kind string

// The kinds of hosts whose addresses are known.
const (
	GitHub    Kind = "github"
	GitLab    Kind = "gitlab"
	Gitea     Kind = "gitea" // and Forgejo
	Bitbucket Kind = "bitbucket"
)

// Host is where a repository's issues and changes are. The zero value is a host that is not known: it makes no links.
type Host struct {
	Kind    Kind
	Server  string // "github.com"
	Project string // "owner/name"
}

// HostOf reads the address of a remote, such as git@github.com:owner/name.git. It answers the zero Host for a server that
// is not known by its name, and for whatever is no address of one.
func HostOf(remote string) Host {
	server, path, ok := splitRemote(remote)
	if !ok {
		return Host{}
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	kind := kindOf(server)
	deep := strings.Count(path, "/")
	if kind == "" || !isProject(path) || deep > 1 && kind != GitLab {
		return Host{}
	}
	return Host{Kind: kind, Server: server, Project: path}
}

// ProjectOf reads the address of a remote on any server, whether what it runs is known or not: "git.example.org", "owner/name".
func ProjectOf(remote string) (server, project string, ok bool) {
	server, _, path, ok := readRemote(remote)
	project = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if !ok || len(server) < 2 || !isProject(project) { // one letter is a disk
		return "", "", false
	}
	return server, project, true
}

func kindOf(server string) Kind {
	switch server {
	case "github.com":
		return GitHub
	case "gitlab.com":
		return GitLab
	case "codeberg.org", "gitea.com":
		return Gitea
	case "bitbucket.org":
		return Bitbucket
	}
	// People call their own servers by what runs there.
	switch first, _, _ := strings.Cut(server, "."); first {
	case "gitlab":
		return GitLab
	case "gitea", "forgejo":
		return Gitea
	}
	return ""
}

// splitRemote takes the address of a remote apart whose server has a name for everybody, and stands at its usual port.
func splitRemote(remote string) (server, path string, ok bool) {
	server, moved, path, ok := readRemote(remote)
	return server, path, ok && !moved && strings.Contains(server, ".")
}

// readRemote takes the address of a remote apart; moved says that its pages are elsewhere than usual.
func readRemote(remote string) (server string, moved bool, path string, ok bool) {
	remote = strings.TrimSpace(remote)
	if len(remote) > 1000 {
		return "", false, "", false
	}
	if strings.Contains(remote, "://") {
		u, err := url.Parse(remote)
		if err != nil || u.RawQuery != "" || u.Fragment != "" {
			return "", false, "", false
		}
		switch u.Scheme {
		case "https", "http", "ssh", "git", "git+ssh":
		default:
			return "", false, "", false
		}
		moved = u.Port() != "" && u.Scheme != "ssh"
		server, path = u.Hostname(), u.Path
	} else {
		before, after, found := strings.Cut(remote, ":")
		if !found || strings.ContainsAny(before, "/\\") {
			return "", false, "", false
		}
		server, path = before[strings.LastIndexByte(before, '@')+1:], after
	}
	server = strings.TrimPrefix(strings.ToLower(server), "www.")
	switch server { // where ssh is let through
	case "ssh.github.com":
		server = "github.com"
	case "altssh.gitlab.com":
		server = "gitlab.com"
	case "altssh.bitbucket.org":
		server = "bitbucket.org"
	}
	known := server != "" && strings.Trim(server, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" && strings.Trim(server, ".-") == server
	return server, moved, path, known
}

// Link answers the address of a number, and "" unless the number must be of this host: a repository that moved here brings
// numbers of other trackers along. change is the number of the pull request by which the commit came, 0 for none: where
// issues and changes are counted together, what is named there and has a lower number is of the same tracker.
func (h Host) Link(n Number, change int) string {
	if h.Kind == "" || n.ID == 0 {
		return ""
	}
	here := n.Server == "" && (n.Project == "" || strings.EqualFold(n.Project, h.Project))
	if n.Server != "" {
		here = strings.EqualFold(n.Server, h.Server) && strings.EqualFold(n.Project, h.Project)
	}
	if !here {
		return ""
	}
	named := n.Project != "" // the message says whose it is
	base := "https://" + h.Server + "/" + h.Project
	switch h.Kind {
	case GitHub, Gitea:
		pull := "pull"
		if h.Kind == Gitea {
			pull = "pulls"
		}
		switch {
		case n.Form == FormPull, n.Form == FormSquash, named && n.Sort == Change && n.Form != FormBang:
			return fmt.Sprintf("%s/%s/%d", base, pull, n.ID)
		case n.Form == FormHash && (named || change > 0 && n.ID <= change), n.Form == FormAddress:
			return fmt.Sprintf("%s/issues/%d", base, n.ID)
		}
	case GitLab:
		switch {
		case n.Form == FormBang && (named || change == n.ID), n.Form == FormAddress && n.Sort == Change:
			return fmt.Sprintf("%s/-/merge_requests/%d", base, n.ID)
		case n.Form == FormAddress, n.Form == FormHash && named:
			return fmt.Sprintf("%s/-/issues/%d", base, n.ID)
		}
	case Bitbucket:
		if n.Form == FormBitty || n.Form == FormAddress && n.Sort == Change {
			return fmt.Sprintf("%s/pull-requests/%d", base, n.ID)
		}
	}
	return ""
}

// Commit is the address of a commit, "" on a host that is not known.
func (h Host) Commit(hash string) string {
	switch h.Kind {
	case GitHub, Gitea:
		return "https://" + h.Server + "/" + h.Project + "/commit/" + hash
	case GitLab:
		return "https://" + h.Server + "/" + h.Project + "/-/commit/" + hash
	case Bitbucket:
		return "https://" + h.Server + "/" + h.Project + "/commits/" + hash
	}
	return ""
}

// parseAddress reads https://server/owner/name/issues/12 and its like.
func parseAddress(word string) (Number, bool) {
	u, err := url.Parse(word)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || len(word) > 500 {
		return Number{}, false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i := 2; i+1 < len(parts); i++ {
		sort, ok := map[string]Sort{"issues": Issue, "pull": Change, "pulls": Change, "merge_requests": Change, "pull-requests": Change}[parts[i]]
		if !ok {
			continue
		}
		owner := parts[:i]
		if owner[len(owner)-1] == "-" {
			owner = owner[:len(owner)-1]
		}
		id, n := leadingNumber(parts[i+1])
		project := strings.Join(owner, "/")
		if n == 0 || n != len(parts[i+1]) || !isProject(project) {
			return Number{}, false
		}
		server := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		text := project + hash(id)
		if sort == Change && strings.Contains(word, "/merge_requests/") {
			text = project + "!" + strings.TrimPrefix(hash(id), "#")
		}
		return Number{ID: id, Text: text, Sort: sort, Form: FormAddress, Server: server, Project: project}, true
	}
	return Number{}, false
}

// Short is the text of a number without the project, where that is this one.
func (h Host) Short(n Number) string {
	at := strings.LastIndexAny(n.Text, "#!")
	if at > 0 && strings.EqualFold(n.Project, h.Project) && (n.Server == "" || n.Server == h.Server) {
		return n.Text[at:]
	}
	return n.Text
}
