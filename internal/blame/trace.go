package blame

import (
	"context"
	"errors"
	"math"
	"slices"

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

// newest is the piece of the newest commits, which is begun while older ones are still being looked for.
type newest struct {
	part  *git.Lineage
	waist git.Hash // where it stops
	all   *attribution
	piece *piece
	err   error
	done  chan struct{}
}

// begin walks the newest stretch. If all lines are of its commits, enough is called: many files are written anew now and then, and
// have a long history that does not matter.
func (h *newest) begin(ctx context.Context, history *git.Store, ignored []git.Hash, enough func()) {
	defer close(h.done)
	t := &trace{history: history, lineage: h.part, ignored: ignored, ends: map[git.Hash]bool{}, pieces: map[place]*piece{}, stops: []git.Hash{h.waist}}
	for _, end := range h.part.Reach().Ends {
		t.ends[end] = true
	}
	first := place{commit: h.part.Last()}
	if t.ends[first.commit] {
		return // there is nothing behind it but the whole tree
	}
	if h.piece, h.err = t.piece(ctx, first); h.err != nil {
		return
	}
	t.pieces[first] = h.piece
	if all, missing, err := t.compose(first); err == nil && len(missing) == 0 {
		h.all = all
		enough()
	}
}

// traced finds out who brought the lines of a file of a commit, and the file's lineage, as far as it matters. known and before are
// what was found out earlier, or "" and nil. text is called beside it with where the file's content is; when it fails, there is
// nothing to find out. It fails as git.Store.Lineage does.
func traced(ctx context.Context, history *git.Store, k key, ignored []git.Hash, known git.Hash, before *attribution, e effort, text func(context.Context, git.Hash) error) (*git.Lineage, *attribution, error) {
	reading, enough := context.WithCancel(ctx)
	defer enough()
	ctx, stop := context.WithCancel(ctx)
	var head *newest
	defer func() {
		stop()
		if head != nil {
			<-head.done
		}
	}()
	early := &git.Early{After: e.stretch, Known: known}
	if e.workers > 1 {
		early.Take = func(part *git.Lineage, waist git.Hash) {
			head = &newest{part: part, waist: waist, done: make(chan struct{})}
			go head.begin(ctx, history, ignored, enough)
		}
	}
	l, err := history.Lineage(reading, k.commit, k.path, early)
	if err != nil {
		if head != nil && ctx.Err() == nil && reading.Err() != nil {
			<-head.done
			return head.part, head.all, text(ctx, head.part.Blob)
		}
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
	p.Go(func(ctx context.Context) error { return text(ctx, l.Blob) })
	p.Go(func(ctx context.Context) (err error) {
		a, err = along(ctx, history, l, ignored, known, before, head, e)
		return err
	})
	return l, a, p.Wait()
}

// along finds out who brought the lines of a lineage's file. head is the newest piece, if it has been begun.
func along(ctx context.Context, history *git.Store, l *git.Lineage, ignored []git.Hash, known git.Hash, before *attribution, head *newest, e effort) (*attribution, error) {
	t := &trace{history: history, lineage: l, ignored: ignored, known: known, before: before, ends: map[git.Hash]bool{}, pieces: map[place]*piece{}}
	var stop []git.Hash
	if known != "" {
		stop = append(stop, known)
	}
	reach := l.Reach(stop...)
	for _, h := range reach.Ends {
		t.ends[h] = true
	}
	first := place{commit: l.Last(), behind: t.ends[l.Last()]}
	var todo []place
	switch {
	case first.behind:
		todo, head = []place{first}, nil
	case head == nil || known != "":
		todo, head = []place{first}, nil
		t.stops = append(stop, cut(reach, 0, e)...)
	default:
		at := slices.IndexFunc(reach.Waists, func(w git.Waist) bool { return w.Commit == head.waist })
		if at < 0 { // a waist of the part is one of the whole
			return nil, errContradiction
		}
		t.stops = append(t.stops, head.waist)
		t.stops = append(t.stops, cut(reach, reach.Waists[at].Before, e)...)
	}
	if !first.behind {
		for _, h := range t.stops {
			if h != known {
				todo = append(todo, place{commit: h})
			}
		}
		for _, h := range reach.Ends[:min(len(reach.Ends), e.workers)] { // lines nearly always come down to those
			todo = append(todo, place{commit: h, behind: true})
		}
	}
	for range mostEnds {
		if err := t.read(ctx, todo, e.workers); err != nil {
			return nil, err
		}
		if head != nil {
			if <-head.done; head.err != nil {
				return nil, head.err
			}
			t.pieces[first] = head.piece
		}
		a, missing, err := t.compose(first)
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
