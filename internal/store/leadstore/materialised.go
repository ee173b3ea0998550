package leadstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// RepoRow is a row of the view repos.
type RepoRow struct {
	Repo   string // id
	Name   string // as people call it
	Path   string // of the top directory
	Remote string // URL without credentials; "" for none
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

// OwnersRow is whom CODEOWNERS declares for a file, or for all tracked files of a folder.
type OwnersRow struct {
	Path          string   // folders without a slash at the end; "." is the whole repository
	Owners        []string // as written; empty: nobody
	File, Pattern string   // of the deciding rule; "" without one
	Line          int
}

// SiloRow is an area that rests on one person.
type SiloRow struct {
	Area                 string
	Knower, KnowerName   string // Knower as @handle, else address
	Share                float64
	RunnerUp, RunnerName string // "" when nobody is next to it
	Files                int
}

// CompanionRow is a file that usually changes with another.
type CompanionRow struct {
	Path, Companion string
	Times, Of       int // of the latest Of changes of Path, Times changed Companion too
	Last            time.Time
}

// AnchorRow says where an entry's anchor stands now. The rows of one entry stand in the order of its
// anchors.
type AnchorRow struct {
	ID, Kind, Path string // ID and Kind of the entry
	Line, EndLine  int    // 1-based, inclusive; 0: whole file
	State          string // ok, moved, changed, orphaned
}

// PutRepo stores a repository's row, in place of the one before.
func (s *Store) PutRepo(ctx context.Context, row RepoRow) error {
	return s.replace(ctx, row.Repo, "repo", []string{"name", "path", "remote"},
		[][]any{{row.Name, row.Path, row.Remote}})
}

// ReplacePeople replaces the people of a repository. Like its sisters it writes nothing when the rows
// are the same as last time, and fails as [store.DB.Write] does.
func (s *Store) ReplacePeople(ctx context.Context, repo string, rows []PersonRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Name, r.Email, r.Handle, r.Active, r.Bot}
	}
	return s.replace(ctx, repo, "person", []string{"name", "email", "handle", "active", "bot"}, values)
}

// ReplaceOwnership replaces who knows which paths of a repository.
func (s *Store) ReplaceOwnership(ctx context.Context, repo string, rows []OwnershipRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Path, r.Name, r.Email, r.Handle, r.Share, text(r.Last), r.Active}
	}
	return s.replace(ctx, repo, "knowledge", []string{"path", "name", "email", "handle", "share", "last", "active"}, values)
}

// ReplaceOwners replaces whom CODEOWNERS declares for the paths of a repository.
func (s *Store) ReplaceOwners(ctx context.Context, repo string, rows []OwnersRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		owners, err := json.Marshal(append([]string{}, r.Owners...))
		if err != nil {
			return fmt.Errorf("storing rows of owner: %w", err)
		}
		values[i] = []any{r.Path, string(owners), r.File, r.Line, r.Pattern}
	}
	return s.replace(ctx, repo, "owner", []string{"path", "owners", "file", "line", "pattern"}, values)
}

// ReplaceSilos replaces the areas of a repository that rest on one person.
func (s *Store) ReplaceSilos(ctx context.Context, repo string, rows []SiloRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Area, r.Knower, r.KnowerName, r.Share, r.RunnerUp, r.RunnerName, r.Files}
	}
	return s.replace(ctx, repo, "silo", []string{"area", "knower", "knower_name", "share", "runner_up", "runner_up_name", "files"}, values)
}

// ReplaceCompanions replaces what usually changes with the files of a repository.
func (s *Store) ReplaceCompanions(ctx context.Context, repo string, rows []CompanionRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Path, r.Companion, r.Times, r.Of, text(r.Last)}
	}
	return s.replace(ctx, repo, "companion", []string{"path", "companion", "times", "changes", "last"}, values)
}

// LoadRow is somebody for whom reviews wait. Empty texts and a Load of 0 are not known.
type LoadRow struct {
	Name, Email, Handle string
	Open                int
	Load                float64
	Oldest              time.Time
}

// TrendRow is how many reviews were asked for in one area in one week, and waited at its end.
type TrendRow struct {
	Area, Week  string // Week is its Monday, 2006-01-02
	Asked, Open int
}

// ReplaceLoad replaces for whom in a repository reviews wait.
func (s *Store) ReplaceLoad(ctx context.Context, repo string, rows []LoadRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Name, r.Email, r.Handle, r.Open, r.Load, text(r.Oldest)}
	}
	return s.replace(ctx, repo, "load", []string{"name", "email", "handle", "open", "load", "oldest"}, values)
}

