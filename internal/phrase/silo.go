package phrase

import (
	"slices"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
)

// NewToYou is said to somebody who is new where one person wrote most, with what is planned there and what took place.
func (v Voice) NewToYou(k ownership.Knower, p hint.PairedOn) string {
	text := "New to you. " + v.Style.Text(v.Name(k.Person)) + " wrote most of this: ask, or pair…"
	switch {
	case p.Next != nil:
		return text + " You pair with " + v.Style.Text(v.With(p.Next)) + " on it " + When(p.Next.Pairing.Start, v.Now) + "."
	case p.Last != nil:
		who := "Others"
		if slices.ContainsFunc(p.Last.Pairing.People, v.Snapshot.IsMe) {
			who = "You"
		}
		return text + " " + who + " paired on it " + Day(p.Last.Pairing.Start, v.Now) + "."
	}
	return text
}
