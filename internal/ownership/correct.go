package ownership

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/people"
)

// Word is what a person says about their own knowledge of a path.
type Word struct {
	Knows bool // "ask me"; else "I no longer know this"
	At    time.Time
	// Fresh says that the person may be asked on the strength of the word alone: it is not as old as what makes them gone.
	Fresh bool
}

// Correct puts right what history guessed about one path by what people said of themselves. Knowledge that somebody says
// they have no more is nobody's: the others' shares are taken anew, and sum to 1 again. Who says that they know the path is
// one to ask, first; their share stays what history says, and is 0 where it says nothing. knowers is not changed.
func Correct(knowers []Knower, words map[*people.Person]Word) []Knower {
	if len(words) == 0 {
		return knowers
	}
	out := make([]Knower, 0, len(knowers))
	lost, listed := 0.0, map[*people.Person]bool{}
	for _, k := range knowers {
		w, said := words[k.Person]
		if said && !w.Knows {
			lost += k.Share
			continue
		}
		if said {
			k.Claims, k.Active = true, k.Active || w.Fresh
			listed[k.Person] = true
		}
		out = append(out, k)
	}
	if lost < 1 {
		for i := range out {
			out[i].Share /= 1 - lost
		}
	}
	var more []Knower
	for p, w := range words {
		if w.Knows && !listed[p] && !p.Bot {
			more = append(more, Knower{Person: p, Last: w.At, Active: w.Fresh, Claims: true})
		}
	}
	slices.SortFunc(more, func(a, b Knower) int { return byName(a.Person, b.Person) })
	return append(out, more...)
}

// Hide leaves out people who do not want to be named. The others' shares stay: they know no more for it. knowers is not
// changed.
func Hide(knowers []Knower, hidden func(*people.Person) bool) []Knower {
	if !slices.ContainsFunc(knowers, func(k Knower) bool { return hidden(k.Person) }) {
		return knowers
	}
	out := make([]Knower, 0, len(knowers))
	for _, k := range knowers {
		if !hidden(k.Person) {
			out = append(out, k)
		}
	}
	return out
}
