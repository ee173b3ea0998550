package share

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// missing are the lines that were taken in before, and of which the store has less than it had after the last sync: it was deleted,
// or an older backup took its place. had is how far the clock of each writer had come then, has how far it is now.
func missing(seen []line, had, has map[string]int64) []line {
	var out []line
	for _, l := range newest(seen) {
		now, here := has[l.writer]
		if now < had[l.writer] || had == nil && !here {
			out = append(out, l)
		}
	}
	return out
}

// regain has lost lines read once more from their beginning. Where the remote no longer has what was taken in from there, or has
// it rewritten, it is read from what was fetched then; the next sync says what became of the line.
func (c Channel) regain(ctx context.Context, arrived, seen, gone []line) (foreign, known []line, err error) {
	foreign = slices.Clone(arrived)
	for _, l := range gone {
		seen = slices.DeleteFunc(slices.Clone(seen), func(k line) bool { return k.writer == l.writer })
		there, ok := of(foreign, l.writer)
		switch {
		case ok && there.generation > l.generation:
			continue
		case ok && there.generation == l.generation:
			if _, ok, err = c.history(ctx, there.tip, l.tip); err != nil {
				return nil, nil, err
			}
		default:
			ok = false
		}
		if !ok {
			foreign = slices.DeleteFunc(foreign, func(k line) bool { return k.writer == l.writer })
			foreign = append(foreign, l)
		}
	}
	slices.SortFunc(foreign, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.writer, b.writer), cmp.Compare(a.generation, b.generation))
	})
	return foreign, seen, nil
}

// Lacks says whether the store has less of what a writer said than it had after the last sync of the channel, so that another one
// brings back what is gone. It asks nobody. Errors: those of the log.
func Lacks(ctx context.Context, c Channel) (bool, error) {
	had := c.State().Clocks
	if len(had) == 0 {
		return false, nil
	}
	has, err := c.Log.Newest(ctx)
	if err != nil {
		return false, err
	}
	for writer, clock := range had {
		if has[writer] < clock {
			return true, nil
		}
	}
	return false, nil
}

// Published says whether a branch of a remote, as a clone has it, is a writer's line: then somebody said something there.
func Published(branch string) bool {
	_, path, ok := strings.Cut(branch, "/leadline/v1/")
	return ok && len(lines(map[string]git.Hash{path: ""}, "")) == 1
}

// mostClocks bounds what is remembered of writers: a remote may have any number.
const mostClocks = 20_000

// clocksOf are how far the clocks of all other writers have come in the store.
func (c Channel) clocksOf(ctx context.Context) (map[string]int64, error) {
	clocks, err := c.Log.Newest(ctx)
	if err != nil || len(clocks) > mostClocks {
		return nil, err
	}
	return clocks, nil
}
