// Package leadstore keeps leadline-v1.db, the SQLite file that the tech lead queries.
package leadstore

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Fold applies one event to the document of its subject.
type Fold func(doc []byte, e eventlog.Event) (entry *Entry, err error)

// Entry is what the events about one subject add up to.
type Entry struct {
	ID, Repo, Kind string
	Subject        string
	Doc            []byte
	Searchable     string
}

// Store is the open lead's store, safe for concurrent use.
type Store struct{}

// Open opens the lead's store of a directory.
func Open(ctx context.Context, dir string, fold Fold) (*Store, error) { return nil, nil }

// Close closes the file.
func (s *Store) Close() error { return nil }

// CatchUp applies the events after the last one applied.
func (s *Store) CatchUp(ctx context.Context, log *eventlog.Log) (changed bool, err error) {
	return false, nil
}

// Entries returns the entries of a repository that changed after generation `since`.
func (s *Store) Entries(ctx context.Context, repo string, since int64) ([]Entry, int64, error) {
	return nil, 0, nil
}

// Find returns the entry with this id.
func (s *Store) Find(ctx context.Context, id string) (*Entry, error) { return nil, nil }

// RepoRow is a row of the view repos.
type RepoRow struct {
	Repo   string // id
	Name   string // as people call it
	Path   string // of the top directory
	Remote string // URL without credentials
}

// PersonRow is a row of the view people.
type PersonRow struct {
	Name, Email, Handle string // Handle without @, "" unknown
	Active, Bot         bool
}

// OwnershipRow is a row of the view ownership.
type OwnershipRow struct {
	Path, Name, Email, Handle string
	Share                     float64 // 0 to 1
	Last                      time.Time
	Active                    bool
}

// TodoRow is a TODO comment as scanned; what was delegated is added by the view todos.
type TodoRow struct {
	ID, Path, Tag, Text string
	Line                int // 1-based
	Author              string
	At                  time.Time // when the line was written; zero: unknown
	Assignee            string    // as written in the comment
}

// AnchorRow says where an entry's anchor stands now.
type AnchorRow struct {
	ID, Kind, Path string // of the entry; Kind is its type
	Line, EndLine  int    // 1-based, inclusive; 0: whole file
	State          string // ok, moved, changed, orphaned
}

// PutRepo stores a repository's row.
func (s *Store) PutRepo(ctx context.Context, row RepoRow) error { return nil }

// ReplacePeople replaces the people of a repository.
func (s *Store) ReplacePeople(ctx context.Context, repo string, rows []PersonRow) error { return nil }

// ReplaceOwnership replaces who knows which paths of a repository.
func (s *Store) ReplaceOwnership(ctx context.Context, repo string, rows []OwnershipRow) error {
	return nil
}

// ReplaceTodos replaces the TODO comments of a repository.
func (s *Store) ReplaceTodos(ctx context.Context, repo string, rows []TodoRow) error { return nil }

// ReplaceAnchors replaces where the entries of a repository stand.
func (s *Store) ReplaceAnchors(ctx context.Context, repo string, rows []AnchorRow) error { return nil }

// Limits of a query.
type Limits struct {
	Timeout time.Duration // 10 s when 0
	Rows    int           // at most so many rows; 0: no cap
}

// Rows are the rows of a query, streamed. Close them.
type Rows struct{}

// Query runs one SELECT or WITH.
func (s *Store) Query(ctx context.Context, query string, limits Limits) (*Rows, error) { return nil, nil }

// Columns are the names of the columns.
func (r *Rows) Columns() []string { return nil }

// Next reads the next row; false at the end or on an error.
func (r *Rows) Next() bool { return false }

// Values of the row: nil, int64, float64, string or []byte each.
func (r *Rows) Values() []any { return nil }

// Truncated says whether rows were left out because of Limits.Rows; valid after the last Next.
func (r *Rows) Truncated() bool { return false }

// Err is what ended the rows early, if anything.
func (r *Rows) Err() error { return nil }

// Close ends the query.
func (r *Rows) Close() error { return nil }
