// Package leadstore keeps leadline-v6.db, the SQLite file that the tech lead queries.
//
// It is a projection: everything in it can be made again. What people said comes from the event log
// ([Store.CatchUp]): each event is copied and folded into the entry that its subject names, by a [Fold]
// that the domain supplies. Small tables about people, ownership, TODOs and the places of anchors are put
// there by whoever works them out (the Replace methods). Views over both, documented in the table
// schema_doc, are what others may rely on; the tables below them are not ([Store.Query] hides them).
//
// Entries do not depend on the order in which events arrive: one that is older (by its clock) than what
// its subject already has makes the subject fold anew from its first event.
//
// Every schema has its own file, so that programs of different versions can share a directory;
// leadline.db is a link to the newest. Files that no program keeps up to date any more are deleted, sooner where they may hold words
// that were taken back. A damaged file is thrown away and made again. In a place that
// cannot be written the projection is kept in a temporary directory for as long as it is open.
package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Schema is the version of the tables and views, part of the file's name. Raise it when one of them
// changes, and when the fold learns a kind: that projects the events kept from before.
const Schema = 6

// File is the name of the file in its directory, Link the name under which a lead opens the newest one.
const (
	File = "leadline-v6.db"
	Link = "leadline.db"
)

const applicationID = 0x4c4c6c73 // "LLls"

// Fold applies one event to the document of its subject (nil before the first) and returns the entry as
// it is afterwards, or nil when the event changes none. It must be deterministic and depend on nothing
// else. An error leaves the entry as it was and is kept for [Store.Faults].
type Fold func(doc []byte, e eventlog.Event) (entry *Entry, err error)

// Entry is what the events about one subject add up to.
type Entry struct {
	ID         string // equals Subject for what the fold returns
	Repo, Kind string // Kind: decision, delegation, pairing, review
	Subject    string
	Doc        []byte // JSON, ledger.Entry
	Searchable string // the words by which it is found
}

// Store is the open lead's store, safe for concurrent use.
type Store struct {
	fold      Fold
	edition   edition
	queries   sandboxes
	wide      atomic.Bool // see widen
	temporary string      // directory to delete on closing; guarded by mu

	mu sync.RWMutex
	db *store.DB // guarded by mu: replaced when the file turns out to be damaged
}

// Open opens the lead's store of a directory, creating it when missing.
// Errors: those of [store.OpenDisposable].
func Open(ctx context.Context, dir string, fold Fold) (*Store, error) {
	return open(ctx, dir, fold, current())
}

func open(ctx context.Context, dir string, fold Fold, e edition) (*Store, error) {
	s := &Store{fold: fold, edition: e}
	db, err := s.openFile(ctx, dir)
	switch {
	case err == nil:
		s.db = db
		if !db.ReadOnly() {
			s.dropOthers(ctx, leftBehind)
		}
	case errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrFull):
		if err := s.moveAway(ctx); err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	return s, nil
}

func (s *Store) openFile(ctx context.Context, dir string) (*store.DB, error) {
	db, _, err := store.OpenDisposable(ctx, filepath.Join(dir, s.edition.file()), s.edition.options())
	return db, err
}

// moveAway goes on in a temporary directory, for as long as the store is open.
func (s *Store) moveAway(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "leadline-")
	if err != nil {
		return fmt.Errorf("making a temporary place for the lead's store: %w", err)
	}
	db, err := s.openFile(ctx, dir)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	s.mu.Lock()
	old, oldDir := s.db, s.temporary
	s.db, s.temporary = db, dir
	s.mu.Unlock()
	return discardOld(old, oldDir)
}

// startAfresh replaces a damaged file.
func (s *Store) startAfresh(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := s.db.Path()
	if err := s.db.Close(); err != nil {
		return err
	}
	db, err := store.Replace(ctx, path, s.edition.options())
	if err != nil {
		return err
	}
	s.db = db
	return nil
}

