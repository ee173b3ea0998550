package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
)

const (
	lineageSteps = 1 << 20 // commits that changed one file, beyond which only plain blame is tried
)

// ErrNoLineage says that the history of a file cannot be cut into pieces without risk to the answer: a shallow
// clone, or a change of the file's mode, which history and blame take differently. Ask Blame.
var ErrNoLineage = errors.New("the file's history cannot be cut into pieces")

// Lineage is the history of a file of a commit, as git simplifies it for one path: the commits that changed it,
// each with the nearest ones before it that did. Blame walks the same way, since at every commit that did not
// change the file it passes all lines on to the first parent that has the same; so the two say the same, and a
// Lineage saves blame from walking the commits in between.
//
// Two things of blame are not in there: where the file is renamed or comes out of nothing, blame looks for it in
// the whole tree of the parents. The commits where that happens are its ends, and what lies behind them is for
// plain Blame. A Lineage is immutable and safe for concurrent use.
type Lineage struct {
	Path  string
	Blob  Hash // the file's content
	steps []step
	at    map[Hash]int // places in steps
}

// step is one commit that changed the file.
type step struct {
	commit  Hash
	parents []Hash // simplified
	end     bool   // what comes before can only be seen in its real parents
	told    bool   // what it did to the file is known
	bad     bool   // has no such file
}

// Early says when a part of a lineage is of use before all of it is read: the newest part, down to a commit that all that is older
// passes through.
type Early struct {
	After int  // how many commits are enough, and thrice as many each time after that
	Known Hash // a commit behind which nothing is wanted; "" for none
	// Take gets the parts, each of which has the one before in it; waist is the last commit. It must return at once.
	Take func(part *Lineage, waist Hash)
}

// Lineage reads the history of a file of a commit. It fails with ErrNotFound when the commit has no such file,
// with ErrNoLineage, and with ErrMissingObject. early may be nil; with Known, the lineage may end there.
func (s *Store) Lineage(ctx context.Context, commit Hash, path string, early *Early) (*Lineage, error) {
	l, err := s.lineage(ctx, commit, path, early)
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s in commit %.12s: %w", path, commit, err)
	}
	return l, nil
}

func (s *Store) lineage(ctx context.Context, commit Hash, path string, early *Early) (*Lineage, error) {
	if !commit.Valid() || !plainPath(path) {
		return nil, ErrNotFound
	}
	if cut, err := s.repo.shallow(); err != nil || len(cut) > 0 {
		return nil, errors.Join(err, ErrNoLineage)
	}
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	read := func() (*Lineage, error) {
		p, err := s.roomy(s.patient(blameTimeout, blameOutput, nil, "log", "-z", "--parents", "--pretty=raw", "--raw", "--no-abbrev", "--no-renames", "-c",
			string(commit), "--", path)).Start(ctx)
		if err != nil {
			return nil, noGit(err)
		}
		l, all, readErr := readLineage(p.Stdout, path, early)
		if !all {
			p.Stop()
		}
		if err := p.Wait(); err != nil && all {
			return nil, final(err)
		}
		if ctx.Err() != nil {
			readErr = ctx.Err()
		}
		return l, readErr
	}
	l, err := read()
	if _, excess := s.cramped(ctx, err, commit); excess != nil {
		return nil, excess
	}
	if code(err) == fatal && (early == nil || early.Take == nil) {
		l, err = read()
	}
	return l, err
}

// part is the lineage down to the step i, which is where it is cut.
func (l *Lineage) part(i int) (*Lineage, error) {
	p := &Lineage{Path: l.Path, Blob: l.Blob, steps: slices.Clone(l.steps[:i+1]), at: make(map[Hash]int, i+1)}
	p.steps[i].parents = nil
	for j, st := range p.steps {
		p.at[st.commit] = j
	}
	return p.finish()
}

// Last is the newest commit that changed the file. Who wrote its lines is the same there as in the commit asked about.
func (l *Lineage) Last() Hash { return l.steps[0].commit }

// Has says whether a commit changed the file, and has it.
func (l *Lineage) Has(commit Hash) bool {
	i, ok := l.at[commit]
	return ok && !l.steps[i].bad
}

// Reach is what blame meets on its way back.
type Reach struct {
	Commits int    // how many it meets
	Ends    []Hash // those of them behind which only plain blame can look, newest first
	// Waists are the commits that all that is older has to pass through, newest first, with how many are met before each.
	// Elsewhere history can be cut too, but blame gets past the cut on another branch, and walks all the same.
	Waists []Waist
}

// Waist is a narrow place of a history.
type Waist struct {
	Commit Hash
	Before int
}

// Reach follows the lineage from the last change on to its ends, or to stops, which do not count.
func (l *Lineage) Reach(stops ...Hash) Reach {
	met := l.meet(stops)
	var r Reach
	open := map[int]bool{0: met[0]} // met, but not passed yet
	passed := make([]bool, len(l.steps))
	for i, ok := range met {
		if !ok {
			continue
		}
		st := &l.steps[i]
		if len(open) == 1 && open[i] && i > 0 && !st.end {
			r.Waists = append(r.Waists, Waist{st.commit, r.Commits})
		}
		r.Commits++
		delete(open, i)
		passed[i] = true
		if st.end {
			r.Ends = append(r.Ends, st.commit)
			continue
		}
		for _, p := range st.parents {
			if before := l.at[p]; met[before] && !passed[before] {
				open[before] = true
			}
		}
	}
	return r
}

// meet says of each step whether blame meets it.
func (l *Lineage) meet(stops []Hash) []bool {
	stop := make([]bool, len(l.steps))
	for _, h := range stops {
		if i, ok := l.at[h]; ok {
			stop[i] = true
		}
	}
	met := make([]bool, len(l.steps))
	todo := []int{0}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if met[i] || stop[i] {
			continue
		}
		met[i] = true
		if l.steps[i].end {
			continue
		}
		for _, p := range l.steps[i].parents {
			todo = append(todo, l.at[p])
		}
	}
	return met
}

// grafts are the steps in the format of git blame -S, without what comes before stops and ends.
func (l *Lineage) grafts(stops []Hash) []byte {
	var b bytes.Buffer
	b.Grow(len(l.steps) * 2 * (len(l.steps[0].commit) + 1))
	at := map[Hash]bool{}
	for _, h := range stops {
		at[h] = true
	}
	for _, st := range l.steps {
		b.WriteString(string(st.commit))
		if !st.end && !at[st.commit] {
			for _, p := range st.parents {
				b.WriteString(" " + string(p))
			}
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// BlameAlong is Blame of the file as it was in from, one of the lineage's commits, until blame comes to one of stops or an
// end: what is said to be of one of those was there, at the chunk's OldLine, and who brought it is not known by that. Previous
// and Boundary are those of the simplified history.
func (s *Store) BlameAlong(ctx context.Context, l *Lineage, from Hash, stops, ignore []Hash) iter.Seq2[BlameChunk, error] {
	return blameSequence(from, l.Path, func(emit func(BlameChunk) bool) error {
		if !l.Has(from) {
			return ErrNotFound
		}
		if err := s.refresh(ctx); err != nil {
			return err
		}
		grafts, remove, err := s.scratch(l.grafts(stops))
		if err != nil {
			return err
		}
		defer remove()
		args, err := s.blameArguments(ignore, "-S", grafts)
		if err != nil {
			return err
		}
		return s.runBlameTwice(ctx, from, append(args, string(from), "--", l.Path), emit)
	})
}
