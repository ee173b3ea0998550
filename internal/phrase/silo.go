package phrase

import "github.com/leadline/leadline/internal/ownership"

// NewToYou is said to somebody who is new where one person wrote most.
func (v Voice) NewToYou(k ownership.Knower) string {
	return "New to you. " + v.Style.Text(v.Name(k.Person)) + " wrote most of this: ask, or pair…"
}
