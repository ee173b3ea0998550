// Package index keeps the raw facts of a repository's history in one SQLite file, so that
// questions about paths are answered without git.
//
// What is kept, exactly as the commits have it: every commit reachable from the tips with
// its parents, author and author time; the people its trailers credit; which paths it
// touched and how, renames included; and who merged it. Nothing is decided here that
// settings or a mailmap could decide otherwise: identities are raw, and merging them,
// leaving out bots and reading shares from weights belong to people and ownership.
//
// Terms:
//
//   - touch: one commit's change of one path. Merges touch nothing.
//   - lineage of a path: its touches, those of the path that it was renamed from before
//     the rename, and so on. Whoever moves a file does not take its knowers away. What a
//     path of the same name was before it moved away is another lineage.
//   - order: commits are ordered by corrected commit date, the larger of a commit's own
//     date and one more than its parents' (git's generation number v2), ties by hash. It
//     depends on the commit and its ancestors alone, so that an index brought up to date
//     equals a fresh one, row by row.
//   - merger: the author of the merge commit that brought a commit to the first-parent
//     line of a tip. They count as a reviewer, unless they wrote it themselves, or the
//     merge only brought a branch up to date ("Merge branch 'main' into …").
//
// The file holds packed rows (see codec.go): 256 commits a row, and all touches of a path
// a row. A row a touch would take five times the space and most of the time to write.
//
// Building is one streaming walk of git, folded in memory and written in one transaction:
// a killed build leaves nothing. Bringing up to date walks only what is new; commits that
// no tip reaches any more are found on the graph in memory and taken out. One process
// builds, under a lock beside the file; others wait for it and share the result.
//
// A file that is damaged, foreign or of another format is deleted and built again: it
// holds nothing that git does not.
package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store"
)

// Source is where history comes from: a *git.Store.
type Source interface {
	Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error]
}

// Cutter is a Source that knows where a shallow clone's history is cut off. When it is cut
// elsewhere than before, the index is built anew: commits that were there have got parents.
type Cutter interface {
	Cut() ([]git.Hash, error)
}

// State says what an index holds.
type State struct {
	Complete   bool       // a whole history is there; false until the first build has ended
	Generation int64      // grows with every change
	Tips       []git.Hash // sorted, without duplicates
	Commits    int64      // reachable from Tips, merges included
}

// Index is an open index. All methods are safe for concurrent use, also beside other
// processes with the same file open.
type Index struct {
	path string
	now  func() time.Time

	open   sync.RWMutex // held for writing while the file is replaced
	db     *store.DB    // nil when closed, and after a file could not be opened again
	file   fs.FileInfo  // of the file that is open
	closed bool

	suspect atomic.Bool // a row was found damaged: the next Refresh builds anew

	cacheMu sync.Mutex
	cache   *cache
}

// Open opens the index at path, creating it if needed. The directory must be ours alone:
// a file in the way that is no index of this format is deleted.
func Open(ctx context.Context, path string) (*Index, error) {
	db, err := openFile(ctx, path)
	if err != nil {
		return nil, err
	}
	x := &Index{path: path, now: time.Now, db: db}
	x.file, err = os.Stat(path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the index: %w", err), db.Close())
	}
	return x, nil
}

func openFile(ctx context.Context, path string) (*store.DB, error) {
	o := store.Options{ApplicationID: applicationID, Version: version, Migrate: migrate}
	db, _, err := store.OpenDisposable(ctx, path, o)
	if !errors.Is(err, store.ErrNotOurs) {
		return db, err
	}
	unlock, err := lockBuild(ctx, path, nil)
	if err != nil {
		return nil, err
	}
	defer unlock.release()
	if db, _, err = store.OpenDisposable(ctx, path, o); !errors.Is(err, store.ErrNotOurs) {
		return db, err // another process was faster
	}
	if err := store.Discard(path); err != nil {
		return nil, err
	}
	db, _, err = store.OpenDisposable(ctx, path, o)
	return db, err
}

// Close ends all use of the index. It waits for queries under way.
func (x *Index) Close() error {
	x.open.Lock()
	defer x.open.Unlock()
	x.closed = true
	if x.db == nil {
		return nil
	}
	db := x.db
	x.db = nil
	return db.Close()
}

// errClosed answers calls after Close.
var errClosed = errors.New("the index is closed")

// State reads what the index holds now. An index that cannot be read holds nothing.
func (x *Index) State() State {
	var s state
	err := x.reading(context.Background(), func(tx *sql.Tx) (err error) {
		s, err = readState(context.Background(), tx)
		return err
	})
	if err != nil {
		return State{}
	}
	return s.State
}

// reading runs fn in one read transaction: it sees one generation throughout.
func (x *Index) reading(ctx context.Context, fn func(*sql.Tx) error) error {
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return errClosed
	}
	tx, err := x.db.Read().BeginTx(ctx, nil)
	if err == nil {
		err = fn(tx)
		// Nothing was written: how a read transaction ends says nothing.
		_ = tx.Rollback()
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading the index: %w", x.doubt(x.db, err))
}

// begin begins a read transaction that does not keep the file from being replaced; it fails if that happens.
func (x *Index) begin(ctx context.Context) (*sql.Tx, error) {
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return nil, errClosed
	}
	tx, err := x.db.Read().BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", x.doubt(x.db, err))
	}
	return tx, nil
}

// explain is doubt for whoever does not hold the lock.
func (x *Index) explain(err error) error {
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return err
	}
	return x.doubt(x.db, err)
}

// doubt finds out what an error says of the file, and remembers if that is damaged.
func (x *Index) doubt(db *store.DB, err error) error {
	if errors.Is(err, errDamaged) {
		err = &store.Error{Path: x.path, Kind: store.ErrDamaged, Doing: "read", Cause: err}
	}
	err = db.Explain(err)
	if errors.Is(err, store.ErrDamaged) {
		x.suspect.Store(true)
	}
	return err
}

// inPlace opens the file at the path anew if it is not the one that is open: caches are cleared away under
// running programs, and another process may have begun again by now.
func (x *Index) inPlace(ctx context.Context) error {
	x.open.Lock()
	defer x.open.Unlock()
	if x.closed {
		return errClosed
	}
	if x.db == nil {
		return x.reopen(ctx, nil)
	}
	if now, err := os.Stat(x.path); err == nil && os.SameFile(now, x.file) {
		return nil
	}
	return x.reopen(ctx, x.db.Close())
}

// reopen opens the file at the path once the former one is closed, which ended with err. The caller holds
// the lock.
func (x *Index) reopen(ctx context.Context, err error) error {
	x.db = nil
	x.cacheMu.Lock()
	x.cache = nil // generations begin again
	x.cacheMu.Unlock()
	if err != nil {
		return err
	}
	db, err := openFile(ctx, x.path)
	if err != nil {
		return err
	}
	if x.file, err = os.Stat(x.path); err != nil {
		return errors.Join(err, db.Close())
	}
	x.db = db
	return nil
}

// replace deletes the file and opens an empty one.
func (x *Index) replace(ctx context.Context) error {
	x.open.Lock()
	defer x.open.Unlock()
	if x.db == nil {
		return errClosed
	}
	return x.reopen(ctx, errors.Join(x.db.Close(), store.Discard(x.path)))
}
