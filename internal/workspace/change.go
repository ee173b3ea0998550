package workspace

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
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

// suggestedFor is what suggestions depend on.
type suggestedFor struct {
	paths   []string
	head    git.Hash
	day     string
	settled uint64
	said    int64
	lines   map[*people.Person]int
	loads   map[*people.Person]review.Load
	known   bool
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

// saysAs tells whether nobody need be told that the change is another.
func (c *Change) saysAs(before *Change) bool {
	if c == nil || before == nil {
		return c == before
	}
	return c.Ref == before.Ref && slices.Equal(c.Paths, before.Paths) && reflect.DeepEqual(c.Suggested, before.Suggested)
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

// suggest finds out who could review the change, unless nothing has changed that the answer depends on.
func (w *Workspace) suggest(ctx context.Context, s *Snapshot, next *Change) error {
	c := &w.changing
	book, err := w.ReviewBook(ctx)
	if book == nil || err != nil {
		return err
	}
	next.Lines = w.linesTouched(s, next)
	on := suggestedFor{
		paths: next.Paths, head: next.Head, day: s.Now().UTC().Format(time.DateOnly), settled: s.settled, said: s.said,
		lines: next.Lines, loads: s.Loads(), known: true,
	}
	if reflect.DeepEqual(on, c.asked) && s.change != nil {
		next.Suggested = s.change.Suggested
		return nil
	}
	ask, err := w.askFor(ctx, s, next.Branch)
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

// baseText is a file as it was before the change.
type baseText struct {
	text  string
	known bool // false for a new file, and for one that cannot be compared
	// added and gone are of the text that is stamp old.
	stamp       string
	added, gone int
}

// compare finds out which lines of the open documents are changed, and counts those of the other files. Where reading fails
// fewer are counted.
func (w *Workspace) compare(ctx context.Context, s *Snapshot, next *Change) {
	c := &w.changing
	next.spans = map[string][]Span{}
	var open, others []string
	for path := range s.documents {
		if next.Has(path) {
			open = append(open, path)
		}
	}
	for _, path := range next.Paths {
		if s.documents[path] == nil && len(others) < mostCounted {
			others = append(others, path)
		}
	}
	base := cmp.Or(next.Base, next.Head)
	w.readBaseTexts(ctx, base, append(slices.Clone(open), others...))
	for _, path := range open {
		b := c.texts[path]
		spans, added, gone := spansOf(b.text, s.documents[path].Text)
		next.spans[path] = spans
		next.Added, next.Gone = next.Added+added, next.Gone+gone
	}
	for _, path := range others {
		b := c.texts[path]
		if !b.known {
			continue
		}
		if stamp := w.stampOf(path); stamp != b.stamp {
			text, _ := w.savedText(path)
			_, b.added, b.gone = spansOf(b.text, text)
			b.stamp, c.texts[path] = stamp, b
		}
		next.Added, next.Gone = next.Added+b.added, next.Gone+b.gone
	}
}

// readBaseTexts reads what some files were before the change, as far as that is not known yet, all from one process.
func (w *Workspace) readBaseTexts(ctx context.Context, base git.Hash, paths []string) {
	c := &w.changing
	var ask []git.FileAt
	for _, path := range paths {
		if _, known := c.texts[path]; !known {
			ask = append(ask, git.FileAt{Commit: base, Path: path})
		}
	}
	if len(ask) == 0 {
		return
	}
	for i, content := range w.history.Contents(ctx, ask, mostCompared) {
		if content.Err != nil {
			w.refreshed(content.Err)
			return
		}
		b := baseText{known: content.Text != nil, stamp: "none"}
		if text := string(content.Text); b.known && !Binary(text) {
			b.text = text
		}
		c.texts[ask[i].Path] = b
	}
}

// stampOf tells versions of a file apart without reading it; "" for one that is not there.
func (w *Workspace) stampOf(path string) string {
	st, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(path)))
	if errors.Is(err, os.ErrNotExist) || err != nil {
		return ""
	}
	return st.ModTime().String() + " " + st.Mode().String()
}
