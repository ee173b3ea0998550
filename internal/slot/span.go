package slot

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// span is a stretch of time in seconds of Unix time, from inclusive, to exclusive. Lists of spans are sorted, disjoint, and do
// not touch, unless it says otherwise.
type span struct{ from, to int64 }

func (s span) length() time.Duration { return time.Duration(s.to-s.from) * time.Second }

func (s span) and(o span) span { return span{max(s.from, o.from), min(s.to, o.to)} }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

func (s span) wider(by int64) span { return span{s.from - by, s.to + by} }

// merged sorts spans in any order, drops what is empty and joins what touches. It uses the list's memory.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	out := spans[:0]
	for _, s := range spans {
		switch last := len(out) - 1; {
		case s.from >= s.to:
		case last >= 0 && s.from <= out[last].to:
			out[last].to = max(out[last].to, s.to)
		default:
			out = append(out, s)
		}
	}
	return out
}

func without(spans, taken []span) []span {
	var out []span
	next := 0
	for _, s := range spans {
		for next < len(taken) && taken[next].to <= s.from {
			next++
		}
		for i := next; i < len(taken) && taken[i].from < s.to; i++ {
			if taken[i].from > s.from {
				out = append(out, span{s.from, taken[i].from})
			}
			s.from = max(s.from, taken[i].to)
		}
		if s.from < s.to {
			out = append(out, s)
		}
	}
	return out
}

func common(a, b []span) []span {
	var out []span
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if s := a[i].and(b[j]); s.from < s.to {
			out = append(out, s)
		}
		if a[i].to < b[j].to {
			i++
		} else {
			j++
		}
	}
	return out
}

// touching gives the spans that overlap s.
func touching(spans []span, s span) []span {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].to > s.from })
	n := i
	for n < len(spans) && spans[n].from < s.to {
		n++
	}
	return spans[i:n]
}
