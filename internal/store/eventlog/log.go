// Package eventlog keeps what people said: events.db for the team, private.db for oneself.
//
// An [Event] is appended once and what it says is never changed, but for one thing: what must not be remembered about a person is
// blanked after its time, and what somebody takes back ([Log.Blank]). Sharing with other machines may change what it is counted by:
// its writer ([Log.Remint]), its repository's identity ([Log.Adopt]), a clock that was far ahead ([Log.Restamp]). Its order is its hybrid logical clock (HLC; Kulkarni et
// al., "Logical Physical Clocks", 2014): 48 bits of milliseconds and 16 bits of counter, always greater
// than every clock already in the file, so that an answer follows its question even when clocks go
// backwards. Each file is a writer: its events count from 1 without a gap, which is how a copy elsewhere
// sees what it is missing. What [Log.Append] has returned is on the disk.
//
// The schema is for ever. Editors of different versions share one file, so columns are only ever added,
// and every statement names its columns: what a newer program stored is passed on untouched. Whether a
// kind is known is no concern of this package.
//
// What other writers said comes in by [Log.Ingest], as they said it, and is never counted as one's own.
//
// A repository is known by a random id, minted when it is first met; git directories, remote URLs and
// root commits are evidence for it ([Log.Repo]). Times are UTC, to the millisecond.
package eventlog

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/store"
)

// Names of the two logs in their directory.
const (
	TeamFile    = "events.db"
	PrivateFile = "private.db"
)

// Who may see an event.
const (
	team    = "team"
	private = "private"
)

// Event is one thing that somebody said. Everything but N is part of it, wherever it is copied to.
type Event struct {
	ID     string // a ULID; whoever records a draft chooses it, so that it is recorded once only
	Writer string // the file it was first written to
	Seq    int64  // counts from 1 per writer, without a gap
	HLC    int64  // 48 bits of milliseconds since 1970, 16 of counter: the order of events
	V      int    // version of the body; 1 when not given
	Repo   string
	// ActorName and ActorEmail are raw, as they stood in the settings; mailmap applies when reading.
	ActorName, ActorEmail string
	At                    time.Time // UTC, milliseconds
	Kind                  string    // noun.verb
	Subject               string    // a human id, a path or an area
	Visibility            string    // team or private
	Body                  json.RawMessage
	Sig                   []byte // reserved, nil
	// N is the order of arrival in this file, from 1.
	N int64
}

// Options of a log. The zero value is right outside tests, except for Private.
type Options struct {
	Now  func() time.Time // time.Now when nil
	Rand io.Reader        // crypto/rand when nil; safe for concurrent use
	// Private makes it one's own log: mode 0600, private events only. Otherwise team events only.
	Private bool
	// ReadOnly never writes; the file must exist.
	ReadOnly bool
}

// Log is an open events.db or private.db, safe for concurrent use.
type Log struct {
	db           *store.DB
	now          func() time.Time
	random       *lockedReader
	private      bool
	writer, file string
}

// Application ids in the file header: "LLev" and "LLpv".
const (
	teamID    = 0x4c4c6576
	privateID = 0x4c4c7076
)

// Open opens the log, creating file and directory when missing. A log written by a newer program opens,
// one in a place that cannot be written serves reads (see the errors of [store.Open]).
func Open(ctx context.Context, path string, o Options) (*Log, error) {
	l := &Log{now: o.Now, random: &lockedReader{source: o.Rand}, private: o.Private}
	if l.now == nil {
		l.now = time.Now
	}
	if o.Rand == nil {
		l.random.source = rand.Reader
	}
	application := int32(teamID)
	if o.Private {
		application = privateID
	}
	var err error
	l.db, err = store.Open(ctx, path, store.Options{
		ApplicationID: application, Version: version, Migrate: l.migrate, Newer: true,
		Durable: true, Private: o.Private, Shred: true, ReadOnly: o.ReadOnly,
	})
	if err != nil {
		return nil, err
	}
	if err := l.identify(ctx); err != nil {
		l.db.Close()
		return nil, err
	}
	return l, nil
}

// OpenTeam and OpenPrivate open the logs of a directory under their names.
func OpenTeam(ctx context.Context, dir string, o Options) (*Log, error) {
	o.Private = false
	return Open(ctx, filepath.Join(dir, TeamFile), o)
}

// OpenPrivate opens one's own log in the directory.
func OpenPrivate(ctx context.Context, dir string, o Options) (*Log, error) {
	o.Private = true
	return Open(ctx, filepath.Join(dir, PrivateFile), o)
}

// identify reads who this file is.
func (l *Log) identify(ctx context.Context) error {
	for key, value := range map[string]*string{"writer": &l.writer, "file": &l.file} {
		err := l.db.Read().QueryRowContext(ctx, `SELECT value FROM meta WHERE key=?`, key).Scan(value)
		if err == sql.ErrNoRows {
			err = &store.Error{Path: l.db.Path(), Kind: store.ErrDamaged, Doing: "open"}
		}
		if err != nil {
			return fmt.Errorf("reading the %s id: %w", key, l.db.Explain(err))
		}
	}
	return nil
}

// FileID is random and minted with the file; a projection that was made from another file starts anew.
func (l *Log) FileID() string { return l.file }

// Writer is the id under which this file's own events are counted.
func (l *Log) Writer() string { return l.writer }

// Private says whether this is one's own log.
func (l *Log) Private() bool { return l.private }

// Path of the file.
func (l *Log) Path() string { return l.db.Path() }

// ReadOnly says whether appending fails with [store.ErrReadOnly].
func (l *Log) ReadOnly() bool { return l.db.ReadOnly() }

// Watch calls fn soon after any process has appended, until ctx ends; see [store.DB.Watch].
func (l *Log) Watch(ctx context.Context, fn func()) error { return l.db.Watch(ctx, fn) }

// Close closes the file.
func (l *Log) Close() error { return l.db.Close() }

// lockedReader lets goroutines share a source of randomness that tests may have made of a plain one.
type lockedReader struct {
	mu     sync.Mutex
	source io.Reader // guarded by mu
}

func (r *lockedReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return io.ReadFull(r.source, p)
}
