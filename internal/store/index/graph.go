package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
)

// graph is the history while the index is brought up to date. Of what the index holds already, a chunk is
// read when one of its commits is asked for: a commit more costs what is near it, not all that ever was.
//
// Reading can fail anywhere. The first failure stays in err, and from then on what could not be read is not
// there: whoever has come to an end looks at err before believing anything.
type graph struct {
	hashSize int
	ctx      context.Context
	tx       *sql.Tx // where the rest is read from; nil: there is no rest
	err      error

	chunks  []*chunk // by number; nil: not read yet
	next    uint32   // the first id that was never given out
	free    []uint32 // those below it that are not in use, given out from the end
	ids     map[string]uint32
	buckets [hashRows]*bucket
}

// bucket is a row of hashes.
type bucket struct {
	row   []byte
	dirty bool
}

func newGraph(hashSize int) *graph {
	return &graph{hashSize: hashSize, ids: map[string]uint32{}}
}

// loadGraph is the history that an index holds, to be read from tx.
func loadGraph(ctx context.Context, tx *sql.Tx, s state) (*graph, error) {
	g := newGraph(s.hashSize)
	g.ctx, g.tx, g.next = ctx, tx, s.next
	var err error
	g.free, err = unpackIDs(s.free, s.next)
	return g, err
}

func (g *graph) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

// chunk returns the chunk of an id.
func (g *graph) chunk(id uint32) *chunk {
	n := id / chunkSize
	for int(n) >= len(g.chunks) {
		g.chunks = append(g.chunks, nil)
	}
	if g.chunks[n] == nil {
		g.chunks[n] = g.load(n)
	}
	return g.chunks[n]
}

func (g *graph) load(n uint32) *chunk {
	blank := &chunk{commits: make([]commit, chunkSize), hashes: make([]byte, chunkSize*g.hashSize), touched: make([][]byte, chunkSize)}
	if g.tx == nil {
		return blank
	}
	row, err := blobRow(g.ctx, g.tx, `SELECT facts FROM chunks WHERE id = ?`, n)
	if err == nil && row == nil {
		return blank
	}
	var ch *chunk
	if err == nil {
		ch, err = unpack(row, g.hashSize, n)
	}
	if err == nil {
		for i := range ch.commits {
			for _, p := range ch.commits[i].parents {
				if p >= g.next {
					err = damaged("a parent %d", p)
				}
			}
		}
	}
	if err != nil {
		g.fail(err)
		return blank
	}
	ch.row = row
	return ch
}

// at returns a commit's facts; they are those of nobody where there is no such commit. Whoever changes them
// need not say so: what differs from what is stored is found when it is written.
func (g *graph) at(id uint32) *commit { return &g.chunk(id).commits[id%chunkSize] }

func (g *graph) hash(id uint32) []byte {
	i := int(id%chunkSize) * g.hashSize
	return g.chunk(id).hashes[i : i+g.hashSize]
}

// find looks a commit up by the bytes of its hash.
func (g *graph) find(raw string) (id uint32, ok bool) {
	if len(raw) != g.hashSize {
		return 0, false
	}
	if id, ok = g.ids[raw]; ok || g.tx == nil {
		return id, ok
	}
	candidates(g.bucket(raw[0]).row, []byte(raw), func(c uint32) bool {
		if c >= g.next {
			g.fail(damaged("the hash of a commit %d", c))
			return true
		}
		if ok = string(g.hash(c)) == raw && g.at(c).present(); ok {
			id = c
			g.ids[raw] = c
		}
		return ok
	})
	return id, ok
}

func (g *graph) bucket(first byte) *bucket {
	b := g.buckets[first]
	if b == nil {
		b = &bucket{}
		g.buckets[first] = b
		if g.tx != nil {
			row, err := blobRow(g.ctx, g.tx, `SELECT commits FROM hashes WHERE id = ?`, uint32(first))
			if err != nil {
				g.fail(err)
			}
			b.row = row
		}
	}
	return b
}

