package codeowners

import (
	"net/url"
	"path"
	"strings"
)

// Dialect is the forge whose reading of CODEOWNERS applies.
type Dialect string

const (
	GitHub Dialect = "github"
	GitLab Dialect = "gitlab"
	Gitea  Dialect = "gitea" // and Forgejo
)

// ParseDialect understands the names people write in settings and flags:
// github, gitlab, gitea and forgejo, in any case.
func ParseDialect(name string) (Dialect, bool) {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "github":
		return GitHub, true
	case "gitlab":
		return GitLab, true
	case "gitea", "forgejo":
		return Gitea, true
	}
	return "", false
}

// Candidates lists where the forge looks for the file, in its order; the first
// that exists counts and the others are ignored.
func Candidates(d Dialect) []string {
	switch d {
	case GitLab:
		return []string{"CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}
	case Gitea:
		return []string{"CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"}
	}
	return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}
}

// DialectFor chooses how to read file, a path relative to the repository's
// top. A valid setting decides; else a folder only one forge reads; else the
// host of the first remote that names a forge; else GitHub.
func DialectFor(file string, remoteURLs []string, setting string) Dialect {
	if d, ok := ParseDialect(setting); ok {
		return d
	}
	if d, ok := folderDialect(file); ok {
		return d
	}
	if d, ok := hostDialect(remoteURLs); ok {
		return d
	}
	return GitHub
}

// Find picks the file that counts among those that exist, and its dialect. A
// host that names no known forge may be any of them, so all places are tried,
// GitHub's first. A setting that names no dialect is ignored.
func Find(remoteURLs []string, setting string, exists func(file string) bool) (file string, d Dialect, ok bool) {
	d, known := ParseDialect(setting)
	if !known {
		d, known = hostDialect(remoteURLs)
	}
	var places []string
	if known {
		places = Candidates(d)
	} else {
		places = append(Candidates(GitHub), ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS")
	}
	for _, p := range places {
		if exists(p) {
			return p, DialectFor(p, remoteURLs, setting), true
		}
	}
	return "", d, false
}

func folderDialect(file string) (Dialect, bool) {
	switch path.Base(path.Dir(path.Clean("/" + file))) {
	case ".github":
		return GitHub, true
	case ".gitlab":
		return GitLab, true
	case ".gitea", ".forgejo":
		return Gitea, true
	}
	return "", false
}

func hostDialect(remoteURLs []string) (Dialect, bool) {
	for _, u := range remoteURLs {
		host := remoteHost(u)
		if host == "codeberg.org" {
			return Gitea, true
		}
		// A company's own server is usually called after what runs on it:
		// gitlab.example.com, example-gitlab.net, github.example.com.
		for _, label := range strings.Split(host, ".") {
			for _, word := range strings.Split(label, "-") {
				if d, ok := ParseDialect(word); ok {
					return d, true
				}
			}
		}
	}
	return "", false
}

// remoteHost takes the host out of both forms git accepts, a URL and
// [user@]host:path. It answers "" for a local path.
func remoteHost(remote string) string {
	if strings.Contains(remote, "://") {
		u, err := url.Parse(remote)
		if err != nil {
			return ""
		}
		return strings.ToLower(u.Hostname())
	}
	host, _, ok := strings.Cut(remote, ":")
	if !ok || strings.ContainsAny(host, `/\`) {
		return ""
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	return strings.ToLower(host)
}
