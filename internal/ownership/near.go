package ownership

import "github.com/leadline/leadline/internal/people"

// Near is the nearest person who is still here: of those who are active the one who knows most of Area, the file that was
// asked about, or the smallest folder around it that somebody active knows ("." is all).
type Near struct {
	Knower
	Area string
}

// Best is the active person who knows most, those who offered to be asked before the others; nil if nobody is wanted.
// knowers are as [Knowers] or [Correct] return them.
func Best(knowers []Knower, wanted func(*people.Person) bool) *Knower {
	var best *Knower
	for i := range knowers {
		if k := &knowers[i]; k.Active && wanted(k.Person) && (best == nil || k.Claims && !best.Claims) {
			best = k
		}
	}
	return best
}
