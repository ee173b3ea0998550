package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
)

// cache holds what was unpacked of one generation. It grows with what is asked for, to
// about 10 MB per 100,000 commits when a large folder was.
type cache struct {
	generation int64
	hashSize   int

	loading sync.Mutex // one unpacking of many chunks at a time; taken before mu

	mu     sync.Mutex
	people []git.Identity
	seen   []sight // answer of sightings; nil: not read yet
	chunks map[uint32]*chunk
	whole  bool               // all chunks are there
	found  map[git.Hash]found // answers of find; without a hash: not there
	pasts  map[string][]event // answers of events; nil: no commit touched the path
	held   int                // events in them

	rooms sync.Pool // of *room

	arrived   []uint32 // what arrivals answered for the commit arrivedAt
	arrivedAt uint32
	along     map[uint32]int // how many commits each merge brought
	own       []bool         // whether a commit descends from the first one
}

// chunk is 256 commits unpacked. The fields below hashes are only of use while the index is brought up to date.
type chunk struct {
	commits []commit
	hashes  []byte

	row       []byte   // as it is stored; nil if it is not
	touched   [][]byte // packed ids of the paths that each commit touched; nil: not read yet
	retouched bool     // and they are others than those stored
}

type found struct {
	moment
	id uint32
}

// view is one generation of the index, during one read transaction, for one goroutine.
type view struct {
	*cache
	tx   *sql.Tx
	st   state
	only func(id uint32) bool // commits that events are of; nil: all

	last  *chunk // the chunk that was asked for last, and its number
	lastN uint32
}

// viewing runs fn on one generation. It is not run on an index without a whole history.
func (x *Index) viewing(ctx context.Context, fn func(*view) error) error {
	return x.reading(ctx, func(tx *sql.Tx) error {
		st, err := readState(ctx, tx)
		if err != nil || !st.Complete {
			return err
		}
		c, err := x.cacheOf(ctx, tx, st)
		if err != nil {
			return err
		}
		return fn(&view{cache: c, tx: tx, st: st})
	})
}

// Release lets go of what answers kept in memory: after much was asked, and when little will be for a while.
func (x *Index) Release() {
	x.cacheMu.Lock()
	defer x.cacheMu.Unlock()
	x.cache = nil
}

func (x *Index) cacheOf(ctx context.Context, tx *sql.Tx, st state) (*cache, error) {
	x.cacheMu.Lock()
	defer x.cacheMu.Unlock()
	if x.cache != nil && x.cache.generation == st.Generation {
		return x.cache, nil
	}
	next := &cache{generation: st.Generation, hashSize: st.hashSize, chunks: map[uint32]*chunk{}}
	if old := x.cache; old != nil && old.generation < st.Generation && old.hashSize == st.hashSize {
		if err := next.inherit(ctx, tx, old); err != nil {
			return nil, err
		}
	}
	x.cache = next
	return next, nil
}

// inherit takes the chunks of a former generation that are still as they were, so that a commit more does not
// cost all that was unpacked.
func (c *cache) inherit(ctx context.Context, tx *sql.Tx, old *cache) error {
	old.mu.Lock()
	defer old.mu.Unlock()
	if len(old.chunks) == 0 {
		return nil
	}
	return eachSeen(ctx, tx, func(n uint32, changed int64, _ []byte) error {
		if ch := old.chunks[n]; ch != nil && changed <= old.generation {
			c.chunks[n] = ch
		}
		return nil
	})
}

