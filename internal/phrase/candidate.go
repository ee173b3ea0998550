package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
)

// Reason says in a few words why work could be offered to somebody: "knows it", or "asked to learn this; @dev1 can help".
func (v Voice) Reason(c hint.Candidate) string {
	switch {
	case c.Less:
		return "knows it, but asked for less of this"
	case c.Learns && c.With != nil:
		return "asked to learn this; " + v.Name(c.With.Person) + " can help"
	case c.Learns && c.Knows == nil:
		return "asked to learn this"
	case c.Learns:
		return "knows it, and asked to learn more of this"
	case c.Knows != nil && c.Knows.Claims:
		return "knows it: says to ask them"
	}
	return "knows it"
}

// Candidate says why work could be offered to somebody, when they were last here, and what they carry already.
func (v Voice) Candidate(c hint.Candidate) string {
	parts := []string{v.Reason(c)}
	if c.Knows != nil && c.Knows.Share > 0 {
		parts = append(parts, LastHere(c.Knows.Last, v.Now))
	}
	var open []string
	if c.Promises != nil {
		open = append(open, Count(*c.Promises, "promise"))
	}
	if c.Reviews != nil {
		open = append(open, Count(*c.Reviews, "review"))
	}
	if len(open) > 0 {
		parts = append(parts, strings.Join(open, " and ")+" open")
	}
	return join(parts...)
}

// Nobody is what there is to say where nobody could be suggested.
const Nobody = "History names nobody who knows this and is here, and nobody asked to learn it: name whom you like."

// Offers is the title of an offer to somebody, as an action.
func (v Voice) Offers(c hint.Candidate) string {
	return fmt.Sprintf("Offer it to %s (%s)…", v.Name(c.Person), v.Reason(c))
}
