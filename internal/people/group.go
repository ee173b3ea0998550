package people

import (
	"cmp"
	"slices"
	"strings"
)

// group is the nodes of one person, in order of arrival.
type group struct{ nodes []*node }

func (m *merger) groups() []group {
	out := make([]group, 0, len(m.nodes))
	for i, n := range m.nodes {
		switch {
		case n.parent != nil:
		case n.next == nil:
			out = append(out, group{m.nodes[i : i+1 : i+1]})
		default:
			all := slices.Collect(n.members)
			slices.SortFunc(all, func(a, b *node) int { return cmp.Compare(a.order, b.order) })
			out = append(out, group{all})
		}
	}
	return out
}

// person chooses what to show of a group: the settings' words first, then the mailmap's,
// then full names before logins and real addresses before no-reply ones.
func (g group) person(p *Person) *Person {
	var hidden string
	for _, n := range g.nodes {
		p.Bot = p.Bot || n.bot
		if s := n.setting; s != nil {
			p.Name, p.Handle = or(p.Name, s.Name), or(p.Handle, s.Handle)
			if len(s.Emails) > 0 {
				p.Email = or(p.Email, s.Emails[0])
			}
			if p.Team == nil {
				p.Team = s.Team
			}
		}
	}
	for _, n := range g.nodes {
		p.Name = or(p.Name, n.chosen)
		for _, e := range n.emails {
			if address := fold(e); !slices.Contains(p.Emails, address) {
				p.Emails = append(p.Emails, address)
			}
			if a, ok := noreply(e); ok {
				hidden = or(hidden, e)
				p.Handle = or(p.Handle, a.login)
			} else {
				p.Email = or(p.Email, e)
			}
		}
	}
	slices.Sort(p.Emails)
	p.Email = or(p.Email, hidden)
	p.Name = or(p.Name, g.name(fullName), g.name(func(string) bool { return true }), local(p.Email), p.Handle, "somebody")
	return p
}

// name is the earliest name that fits.
func (g group) name(fits func(string) bool) string {
	for _, n := range g.nodes {
		if i := slices.IndexFunc(n.names, fits); i >= 0 {
			return n.names[i]
		}
	}
	return ""
}

func or(s ...string) string {
	i := slices.IndexFunc(s, func(s string) bool { return s != "" })
	if i < 0 {
		return ""
	}
	return s[i]
}

func local(address string) string {
	l, _, _ := strings.Cut(address, "@")
	return l
}
