package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// graph is the whole history in memory, while the index is brought up to date.
type graph struct {
	hashSize int
	commits  []commit // by id
	hashes   []byte   // hashSize bytes each, by id
	ids      map[string]uint32
	packed   [][]byte // chunks as they are stored, to find those that changed
}

func newGraph(hashSize int) *graph {
	return &graph{hashSize: hashSize, ids: map[string]uint32{}}
}

// loadGraph reads the history that an index holds, expecting so many commits.
func loadGraph(ctx context.Context, tx *sql.Tx, hashSize int, expected int64) (*graph, error) {
	g := newGraph(hashSize)
	room := int(max(0, min(expected, 1<<22))) + 4*chunkSize
	g.commits, g.hashes = make([]commit, 0, room), make([]byte, 0, room*hashSize)
	err := eachChunk(ctx, tx, func(n int64, facts []byte) (err error) {
		if n != int64(len(g.packed)) {
			return fmt.Errorf("%w: chunk %d follows %d", errDamaged, n, len(g.packed)-1)
		}
		g.commits, g.hashes, err = unpackChunk(facts, hashSize, uint32(n*chunkSize), g.commits, g.hashes)
		g.packed = append(g.packed, bytes.Clone(facts))
		return err
	})
	if err != nil {
		return nil, err
	}
	g.ids = make(map[string]uint32, len(g.commits))
	for id := range g.commits {
		c := &g.commits[id]
		if !c.present() {
			continue
		}
		for _, p := range c.parents {
			if int(p) >= len(g.commits) || !g.commits[p].present() {
				return nil, fmt.Errorf("%w: commit %d has no parent %d", errDamaged, id, p)
			}
		}
		g.ids[string(g.hash(uint32(id)))] = uint32(id)
	}
	return g, nil
}

func (g *graph) hash(id uint32) []byte {
	return g.hashes[int(id)*g.hashSize : (int(id)+1)*g.hashSize]
}

// free returns the ids that are not in use, to be given out from the end.
func (g *graph) free() []uint32 {
	var out []uint32
	for id := len(g.commits) - 1; id >= 0; id-- {
		if !g.commits[id].present() {
			out = append(out, uint32(id))
		}
	}
	return out
}

// reachable marks what the tips reach.
func (g *graph) reachable(tips []uint32) []bool {
	seen := make([]bool, len(g.commits))
	stack := slices.Clone(tips)
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		for _, p := range g.commits[id].parents {
			if !seen[p] {
				stack = append(stack, p)
			}
		}
	}
	return seen
}

// dates beyond this, about the year 36,800, are cut: they are forged, and sums of them
// must not overflow.
const maxDate = 1 << 40

// correct turns the commit dates of fresh commits into generations: later than all
// parents'. A forged pack can hold commits that are their own ancestors: that ends too.
func (g *graph) correct(fresh []uint32) {
	const (
		done = iota
		waiting
		open // on the stack, parents pushed
	)
	mark := make([]byte, len(g.commits))
	for _, id := range fresh {
		mark[id] = waiting
	}
	var stack []uint32
	for _, id := range fresh {
		stack = append(stack[:0], id)
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			c := &g.commits[top]
			if mark[top] == waiting {
				mark[top] = open
				for _, p := range c.parents {
					if mark[p] == waiting {
						stack = append(stack, p)
					}
				}
				continue
			}
			stack = stack[:len(stack)-1]
			if mark[top] == done {
				continue
			}
			for _, p := range c.parents {
				c.generation = max(c.generation, g.commits[p].generation+1)
			}
			mark[top] = done
		}
	}
}

// older orders commits: see the package comment.
func (g *graph) older(a, b uint32) int {
	return cmp.Or(cmp.Compare(g.commits[a].generation, g.commits[b].generation), bytes.Compare(g.hash(a), g.hash(b)))
}

// creditMergers finds who merged each commit. What merges on the first-parent lines of the
// tips brought in is given to them, the oldest merge first; each commit once.
// mailbox tells identities with one address apart from others.
func (g *graph) creditMergers(tips []uint32, mailbox func(uint32) uint32) {
	for id := range g.commits {
		c := &g.commits[id]
		c.credits = slices.DeleteFunc(c.credits, func(k credit) bool { return k.kind == merger })
	}
	given := make([]bool, len(g.commits))
	var merges []uint32
	for _, id := range tips {
		for !given[id] {
			given[id] = true
			parents := g.commits[id].parents
			if len(parents) > 1 {
				merges = append(merges, id)
			}
			if len(parents) == 0 {
				break
			}
			id = parents[0]
		}
	}
	slices.SortFunc(merges, g.older)
	var stack []uint32
	for _, m := range merges {
		by := g.commits[m].author
		review := g.commits[m].flags&flagUpdate == 0
		stack = append(stack[:0], g.commits[m].parents[1:]...)
		for len(stack) > 0 {
			id := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if given[id] {
				continue
			}
			given[id] = true
			c := &g.commits[id]
			stack = append(stack, c.parents...)
			if review && c.files > 0 && !credited(c, by, mailbox) {
				c.credits = append(slices.Clip(c.credits), credit{merger, by})
			}
		}
	}
}

// credited says whether somebody is known to have a part in a commit.
func credited(c *commit, who uint32, mailbox func(uint32) uint32) bool {
	return mailbox(c.author) == mailbox(who) ||
		slices.ContainsFunc(c.credits, func(k credit) bool { return mailbox(k.who) == mailbox(who) })
}

// remove takes commits out and reports how many there were.
func (g *graph) remove(gone func(id uint32) bool) (removed int) {
	for id := range g.commits {
		if g.commits[id].present() && gone(uint32(id)) {
			delete(g.ids, string(g.hash(uint32(id))))
			g.commits[id] = commit{}
			clear(g.hash(uint32(id)))
			removed++
		}
	}
	return removed
}

// changedChunks packs the graph and visits what differs from what is stored.
func (g *graph) changedChunks(visit func(n int, facts []byte) error) error {
	for n := 0; n*chunkSize < len(g.commits); n++ {
		from, to := n*chunkSize, min((n+1)*chunkSize, len(g.commits))
		facts := packChunk(g.commits[from:to], g.hashes[from*g.hashSize:to*g.hashSize], g.hashSize, uint32(from))
		if n < len(g.packed) && bytes.Equal(facts, g.packed[n]) {
			continue
		}
		if err := visit(n, facts); err != nil {
			return err
		}
	}
	return nil
}
