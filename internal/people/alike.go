package people

import (
	"cmp"
	"slices"
	"strings"
)

// Likeness says why two identities may be one person.
type Likeness string

// Why two may be one.
const (
	SameName    Likeness = "same name"
	SameAccount Likeness = "no-reply address of the same login"
	SameMailbox Likeness = "same mailbox, other host"
)

// Likely is somebody in the directory who may be the same person as another.
type Likely struct {
	Person *Person
	Why    Likeness
}

// traces are all names and addresses that somebody left.
type traces struct {
	names, emails []string
	set           bool // the settings speak of them
}

// mostTraces bounds how many names and addresses of one person are compared.
const mostTraces = 50

func (t *traces) add(n *node) {
	t.names = append(t.names, n.names[:min(len(n.names), max(0, mostTraces-len(t.names)))]...)
	t.emails = append(t.emails, n.emails[:min(len(n.emails), max(0, mostTraces-len(t.emails)))]...)
	t.set = t.set || n.setting != nil
}

// Alike lists those who may be p under another name or address, though nothing proves it,
// sorted by name. Whom the settings list as two they keep as two. Only p themselves can
// say which of them they are.
func (d *Directory) Alike(p *Person) []Likely {
	var out []Likely
	for _, o := range d.all() {
		if why := d.MayBeOne(p, o); why != "" {
			out = append(out, Likely{o, why})
		}
	}
	slices.SortStableFunc(out, func(a, b Likely) int { return cmp.Compare(a.Person.Email, b.Person.Email) })
	return out
}

// MayBeOne says why two of the directory may be one person, though nothing proves it; "" when nothing hints at it.
func (d *Directory) MayBeOne(p, o *Person) Likeness {
	own, known := d.traces()[p]
	other, alsoKnown := d.traces()[o]
	if !known || !alsoKnown || p == o || p.Bot || o.Bot || o.Email == "" || own.set && other.set || shared(fold(o.Email)) {
		return ""
	}
	return alike(own, other)
}

// Pair are two who may be one person.
type Pair struct {
	One, Other *Person
	Why        Likeness
}

// Pairs are those of the people, each listed once, who may be one, in the order of the list.
func (d *Directory) Pairs(of []*Person) []Pair {
	var out []Pair
	for i, p := range of {
		for _, o := range of[i+1:] {
			if why := d.MayBeOne(p, o); why != "" {
				out = append(out, Pair{p, o, why})
			}
		}
	}
	return out
}

// alike is symmetric; "" means that nothing hints at one person.
func alike(a, b traces) Likeness {
	for _, n := range a.names {
		if fullName(n) && slices.ContainsFunc(b.names, func(o string) bool { return fold(o) == fold(n) }) {
			return SameName
		}
	}
	for _, one := range a.emails {
		for _, other := range b.emails {
			if sameAccount(one, other) || sameAccount(other, one) {
				return SameAccount
			}
			if sameMailbox(one, other) && (related(one, other) || akin(a.names, b.names)) {
				return SameMailbox
			}
		}
	}
	return ""
}

// sameAccount says whether a no-reply address has the login that the mailbox is called by.
func sameAccount(hidden, mailbox string) bool {
	a, ok := noreply(hidden)
	if _, both := noreply(mailbox); !ok || both {
		return false
	}
	local, _, _ := strings.Cut(mailbox, "@")
	return personal(local) && fold(a.login) == fold(local)
}

func sameMailbox(a, b string) bool {
	one, aHost, _ := strings.Cut(fold(a), "@")
	other, bHost, _ := strings.Cut(fold(b), "@")
	return one == other && aHost != bHost && personal(one) && !noMailbox(fold(a))
}

// personal says whether the local part of an address can be one person's: not info@ and the
// like, which every host has.
func personal(local string) bool {
	return len(local) > 2 && !slices.Contains([]string{
		"admin", "administrator", "bot", "build", "contact", "code", "dev", "developer", "developers", "email", "git", "github", "gitlab",
		"hello", "info", "mail", "maintainer", "maintainers", "office", "opensource", "oss", "root", "security", "service", "support",
		"team", "test", "user", "webmaster", "work",
	}, fold(local))
}

// related says whether two hosts end alike: old.example.com and example.com.
func related(a, b string) bool {
	domain := func(address string) string {
		_, host, _ := strings.Cut(fold(address), "@")
		parts := strings.Split(host, ".")
		if len(parts) < 2 {
			return ""
		}
		end := parts[len(parts)-2:]
		if len(parts) > 2 && len(end[0]) <= 3 { // co.uk, com.au
			end = parts[len(parts)-3:]
		}
		return strings.Join(end, ".")
	}
	// Hosts where anybody gets a mailbox by name tell nothing, but they have no hosts below.
	return domain(a) != "" && domain(a) == domain(b)
}

// akin says whether names have a word of three letters or more in common.
func akin(a, b []string) bool {
	words := func(names []string) map[string]bool {
		out := map[string]bool{}
		for _, n := range names {
			for _, w := range strings.Fields(fold(n)) {
				if len([]rune(w)) > 2 {
					out[w] = true
				}
			}
		}
		return out
	}
	one := words(a)
	for w := range words(b) {
		if one[w] {
			return true
		}
	}
	return false
}
