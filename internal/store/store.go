// Package store opens the SQLite files that Leadline keeps, all in the same way.
//
// A file is opened in WAL mode with one connection that writes and at most two that read, each with a
// small page cache, so that many editors can share a file at little cost. Every write is one
// BEGIN IMMEDIATE transaction: a read transaction that turns into a write fails at once when somebody
// else is writing, one that starts as a write waits its turn.
//
// A file is known by its header: application_id says which of Leadline's files it is, user_version which
// schema it has. A file of another application, a damaged one, and, where that matters, one of a newer
// program are refused with a sentence that says what to do ([ErrNotOurs], [ErrDamaged], [ErrNewer]).
// A place that cannot be written still serves reads; writes then fail with [ErrReadOnly].
//
// The package knows no table: schemas belong to the rooms beside it (eventlog, leadstore, index).
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// Options say what kind of file is opened, and how.
type Options struct {
	// ApplicationID stands in the file's header and tells this kind of file from all others; not 0.
	ApplicationID int32
	// Version of the schema that Migrate produces, stored as user_version; at least 1.
	Version int
	// Migrate brings the schema from version `from` (0: an empty file) to Version. It runs inside the
	// transaction that also writes the header, at most once per file however many processes open it.
	Migrate func(ctx context.Context, tx *sql.Tx, from int) error
	// Newer allows files with a higher version than Version. Otherwise they are refused with ErrNewer.
	Newer bool
	// Durable makes every commit survive a power failure (synchronous=FULL) before Write returns. Without
	// it only the last few commits may be lost, and only by a power failure; the file stays sound.
	// Nor does Write return without an error when the file at the path is another by then ([ErrMoved]).
	Durable bool
	// Private creates the file with mode 0600 and narrows an existing one to it.
	Private bool
	// Shred overwrites what is deleted or replaced, so that a file holds none of it once its WAL is merged.
	Shred bool
	// ReadOnly never writes, not even the header; the file must exist.
	ReadOnly bool
	// Network says which network file system a folder that exists lies on, "" for none; nil asks the system. Locks and shared
	// memory do not work there as SQLite needs them, so that a durable file is refused ([ErrRemote]) unless it is only read.
	Network func(dir string) string
}

// CacheKiB is how much each connection keeps of its file. A server has a dozen connections open for days, and the system has the
// pages in memory anyway: eight times as much saved a first sync of 100,000 events 6 % of its processor time and questions about
// history nothing, and let a server grow by 10 MB within half an hour (a page of 4 KiB takes 8 of SQLite's allocator). Whoever
// writes much widens their connection for as long as that takes.
const CacheKiB = 256

// Connections to one file: one writes, these read. One idle reader is kept.
const (
	readers      = 2
	busyTimeout  = 5 * time.Second
	writeTimeout = 100 * time.Millisecond // then a turn is asked for, see turn.go
)

// DB is one open file. All methods are safe for concurrent use.
type DB struct {
	path     string
	options  Options
	write    *sql.DB
	read     *sql.DB
	readOnly bool
	frozen   bool        // read without locks, as a file that nobody writes
	file     fs.FileInfo // of the file that was opened

	watching sync.WaitGroup
	stop     context.CancelFunc
	stopped  context.Context
}

// Open opens the file, creating it and its directory (mode 0700) when missing, and brings its schema up
// to date. A directory or file that cannot be written is opened for reading only, if it exists.
//
// Errors: [ErrNotOurs], [ErrDamaged], [ErrNewer], [ErrReadOnly] (missing and cannot be created),
// [ErrRemote], [ErrFull], [ErrBusy].
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.ApplicationID == 0 || o.Version < 1 || o.Migrate == nil && !o.ReadOnly {
		return nil, fmt.Errorf("opening %s: a store needs an application id, a version and a migration", path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding the store %s: %w", path, err)
	}
	found, err := inspect(abs, o.ApplicationID)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly {
		if !found {
			return nil, fmt.Errorf("opening the store %s: %w", abs, os.ErrNotExist)
		}
		return openReadOnly(ctx, abs, o)
	}
	if err := o.refuseNetwork(abs); err != nil {
		return nil, err
	}
	d, err := openWritable(ctx, abs, o)
	if errors.Is(err, ErrReadOnly) && found {
		return openReadOnly(ctx, abs, o)
	}
	return d, err
}

