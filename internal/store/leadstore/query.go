package leadstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// ErrQuery: the query cannot be run as it is. Its text says what to do.
var ErrQuery = errors.New("cannot run the query")

// Limits of a query.
type Limits struct {
	Timeout time.Duration // 10 s when 0
	Rows    int           // at most so many rows are given out; 0: no cap
}

const (
	defaultTimeout = 10 * time.Second
	maxQuery       = 16 << 10  // bytes of SQL: what a query can make SQLite remember grows with it
	maxValue       = 512 << 10 // bytes of one value or row
)

// Rows are the rows of a query, in order, as they are found: some are in memory at a time. Close them. Not safe for concurrent
// use.
type Rows struct {
	names     []string
	found     chan []any // closed when there are no more
	values    []any
	cap, seen int
	truncated bool
	ended     bool // the reader has seen that there are no more
	allowance allowance
	cancel    context.CancelCauseFunc
	box       *sandbox
	explain   func(error) error
	err       error // what ended the query, if anything; set before found is closed
}

// ahead is how many rows are looked for before somebody asks for them.
const ahead = 16

// Query runs one SELECT or WITH over the views, which may come from somebody who is not to be trusted:
// on a connection of its own that cannot write, attach, load or look at anything but the views and the
// functions of SQLite's core, JSON, date, math and window functions.
//
// Rows are given out as they are found, and the time limit is one for SQLite's work: how long their reader takes does not count.
// The driver can interrupt a statement only before its first row, so the query is made part of a statement that has a single
// row, an aggregate over a function of ours that takes each row of the query (see [sandbox]).
//
// Errors: [ErrQuery] for what the writer of the query can mend, [context.DeadlineExceeded] within it when
// time ran out; those of [store.DB.Explain] otherwise.
func (s *Store) Query(ctx context.Context, query string, limits Limits) (*Rows, error) {
	statement, err := single(query)
	if err != nil {
		return nil, err
	}
	if limits.Timeout <= 0 {
		limits.Timeout = defaultTimeout
	}
	db := s.handle()
	ctx, cancel := context.WithCancelCause(ctx)
	r := &Rows{cap: limits.Rows, found: make(chan []any, ahead), cancel: cancel}
	r.explain = func(err error) error { return explainQuery(ctx, limits.Timeout, db.Explain, err) }
	if r.box, err = s.queries.open(db.Path(), db.Frozen(), func(row []any) error { return r.give(ctx, row) }); err != nil {
		cancel(nil)
		return nil, fmt.Errorf("opening the lead's store for a query: %w", db.Explain(err))
	}
	r.allowance.start(limits.Timeout, func() { cancel(context.DeadlineExceeded) })
	if err := r.start(ctx, statement); err != nil {
		err = r.explain(err)
		cancel(nil)
		r.allowance.pause()
		return nil, errors.Join(err, r.box.close())
	}
	return r, nil
}

// start compiles the query, and has it run in the background. It returns when there is a first row, or will be none, so that a
// query that fails at once fails here.
func (r *Rows) start(ctx context.Context, statement string) error {
	if err := r.box.enter(ctx); err != nil {
		return err
	}
	var err error
	if r.names, err = r.box.columns(statement); err != nil { // compiles it as it stands: errors speak of it alone
		return err
	}
	limit := -1
	if r.cap > 0 {
		limit = r.cap + 1
	}
	begun := make(chan error, 1)
	first := make(chan struct{})
	r.box.first = sync.OnceFunc(func() { close(first) })
	go func() {
		err := r.box.run(ctx, statement, len(r.names), limit)
		r.allowance.pause()
		if err != nil {
			r.err = r.explain(err)
		}
		close(r.found)
		begun <- err
	}()
	select {
	case <-first:
		return nil
	case err := <-begun:
		return err
	}
}

// give hands a row over to the reader, whose time is not the query's.
func (r *Rows) give(ctx context.Context, row []any) error {
	select {
	case r.found <- row:
		return nil
	default:
	}
	r.allowance.pause()
	defer r.allowance.resume()
	select {
	case r.found <- row:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Columns are the names of the columns.
func (r *Rows) Columns() []string { return r.names }

// Next reads the next row; false at the end, at the cap, and on an error (see Err).
func (r *Rows) Next() bool {
	if r.truncated {
		return false
	}
	row, more := <-r.found
	if !more {
		r.ended = true
		return false
	}
	if r.seen++; r.cap > 0 && r.seen > r.cap {
		r.truncated = true
		return false
	}
	r.values = row
	return true
}

// Values of the row: nil, int64, float64, string or []byte each.
func (r *Rows) Values() []any { return r.values }

// Truncated says whether rows were left out because of Limits.Rows, once Next has returned false.
func (r *Rows) Truncated() bool { return r.truncated }

// Err is what ended the rows early, if anything, once Next has returned false.
func (r *Rows) Err() error {
	if !r.ended {
		return nil
	}
	return r.err
}

// Close ends the query and gives its connection back.
func (r *Rows) Close() error {
	r.cancel(nil)
	for range r.found { // until it has ended
	}
	return r.box.close()
}

// allowance is how long a query may still run.
type allowance struct {
	mu    sync.Mutex
	timer *time.Timer
	left  time.Duration
	since time.Time
}

func (a *allowance) start(length time.Duration, over func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left, a.since = length, time.Now()
	a.timer = time.AfterFunc(length, over)
}

func (a *allowance) pause() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer.Stop() {
		a.left -= time.Since(a.since)
	}
}

func (a *allowance) resume() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.since = time.Now()
	a.timer.Reset(max(a.left, 0))
}

// slowError is an ErrQuery for a query that was stopped.
type slowError struct{ after time.Duration }

func (e slowError) Error() string {
	return fmt.Sprintf("%v: it took longer than %v. Narrow it down with WHERE or LIMIT and try again", ErrQuery, e.after)
}

func (e slowError) Unwrap() []error { return []error{ErrQuery, context.DeadlineExceeded} }

// explainQuery says what the writer of the query can do about a failure; else it is the file's.
func explainQuery(ctx context.Context, timeout time.Duration, file func(error) error, err error) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.DeadlineExceeded):
		return slowError{timeout}
	case cause != nil:
		return cause
	}
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() & 0xff {
	case codes.SQLITE_ERROR:
		return fmt.Errorf("%w: %s", ErrQuery, advise(failure.Error()))
	case codes.SQLITE_AUTH, codes.SQLITE_READONLY:
		return fmt.Errorf("%w: it may only read the views, with SQLite's own functions. See `SELECT * FROM schema_doc` (%s)",
			ErrQuery, complaint(failure.Error()))
	case codes.SQLITE_TOOBIG:
		return fmt.Errorf("%w: a value is larger than %d bytes. Select less of it, with substr() for instance", ErrQuery, maxValue)
	}
	return file(err)
}
