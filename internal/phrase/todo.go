package phrase

import (
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
)

// unknownName is said of a name that was accepted as written.
const unknownName = "nobody here is known by that name"

// assignees says for whom a TODO comment is, as far as that is known.
func (v Voice) assignees(named []hint.Assignee) string {
	var known, unknown, gone []string
	for _, a := range named {
		name := v.NameOf(a.Written)
		switch {
		case a.Person == nil:
			unknown = append(unknown, name)
		case v.Snapshot.Gone(a.Person) && a.Person != v.Snapshot.Me:
			gone = append(gone, name)
		default:
			known = append(known, name)
		}
	}
	parts := []string{v.Style.Text(strings.Join(known, ", "))}
	if len(gone) > 0 {
		parts = append(parts, v.Style.Text(strings.Join(gone, ", ")+", no longer active"))
	}
	if len(unknown) > 0 {
		parts = append(parts, v.Style.Text(strings.Join(unknown, ", ")), v.Style.Text(unknownName))
	}
	return join(parts...)
}

// Named says who it is that can be named, and why: "Dev Two · knows it · last here 6 days ago".
func (v Voice) Named(p *people.Person, why string) string {
	if p == v.Snapshot.Me {
		return "you"
	}
	if last := v.Snapshot.LastSeen(p); why == "" && !last.IsZero() {
		why = LastHere(last, v.Now)
	}
	return join(Clean(p.Name, nameLimit), why)
}
