package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// accountsOf gives every account that a host names an identity, from which the directory tells who it is: by an address that
// history knows, else by the no-reply address that the host would give it. So the handles in the settings, no-reply addresses in
// commits and a full name that only one person has make it that person; any other account stays one of its own, named by its login.
func accountsOf(host string, state forge.State, known []index.Sighting) map[string]git.Identity {
	out := map[string]git.Identity{}
	var addresses map[string]bool
	note := func(a forge.Account) {
		login := strings.ToLower(a.Login)
		if _, done := out[login]; done || !isLogin(login) {
			return
		}
		id := git.Identity{Name: a.Name, Email: noreplyOf(host, a.Login)}
		if id.Name == "" {
			id.Name = a.Login
		}
		if a.Email != "" {
			if addresses == nil {
				addresses = map[string]bool{}
				for _, s := range known {
					addresses[strings.ToLower(s.Who.Email)] = true
				}
			}
			if addresses[strings.ToLower(a.Email)] {
				id.Email = a.Email
			}
		}
		out[login] = id
	}
	for _, requests := range [][]forge.Request{state.Open, state.Landed} {
		for _, r := range requests {
			note(r.Author)
			for _, a := range r.Asked {
				note(a)
			}
			for _, g := range r.Given {
				note(g.By)
			}
		}
	}
	unname(host, out, known)
	return out
}

// unname leaves out names that several accounts of a host have: who could be either is neither, and nobody can part somebody's
// identities by calling themselves the same.
func unname(host string, accounts map[string]git.Identity, known []index.Sighting) {
	logins := map[string][]string{} // by name
	for login, id := range accounts {
		if name := strings.ToLower(id.Name); name != login {
			logins[name] = append(logins[name], login)
		}
	}
	if len(logins) == 0 {
		return
	}
	taken := map[string]bool{}
	for name, all := range logins {
		taken[name] = len(all) > 1
	}
	for _, s := range known {
		local, at, _ := strings.Cut(strings.ToLower(s.Who.Email), "@")
		name := strings.ToLower(s.Who.Name)
		if all := logins[name]; len(all) == 1 && (at == "users.noreply."+host || at == "noreply."+host) {
			login := all[0]
			taken[name] = taken[name] || local != login && !strings.HasSuffix(local, "+"+login) && !strings.HasSuffix(local, "-"+login)
		}
	}
	for login, id := range accounts {
		if taken[strings.ToLower(id.Name)] {
			id.Name = login
			accounts[login] = id
		}
	}
}

// isLogin says whether a login can be one person's. All whose account is gone are called ghost.
func isLogin(login string) bool {
	login = strings.TrimSuffix(login, "[bot]")
	return login != "" && login != "ghost" && len(login) <= 100 && strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

// noreplyOf is an address that stands for an account at a host. Logins that would read as an account's number and another login
// get one that nobody can write to.
func noreplyOf(host, login string) string {
	if digits := strings.TrimLeft(login, "0123456789"); host != "github.com" && len(digits) < len(login) && strings.HasPrefix(digits, "-") {
		return login + "@" + host + ".invalid"
	}
	return login + "@users.noreply." + host
}

// identities are those of all accounts, in an order that only depends on them.
func (h *hosting) identities() []git.Identity {
	if h == nil {
		return nil
	}
	out := make([]git.Identity, 0, len(h.accounts))
	for _, login := range slices.Sorted(maps.Keys(h.accounts)) {
		out = append(out, h.accounts[login])
	}
	return out
}

// Person is who has an account; nil for one that stands for nobody.
func (h *Hosted) Person(a forge.Account) *people.Person { return h.who[strings.ToLower(a.Login)] }

// reviewers are those who gave a review, with when; not the author, by whatever account, nor programs.
func (h *Hosted) reviewers(r forge.Request) map[*people.Person]time.Time {
	author, out := h.Person(r.Author), map[*people.Person]time.Time{}
	for _, g := range r.Given {
		if p := h.Person(g.By); p != nil && p != author && !p.Bot && g.At.After(out[p]) {
			out[p] = g.At
		}
	}
	return out
}

// asked are those whose review a request waits for.
func (h *Hosted) asked(r forge.Request) []*people.Person {
	author := h.Person(r.Author)
	var out []*people.Person
	for _, a := range r.Asked {
		if p := h.Person(a); p != nil && p != author && !p.Bot && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// reviewsBy are the reviewers of what landed, by what it landed as.
func (h *Hosted) reviewsBy() map[git.Hash][]git.Identity {
	by := map[git.Hash][]git.Identity{}
	for _, r := range h.State.Landed {
		commit := git.Hash(strings.ToLower(r.Commit))
		if !commit.Valid() {
			continue
		}
		author := h.Person(r.Author)
		for _, g := range r.Given {
			login := strings.ToLower(g.By.Login)
			if id, known := h.accounts[login]; known && (author == nil || h.who[login] != author) {
				by[commit] = append(by[commit], id)
			}
		}
	}
	return by
}

// fingerprint stands for reviews.
func fingerprint(by map[git.Hash][]git.Identity) string {
	sum := sha256.New()
	for _, commit := range slices.Sorted(maps.Keys(by)) {
		put(sum, string(commit))
		for _, id := range by[commit] {
			put(sum, id.Name, id.Email)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// fingerprint stands for what the host told of reviews that count as knowing.
func (h *Hosted) fingerprint() string {
	if h == nil {
		return ""
	}
	return h.from
}

// spreadReviews has those who reviewed what a merge brought count for each commit of it.
func (w *Workspace) spreadReviews(head git.Hash, by map[git.Hash][]git.Identity) *index.Reviews {
	if w.index == nil || head == "" {
		return nil
	}
	brought, err := w.index.Brought(w.ctx, head, slices.Sorted(maps.Keys(by)))
	if err != nil {
		w.refreshed(err)
		return nil
	}
	all := maps.Clone(by)
	for merge, commits := range brought {
		for _, c := range commits {
			all[c] = append(all[c][:len(all[c]):len(all[c])], by[merge]...)
		}
	}
	return index.NewReviews(all)
}

// Alone says whether nothing but an account at the host tells of somebody: their address is none that they gave.
func (h *Hosted) Alone(p *people.Person) bool { return h != nil && h.alone[p] }

// tellApart notes of whom history tells nothing; seen are those of whom it does.
func (h *Hosted) tellApart(seen activity) {
	h.alone = map[*people.Person]bool{}
	for _, p := range h.who {
		if _, known := seen[p]; !known {
			h.alone[p] = true
		}
	}
}

// seenReviewing adds to when people were last seen what the host tells of their reviews.
func (h *Hosted) seenReviewing(seen activity) {
	for _, requests := range [][]forge.Request{h.State.Open, h.State.Landed} {
		for _, r := range requests {
			for p, at := range h.reviewers(r) {
				if at.After(seen[p]) {
					seen[p] = at
				}
			}
		}
	}
}
