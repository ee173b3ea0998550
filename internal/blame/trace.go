package blame

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
)

// Most of the time of a blame goes into comparing each version of the file with the one before. So a long history is cut into
// stretches, which processes of git walk beside each other, and what was found out about an older version is not found out
// again. That is exact, since without -M and -C who brought a line depends on that line alone: a line that blame, stopped at a
// commit, leaves there is whose blame of that commit says it is.

// mostEnds is how many places where the file comes out of nothing are looked behind one by one.
const mostEnds = 4

// effort says how much is done at a time.
type effort struct {
	workers int // processes of git
	stretch int // commits that changed the file, for which another one is worth its start
}

// place names a piece: blame from a commit on, along the lineage or behind its end.
type place struct {
	commit git.Hash
	behind bool
}

// trace is one composition of pieces.
type trace struct {
	history *git.Store
	lineage *git.Lineage
	ignored []git.Hash
	known   git.Hash     // a commit of the lineage for which before says everything; "" without one
	before  *attribution // likewise nil
	ends    map[git.Hash]bool
	stops   []git.Hash
	pieces  map[place]*piece
}

// heads are the stretches of the newest commits, which are walked while older ones are still being looked for.
type heads struct {
	history *git.Store
	ignored []git.Hash
	turns   chan struct{}
	enough  func() // called when nothing older is wanted
	group   sync.WaitGroup

	mu   sync.Mutex
	list []*head
	part *git.Lineage // down to where all is known; nil before that
	all  *attribution
}

// head is one stretch, from one commit to the waist where it stops.
type head struct {
	part  *git.Lineage
	from  git.Hash
	waist git.Hash
	piece *piece // nil until it is known
	err   error
}

// take begins the next stretch. If all lines come out of those known, nothing older is wanted: many files are written anew now
// and then, and have a long history that does not matter.
func (s *heads) take(ctx context.Context, part *git.Lineage, waist git.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &head{part: part, from: part.Last(), waist: waist}
	if n := len(s.list); n > 0 {
		h.from = s.list[n-1].waist
	}
	if slices.Contains(part.Reach().Ends, part.Last()) {
		return // nothing is behind it but the whole tree
	}
	s.list = append(s.list, h)
	s.group.Go(func() {
		select {
		case s.turns <- struct{}{}:
		case <-ctx.Done():
			return
		}
		t := &trace{history: s.history, lineage: part, ignored: s.ignored, stops: []git.Hash{waist}}
		p, err := t.piece(ctx, place{commit: h.from})
		<-s.turns
		s.mu.Lock()
		defer s.mu.Unlock()
		h.piece, h.err = p, err
		s.settle()
	})
}

// settle looks whether enough is known. The caller holds the mutex.
func (s *heads) settle() {
	t := &trace{pieces: map[place]*piece{}, ends: map[git.Hash]bool{}}
	for _, h := range s.list {
		if h.piece == nil {
			break
		}
		t.lineage = h.part
		t.stops = append(t.stops, h.waist)
		t.pieces[place{commit: h.from}] = h.piece
	}
	if t.lineage == nil || s.all != nil {
		return
	}
	for _, end := range t.lineage.Reach().Ends {
		t.ends[end] = true
	}
	if all, missing, err := t.compose(place{commit: t.lineage.Last()}); err == nil && len(missing) == 0 {
		s.part, s.all = t.lineage, all
		s.enough()
	}
}

// wait waits for all stretches.
func (s *heads) wait() error {
	s.group.Wait()
	for _, h := range s.list {
		if h.err != nil {
			return h.err
		}
	}
	return nil
}

// traced finds out who brought the lines of a file of a commit, and the file's lineage, as far as it matters. known and before are
// what was found out earlier, or "" and nil. text is called beside it with where the file's content is; when it fails, there is
// nothing to find out. It fails as git.Store.Lineage does.
func traced(ctx context.Context, history *git.Store, k key, ignored []git.Hash, known git.Hash, before *attribution, e effort, text func(context.Context, git.Hash) error) (*git.Lineage, *attribution, error) {
	reading, enough := context.WithCancel(ctx)
	defer enough()
	walking, stop := context.WithCancel(ctx)
	first := &heads{history: history, ignored: ignored, turns: make(chan struct{}, max(e.workers, 1)), enough: enough}
	defer first.group.Wait()
	defer stop()
	early := &git.Early{After: e.stretch, Known: known}
	if e.workers > 1 {
		early.Take = func(part *git.Lineage, waist git.Hash) { first.take(walking, part, waist) }
	}
	l, err := history.Lineage(reading, k.commit, k.path, early)
	if err != nil && ctx.Err() == nil && reading.Err() != nil {
		first.mu.Lock()
		defer first.mu.Unlock()
		return first.part, first.all, text(ctx, first.part.Blob)
	}
	if err != nil {
		return nil, nil, err
	}
	if !l.Has(known) {
		known = ""
	}
	if known == l.Last() {
		return l, before, text(ctx, l.Blob)
	}
	var a *attribution
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	p.Go(func(ctx context.Context) error {
		err := text(ctx, l.Blob)
		if err != nil {
			stop()
		}
		return err
	})
	p.Go(func(ctx context.Context) (err error) {
		a, err = along(ctx, history, l, ignored, known, before, first, e)
		return err
	})
	return l, a, p.Wait()
}