// follow goes on with the file that is at the path now, where that is another: somebody deleted it, or another process has made it
// anew. Connections opened from now on would read that one while those that are open write to the one that is gone.
func (s *Store) follow(ctx context.Context) error {
	if !s.handle().Moved() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.db.Moved() {
		return nil
	}
	db, err := s.openFile(ctx, filepath.Dir(s.db.Path()))
	if err != nil {
		return err
	}
	old := s.db
	s.db = db
	s.wide.Store(false)
	return old.Close()
}

func discardOld(db *store.DB, dir string) error {
	var errs []error
	if db != nil {
		errs = append(errs, db.Close())
	}
	if dir != "" {
		errs = append(errs, os.RemoveAll(dir))
	}
	return errors.Join(errs...)
}

// handle is the file as it is open now.
func (s *Store) handle() *store.DB {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db
}

// Path of the file that is queried.
func (s *Store) Path() string { return s.handle().Path() }

// Check reads the whole file and reports damage as [store.ErrDamaged].
func (s *Store) Check(ctx context.Context) error { return s.handle().Check(ctx) }

// Close closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return discardOld(s.db, s.temporary)
}

// Entries returns the entries of a repository that changed after generation `since` (0: all), and the
// generation to ask from next time. An entry that exists no more comes with a document that says it is
// retracted.
func (s *Store) Entries(ctx context.Context, repo string, since int64) (entries []Entry, generation int64, err error) {
	db := s.handle()
	err = snapshot(ctx, db, func(tx *sql.Tx) error {
		if generation, err = currentGeneration(ctx, tx); err != nil {
			return err
		}
		if since > generation { // from a file that was thrown away
			since = 0
		}
		entries, err = scanEntries(tx.QueryContext(ctx, selectEntries+` WHERE repo=? AND generation>? ORDER BY generation, id`, repo, since))
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the entries: %w", err)
	}
	return entries, generation, nil
}

// Find returns the entry with this id, in whatever repository and retracted or not; nil when there is none.
func (s *Store) Find(ctx context.Context, id string) (*Entry, error) {
	db := s.handle()
	found, err := scanEntries(db.Read().QueryContext(ctx, selectEntries+` WHERE id=?`, id))
	if err != nil {
		return nil, fmt.Errorf("looking up %s: %w", id, db.Explain(err))
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// Faults lists events that could not be folded, by id, with the reason.
func (s *Store) Faults(ctx context.Context) (reasons map[string]string, err error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, `SELECT id, reason FROM unfolded`)
	if err != nil {
		return nil, fmt.Errorf("reading what could not be folded: %w", db.Explain(err))
	}
	defer rows.Close()
	reasons = map[string]string{}
	for rows.Next() {
		var id, reason string
		if err := rows.Scan(&id, &reason); err != nil {
			return nil, fmt.Errorf("reading what could not be folded: %w", err)
		}
		reasons[id] = reason
	}
	return reasons, db.Explain(rows.Err())
}

// snapshot runs fn on one state of the file, whatever others write meanwhile.
func snapshot(ctx context.Context, db *store.DB, fn func(*sql.Tx) error) error {
	tx, err := db.Read().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return db.Explain(err)
	}
	err = fn(tx)
	if ended := tx.Rollback(); ended != nil && !errors.Is(ended, sql.ErrTxDone) {
		err = errors.Join(err, ended)
	}
	return db.Explain(err)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

const selectEntries = `SELECT id, repo, kind, subject, doc, searchable FROM entry`

func scanEntries(rows *sql.Rows, err error) ([]Entry, error) {
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for rows.Next() {
		var e Entry
		if err = rows.Scan(&e.ID, &e.Repo, &e.Kind, &e.Subject, &e.Doc, &e.Searchable); err != nil {
			break
		}
		entries = append(entries, e)
	}
	return entries, errors.Join(err, rows.Err(), rows.Close())
}

// text is how times stand in the tables: RFC 3339, UTC; "" for the zero time.
func text(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