// ReplaceTrend replaces the trend of reviews in the areas of a repository.
func (s *Store) ReplaceTrend(ctx context.Context, repo string, rows []TrendRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Area, r.Week, r.Asked, r.Open}
	}
	return s.replace(ctx, repo, "trend", []string{"area", "week", "asked", "open"}, values)
}

// PairRow is when one person last paired with another: two people have two rows.
type PairRow struct {
	Person, Partner string // as @handle, else address
	Last            time.Time
	How             string // commits or said
}

// ReplacePairs replaces who in a repository paired with whom, and when last.
func (s *Store) ReplacePairs(ctx context.Context, repo string, rows []PairRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.Person, r.Partner, text(r.Last), r.How}
	}
	return s.replace(ctx, repo, "paired", []string{"person", "partner", "last", "how"}, values)
}

// ReplaceAnchors replaces where the entries of a repository stand.
func (s *Store) ReplaceAnchors(ctx context.Context, repo string, rows []AnchorRow) error {
	values := make([][]any, len(rows))
	next := map[string]int{}
	for i, r := range rows {
		values[i] = []any{r.ID, next[r.ID], r.Kind, r.Path, r.Line, r.EndLine, r.State}
		next[r.ID]++
	}
	return s.replace(ctx, repo, "place", []string{"id", "i", "kind", "path", "line", "end_line", "state"}, values)
}

// ReplacedFor says whether the rows of one of the tables above were computed from just this: what is the
// same as last time need not be computed again.
func (s *Store) ReplacedFor(ctx context.Context, repo, what, from string) (bool, error) {
	same, err := unchanged(ctx, s.handle().Read(), repo, "from "+what, from)
	if err != nil {
		return false, fmt.Errorf("reading what the rows of %s were made from: %w", what, err)
	}
	return same, nil
}

// SetReplacedFor remembers what rows were computed from, once they are stored.
func (s *Store) SetReplacedFor(ctx context.Context, repo, what, from string) error {
	err := s.handle().Write(ctx, func(tx *sql.Tx) error {
		return insert(ctx, tx, "digest", []string{"repo", "name", "value"}, [][]any{{repo, "from " + what, from}})
	})
	if err != nil {
		return fmt.Errorf("storing what the rows of %s were made from: %w", what, err)
	}
	return nil
}

// Noted is what [Store.Note] stored last under a name; "" for nothing.
func (s *Store) Noted(ctx context.Context, repo, name string) (text string, err error) {
	db := s.handle()
	err = db.Read().QueryRowContext(ctx, `SELECT value FROM digest WHERE repo=? AND name=?`, repo, "note "+name).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("reading what was noted of %s: %w", name, db.Explain(err))
	}
	return text, nil
}

// Note remembers how far something that can be done again was done, for as long as the file lives.
func (s *Store) Note(ctx context.Context, repo, name, text string) error {
	err := s.handle().Write(ctx, func(tx *sql.Tx) error {
		return insert(ctx, tx, "digest", []string{"repo", "name", "value"}, [][]any{{repo, "note " + name, text}})
	})
	if err != nil {
		return fmt.Errorf("noting of %s: %w", name, err)
	}
	return nil
}

// bulk is how many rows are worth a checkpoint.
const bulk = 10_000

func (s *Store) replace(ctx context.Context, repo, table string, columns []string, rows [][]any) error {
	db := s.handle()
	sum, err := digest(rows)
	if err != nil {
		return fmt.Errorf("storing rows of %s: %w", table, err)
	}
	same, err := unchanged(ctx, db.Read(), repo, table, sum)
	if err != nil {
		return fmt.Errorf("storing rows of %s: %w", table, db.Explain(err))
	}
	if same {
		return nil
	}
	full := make([][]any, len(rows))
	for i, row := range rows {
		full[i] = append([]any{repo}, row...)
	}
	err = db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE repo=?", repo); err != nil {
			return err
		}
		return errors.Join(
			insert(ctx, tx, table, append([]string{"repo"}, columns...), full),
			insert(ctx, tx, "digest", []string{"repo", "name", "value"}, [][]any{{repo, table, sum}}))
	})
	if err == nil && len(rows) >= bulk {
		err = db.Checkpoint(ctx)
	}
	if err != nil {
		return fmt.Errorf("storing rows of %s: %w", table, err)
	}
	return nil
}

func digest(rows [][]any) (string, error) {
	hash := sha256.New()
	if err := json.NewEncoder(hash).Encode(rows); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func unchanged(ctx context.Context, q querier, repo, table, sum string) (bool, error) {
	var before string
	err := q.QueryRowContext(ctx, `SELECT value FROM digest WHERE repo=? AND name=?`, repo, table).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return before == sum, err
}
