package workspace

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/review"
)

// Change is what the reader has changed and others do not have yet: the texts of open documents, saved or not, the other files
// of the work tree, and the commits that the upstream's default branch does not have. It never changes.
//
// It is read in the background, after what may have changed it and a pause, and never for a request.
type Change struct {
	Branch
	// Ref is the branch that is checked out, by its full name; "" for none.
	Ref string
	// Head is the commit that is checked out.
	Head git.Hash
	// Added and Gone count lines, of as many files as were compared.
	Added, Gone int
	// Suggested are who could review it, the first to ask first; none where it is not known or nobody could.
	Suggested []review.Suggestion

	spans map[string][]Span // of open documents
}

// Change is the change at hand, as far as it is known; nil where nothing is changed.
func (s *Snapshot) Change() *Change { return s.change }

// Has says whether a file is part of the change; false for a nil change.
func (c *Change) Has(path string) bool {
	if c == nil {
		return false
	}
	_, found := slices.BinarySearch(c.Paths, path)
	return found
}

// Spans are the lines of an open document that the change brings, in their order. Where it only takes lines away, the span is
// the line before them.
func (c *Change) Spans(path string) []Span {
	if c == nil {
		return nil
	}
	return c.spans[path]
}

const (
	// pause is how long the reader must have stopped typing.
	pause = 700 * time.Millisecond
	// mostCounted files of a change are compared with what they were, to count lines.
	mostCounted = 100
	// mostCountedText bytes of such a file were committed at most: they are kept.
	mostCountedText = 256 << 10
)

// changing keeps what the change at hand is made of, so that little of it is read twice.
type changing struct {
	poked chan struct{} // of size 1

	mu     sync.Mutex // one reading at a time
	head   git.Head
	base   git.Hash
	people uint64   // the reading of settings and people that authors are from
	since  Branch   // what commits change
	onDisk []string // files of the work tree that differ from HEAD, sorted
	walked time.Time
	took   time.Duration
	texts  map[string]baseText
	asked  suggestedFor

	flags sync.Mutex
	walk  bool            // the work tree is to be looked through
	saved map[string]bool // files that are to be looked at again
}

// poke has the change read again after a pause; walk says that any file of the work tree may be another.
func (w *Workspace) poke(walk bool, saved ...string) {
	if !w.watching.Load() {
		return
	}
	c := &w.changing
	c.flags.Lock()
	c.walk = c.walk || walk
	for _, path := range saved {
		if c.saved == nil {
			c.saved = map[string]bool{}
		}
		c.saved[path] = true
	}
	c.flags.Unlock()
	select {
	case c.poked <- struct{}{}:
	default:
	}
}

// followChange reads the change again whenever it may be another, until ctx ends.
func (w *Workspace) followChange(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changing.poked:
			timer.Reset(pause)
		case <-timer.C:
			again, err := w.readChange(ctx)
			w.refreshed(err)
			if again > 0 {
				timer.Reset(max(again, pause))
			}
		}
	}
}

// AwaitChange waits until the change at hand is known as it is now. No hint waits for that; tests and `leadline peek` do.
func (w *Workspace) AwaitChange(ctx context.Context) {
	if w.watching.Load() {
		_, err := w.readChange(ctx)
		w.refreshed(err)
	}
}

// readChange makes the next snapshot show the change at hand. again says after what time it wants to be called again, since it
// put off looking through the work tree; 0 for not.
func (w *Workspace) readChange(ctx context.Context) (again time.Duration, err error) {
	c := &w.changing
	c.mu.Lock()
	defer c.mu.Unlock()
	s := w.Snapshot()
	next := &Change{Ref: s.Head.Ref, Head: s.Head.Hash}
	if s.Head.Hash != "" && w.history != nil && s.Indexed && s.Settings.Hints.Reviewers {
		if again, err = w.gatherChange(ctx, s, next); err != nil {
			return 0, err
		}
	}
	if len(next.Paths) == 0 {
		next = nil
	} else {
		w.compare(ctx, s, next)
		if err := w.suggest(ctx, s, next); err != nil {
			return 0, err
		}
	}
	before := s.change
	if before == nil && next == nil {
		return again, nil
	}
	now := w.update(func(s *Snapshot) { s.change = next })
	if !next.saysAs(before) {
		w.changed(now)
	}
	return again, nil
}

// gatherChange finds out which files are changed.
func (w *Workspace) gatherChange(ctx context.Context, s *Snapshot, next *Change) (again time.Duration, err error) {
	c := &w.changing
	c.flags.Lock()
	walk, saved := c.walk, c.saved
	c.walk, c.saved = false, nil
	c.flags.Unlock()
	if base := w.baseOf(""); c.head != s.Head || c.base != base || c.people != s.settled || c.texts == nil {
		since, err := w.committedSince(ctx, s, base)
		if err != nil {
			return 0, err
		}
		walk = walk || c.head.Hash != s.Head.Hash || c.texts == nil
		c.head, c.base, c.people, c.since, c.texts = s.Head, base, s.settled, since, map[string]baseText{}
	}
	now := w.options.Now()
	if rest := restBetween*c.took - now.Sub(c.walked); walk && rest > 0 && !c.walked.IsZero() && c.walked.Before(now) {
		c.flags.Lock()
		c.walk = true
		c.flags.Unlock()
		again, walk = rest, false
	}
	if walk {
		if c.onDisk, err = w.Changed(ctx, MostChange); err != nil {
			return 0, err
		}
		c.walked = now
		c.took = w.options.Now().Sub(now)
	} else if len(saved) > 0 {
		if err := w.lookAtSaved(ctx, s, saved); err != nil {
			return 0, err
		}
	}
	next.Branch = c.since
	next.Cut = next.Cut || len(c.onDisk) >= MostChange
	next.Paths = slices.Concat(c.since.Paths, c.onDisk, w.unsaved(s))
	slices.Sort(next.Paths)
	next.Paths = slices.Compact(next.Paths)
	return again, nil
}

// lookAtSaved brings onDisk up to date with files that were just saved.
func (w *Workspace) lookAtSaved(ctx context.Context, s *Snapshot, saved map[string]bool) error {
	c := &w.changing
	tracked, err := w.Repository.Tracked()
	if err != nil {
		return nil // then only a look through all would tell
	}
	var paths []string
	for _, t := range tracked {
		if saved[t.Path] {
			paths = append(paths, t.Path)
		}
	}
	committed, err := w.committedTexts(ctx, s, paths...)
	if err != nil {
		return err
	}
	for _, path := range paths {
		text, known := w.savedText(path)
		changed := !known || !committed[path].is(text)
		i, found := slices.BinarySearch(c.onDisk, path)
		switch {
		case changed && !found:
			c.onDisk = slices.Insert(slices.Clone(c.onDisk), i, path)
		case !changed && found:
			c.onDisk = slices.Delete(slices.Clone(c.onDisk), i, i+1)
		}
	}
	return nil
}
