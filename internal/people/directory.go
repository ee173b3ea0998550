package people

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// Directory is the people of one repository. It is immutable and safe for concurrent use.
type Directory struct {
	all      []*Person
	reader   reader
	byKey    map[string]*Person // by identity key
	byHandle map[string]*Person // folded; nil where two people claim it
	byName   map[string]*Person // folded; nil where two people are called alike
	byEmail  map[string]*Person // folded; nil where several share it
	traces   map[*Person]traces
}

// NewDirectory merges identities into people. Where one has several names or addresses
// the earliest identity gives those shown: pass the most recently active first.
func NewDirectory(ids []git.Identity, o Options) *Directory {
	r := newReader(o)
	m := newMerger(r)
	for _, id := range ids {
		m.add(id)
	}
	m.joinAccounts()
	m.joinNames()
	if m.joinConfirmed() {
		m.joinNames() // a no-reply address may have one way to go now
	}
	m.joinSettings()

	d := &Directory{
		reader: r, byKey: map[string]*Person{}, byHandle: map[string]*Person{},
		byName: map[string]*Person{}, byEmail: map[string]*Person{}, traces: map[*Person]traces{},
	}
	for _, group := range m.groups() {
		p := group.person()
		d.all = append(d.all, p)
		var t traces
		for _, n := range group.nodes {
			t.add(n)
			d.byKey[n.key] = p
			for _, name := range n.names {
				claim(d.byName, name, p)
			}
		}
		for _, e := range p.Emails {
			claim(d.byEmail, e, p)
		}
		d.traces[p] = t
		claim(d.byName, p.Name, p)
		if p.Handle != "" {
			claim(d.byHandle, p.Handle, p)
		}
	}
	slices.SortFunc(d.all, func(a, b *Person) int {
		return cmp.Or(cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.Email, b.Email))
	})
	return d
}

func claim(m map[string]*Person, key string, p *Person) {
	key = fold(key)
	if old, taken := m[key]; taken && old != p {
		p = nil
	}
	m[key] = p
}

// Resolve returns the person behind an identity, never nil. For an identity that was not
// among those given to NewDirectory and belongs to nobody there it is a new Person each time.
func (d *Directory) Resolve(id git.Identity) *Person {
	n := d.reader.read(id)
	if p := d.byKey[n.key]; p != nil {
		return p
	}
	return group{nodes: []*node{n}}.person()
}

// Find looks a person up by "@handle", handle, address or full name, whatever the case.
// What fits two people fits nobody.
func (d *Directory) Find(who string) (*Person, bool) {
	who = fold(strings.TrimSpace(who))
	if h, ok := strings.CutPrefix(who, "@"); ok {
		p := d.byHandle[h]
		return p, p != nil
	}
	for _, m := range []map[string]*Person{d.byHandle, d.byEmail, d.byName} {
		if p := m[who]; p != nil {
			return p, true
		}
	}
	return nil, false
}

// All returns everybody, bots too, sorted by name. Callers must not change it.
func (d *Directory) All() []*Person { return d.all }
