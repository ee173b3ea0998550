package eventlog

import (
	"net/url"
	"strings"
)

// normalRemote gives a remote's URL the form in which it is stored and compared: host and path, without
// protocol, user, password (which must never be stored), port, trailing slash and .git; so that
// https://user:token@host/a/b.git and git@host:a/b are one. Local paths stay as they are.
func normalRemote(remote string) string {
	remote = strings.TrimSpace(remote)
	host, path := "", ""
	switch {
	case strings.Contains(remote, "://"):
		_, rest, _ := strings.Cut(remote, "://")
		if u, err := url.Parse(remote); err == nil {
			host, path = u.Hostname(), u.Path
		} else {
			rest, _, _ = strings.Cut(rest, "?")
			host, path, _ = strings.Cut(rest, "/")
			host = host[strings.LastIndexByte(host, '@')+1:]
		}
	default: // git's short form host:path; a slash before the colon makes it a local path
		before, after, found := strings.Cut(remote, ":")
		if !found || len(before) < 2 || strings.ContainsAny(before, `/\`) {
			return strings.TrimRight(remote, `/\`)
		}
		host, path = before[strings.LastIndexByte(before, '@')+1:], after
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if host == "" {
		return "/" + path
	}
	return strings.ToLower(host) + "/" + path
}
