package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Interval is a stretch of time from Start up to, not including, End. It is
// all that ever leaves somebody's calendar: no title, place or people.
type Interval struct {
	Start, End time.Time
}

// Merge sorts intervals and joins those that touch or overlap. Empty ones are
// dropped; the input stays as it is.
func Merge(in []Interval) []Interval {
	sorted := slices.Clone(in)
	slices.SortFunc(sorted, func(a, b Interval) int {
		return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End))
	})
	out := sorted[:0]
	for _, next := range sorted {
		switch last := len(out) - 1; {
		case !next.Start.Before(next.End):
		case last >= 0 && !next.Start.After(out[last].End):
			if next.End.After(out[last].End) {
				out[last].End = next.End
			}
		default:
			out = append(out, next)
		}
	}
	return out
}
