package codeowners

import "strings"

// ownerForm says whether an owner is written as the dialect wants it. Whether
// such an account exists is not ours to know.
func ownerForm(d Dialect, owner string) bool {
	name, isHandle := strings.CutPrefix(owner, "@")
	switch d {
	case GitHub:
		if !isHandle {
			return isAddress(owner)
		}
		org, team, isTeam := strings.Cut(name, "/")
		return isName(org, "-_") && (!isTeam || isName(team, "-_."))
	case GitLab:
		if !isHandle {
			return isAddress(owner)
		}
		if role, isRole := strings.CutPrefix(name, "@"); isRole {
			return isRoleName(role)
		}
		for part := range strings.SplitSeq(name, "/") {
			if !isName(part, "-_.") {
				return false
			}
		}
		return true
	default:
		org, team, isTeam := strings.Cut(name, "/")
		return isName(org, "-_.") && (!isTeam || isName(team, "-_."))
	}
}

// isRoleName knows the roles that GitLab accepts, in singular and plural.
func isRoleName(s string) bool {
	switch strings.TrimSuffix(strings.ToLower(s), "s") {
	case "developer", "maintainer", "owner":
		return true
	}
	return false
}

func isName(s, also string) bool {
	for i := range len(s) {
		if !isWordByte(s[i]) && strings.IndexByte(also, s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isAddress is deliberately generous: forges look the address up and do not
// parse it either.
func isAddress(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && isName(host, "-.") && host[0] != '.' && host[len(host)-1] != '.' &&
		!strings.ContainsAny(local, `"(),:;<>[\]/`)
}

// ownerExample tells people what would have been right.
func ownerExample(d Dialect) string {
	switch d {
	case GitHub:
		return "@user, @organisation/team or an e-mail address"
	case GitLab:
		return "@user, @group/subgroup, @@developer, @@maintainer, @@owner or an e-mail address"
	}
	return "@user or @organisation/team"
}
