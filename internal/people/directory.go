package people

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/git"
)

// Directory is the people of one repository. It is immutable and safe for concurrent use. What only some ask for is
// found out when it is asked for first: every opening of a repository makes a directory.
type Directory struct {
	reader reader
	nodes  byKey
	known  map[git.Identity]*Person // those given to NewDirectory
	all    func() []*Person
	names  func() names
	traces func() map[*Person]traces
}

// names find people; folded, nil where two people are called alike.
type names struct{ handles, emails, names map[string]*Person }

// NewDirectory merges identities into people. Where one has several names or addresses
// the earliest identity gives those shown: pass the most recently active first.
func NewDirectory(ids []git.Identity, o Options) *Directory {
	r := newReader(o)
	m := newMerger(r, len(ids))
	own, nodes := make([]node, len(ids)), make([]*node, len(ids))
	inParts(len(ids), func(from, to int) {
		var f folding
		for i := from; i < to; i++ {
			r.read(ids[i], &own[i], &f)
		}
	})
	for i := range own {
		nodes[i] = m.add(&own[i])
	}
	m.joinAccounts()
	m.joinNames()
	if m.joinConfirmed() {
		m.joinNames() // a no-reply address may have one way to go now
	}
	m.joinSettings()

	groups := m.groups()
	people, room := make([]*Person, len(groups)), make([]Person, len(groups))
	for i, g := range groups {
		people[i] = &room[i]
		for _, n := range g.nodes {
			n.person = people[i]
		}
	}
	d := &Directory{reader: r, nodes: m.byKey, known: make(map[git.Identity]*Person, len(ids))}
	var choosing sync.WaitGroup
	choosing.Go(func() {
		inParts(len(groups), func(from, to int) {
			for i := from; i < to; i++ {
				groups[i].person(people[i])
			}
		})
	})
	for i, id := range ids {
		d.known[id] = nodes[i].person
	}
	choosing.Wait()
	d.all = sync.OnceValue(func() []*Person { return sorted(people) })
	d.names = sync.OnceValue(func() names { return namesOf(groups, people) })
	d.traces = sync.OnceValue(func() map[*Person]traces {
		out := make(map[*Person]traces, len(groups))
		for i, g := range groups {
			var t traces
			for _, n := range g.nodes {
				t.add(n)
			}
			out[people[i]] = t
		}
		return out
	})
	return d
}

// aPart is how many at least are worth a goroutine.
const aPart = 500

// inParts does n things, those of large numbers at once.
func inParts(n int, do func(from, to int)) {
	size := max(aPart, (n+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var parts sync.WaitGroup
	for from := size; from < n; from += size {
		parts.Go(func() { do(from, min(from+size, n)) })
	}
	do(0, min(size, n))
	parts.Wait()
}

func sorted(people []*Person) []*Person {
	type named struct {
		name string
		*Person
	}
	by := make([]named, len(people))
	for i, p := range people {
		by[i] = named{fold(p.Name), p}
	}
	slices.SortFunc(by, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.Email, b.Email))
	})
	out := make([]*Person, len(people))
	for i, n := range by {
		out[i] = n.Person
	}
	return out
}

func namesOf(groups []group, people []*Person) names {
	t := names{map[string]*Person{}, make(map[string]*Person, len(people)), make(map[string]*Person, len(people))}
	for i, p := range people {
		for _, n := range groups[i].nodes {
			for _, name := range n.names {
				claim(t.names, name, p)
			}
		}
		claim(t.names, p.Name, p)
		for _, e := range p.Emails {
			claim(t.emails, e, p)
		}
		if p.Handle != "" {
			claim(t.handles, p.Handle, p)
		}
	}
	return t
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
	if p := d.known[id]; p != nil {
		return p
	}
	n := &node{}
	d.reader.read(id, n, &folding{})
	if known := d.nodes.at(n.key); known != nil {
		return known.person
	}
	return group{nodes: []*node{n}}.person(&Person{})
}

// Find looks a person up by "@handle", handle, address or full name, whatever the case.
// What fits two people fits nobody.
func (d *Directory) Find(who string) (*Person, bool) {
	who = fold(strings.TrimSpace(who))
	if h, ok := strings.CutPrefix(who, "@"); ok {
		p := d.names().handles[h]
		return p, p != nil
	}
	t := d.names()
	for _, m := range []map[string]*Person{t.handles, t.emails, t.names} {
		if p := m[who]; p != nil {
			return p, true
		}
	}
	return nil, false
}

// All returns everybody, bots too, sorted by name. Callers must not change it.
func (d *Directory) All() []*Person { return d.all() }
