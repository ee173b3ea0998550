package people

import (
	"cmp"
	"slices"
	"strconv"
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

// key is what identities that cannot be told apart have in common, folded.
type key struct {
	kind          keyKind
	name, address string
}

type keyKind byte

const (
	byAddress keyKind = iota
	byProgram         // a human may use the same mailbox for a program
	byName            // an address that says nothing
	bySetting
)

// node is what cannot be told apart: all identities with one key.
type node struct {
	key     key
	names   []string // distinct, earliest first
	folded  string   // the first of them; "" when that is not known yet
	chosen  string   // a name that the mailmap gives
	emails  []string // distinct after folding, the address to write to first
	alone   bool     // nothing tells whose it is: no address, or one that many share
	hidden  bool     // only no-reply addresses
	bot     bool
	setting *Setting
	order   int

	parent *node // union-find; nil at the root
	next   *node // of those with one root; the root is the first
	last   *node // of them all; only a root knows it, nil when it is alone
	person *Person

	room [3]string // for the first of names and emails
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

func settingKey(i int) key { return key{kind: bySetting, name: strconv.Itoa(i)} }

// merger joins nodes that belong to one person.
type merger struct {
	reader reader
	nodes  []*node // in order of arrival
	byKey  byKey
}

// byKey finds nodes. Nearly all have an address of their own.
type byKey struct {
	addresses map[string]*node
	others    map[key]*node
}

func (b byKey) at(k key) *node {
	if k.kind == byAddress {
		return b.addresses[k.address]
	}
	return b.others[k]
}

func (b byKey) put(n *node) {
	if n.key.kind == byAddress {
		b.addresses[n.key.address] = n
		return
	}
	b.others[n.key] = n
}

// newMerger expects about n identities.
func newMerger(r reader, n int) *merger {
	m := &merger{reader: r, nodes: make([]*node, 0, n), byKey: byKey{make(map[string]*node, n), map[key]*node{}}}
	for i := range r.settings {
		s := &r.settings[i]
		n := &node{key: settingKey(i), setting: s, bot: s.Bot, emails: slices.Clone(s.Emails)}
		if s.Name != "" {
			n.names = []string{s.Name}
		}
		m.put(n)
	}
	return m
}

func (m *merger) put(n *node) {
	n.order = len(m.nodes)
	m.nodes = append(m.nodes, n)
	m.byKey.put(n)
}

// add returns the node that an identity is part of, whose own is n.
func (m *merger) add(n *node) *node {
	old := m.byKey.at(n.key)
	if old == nil {
		m.put(n)
		return n
	}
	for _, name := range n.names {
		if !slices.Contains(old.names, name) && len(old.names) < 100 {
			old.names = append(old.names, name)
		}
	}
	for _, e := range n.emails {
		if !slices.ContainsFunc(old.emails, func(o string) bool { return o == e || fold(o) == fold(e) }) {
			old.emails = append(old.emails, e)
		}
	}
	if old.chosen == "" {
		old.chosen = n.chosen
	}
	return old
}

func (n *node) root() *node {
	for n.parent != nil {
		if n.parent.parent != nil {
			n.parent = n.parent.parent
		}
		n = n.parent
	}
	return n
}

func join(a, b *node) {
	a, b = a.root(), b.root()
	if a == b {
		return
	}
	if b.order < a.order {
		a, b = b, a
	}
	b.parent = a
	a.end().next, a.last = b, b.end()
}

func (n *node) end() *node {
	if n.last == nil {
		return n
	}
	return n.last
}

// members are the nodes that were joined under a root, in no order.
func (n *node) members(yield func(*node) bool) {
	for ; n != nil && yield(n); n = n.next {
	}
}

// accounts are the forge accounts that a node's addresses name.
func (n *node) accounts() []account {
	var out []account
	for _, e := range n.emails {
		if a, ok := noreply(e); ok {
			out = append(out, a)
		}
	}
	return out
}

// joinAccounts joins nodes with one forge account: by its number, which outlives a change
// of login, by its login, or by a handle that the settings give.
func (m *merger) joinAccounts() {
	first := map[string]*node{}
	handles := map[string]*node{}
	for _, n := range m.nodes {
		if n.setting != nil && n.setting.Handle != "" && n.parent == nil {
			if h := fold(n.setting.Handle); handles[h] == nil {
				handles[h] = n
			}
		}
	}
	for _, n := range m.nodes {
		for _, a := range n.accounts() {
			keys := []string{a.forge + "\x00login\x00" + fold(a.login)}
			if a.id != "" {
				keys = append(keys, a.forge+"\x00id\x00"+a.id)
			}
			for _, k := range keys {
				if o := first[k]; o == nil {
					first[k] = n
				} else if compatible(o, n) {
					join(o, n)
				}
			}
			if o := handles[fold(a.login)]; o != nil && compatible(o, n) {
				join(o, n)
			}
		}
	}
}

// joinSettings joins what the settings say about a name, without an address, to the only
// person of that name.
func (m *merger) joinSettings() {
	for _, s := range m.nodes {
		if s.setting == nil || len(s.emails) > 0 || s.setting.Name == "" {
			continue
		}
		var found []*node
		for _, n := range m.nodes {
			same := slices.ContainsFunc(n.names, func(name string) bool { return fold(name) == fold(s.setting.Name) })
			if r := n.root(); same && !n.alone && r != s.root() && r.setting == nil && !slices.Contains(found, r) {
				found = append(found, r)
			}
		}
		if len(found) == 1 {
			join(s, found[0])
		}
	}
}

// compatible keeps programs apart from people, and people apart whom the settings list
// apart.
func compatible(a, b *node) bool {
	a, b = a.root(), b.root()
	return a.bot == b.bot && (a.setting == nil || b.setting == nil || a.setting == b.setting)
}

// joinNames joins, among nodes with one full name, those that have only a no-reply
// address with the one that has a real one, if there is exactly one way to do it.
func (m *merger) joinNames() {
	first := make(map[string]*node, len(m.nodes))
	byName := map[string][]*node{} // of names that several nodes have
	var names []string
	for _, n := range m.nodes {
		for i, name := range n.names {
			if n.bot || n.alone || !fullName(name) {
				continue
			}
			k := n.folded
			if i > 0 || k == "" {
				k = fold(name)
			}
			one := first[k]
			switch {
			case one == nil:
				first[k] = n
				continue
			case byName[k] == nil:
				names = append(names, k)
				byName[k] = append(byName[k], one)
			}
			byName[k] = append(byName[k], n)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(first[a].order, first[b].order) })
	for _, name := range names {
		var roots []*node
		for _, n := range byName[name] {
			if r := n.root(); !slices.Contains(roots, r) && len(roots) < 50 {
				roots = append(roots, r)
			}
		}
		if len(roots) < 2 || !oneWay(roots) {
			continue
		}
		for _, r := range roots[1:] {
			join(roots[0], r)
		}
	}
}

// joinConfirmed joins what somebody said is one person, themselves, where it looks alike.
// It reports whether anything was joined.
func (m *merger) joinConfirmed() bool {
	if len(m.reader.confirmed) == 0 {
		return false
	}
	byEmail, members := map[string]*node{}, map[*node]*traces{}
	for _, n := range m.nodes {
		t := members[n.root()]
		if t == nil {
			t = &traces{}
			members[n.root()] = t
		}
		t.add(n)
		for _, e := range n.emails {
			if k := fold(e); !n.alone && !n.bot && byEmail[k] == nil {
				byEmail[k] = n
			}
		}
	}
	joined := false
	for _, pair := range m.reader.confirmed {
		a, b := byEmail[fold(pair[0])], byEmail[fold(pair[1])]
		if a == nil || b == nil || a.root() == b.root() || !compatible(a, b) {
			continue
		}
		one, other := members[a.root()], members[b.root()]
		if alike(*one, *other) != "" {
			join(a, b)
			members[a.root()] = &traces{names: append(one.names, other.names...), emails: append(one.emails, other.emails...)}
			joined = true
		}
	}
	return joined
}

// oneWay says whether nodes with one name are surely one person: at most one has a real
// address (or is in the settings), and no forge knows two accounts of that name.
func oneWay(roots []*node) bool {
	real := 0
	forges := map[string]bool{}
	for _, r := range roots {
		isReal, own := false, map[string]bool{}
		for n := range r.members {
			if !n.hidden {
				isReal = true
			}
			for _, a := range n.accounts() {
				own[a.forge] = true
			}
		}
		if isReal {
			real++
		}
		for f := range own {
			if forges[f] {
				return false
			}
			forges[f] = true
		}
	}
	return real <= 1
}

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
