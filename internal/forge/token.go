package forge

import "strings"

// TokenOf finds the token for a host among environment variables, as the hosts' own programs name them; "" where there is
// none. Each is for one host and is given to no other: one without a host beside it is for the hosts' own sites.
func TokenOf(kind Kind, host string, getenv func(string) string) string {
	named := func(name string) bool {
		v := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(getenv(name), "https://"), "http://"), "/")
		return v != "" && strings.EqualFold(v, host)
	}
	var names []string
	if named("LEADLINE_FORGE_HOST") {
		names = append(names, "LEADLINE_FORGE_TOKEN")
	}
	switch {
	case kind == GitHub && host == "github.com":
		names = append(names, "GH_TOKEN", "GITHUB_TOKEN")
	case kind == GitHub && named("GH_HOST"):
		names = append(names, "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
	case kind == GitLab && (named("GITLAB_HOST") || getenv("GITLAB_HOST") == "" && host == "gitlab.com"):
		names = append(names, "GITLAB_TOKEN")
	case kind == Gitea && named("GITEA_SERVER_URL"):
		names = append(names, "GITEA_SERVER_TOKEN")
	}
	for _, name := range names {
		if token := strings.TrimSpace(getenv(name)); IsToken(token) {
			return token
		}
	}
	return ""
}

// IsToken says whether a text can be a token: what no header can hold must not end up in an error either.
func IsToken(text string) bool {
	return text != "" && len(text) < 10_000 && strings.Trim(text, printable) == ""
}

const printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=:!#$%&'*^`|@"
