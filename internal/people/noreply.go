package people

import "strings"

// account is what a forge's no-reply address says about its owner.
type account struct {
	forge string // host, lower case: github.com
	id    string // the account's number, "" when the address has none
	login string
}

// noreply takes a no-reply address apart. The shapes:
//
//	12345+login@users.noreply.github.com   GitHub since 2017, also Enterprise hosts
//	login@users.noreply.github.com         GitHub before
//	12345-login@users.noreply.gitlab.com   GitLab, also own hosts
//	login@noreply.codeberg.org             Gitea and Forgejo
func noreply(address string) (account, bool) {
	raw, host, ok := strings.Cut(address, "@") // logins keep their case
	// Most addresses are none, and are asked about often.
	if !ok || host == "" || !strings.Contains("uUnN", host[:1]) {
		return account{}, false
	}
	host = fold(host)
	forge, users := strings.CutPrefix(host, "users.noreply.")
	if !users {
		if forge, ok = strings.CutPrefix(host, "noreply."); !ok {
			return account{}, false
		}
	}
	a := account{forge: forge, login: raw}
	separators := "+-"
	if forge == "github.com" {
		separators = "+" // a login there may look like 1-up
	}
	if i := strings.IndexAny(raw, separators); i > 0 && digits(raw[:i]) {
		a.id, a.login = raw[:i], raw[i+1:]
	}
	a.login = cleanHandle(a.login)
	return a, a.login != "" && a.forge != ""
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// shared says whether many people may write with an address, folded, so that it identifies
// nobody: noreply@github.com is the author of commits made by a form.
func shared(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	switch local {
	case "nobody", "none", "unknown", "(no author)", "(none)":
		return true
	}
	return noMailbox(address)
}

// noMailbox says whether an address, folded, is a no-reply address that names no account.
func noMailbox(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	switch local {
	case "noreply", "no-reply", "donotreply", "do-not-reply":
		return true
	}
	return false
}