func openWritable(ctx context.Context, path string, o Options) (*DB, error) {
	if err := prepare(path, o.Private); err != nil {
		return nil, err
	}
	d := &DB{path: path, options: o}
	d.stopped, d.stop = context.WithCancel(context.Background())
	synchronous := "NORMAL"
	if o.Durable {
		synchronous = "FULL"
	}
	var err error
	parameters := []string{"_txlock=immediate", "_synchronous=" + synchronous}
	if o.Shred {
		parameters = append(parameters, "_pragma=secure_delete(1)")
	}
	if d.write, err = connect(path, 1, writeTimeout, parameters...); err != nil {
		return nil, d.explain(opening, err)
	}
	if d.read, err = connect(path, readers, busyTimeout, "_query_only=1"); err != nil {
		return nil, d.explain(opening, errors.Join(err, d.write.Close()))
	}
	if err := d.settle(ctx); err != nil {
		return nil, d.abandon(err)
	}
	if d.file, err = os.Stat(path); err != nil {
		return nil, d.abandon(err)
	}
	return d, nil
}

// openReadOnly serves a file that cannot be written. A file in WAL mode needs a writable directory even
// for reading, unless it is declared immutable: right only while nobody has unmerged changes beside it.
func openReadOnly(ctx context.Context, path string, o Options) (*DB, error) {
	d := &DB{path: path, options: o, readOnly: true}
	d.stopped, d.stop = context.WithCancel(context.Background())
	modes := [][]string{{"mode=ro", "_query_only=1"}}
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
		modes = append(modes, []string{"mode=ro", "immutable=1", "_query_only=1"})
	}
	var failure error
	for i, mode := range modes {
		d.frozen = i > 0
		var err error
		if d.read, err = connect(path, readers, busyTimeout, mode...); err != nil {
			return nil, d.explain(opening, err)
		}
		version, err := d.check(ctx, d.read)
		if err == nil && version == 0 {
			err = &Error{Path: path, Kind: ErrReadOnly, Doing: opening}
		}
		if err == nil {
			return d, nil
		}
		failure = d.abandon(err)
		if errors.Is(failure, ErrNotOurs) || errors.Is(failure, ErrDamaged) || errors.Is(failure, ErrNewer) {
			break
		}
	}
	return nil, failure
}

// abandon closes what was opened so far and returns why.
func (d *DB) abandon(err error) error {
	return errors.Join(d.explain(opening, err), d.Close())
}

// connect makes a pool of at most n connections to the file, each of which waits so long for others.
func connect(path string, n int, wait time.Duration, parameters ...string) (*sql.DB, error) {
	uri, err := URI(path, append(parameters,
		fmt.Sprintf("_busy_timeout=%d", wait.Milliseconds()),
		fmt.Sprintf("_pragma=cache_size(-%d)", CacheKiB),
		"_pragma=trusted_schema(0)",
		"_dqs=0", "_defensive=1", "_error_rc=1")...)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(uri)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(1)
	return pool, nil
}

// Path of the file, absolute.
func (d *DB) Path() string { return d.path }

// ReadOnly says whether writes fail with [ErrReadOnly] because the place cannot be written.
func (d *DB) ReadOnly() bool { return d.readOnly }

// Frozen reports whether the file lies where not even the files can be made that readers need: whoever
// opens it, too, must declare it immutable.
func (d *DB) Frozen() bool { return d.frozen }

// Read is the pool of connections for reading. Close rows soon: an open read keeps the WAL from shrinking.
func (d *DB) Read() *sql.DB { return d.read }

// Close waits for watchers to end and closes all connections. It must not be called by a watcher.
func (d *DB) Close() error {
	d.stop()
	d.watching.Wait()
	var errs []error
	for _, pool := range []*sql.DB{d.read, d.write} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the store %s: %w", d.path, err)
	}
	return nil
}
