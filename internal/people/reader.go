package people

import (
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// reader turns raw identities into nodes: mailmap and settings applied, cleaned.
type reader struct {
	mailmap  mailmap
	settings []Setting
	byEmail  map[string]int // folded address → settings
	bots     []string

	confirmed [][2]string
}

func newReader(o Options) reader {
	r := reader{mailmap: parseMailmap(o.Mailmap), byEmail: map[string]int{}, bots: o.Bots, confirmed: o.Confirmed}
	for i, s := range o.Settings {
		clean := Setting{Handle: cleanHandle(s.Handle), Name: cleanName(s.Name), Bot: s.Bot}
		for _, e := range s.Emails {
			if e = cleanAddress(e); e == "" {
				continue
			}
			clean.Emails = append(clean.Emails, e)
			if _, taken := r.byEmail[fold(e)]; !taken {
				r.byEmail[fold(e)] = i
			}
		}
		for _, t := range s.Team {
			if t = cleanName(t); t != "" {
				clean.Team = append(clean.Team, t)
			}
		}
		r.settings = append(r.settings, clean)
	}
	return r
}

// read makes n, a new node, that of one identity.
func (r reader) read(id git.Identity, n *node, f *folding) {
	mapped, named := r.mailmap.apply(id)
	name, email := cleanName(mapped.Name), cleanAddress(mapped.Email)
	address := f.fold(email)
	raw, rawAddress := email, address
	if mapped.Email != id.Email {
		raw = cleanAddress(id.Email)
		rawAddress = f.fold(raw)
	}
	name = strings.TrimSpace(strings.TrimSuffix(name, agentMark))
	n.names, n.emails = n.room[:0:1], n.room[1:1:3]
	if name != "" {
		n.names = append(n.names, name)
	}
	if named {
		n.chosen = name
	}
	if email != "" {
		n.emails = append(n.emails, email)
	}
	if raw != "" && raw != email && rawAddress != address {
		n.emails = append(n.emails, raw)
	}
	_, n.hidden = noreply(email)
	if len(r.byEmail) > 0 {
		for _, e := range []string{rawAddress, address} {
			if i, ok := r.byEmail[e]; ok {
				n.setting, n.bot = &r.settings[i], r.settings[i].Bot
				n.key = settingKey(i)
				return
			}
		}
	}
	folded := f.fold(name)
	n.folded = folded
	n.bot = isBot(name, folded, address, r.bots)
	switch {
	case email == "" || shared(address):
		n.hidden, n.alone = noMailbox(address), !noMailbox(address)
		n.key = key{byName, folded, address}
	case n.bot:
		n.key = key{byProgram, "", address}
	default:
		n.key = key{byAddress, "", address}
	}
}
