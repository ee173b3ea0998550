package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"github.com/leadline/leadline/internal/git"
)

// cache holds what was unpacked of one generation. It grows with what is asked for, to
// about 10 MB per 100,000 commits when a large folder was.
type cache struct {
	generation int64
	hashSize   int

	mu     sync.Mutex
	people []git.Identity
	chunks map[uint32]*chunk
	whole  bool                // all chunks are there
	found  map[git.Hash]moment // answers of find; without a hash: not there
}

type chunk struct {
	commits []commit
	hashes  []byte
}

// view is one generation of the index, during one read transaction.
type view struct {
	*cache
	tx   *sql.Tx
	st   state
	only func(id uint32) bool // commits that events are of; nil: all
}

// viewing runs fn on one generation. It is not run on an index without a whole history.
func (x *Index) viewing(ctx context.Context, fn func(*view) error) error {
	return x.reading(ctx, func(tx *sql.Tx) error {
		st, err := readState(ctx, tx)
		if err != nil || !st.Complete {
			return err
		}
		return fn(&view{cache: x.cacheOf(st), tx: tx, st: st})
	})
}

// Release lets go of what answers kept in memory: after much was asked, and when little will be for a while.
func (x *Index) Release() {
	x.cacheMu.Lock()
	defer x.cacheMu.Unlock()
	x.cache = nil
}

func (x *Index) cacheOf(st state) *cache {
	x.cacheMu.Lock()
	defer x.cacheMu.Unlock()
	if x.cache == nil || x.cache.generation != st.Generation {
		x.cache = &cache{generation: st.Generation, hashSize: st.hashSize, chunks: map[uint32]*chunk{}}
	}
	return x.cache
}

// commit returns a commit's facts and its hash.
func (v *view) commit(ctx context.Context, id uint32) (*commit, []byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := id / chunkSize
	ch := v.chunks[n]
	if ch == nil {
		var row []byte
		err := v.tx.QueryRowContext(ctx, `SELECT facts FROM chunks WHERE id = ?`, n).Scan(&row)
		if err == sql.ErrNoRows {
			return nil, nil, fmt.Errorf("%w: no commit %d", errDamaged, id)
		}
		if err != nil {
			return nil, nil, err
		}
		if ch, err = unpack(row, v.hashSize, n); err != nil {
			return nil, nil, err
		}
		v.chunks[n] = ch
	}
	i := int(id % chunkSize)
	if !ch.commits[i].present() {
		return nil, nil, fmt.Errorf("%w: no commit %d", errDamaged, id)
	}
	return &ch.commits[i], ch.hashes[i*v.hashSize : (i+1)*v.hashSize], nil
}

func unpack(row []byte, hashSize int, n uint32) (*chunk, error) {
	commits, hashes, err := unpackChunk(row, hashSize, n*chunkSize, nil, nil)
	return &chunk{commits, hashes}, err
}

// all unpacks every commit, for questions about many.
func (v *view) all(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.whole {
		return nil
	}
	err := eachChunk(ctx, v.tx, func(n int64, facts []byte) error {
		if v.chunks[uint32(n)] != nil {
			return nil
		}
		ch, err := unpack(facts, v.hashSize, uint32(n))
		if err == nil {
			v.chunks[uint32(n)] = ch
		}
		return err
	})
	v.whole = err == nil
	return err
}

// maxFound bounds how many answers of find are remembered.
const maxFound = 10_000

// find returns when a commit was, if the index has it. Anchors ask for the same few
// commits again and again, so answers are kept.
func (v *view) find(ctx context.Context, h git.Hash) (moment, bool, error) {
	raw := []byte(rawHash(h))
	if len(raw) != v.hashSize {
		return moment{}, false, nil
	}
	v.mu.Lock()
	m, known := v.found[h]
	v.mu.Unlock()
	if known {
		return m, m.hash != nil, nil
	}
	if err := v.all(ctx); err != nil {
		return moment{}, false, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, ch := range v.chunks {
		for i := range ch.commits {
			if own := ch.hashes[i*v.hashSize : (i+1)*v.hashSize]; bytes.Equal(own, raw) && ch.commits[i].present() {
				m = moment{ch.commits[i].generation, own}
			}
		}
	}
	if v.found == nil || len(v.found) >= maxFound {
		v.found = map[git.Hash]moment{}
	}
	v.found[h] = m
	return m, m.hash != nil, nil
}

// identities returns all identities at their ids.
func (v *view) identities(ctx context.Context) ([]git.Identity, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.people == nil {
		var err error
		if v.people, err = readIdentities(ctx, v.tx); err != nil {
			return nil, err
		}
	}
	return v.people, nil
}

// Identities returns every author and everybody whom a trailer credits, raw, the most
// recently active first.
func (x *Index) Identities(ctx context.Context) ([]git.Identity, error) {
	var out []git.Identity
	err := x.viewing(ctx, func(v *view) (err error) {
		out, err = v.byActivity(ctx)
		return err
	})
	return out, err
}

func (v *view) byActivity(ctx context.Context) ([]git.Identity, error) {
	people, err := v.identities(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.all(ctx); err != nil {
		return nil, err
	}
	latest := make([]int64, len(people))
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, ch := range v.chunks {
		for i := range ch.commits {
			c := &ch.commits[i]
			if !c.present() {
				continue
			}
			for _, k := range append(c.credits[:len(c.credits):len(c.credits)], credit{who: c.author}) {
				if int(k.who) >= len(people) {
					return nil, fmt.Errorf("%w: no identity %d", errDamaged, k.who)
				}
				latest[k.who] = max(latest[k.who], c.generation+1)
			}
		}
	}
	var order []int
	for id, at := range latest {
		if at > 0 {
			order = append(order, id)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(latest[b], latest[a]), cmp.Compare(people[a].Name, people[b].Name), cmp.Compare(people[a].Email, people[b].Email))
	})
	out := make([]git.Identity, len(order))
	for i, id := range order {
		out[i] = people[id]
	}
	return out, nil
}
