package slot

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Kind is what somebody keeps time for.
type Kind string

// The kinds of blocks for oneself.
const (
	Coding   Kind = "coding"
	Thinking Kind = "thinking"
	Reviews  Kind = "reviews"
)

// Focused says whether the time is itself for focus: such a block counts as a free stretch that remains, so it fits best where
// it fills one. Any other is put where a meeting would be.
func (k Kind) Focused() bool { return k == Coding || k == Thinking }

// Want is time that somebody wants to keep. What is like it is batched: Length is that of all reviews of a day together.
type Want struct {
	Kind   Kind
	Length time.Duration
	Times  int // on so many days, one block a day
}

// Block is time for one want.
type Block struct {
	Kind Kind
	Slot
}

// Plan is what was found for oneself.
type Plan struct {
	Blocks []Block // by time
	// Short counts the blocks of a kind that there is no time for.
	Short    map[Kind]int
	Unusable map[string]int // as in Result
}

// Blocks finds time for the wants of one person, who is the only one in the query; its length and Most mean nothing, and neither
// the limit of meetings nor the notice counts, as these are for others. Focus comes first, then what is longer: each block goes where it costs
// least, and is busy time for the next. It fails with an *[InputError].
func Blocks(q Query, wants []Want) (Plan, error) {
	if len(q.People) != 1 {
		return Plan{}, &InputError{Text: fmt.Sprintf("blocks for oneself are for one person, not for %d; pair with the others instead", len(q.People))}
	}
	total := 0
	for _, w := range wants {
		if !slices.Contains([]Kind{Coding, Thinking, Reviews}, w.Kind) {
			return Plan{}, &InputError{Text: "blocks are for coding, thinking or reviews; give one of them"}
		}
		if w.Times < 1 || w.Times > maxBlocks {
			return Plan{}, &InputError{Text: fmt.Sprintf("%d blocks are not possible; give from 1 to %d", w.Times, maxBlocks)}
		}
		if total += w.Times; total > maxBlocks {
			return Plan{}, &InputError{Text: fmt.Sprintf("%d blocks are too many at once; give at most %d", total, maxBlocks)}
		}
		q.Length = w.Length
		if err := q.check(); err != nil {
			return Plan{}, err
		}
	}
	if total == 0 {
		return Plan{}, &InputError{Text: "no block is wanted; say what for and how long"}
	}
	q.People = slices.Clone(q.People)
	q.People[0].Limit, q.People[0].Notice = 0, 0
	e, err := prepare(q)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Unusable: e.unusable()}
	wants = slices.Clone(wants)
	slices.SortStableFunc(wants, func(a, b Want) int {
		if a.Kind.Focused() != b.Kind.Focused() {
			if a.Kind.Focused() {
				return -1
			}
			return 1
		}
		return -cmp.Compare(a.Length, b.Length)
	})
	taken := map[Kind]map[date]bool{}
	for _, w := range wants {
		if taken[w.Kind] == nil {
			taken[w.Kind] = map[date]bool{}
		}
		placed := e.place(w, taken[w.Kind])
		plan.Blocks = append(plan.Blocks, placed...)
		if missing := w.Times - len(placed); missing > 0 {
			if plan.Short == nil {
				plan.Short = map[Kind]int{}
			}
			plan.Short[w.Kind] += missing
		}
	}
	slices.SortFunc(plan.Blocks, func(a, b Block) int { return a.Start.Compare(b.Start) })
	return plan, nil
}

// place puts the blocks of a want on days that have none of its kind, and marks the days and the time as taken.
func (e *engine) place(w Want, days map[date]bool) []Block {
	t := &e.people[0]
	e.length, e.focus = int64(w.Length/time.Second), w.Kind.Focused()
	var out []Block
	for range w.Times {
		found := slices.DeleteFunc(e.candidates(free), func(c candidate) bool { return days[dateAt(c.start, t.zone)] })
		if len(found) == 0 {
			break
		}
		best := slices.MinFunc(found, candidate.compare)
		out = append(out, Block{w.Kind, e.slots([]candidate{best})[0]})
		days[dateAt(best.start, t.zone)] = true
		t.busy = append(t.busy, span{best.start, best.start + e.length})
		t.refresh()
	}
	return out
}
