package blame

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/leadline/leadline/internal/git"
)

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
