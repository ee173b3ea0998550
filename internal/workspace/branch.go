package workspace

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
)

const (
	// mostBranch commits of a branch are looked at for what it changes, MostChange files of a work tree.
	mostBranch = 2000
	MostChange = 20_000
)

// Branch is what a change holds.
type Branch struct {
	Paths   []string // sorted
	Authors []*people.Person
	// Base is the commit that it is measured against; empty where there is none.
	Base git.Hash
	// Cut says that there are more paths than those.
	Cut bool
	// Lines counts the lines that the change touches by who wrote them; nil until [Workspace.TouchedLines] is asked.
	Lines map[*people.Person]int
}

// Branch is the change at hand: the work tree, and the commits that base does not have. Without a base it is what is common with
// the upstream's default branch; where there is no such branch, the work tree alone. The reader is its author, and so is
// whoever wrote one of the commits.
func (w *Workspace) Branch(ctx context.Context, base git.Hash) (Branch, error) {
	s := w.Snapshot()
	paths, err := w.Changed(ctx, MostChange)
	if err != nil {
		return Branch{}, err
	}
	b, err := w.committedSince(ctx, s, w.baseOf(base))
	if err != nil {
		return b, err
	}
	b.Cut = b.Cut || len(paths) >= MostChange
	b.Paths = slices.Concat(b.Paths, paths, w.unsaved(s))
	slices.Sort(b.Paths)
	b.Paths = slices.Compact(b.Paths)
	return b, nil
}

// baseOf is what a change is measured against: the commit that somebody names, else the upstream's default branch; "" where there
// is none.
func (w *Workspace) baseOf(base git.Hash) git.Hash {
	if base == "" {
		if _, upstream, ok := w.Repository.DefaultUpstream(); ok {
			return upstream
		}
	}
	return base
}

// unsaved are the open documents whose text is not that on disk. Those that are not on disk at all are no change yet.
func (w *Workspace) unsaved(s *Snapshot) []string {
	var out []string
	for path, d := range s.documents {
		if saved, known := w.savedText(path); known && saved != d.Text {
			out = append(out, path)
		}
	}
	return out
}

// committedSince is what the commits that base does not have change. The paths come in no order, and more than once.
func (w *Workspace) committedSince(ctx context.Context, s *Snapshot, base git.Hash) (b Branch, err error) {
	if s.Me != nil {
		b.Authors = append(b.Authors, s.Me)
	}
	if base == "" || s.Head.Hash == "" || w.history == nil {
		return b, nil
	}
	if b.Base, err = w.mergeBase(ctx, s.Head.Hash, base); err != nil || b.Base == "" || b.Base == s.Head.Hash {
		return b, err
	}
	q := git.LogQuery{Tips: []git.Hash{s.Head.Hash}, Not: []git.Hash{base}, NoMerges: true, Limit: mostBranch}
	for c, err := range w.history.Log(ctx, q) {
		if err != nil {
			return b, fmt.Errorf("cannot see what was committed since %.12s: %w", b.Base, err)
		}
		if p := s.People.Resolve(c.Author); !slices.Contains(b.Authors, p) {
			b.Authors = append(b.Authors, p)
		}
		for _, ch := range c.Changes {
			if len(b.Paths) >= MostChange {
				b.Cut = true
				break
			}
			b.Paths = append(b.Paths, ch.Path)
		}
	}
	return b, nil
}

// savedText is a file as it lies on disk.
func (w *Workspace) savedText(path string) (string, bool) {
	text, err := w.Repository.ReadWorktreeFile(path, MostText)
	return string(text), err == nil
}

func (w *Workspace) mergeBase(ctx context.Context, head, base git.Hash) (git.Hash, error) {
	common, ok, err := w.history.MergeBase(ctx, head, base)
	if err != nil {
		return "", fmt.Errorf("cannot tell what this branch changes: %w", err)
	}
	if !ok {
		return "", nil
	}
	return common, nil
}

const (
	// mostTouched files are looked at for who wrote the lines that a change touches, for touchedWait at most.
	mostTouched = 10
	touchedWait = 2 * time.Second
)

// TouchedLines counts by who wrote them the lines that a change takes away or changes, in its first files. It runs git, and
// answers what it found when time is up: who wrote lines is one reason among others.
func (w *Workspace) TouchedLines(ctx context.Context, change Branch) map[*people.Person]int {
	s := w.Snapshot()
	base := cmp.Or(change.Base, s.Head.Hash)
	if w.lines.reader == nil || base == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, touchedWait)
	defer cancel()
	out := map[*people.Person]int{}
	for _, path := range change.Paths[:min(len(change.Paths), mostTouched)] {
		v, err := w.version(ctx, path, &reading{head: base, ignored: slices.Sorted(maps.Keys(s.ignored))})
		if err != nil || v == nil {
			continue
		}
		text, _ := w.savedText(path)
		if d := s.documents[path]; d != nil {
			text = d.Text
		}
		lines := v.Lines(SplitLines(text))
		if lines == nil {
			continue
		}
		for c, n := range lines.Gone() {
			out[s.People.Resolve(c.Author)] += n
		}
	}
	return out
}
