package people

import "github.com/leadline/leadline/internal/git"

// Directory is the people of one repository. It is immutable and safe for concurrent use.
type Directory struct{ all []*Person }

// NewDirectory merges identities into people.
func NewDirectory(ids []git.Identity, o Options) *Directory { return &Directory{} }

// Resolve returns the person behind an identity, never nil.
func (d *Directory) Resolve(id git.Identity) *Person { return &Person{Name: id.Name, Email: id.Email} }

// Find looks a person up by "@handle", handle, address or full name.
func (d *Directory) Find(who string) (*Person, bool) { return nil, false }

// All returns everybody, sorted by name.
func (d *Directory) All() []*Person { return d.all }
