package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// Credit is somebody who had a part in a commit besides its author.
type Credit struct {
	Who    git.Identity
	Review bool // they read it closely; else they wrote it too
}

// Credits are those whom a commit's trailers name, writers first, at most 32. Who wrote the commit, or is named already,
// is not named again; a merge that was squashed credits everybody whose work it holds in this way.
func Credits(c *git.Commit) []Credit {
	var out []Credit
	for _, t := range c.Trailers {
		review := false
		switch t.Key {
		case "co-authored-by":
		case "reviewed-by", "acked-by", "tested-by":
			review = true
		default:
			continue
		}
		who, ok := parseIdentity(t.Value)
		if !ok || len(out) >= maxCredits || strings.EqualFold(c.Author.Email, who.Email) {
			continue
		}
		if n := slices.IndexFunc(out, func(o Credit) bool { return strings.EqualFold(o.Who.Email, who.Email) }); n >= 0 {
			out[n].Review = out[n].Review && review
			continue
		}
		out = append(out, Credit{who, review})
	}
	slices.SortStableFunc(out, func(a, b Credit) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

func rank(c Credit) int {
	if c.Review {
		return 1
	}
	return 0
}

// parseIdentity reads "Name <address>". Without an address nobody is named.
func parseIdentity(s string) (git.Identity, bool) {
	name, rest, ok := strings.Cut(s, "<")
	if !ok {
		return git.Identity{}, false
	}
	email, _, ok := strings.Cut(rest, ">")
	name, email = strings.TrimSpace(name), strings.TrimSpace(email)
	return git.Identity{Name: name, Email: email}, ok && email != ""
}
