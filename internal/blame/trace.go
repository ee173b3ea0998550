package blame

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

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

// attribution says who brought each line of a file as it was in one commit. Lines end in LF, as for git.
type attribution struct {
	commits []Commit
	paths   []string
	lines   []brought
}

// brought is where a line comes from: indexes of a commit and of the path that the file had there, and the line there, from 0.
type brought struct{ commit, path, line int32 }

// origin is where a line was when blame stopped.
type origin struct {
	commit git.Hash
	path   string
	line   int32 // from 0
}

// piece is what one process of git said.
type piece struct {
	lines []origin
	facts map[git.Hash]Commit
}

// take adds what git said of some lines.
func (p *piece) take(c git.BlameChunk) error {
	end := c.Line - 1 + c.Lines
	if end > mostBytes {
		return fmt.Errorf("git blame speaks of line %d", end)
	}
	if end > len(p.lines) {
		p.lines = append(p.lines, make([]origin, end-len(p.lines))...)
	}
	for i := range c.Lines {
		p.lines[c.Line-1+i] = origin{c.Commit, c.OldPath, int32(c.OldLine - 1 + i)}
	}
	if _, ok := p.facts[c.Commit]; !ok {
		p.facts[c.Commit] = Commit{Hash: c.Commit, Author: c.Author, At: time.Unix(c.At, 0), Subject: c.Subject, Cut: c.Cut}
	}
	return nil
}

// gather takes all that git says of a file.
func gather(chunks iter.Seq2[git.BlameChunk, error]) (*piece, error) {
	p := &piece{facts: map[git.Hash]Commit{}}
	for c, err := range chunks {
		if err == nil {
			err = p.take(c)
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// tally adds up an attribution.
type tally struct {
	attribution
	commit map[git.Hash]int32
	path   map[string]int32
}

func newTally(lines int) *tally {
	t := &tally{commit: map[git.Hash]int32{}, path: map[string]int32{}}
	t.lines = make([]brought, lines)
	return t
}

// set says where a line comes from.
func (t *tally) set(n int, c *Commit, path string, line int32) {
	i, ok := t.commit[c.Hash]
	if !ok {
		i = int32(len(t.commits))
		t.commit[c.Hash] = i
		t.commits = append(t.commits, *c)
	}
	j, ok := t.path[path]
	if !ok {
		j = int32(len(t.paths))
		t.path[path] = j
		t.paths = append(t.paths, path)
	}
	t.lines[n] = brought{i, j, line}
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

// traced finds out who brought the lines of the lineage's file, known and before are
// what was found out earlier, or "" and nil.
func traced(ctx context.Context, history *git.Store, l *git.Lineage, ignored []git.Hash, known git.Hash, before *attribution, e effort) (*attribution, error) {
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
	todo := []place{first}
	if !first.behind {
		cuts := cut(reach, e)
		t.stops = append(stop, cuts...)
		for _, h := range cuts {
			todo = append(todo, place{commit: h})
		}
		for _, h := range reach.Ends[:min(len(reach.Ends), e.workers)] { // lines nearly always come down to those
			todo = append(todo, place{commit: h, behind: true})
		}
	}
	for range mostEnds {
		if err := t.read(ctx, todo, e.workers); err != nil {
			return nil, err
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

// cut chooses where a history is cut, newest first: at the waists that are nearest to where stretches would cost the same.
// Files grow, so that comparing newer versions takes longer; by how much was measured.
func cut(r git.Reach, e effort) []git.Hash {
	parts := min(e.workers, r.Commits/e.stretch)
	var cuts []git.Hash
	for i := 1; i < parts; i++ {
		ideal := int(float64(r.Commits) * (1 - math.Pow(1-float64(i)/float64(parts), 0.64)))
		best := -1
		for j, w := range r.Waists {
			if best < 0 || distance(w.Before, ideal) < distance(r.Waists[best].Before, ideal) {
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

// whole is git blame in one piece.
func whole(ctx context.Context, history *git.Store, q git.BlameQuery) (*attribution, error) {
	p, err := gather(history.Blame(ctx, q))
	if err != nil {
		return nil, err
	}
	sum := newTally(len(p.lines))
	for n, o := range p.lines {
		if o.commit == "" {
			return nil, fmt.Errorf("git blame does not speak of line %d of %s", n+1, q.Path)
		}
		fact := p.facts[o.commit]
		sum.set(n, &fact, o.path, o.line)
	}
	return &sum.attribution, nil
}
