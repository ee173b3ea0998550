package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	maxQuery       = 64 << 10  // bytes of SQL
	maxValue       = 512 << 10 // bytes of one value or row
)

// Rows are the rows of a query, in order, one in memory at a time. Close them. Not safe for concurrent use.
type Rows struct {
	names     []string
	rows      *sql.Rows
	values    []any
	cap, seen int
	truncated bool
	ctx       context.Context
	timeout   time.Duration
	release   func() error
	err       error
}

// Query runs one SELECT or WITH over the views, which may come from somebody who is not to be trusted:
// on a connection of its own that cannot write, attach, load or look at anything but the views and the
// functions of SQLite's core, JSON, date, math and window functions.
//
// Everything is computed, within the time limit, before the first row is given out: the driver can
// interrupt the first step of a statement only. What does not fit into memory goes to a temporary file.
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
	box, err := openSandbox(db.Path(), db.Frozen())
	if err != nil {
		return nil, fmt.Errorf("opening the lead's store for a query: %w", db.Explain(err))
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
	r := &Rows{cap: limits.Rows, ctx: ctx, timeout: limits.Timeout}
	r.release = func() error {
		cancel()
		return box.close()
	}
	if err := r.start(ctx, box, statement); err != nil {
		return nil, errors.Join(r.explain(db.Explain, err), r.release())
	}
	return r, nil
}

func (r *Rows) start(ctx context.Context, box *sandbox, statement string) error {
	if err := box.enter(ctx); err != nil {
		return err
	}
	var err error
	if r.names, err = box.columns(statement); err != nil { // compiles it as it stands: errors speak of it alone
		return err
	}
	limit := -1
	if r.cap > 0 {
		limit = r.cap + 1
	}
	r.rows, err = box.conn.QueryContext(ctx, fmt.Sprintf(
		"WITH leadline_rows AS MATERIALIZED (SELECT * FROM (\n%s\n) LIMIT %d) SELECT * FROM leadline_rows", statement, limit))
	if err != nil {
		return err
	}
	r.values = make([]any, len(r.names))
	return nil
}

// Columns are the names of the columns.
func (r *Rows) Columns() []string { return r.names }

// Next reads the next row; false at the end, at the cap, and on an error (see Err).
func (r *Rows) Next() bool {
	if r.err != nil || r.truncated || !r.rows.Next() {
		return false
	}
	if r.seen++; r.cap > 0 && r.seen > r.cap {
		r.truncated = true
		return false
	}
	targets := make([]any, len(r.values))
	for i := range r.values {
		targets[i] = &r.values[i]
	}
	r.err = r.rows.Scan(targets...)
	return r.err == nil
}

// Values of the row: nil, int64, float64, string or []byte each. The slice is reused by the next row.
func (r *Rows) Values() []any { return r.values }

// Truncated says whether rows were left out because of Limits.Rows, once Next has returned false.
func (r *Rows) Truncated() bool { return r.truncated }

// Err is what ended the rows early, if anything.
func (r *Rows) Err() error {
	err := errors.Join(r.err, r.rows.Err())
	if err == nil {
		return nil
	}
	return r.explain(func(err error) error { return err }, err)
}

// Close ends the query and gives its connection back.
func (r *Rows) Close() error { return errors.Join(r.rows.Close(), r.release()) }

// slowError is an ErrQuery for a query that was stopped.
type slowError struct{ after time.Duration }

func (e slowError) Error() string {
	return fmt.Sprintf("%v: it took longer than %v. Narrow it down with WHERE or LIMIT and try again", ErrQuery, e.after)
}

func (e slowError) Unwrap() []error { return []error{ErrQuery, context.DeadlineExceeded} }

// explain says what the writer of the query can do about a failure; else it is the file's.
func (r *Rows) explain(file func(error) error, err error) error {
	if errors.Is(r.ctx.Err(), context.DeadlineExceeded) {
		return slowError{r.timeout}
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
