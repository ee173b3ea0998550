package people

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// MailmapLimit is how much of a .mailmap is read, in bytes. git itself would spend
// minutes on hundreds of megabytes.
const MailmapLimit = 1 << 20

// maxMailmapLine bounds one line; longer ones say nothing about anybody.
const maxMailmapLine = 2048

// mailmap says which name and address stand for an identity. Addresses and names are
// compared whatever their case, as git does.
type mailmap map[string]*mapping // by folded commit address

type mapping struct {
	any    proper            // for every name with this address
	byName map[string]proper // by folded commit name: stronger
}

// proper replaces an identity's name, its address, or both; "" leaves it.
type proper struct{ name, email string }

// parseMailmap reads the four forms. Lines that fit none are skipped, and of two lines
// about one identity the later wins, as in git.
//
//	Proper Name <commit@email>
//	<proper@email> <commit@email>
//	Proper Name <proper@email> <commit@email>
//	Proper Name <proper@email> Commit Name <commit@email>
func parseMailmap(text []byte) mailmap {
	if len(text) > MailmapLimit {
		text = text[:MailmapLimit]
		text = text[:bytes.LastIndexByte(text, '\n')+1]
	}
	m := mailmap{}
	for line := range bytes.Lines(text) {
		if len(line) > maxMailmapLine || bytes.HasPrefix(line, []byte("#")) {
			continue
		}
		name1, email1, rest, ok := nameAndAddress(string(line))
		if !ok {
			continue
		}
		name2, email2, _, two := nameAndAddress(rest)
		if !two {
			m.add(proper{name: name1}, "", email1)
			continue
		}
		m.add(proper{name1, email1}, name2, email2)
	}
	return m
}

// nameAndAddress cuts "Name <address>" off the front of s. The name may be empty.
func nameAndAddress(s string) (name, address, rest string, ok bool) {
	name, s, ok = strings.Cut(s, "<")
	if !ok {
		return "", "", "", false
	}
	address, rest, ok = strings.Cut(s, ">")
	if !ok || strings.TrimSpace(address) == "" {
		return "", "", "", false
	}
	return strings.TrimSpace(name), strings.TrimSpace(address), rest, true
}

func (m mailmap) add(p proper, name, address string) {
	key := fold(address)
	e := m[key]
	if e == nil {
		e = &mapping{}
		m[key] = e
	}
	if name == "" {
		// A line may give the name and another the address: both hold.
		if p.name != "" {
			e.any.name = p.name
		}
		if p.email != "" {
			e.any.email = p.email
		}
		return
	}
	if e.byName == nil {
		e.byName = map[string]proper{}
	}
	e.byName[fold(name)] = p
}

// apply returns the identity that stands for id, and whether the mailmap named it.
func (m mailmap) apply(id git.Identity) (out git.Identity, named bool) {
	if len(m) == 0 {
		return id, false
	}
	e := m[fold(strings.TrimSpace(id.Email))]
	if e == nil {
		return id, false
	}
	p, ok := e.byName[fold(strings.TrimSpace(id.Name))]
	if !ok {
		p = e.any
	}
	if p.name != "" {
		id.Name, named = p.name, true
	}
	if p.email != "" {
		id.Email = p.email
	}
	return id, named
}
