package review

import (
	"cmp"
	"slices"
)

// How work and knowledge are spread. Of those whom a change suits best, the shortlist, those with room come first: whom it suits
// less is not asked for having nothing to do. Where one would review it and hardly anybody knows the files, one more is named, to
// learn.
const (
	shortlist = 4
	press     = 2.5 // a score is divided by 1 + press·load
	fewKnow   = 2   // a file that so many people know, its author among them, or fewer, could do with one more
)

// spread orders the first of a ranking anew, in place, so that those with room come first.
func spread(ranked []Ranked, load func(who int32) float64) {
	first := ranked[:min(len(ranked), shortlist)]
	room := make(map[int32]float64, len(first))
	for _, r := range first {
		room[r.Who] = r.Score / (1 + press*load(r.Who))
	}
	slices.SortStableFunc(first, func(a, b Ranked) int { return cmp.Compare(room[b.Who], room[a.Who]) })
}

// learner is who could get to know the files beside the first so many of a ranking: of the next, the one who is likeliest to stay
// and has room. ok is false where there is nobody.
func (b *Book) learner(ranked []Ranked, beside int, t int64, load func(who int32) float64) (who int32, ok bool) {
	best := -1.0
	for _, r := range ranked[min(len(ranked), beside):min(len(ranked), beside+shortlist)] {
		if fit := b.months[r.Who].stays(t) / (1 + load(r.Who)); fit > best {
			who, best, ok = r.Who, fit, true
		}
	}
	return who, ok
}
