package workspace

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// suggestedFor is what suggestions depend on.
type suggestedFor struct {
	paths   []string
	head    git.Hash
	day     string
	settled uint64
	said    int64
	lines   map[*people.Person]int
	loads   map[*people.Person]review.Load
}

func (f suggestedFor) same(g suggestedFor) bool {
	return f.head == g.head && f.day == g.day && f.settled == g.settled && f.said == g.said && slices.Equal(f.paths, g.paths) &&
		maps.Equal(f.lines, g.lines) && (f.loads == nil) == (g.loads == nil) && maps.EqualFunc(f.loads, g.loads, sameLoad)
}

// saysAs tells whether nobody need be told that the change is another.
func (c *Change) saysAs(before *Change) bool {
	if c == nil || before == nil {
		return c == before
	}
	return c.Ref == before.Ref && slices.Equal(c.Paths, before.Paths) && slices.EqualFunc(c.Suggested, before.Suggested, sameSuggestion)
}

// sameSuggestion says whether two suggestions say the same.
func sameSuggestion(a, b review.Suggestion) bool {
	return a.Person == b.Person && (a.Load == nil) == (b.Load == nil) && (a.Load == nil || a.Load.Open == b.Load.Open) && slices.Equal(a.Reasons, b.Reasons)
}

// sameLoad says whether two loads lead to the same suggestions: time alone changes them a little, all the time.
func sameLoad(a, b review.Load) bool { return a.Open == b.Open && math.Abs(a.Number-b.Number) < 0.1 }

// suggest finds out who could review the change, unless nothing has changed that the answer depends on.
func (w *Workspace) suggest(ctx context.Context, s *Snapshot, next *Change) error {
	if s.Me == nil { // whoever that is would be named
		return nil
	}
	c := &w.changing
	book, err := w.ReviewBook(ctx)
	if book == nil || err != nil {
		return err
	}
	next.Lines = w.linesTouched(s, next)
	on := suggestedFor{
		paths: next.Paths, head: next.Head, day: s.Now().UTC().Format(time.DateOnly), settled: s.settled, said: s.said,
		lines: next.Lines, loads: s.Loads(),
	}
	if s.change != nil && on.same(c.asked) {
		next.Suggested = s.change.Suggested
		return nil
	}
	ask, err := w.askFor(ctx, s, next.Branch, s.Loads())
	if err != nil {
		return err
	}
	next.Suggested, c.asked = book.Suggest(ask, mostReviewers), on
	return nil
}

// linesTouched counts by who wrote them the lines that the change takes away, of the open documents: of those it is known.
func (w *Workspace) linesTouched(s *Snapshot, c *Change) map[*people.Person]int {
	out := map[*people.Person]int{}
	for path := range s.documents {
		lines := s.Lines(path)
		if lines == nil || !c.Has(path) {
			continue
		}
		for commit, n := range lines.Gone() {
			out[s.People.Resolve(commit.Author)] += n
		}
	}
	return out
}