// along finds out who brought the lines of a lineage's file, beyond what first has begun.
func along(ctx context.Context, history *git.Store, l *git.Lineage, ignored []git.Hash, known git.Hash, before *attribution, first *heads, e effort) (*attribution, error) {
	t := &trace{history: history, lineage: l, ignored: ignored, known: known, before: before, ends: map[git.Hash]bool{}, pieces: map[place]*piece{}}
	var stop []git.Hash
	if known != "" {
		stop = append(stop, known)
	}
	reach := l.Reach(stop...)
	for _, h := range reach.Ends {
		t.ends[h] = true
	}
	start := place{commit: l.Last(), behind: t.ends[l.Last()]}
	todo := []place{start}
	if !start.behind {
		passed := 0
		for _, h := range first.list {
			at := slices.IndexFunc(reach.Waists, func(w git.Waist) bool { return w.Commit == h.waist })
			if at < 0 { // what is known already lies before it
				break
			}
			passed = reach.Waists[at].Before
			t.stops = append(t.stops, h.waist)
			todo[0] = place{commit: h.waist}
		}
		cuts := cut(reach, passed, e)
		for _, h := range cuts {
			todo = append(todo, place{commit: h})
		}
		for _, h := range reach.Ends[:min(len(reach.Ends), e.workers)] { // lines nearly always come down to those
			todo = append(todo, place{commit: h, behind: true})
		}
		t.stops = slices.Concat(t.stops, cuts, stop)
	}
	for range mostEnds {
		if err := t.read(ctx, todo, e.workers); err != nil {
			return nil, err
		}
		if err := first.wait(); err != nil {
			return nil, err
		}
		for _, h := range first.list {
			if slices.Contains(t.stops, h.waist) {
				t.pieces[place{commit: h.from}] = h.piece
			}
		}
		a, missing, err := t.compose(start)
		if err != nil || len(missing) == 0 {
			return a, err
		}
		if len(missing) > mostEnds {
			break
		}
		todo = missing
	}
	return whole(ctx, history, git.BlameQuery{Commit: l.Last(), Path: l.Path, Ignore: ignored})
}

// cut chooses where what is older than the first commits of a history is cut, newest first: at the waists that are nearest to where
// stretches would cost the same. Files grow, so that comparing newer versions takes longer; by how much was measured.
func cut(r git.Reach, first int, e effort) []git.Hash {
	parts := min(e.workers, (r.Commits-first)/e.stretch)
	var cuts []git.Hash
	for i := 1; i < parts; i++ {
		ideal := first + int(float64(r.Commits-first)*(1-math.Pow(1-float64(i)/float64(parts), 0.64)))
		best := -1
		for j, w := range r.Waists {
			if w.Before > first && (best < 0 || distance(w.Before, ideal) < distance(r.Waists[best].Before, ideal)) {
				best = j
			}
		}
		if best >= 0 && !slices.Contains(cuts, r.Waists[best].Commit) {
			cuts = append(cuts, r.Waists[best].Commit)
		}
	}
	return cuts
}

func distance(a, b int) int { return max(a, b) - min(a, b) }

// read runs git for pieces.
func (t *trace) read(ctx context.Context, todo []place, workers int) error {
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(max(workers, 1))
	done := make([]*piece, len(todo))
	for i, from := range todo {
		p.Go(func(ctx context.Context) (err error) {
			done[i], err = t.piece(ctx, from)
			return err
		})
	}
	err := p.Wait()
	for i, from := range todo {
		t.pieces[from] = done[i]
	}
	return err
}

func (t *trace) piece(ctx context.Context, from place) (*piece, error) {
	chunks := t.history.Blame(ctx, git.BlameQuery{Commit: from.commit, Path: t.lineage.Path, Ignore: t.ignored})
	if !from.behind {
		stops := slices.DeleteFunc(slices.Clone(t.stops), func(h git.Hash) bool { return h == from.commit })
		chunks = t.history.BlameAlong(ctx, t.lineage, from.commit, stops, t.ignored)
	}
	return gather(chunks)
}

// compose follows every line of the first piece down to who brought it. missing are the pieces it would need for that.
func (t *trace) compose(first place) (a *attribution, missing []place, err error) {
	sum := newTally(len(t.pieces[first].lines))
	for n := range sum.lines {
		lacks, err := t.follow(sum, first, n)
		if err != nil {
			return nil, nil, err
		}
		if lacks != nil && !slices.Contains(missing, *lacks) {
			missing = append(missing, *lacks)
		}
	}
	return &sum.attribution, missing, nil
}

// errContradiction says that pieces do not fit together: objects changed under us.
var errContradiction = errors.New("git blame says two things of one line")

// follow finds out where line n of the file comes from. lacks is the piece without which that is not known.
func (t *trace) follow(sum *tally, at place, n int) (lacks *place, err error) {
	line := int32(n)
	for range len(t.pieces) + 2 {
		p := t.pieces[at]
		if p == nil {
			return &at, nil
		}
		if int(line) >= len(p.lines) || p.lines[line].commit == "" {
			return nil, errContradiction
		}
		o := p.lines[line]
		switch {
		case !at.behind && o.commit == t.known:
			if int(o.line) >= len(t.before.lines) {
				return nil, errContradiction
			}
			b := t.before.lines[o.line]
			sum.set(n, &t.before.commits[b.commit], t.before.paths[b.path], b.line)
			return nil, nil
		case !at.behind && t.ends[o.commit]:
			at, line = place{commit: o.commit, behind: true}, o.line
		case !at.behind && o.commit != at.commit && slices.Contains(t.stops, o.commit):
			at, line = place{commit: o.commit}, o.line
		default:
			fact := p.facts[o.commit]
			sum.set(n, &fact, o.path, o.line)
			return nil, nil
		}
	}
	return nil, errContradiction
}
