package workspace

import (
	"context"
	"iter"
	"math"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
)

// fewest commits that say who knows a file before the index is ready.
const provisional = 200

// facts are what history knows of one open file. knowers may be read when done is closed.
type facts struct {
	done    chan struct{}
	knowers []ownership.Knower
	own     float64 // the reader's share
}

func newFacts() *facts { return &facts{done: make(chan struct{})} }

// fill loads the history of a file: from the index when it covers all history, else from the file's own
// last commits, so that the first answer does not wait for the first index.
func (w *Workspace) fill(ctx context.Context, f *facts, path string, s *Snapshot) {
	defer close(f.done)
	contributions, err := w.contributions(ctx, path, s)
	if err != nil {
		if ctx.Err() == nil {
			w.options.Log(err)
		}
		return
	}
	knowers := s.corrected(path, ownership.Knowers(contributions, s.People, s.Now()))
	for _, k := range knowers {
		if k.Person == s.Me {
			f.own = k.Share
		}
	}
	f.knowers = s.activeIn(knowers)
}

func (w *Workspace) contributions(ctx context.Context, path string, s *Snapshot) ([]index.Contribution, error) {
	if s.Indexed {
		return w.index.ContributionsBy(ctx, path, w.weighing(s))
	}
	if w.history == nil || s.Head.Hash == "" {
		return nil, nil
	}
	return tally(w.history.Log(ctx, git.LogQuery{
		Tips: []git.Hash{s.Head.Hash}, Paths: []string{path}, Follow: true, Limit: provisional, NoMerges: true,
	}), s.Settings.Knowledge.HalfLife, s.Now())
}

// weighing is how much a contribution counts, by the settings.
func (w *Workspace) weighing(s *Snapshot) index.Weighing {
	weighing := index.Usual()
	weighing.HalfLife = s.Settings.Knowledge.HalfLife
	weighing.Person = func(i git.Identity) any { return s.People.Resolve(i) }
	weighing.Ignore = s.ignored
	return weighing
}

// tally adds up who changed a file, weighing a change by half for every half-life of age.
func tally(commits iter.Seq2[*git.Commit, error], halfLife time.Duration, now time.Time) ([]index.Contribution, error) {
	by := map[git.Identity]*index.Contribution{}
	var out []*index.Contribution
	for c, err := range commits {
		if err != nil {
			return nil, err
		}
		at := time.Unix(c.At, 0)
		k := by[c.Author]
		if k == nil {
			k = &index.Contribution{Who: c.Author, First: at, Last: at}
			by[c.Author] = k
			out = append(out, k)
		}
		k.Changes++
		k.Weight += math.Exp2(-now.Sub(at).Hours() / halfLife.Hours())
		if at.Before(k.First) {
			k.First = at
		}
		if at.After(k.Last) {
			k.Last = at
		}
	}
	contributions := make([]index.Contribution, len(out))
	for i, k := range out {
		contributions[i] = *k
	}
	return contributions, nil
}

// reloadFacts loads the history of every open document anew and publishes them together when they are
// ready, so that no hint disappears meanwhile.
func (w *Workspace) reloadFacts(ctx context.Context) {
	s := w.Snapshot()
	fresh := map[string]*facts{}
	for path := range s.facts {
		f := newFacts()
		w.fill(ctx, f, path, s)
		fresh[path] = f
	}
	w.update(func(s *Snapshot) {
		facts := map[string]*facts{}
		for path, f := range s.facts {
			if facts[path] = f; fresh[path] != nil {
				facts[path] = fresh[path]
			}
		}
		s.facts = facts
	})
	w.rereadLines()
}