// give gives a commit its place.
func (g *graph) give(raw string) uint32 {
	var id uint32
	if n := len(g.free); n > 0 {
		id, g.free = g.free[n-1], g.free[:n-1]
	} else {
		id = g.next
		g.next++
	}
	copy(g.hash(id), raw)
	g.ids[raw] = id
	b := g.bucket(raw[0])
	b.row, b.dirty = appendHash(b.row, []byte(raw), id), true
	return id
}

// take takes a commit's place away.
func (g *graph) take(id uint32) {
	raw := g.hash(id)
	delete(g.ids, string(raw))
	b := g.bucket(raw[0])
	b.row, b.dirty = withoutHash(b.row, raw, id), true
	clear(raw)
	*g.at(id) = commit{}
	g.setTouched(id, nil)
	g.free = append(g.free, id)
}

// touched returns the packed ids of the paths that a commit touched.
func (g *graph) touched(id uint32) []byte { return g.withTouched(id).touched[id%chunkSize] }

func (g *graph) setTouched(id uint32, packed []byte) {
	ch := g.withTouched(id)
	ch.touched[id%chunkSize], ch.retouched = packed, true
}

// withTouched reads the row beside a chunk too.
func (g *graph) withTouched(id uint32) *chunk {
	ch := g.chunk(id)
	if ch.touched != nil {
		return ch
	}
	var err error
	if ch.touched, err = touchedRow(g.ctx, g.tx, id/chunkSize); err != nil {
		g.fail(err)
		ch.touched = make([][]byte, chunkSize)
	}
	return ch
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
	mark := make([]byte, g.next)
	for _, id := range fresh {
		mark[id] = waiting
	}
	var stack []uint32
	for _, id := range fresh {
		stack = append(stack[:0], id)
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			c := g.at(top)
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
				c.generation = max(c.generation, g.at(p).generation+1)
			}
			mark[top] = done
		}
	}
}

// older orders commits: see the package comment.
func (g *graph) older(a, b uint32) int {
	return cmp.Or(cmp.Compare(g.at(a).generation, g.at(b).generation), bytes.Compare(g.hash(a), g.hash(b)))
}

// sightings visits, chunk by chunk, who is seen in the history as it is now.
func (g *graph) sightings(visit func(sight)) error {
	if g.tx != nil {
		err := eachSeen(g.ctx, g.tx, func(n uint32, _ int64, row []byte) error {
			if int(n) < len(g.chunks) && g.chunks[n] != nil {
				return nil
			}
			return eachSight(row, visit)
		})
		if err != nil {
			return err
		}
	}
	for _, ch := range g.chunks {
		if ch != nil {
			for _, s := range sights(ch.commits) {
				visit(s)
			}
		}
	}
	return nil
}

// write writes what differs from what is stored, as of a generation.
func (g *graph) write(tx *sql.Tx, generation int64) error {
	chunks, seen, touched := newInserter(g.ctx, tx, "chunks", 2), newInserter(g.ctx, tx, "seen", 3), newInserter(g.ctx, tx, "touched", 2)
	for n, ch := range g.chunks {
		if ch == nil {
			continue
		}
		facts := packChunk(ch.commits, ch.hashes, g.hashSize, uint32(n*chunkSize))
		if ch.retouched || ch.row == nil {
			if err := touched.add(n, joinTouched(ch.touched)); err != nil {
				return err
			}
		}
		if bytes.Equal(facts, ch.row) {
			continue
		}
		if err := chunks.add(n, facts); err != nil {
			return err
		}
		if err := seen.add(n, generation, packSights(sights(ch.commits))); err != nil {
			return err
		}
	}
	hashes := newInserter(g.ctx, tx, "hashes", 2)
	for first, b := range g.buckets {
		if b != nil && b.dirty {
			if err := hashes.add(first, b.row); err != nil {
				return err
			}
		}
	}
	for _, in := range []*inserter{chunks, seen, touched, hashes} {
		if err := in.end(); err != nil {
			return err
		}
	}
	return nil
}
