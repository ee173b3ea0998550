package people

import "strconv"

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

func settingKey(i int) key { return key{kind: bySetting, name: strconv.Itoa(i)} }

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
