package workspace

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// fewest commits that say who knows a file before the index is ready.
const provisional = 200

// facts are what history knows of one open file. knowers may be read when done is closed.
type facts struct {
	done    chan struct{}
	told    chan struct{} // closed when all has been found out that is looked for when a document is opened
	sought  chan struct{} // closed when the original of a copy has been looked for, after which others may stand in the snapshot
	copied  *index.Copy   // what these facts reach back through, see [Snapshot.CopiedFrom]
	knowers []ownership.Knower
	own     float64         // the reader's share
	near    *ownership.Near // nil when nobody active is known
	missed  *Missed         // nil when nobody wants to know
}

func newFacts() *facts {
	return &facts{done: make(chan struct{}), sought: make(chan struct{}), told: make(chan struct{})}
}

// fill loads the history of a file: from the index when it covers all history, else from the file's own
// last commits, so that the first answer does not wait for the first index.
func (w *Workspace) fill(ctx context.Context, f *facts, path string, s *Snapshot) {
	defer close(f.done)
	knowers, err := w.known(ctx, path, s)
	if err != nil {
		if ctx.Err() == nil {
			w.options.Log(err)
		}
		return
	}
	knowers = s.corrected(path, knowers)
	for _, k := range knowers {
		if k.Person == s.Me {
			f.own = k.Share
		}
	}
	f.knowers = s.activeIn(knowers)
	if s.Settings.Hints.CatchUp {
		if f.missed, err = w.missedAt(ctx, s, path, time.Time{}); err != nil && ctx.Err() == nil {
			w.options.Log(err)
		}
	}
	if f.near, err = w.nearest(ctx, s, path, f.knowers); err != nil && ctx.Err() == nil {
		w.options.Log(err)
	}
}

// known are those who know a file, as history alone says.
func (w *Workspace) known(ctx context.Context, path string, s *Snapshot) ([]ownership.Knower, error) {
	if s.Indexed {
		contributions, err := w.index.ContributionsBy(ctx, path, w.weighing(s))
		return ownership.Knowers(contributions, s.People, s.Now()), err
	}
	if w.history == nil || s.Head.Hash == "" {
		return nil, nil
	}
	commits, err := w.lastOf(ctx, path, s.Head.Hash)
	if err != nil {
		return nil, err
	}
	var identities []git.Identity
	for _, c := range commits {
		identities = append(identities, c.Author)
		for _, k := range index.Credits(c) {
			identities = append(identities, k.Who)
		}
	}
	// The people of the snapshot are as yet those alone of whom more than history tells.
	d := w.directory(ctx, identities, s.Head, s.Settings)
	knowers := ownership.Knowers(tally(commits, w.weighing(s), d, s.Now()), d, s.Now())
	for i, k := range knowers {
		if p, ok := s.People.Find(k.Person.Email); ok {
			knowers[i].Person = p
		}
	}
	return knowers, nil
}

// weighing is how much a contribution counts, by the settings.
func (w *Workspace) weighing(s *Snapshot) index.Weighing {
	weighing := index.Usual()
	weighing.HalfLife = s.Settings.Knowledge.HalfLife
	weighing.Person = func(i git.Identity) any { return s.People.Resolve(i) }
	weighing.Ignore = s.ignored
	if s.Hosted != nil {
		weighing.Reviews = s.Hosted.known()
	}
	return weighing
}

// lastOf are the last commits of a file, also under earlier names. Their changes are all that they changed, so that those
// that changed very much can be told from the others.
func (w *Workspace) lastOf(ctx context.Context, path string, head git.Hash) ([]*git.Commit, error) {
	own := w.history.Log(ctx, git.LogQuery{Tips: []git.Hash{head}, Paths: []string{path}, Follow: true, Limit: provisional, NoMerges: true})
	var hashes []git.Hash
	for c, err := range own {
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, c.Hash)
	}
	var commits []*git.Commit
	for c, err := range w.history.Log(ctx, git.LogQuery{Tips: hashes, Alone: true}) {
		if err != nil {
			return nil, err
		}
		commits = append(commits, c)
	}
	return commits, nil
}

// tally adds up who changed and reviewed a file as the index does, see [index.Weighing]: everybody once for a commit, by
// whatever address. All of them are in d.
func tally(commits []*git.Commit, weighing index.Weighing, d *people.Directory, now time.Time) []index.Contribution {
	type role struct {
		who    git.Identity
		review bool
	}
	by := map[*people.Person]*index.Contribution{}
	var out []*index.Contribution
	for _, c := range commits {
		if weighing.Ignore[c.Hash] {
			continue
		}
		had := []role{{who: c.Author}}
		for _, k := range index.Credits(c) {
			had = append(had, role{k.Who, k.Review})
		}
		t := min(c.At, now.Unix())
		counted := map[*people.Person]bool{}
		for _, r := range had {
			person := d.Resolve(r.who)
			if counted[person] {
				continue
			}
			counted[person] = true
			k, at := by[person], time.Unix(t, 0)
			if k == nil {
				k = &index.Contribution{Who: r.who, First: at, Last: at}
				by[person] = k
				out = append(out, k)
			}
			k.Weight += weighing.Of(t, uint32(len(c.Changes)))
			if r.review {
				k.Reviews++
			} else {
				k.Changes++
			}
			if at.Before(k.First) {
				k.First = at
			}
			if at.After(k.Last) {
				k.Last = at
			}
		}
	}
	contributions := make([]index.Contribution, len(out))
	for i, k := range out {
		contributions[i] = *k
	}
	return contributions
}

// reloadFacts loads the history of every open document anew and publishes them together when they are
// ready, so that no hint disappears meanwhile.
func (w *Workspace) reloadFacts(ctx context.Context) {
	s := w.Snapshot()
	fresh := map[string]*facts{}
	for path, before := range s.facts {
		f := newFacts()
		f.told = before.told
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
	w.background.Go(func() {
		for path, f := range fresh {
			w.seekOrigin(w.ctx, path, f)
		}
	})
	w.rereadLines()
}
