package workspace

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/store/index"
)

// Coupling is what a repository's history says about which files change together, and from which score on that may be
// trusted. It is safe for concurrent use.
type Coupling struct {
	book  *companion.Book
	trial *companion.Trial
	w     *Workspace

	generation int64
	read       time.Time
	took       time.Duration
}

// couplings keeps the latest one.
type couplings struct {
	mu     sync.Mutex
	latest *Coupling
}

// restBetween is how many times longer than reading a coupling took an older one serves, so that a large history that
// moves all the time does not keep a processor busy.
const restBetween = 20

// Coupling reads which files change together, nil before the index is ready. It is read anew when the index has changed,
// though not all the time: a few commits more or less change little.
func (w *Workspace) Coupling(ctx context.Context) (*Coupling, error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	w.coupling.mu.Lock()
	defer w.coupling.mu.Unlock()
	generation, now := w.index.State().Generation, w.options.Now()
	if c := w.coupling.latest; c != nil {
		if age := now.Sub(c.read); c.generation == generation || age >= 0 && age < restBetween*c.took {
			return c, nil
		}
	}
	sets, leftOut, err := w.changeSets(ctx, s)
	if err != nil {
		return nil, err
	}
	c := &Coupling{w: w, generation: generation, read: now}
	c.book, c.trial = companion.Replay(sets, companion.Usual(), leftOut, companion.Commits, 0)
	c.took = w.options.Now().Sub(now)
	w.coupling.latest = c
	return c, nil
}

// changeSets reads the history, and what is left out of it.
func (w *Workspace) changeSets(ctx context.Context, s *Snapshot) (*index.ChangeSets, func(path string) bool, error) {
	sets, err := w.index.ChangeSets(ctx, companion.Most, s.ignored)
	if err != nil {
		return nil, nil, err
	}
	return sets, w.leftOut(), nil
}

// leftOut says which files are never companions: what programs write, and what others wrote.
func (w *Workspace) leftOut() func(path string) bool {
	attributes := &lang.Attributes{}
	if tracked, err := w.Repository.Listed(); err == nil {
		attributes = w.attributes(tracked.Files)
	}
	return func(path string) bool {
		vendored, said := attributes.Vendored(path)
		generated, told := attributes.Generated(path)
		return vendored || generated || !said && lang.Vendored(path) || !told && lang.Generated(path, nil)
	}
}

// Trials are how often companions would have been named rightly in the last so many commits, and in as many before those.
func (w *Workspace) Trials(ctx context.Context, last int) (now, before *companion.Trial, err error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil {
		return &companion.Trial{}, &companion.Trial{}, nil
	}
	sets, leftOut, err := w.changeSets(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	_, now = companion.Replay(sets, companion.Usual(), leftOut, last, 0)
	_, before = companion.Replay(sets, companion.Usual(), leftOut, last, last)
	return now, before, nil
}

// Of answers what changes with a file, the most trusted first; nil for a nil coupling. Only what stands in the work tree
// and was not written by a program is named.
func (c *Coupling) Of(path string, most int) []companion.Companion {
	if c == nil {
		return nil
	}
	return c.book.Of(path, most, c.w.standsWritten)
}

// Threshold is the score from which on a companion may be called next, by the back-test; ok is false where nothing may.
func (c *Coupling) Threshold() (threshold float64, ok bool) {
	if c == nil {
		return 0, false
	}
	return c.trial.Threshold()
}

// headRead is how much of a file is looked at for what a program says of itself.
const headRead = 4096

// standsWritten says whether a file is in the work tree and was not written by a program.
func (w *Workspace) standsWritten(path string) bool {
	if !filepath.IsLocal(filepath.FromSlash(path)) || !w.exists(path) {
		return false
	}
	text, err := w.Repository.ReadWorktreeFile(path, MostText)
	return err == nil && !lang.Generated(path, text[:min(len(text), headRead)])
}

// Companions are what changes with a file, the most trusted first. Where the whole history was read already, or is going to
// be, ask the Coupling.
func (w *Workspace) Companions(ctx context.Context, path string, most int) ([]companion.Companion, error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	changes, err := w.index.ChangesOf(ctx, path, companion.Most, 2*companion.Usual().Window)
	if err != nil {
		return nil, err
	}
	changes = slices.DeleteFunc(changes, func(c index.Change) bool { return s.ignored[c.Commit] })
	var fault error
	all := companion.Alone(path, changes, companion.Usual(), most, companion.Around{
		LeftOut: w.leftOut(),
		Exists:  w.exists,
		Stands:  w.standsWritten,
		Moved: func(path string, after git.Hash) string {
			now, _, err := w.index.Renamed(ctx, path, after)
			fault = errors.Join(fault, err)
			return now
		},
		Changed: func(path string) int {
			n, err := w.index.ChangesIn(ctx, path, companion.Most)
			fault = errors.Join(fault, err)
			return n
		},
	})
	return all, fault
}