// commit returns a commit's facts and its hash.
func (v *view) commit(ctx context.Context, id uint32) (*commit, []byte, error) {
	n, i := id/chunkSize, int(id%chunkSize)
	if v.last == nil || v.lastN != n {
		ch, err := v.chunk(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		v.last, v.lastN = ch, n
	}
	ch := v.last
	if !ch.commits[i].present() {
		return nil, nil, damaged("no commit %d", id)
	}
	return &ch.commits[i], ch.hashes[i*v.hashSize : (i+1)*v.hashSize], nil
}

func (v *view) chunk(ctx context.Context, n uint32) (*chunk, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ch := v.chunks[n]; ch != nil {
		return ch, nil
	}
	row, err := blobRow(ctx, v.tx, `SELECT facts FROM chunks WHERE id = ?`, n)
	if err == nil && row == nil {
		err = damaged("no commits from %d", n*chunkSize)
	}
	if err != nil {
		return nil, err
	}
	ch, err := unpack(row, v.hashSize, n)
	if err == nil {
		v.chunks[n] = ch
	}
	return ch, err
}

// few chunks are read one by one: a statement that names them costs more to prepare than it saves.
const few = 4

// ahead unpacks the chunks of all commits that touched a path, a hundred a statement. Those that are missing are no fault
// yet: whoever asks for them will see. Other questions are answered meanwhile.
func (v *view) ahead(ctx context.Context, touches []byte) error {
	v.loading.Lock()
	defer v.loading.Unlock()
	wanted, err := v.missing(touches)
	if err != nil || len(wanted) <= few {
		return err
	}
	keep := func(n int64, facts []byte) error {
		ch, err := unpack(facts, v.hashSize, uint32(n))
		if err != nil {
			return err
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.chunks[uint32(n)] == nil {
			v.chunks[uint32(n)] = ch
		}
		return nil
	}
	for some := range slices.Chunk(wanted, batch) {
		names := make([]any, len(some))
		for i, n := range some {
			names[i] = n
		}
		query := `SELECT id, facts FROM chunks WHERE id IN (?` + strings.Repeat(",?", len(some)-1) + `)`
		if err := eachRow(ctx, v.tx, query, keep, names...); err != nil {
			return err
		}
	}
	return nil
}

// missing are the chunks of the commits that touched a path, as far as they are not unpacked yet, in their order.
func (v *view) missing(touches []byte) ([]uint32, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.whole {
		return nil, nil
	}
	var wanted []uint32
	last := uint32(maxID)
	err := eachTouch(touches, func(id uint32, _ touchKind, _ []byte) {
		if n := id / chunkSize; n != last && v.chunks[n] == nil {
			wanted = append(wanted, n)
			last = n
		}
	})
	slices.Sort(wanted)
	return slices.Compact(wanted), err
}

func unpack(row []byte, hashSize int, n uint32) (*chunk, error) {
	commits, hashes, err := unpackChunk(row, hashSize, n*chunkSize, nil, nil)
	return &chunk{commits: commits, hashes: hashes}, err
}

// all unpacks every commit, for questions about many.
func (v *view) all(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.whole {
		return nil
	}
	// One is unpacked while the next is read.
	var mu sync.Mutex
	unpacked := map[uint32]*chunk{}
	workers := pool.New().WithErrors().WithFirstError().WithMaxGoroutines(runtime.GOMAXPROCS(0))
	err := eachChunk(ctx, v.tx, func(n int64, facts []byte) error {
		if v.chunks[uint32(n)] != nil {
			return nil
		}
		facts = slices.Clone(facts)
		workers.Go(func() error {
			ch, err := unpack(facts, v.hashSize, uint32(n))
			mu.Lock()
			defer mu.Unlock()
			unpacked[uint32(n)] = ch
			return err
		})
		return nil
	})
	if err = cmp.Or(err, workers.Wait()); err != nil {
		return err
	}
	maps.Copy(v.chunks, unpacked)
	v.whole = true
	return nil
}

// maxFound bounds how many answers of find are remembered.
const maxFound = 10_000

// find returns the id of a commit, if the index has it, and when it was. Anchors ask for the same few commits
// again and again, so answers are kept.
func (v *view) find(ctx context.Context, h git.Hash) (id uint32, m moment, ok bool, err error) {
	raw := []byte(rawHash(h))
	if len(raw) != v.hashSize {
		return 0, moment{}, false, nil
	}
	v.mu.Lock()
	f, known := v.found[h]
	v.mu.Unlock()
	if known {
		return f.id, f.moment, f.hash != nil, nil
	}
	row, err := blobRow(ctx, v.tx, `SELECT commits FROM hashes WHERE id = ?`, uint32(raw[0]))
	if err != nil {
		return 0, moment{}, false, err
	}
	candidates(row, raw, func(c uint32) bool {
		var own *commit
		var hash []byte
		if own, hash, err = v.commit(ctx, c); err != nil {
			return true
		}
		if !bytes.Equal(hash, raw) {
			return false
		}
		f = found{moment{own.generation, hash}, c}
		return true
	})
	if err != nil {
		return 0, moment{}, false, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.found == nil || len(v.found) >= maxFound {
		v.found = map[git.Hash]found{}
	}
	v.found[h] = f
	return f.id, f.moment, f.hash != nil, nil
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
