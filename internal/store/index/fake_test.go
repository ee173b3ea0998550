package index_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// fake is a history in memory.
type fake struct {
	commits map[git.Hash]*git.Commit
	walks   int
	gone    map[git.Hash]bool // no longer in the repository
}

func newFake() *fake {
	return &fake{commits: map[git.Hash]*git.Commit{}, gone: map[git.Hash]bool{}}
}

// again is the same history for another test beside this one.
func (f *fake) again() *fake { return &fake{commits: f.commits, gone: f.gone} }

func (f *fake) reach(tips []git.Hash) map[git.Hash]bool {
	seen := map[git.Hash]bool{}
	for stack := slices.Clone(tips); len(stack) > 0; {
		h := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !seen[h] && f.commits[h] != nil {
			seen[h] = true
			stack = append(stack, f.commits[h].Parents...)
		}
	}
	return seen
}

func (f *fake) Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error] {
	return func(yield func(*git.Commit, error) bool) {
		f.walks++
		for _, h := range append(slices.Clone(q.Tips), q.Not...) {
			if f.commits[h] == nil || f.gone[h] {
				yield(nil, fmt.Errorf("fatal: bad object %s", h))
				return
			}
		}
		not := f.reach(q.Not)
		var out []*git.Commit
		for h := range f.reach(q.Tips) {
			if !not[h] {
				out = append(out, f.commits[h])
			}
		}
		slices.SortFunc(out, func(a, b *git.Commit) int {
			return cmp.Or(cmp.Compare(b.Committed, a.Committed), cmp.Compare(a.Hash, b.Hash))
		})
		for _, c := range out {
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// grow adds a random commit, often on top of recent ones, with clocks that go astray.
func (f *fake) grow(r *rand.Rand, all []git.Hash) git.Hash {
	c := &git.Commit{
		Hash:      git.Hash(fmt.Sprintf("%016x%016x%08x", r.Uint64(), r.Uint64(), r.Uint32())),
		Author:    person(r),
		At:        1_600_000_000 + r.Int64N(1000),
		Committed: 1_600_000_000 + int64(len(all)) + r.Int64N(20),
		Subject:   []string{"change", "Merge branch 'main' into x", "Merge pull request #1"}[r.IntN(3)],
	}
	for range r.IntN(4) {
		if len(all) == 0 {
			break
		}
		p := all[max(0, len(all)-1-r.IntN(6))]
		if !slices.Contains(c.Parents, p) {
			c.Parents = append(c.Parents, p)
		}
	}
	if len(c.Parents) == 0 && len(all) > 0 && r.IntN(10) > 0 {
		c.Parents = []git.Hash{all[len(all)-1]}
	}
	for range r.IntN(3) {
		key := []string{"reviewed-by", "co-authored-by", "tested-by", "signed-off-by"}[r.IntN(4)]
		p := person(r)
		c.Trailers = append(c.Trailers, git.Trailer{Key: key, Value: p.Name + " <" + p.Email + ">"})
	}
	if len(c.Parents) < 2 {
		for range r.IntN(5) {
			ch := git.Change{Path: name(r), Status: "AMDTRC"[r.IntN(6)]}
			if ch.Status == 'R' || ch.Status == 'C' {
				ch.OldPath = name(r)
			}
			c.Changes = append(c.Changes, ch)
		}
	}
	f.commits[c.Hash] = c
	return c.Hash
}

func person(r *rand.Rand) git.Identity {
	n := r.IntN(6)
	return git.Identity{Name: fmt.Sprintf("Dev %d", n), Email: fmt.Sprintf("dev%d@example.com", n/(1+r.IntN(2)))}
}

func name(r *rand.Rand) string {
	return fmt.Sprintf("%c/%c.go", 'a'+r.IntN(3), 'a'+r.IntN(5))
}
