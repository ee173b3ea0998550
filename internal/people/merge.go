package people

import (
	"cmp"
	"slices"
)

// merger joins nodes that belong to one person.
type merger struct {
	reader reader
	nodes  []*node // in order of arrival
	byKey  byKey
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
