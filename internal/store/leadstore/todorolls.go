package leadstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// TodoRoll is what is known of a file's TODO comments after so many versions of it, for whoever goes on from there.
type TodoRoll struct {
	Path     string
	Versions int
	Upto     string // digest of these versions
	Doc      []byte // JSON
}

// TodoRolls are the rolls of a repository's files, by path; of those paths that have one.
func (s *Store) TodoRolls(ctx context.Context, repo string, paths []string) (map[string]TodoRoll, error) {
	db, out := s.handle(), map[string]TodoRoll{}
	err := snapshot(ctx, db, func(tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, `SELECT versions, upto, doc FROM todo_roll WHERE repo = ? AND path = ?`)
		if err != nil {
			return err
		}
		defer stmt.Close()
		for _, path := range paths {
			r := TodoRoll{Path: path}
			err := stmt.QueryRowContext(ctx, repo, path).Scan(&r.Versions, &r.Upto, &r.Doc)
			if err == sql.ErrNoRows {
				continue
			}
			if err != nil {
				return err
			}
			out[path] = r
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is known of TODO comments: %w", err)
	}
	return out, nil
}

// PutTodoRolls stores rolls in place of those before.
func (s *Store) PutTodoRolls(ctx context.Context, repo string, rolls []TodoRoll) error {
	for chunk := range slices.Chunk(rolls, filesPerWrite) {
		values := make([][]any, len(chunk))
		for i, r := range chunk {
			values[i] = []any{repo, r.Path, r.Versions, r.Upto, string(r.Doc)}
		}
		err := s.handle().Write(ctx, func(tx *sql.Tx) error {
			return insert(ctx, tx, "todo_roll", []string{"repo", "path", "versions", "upto", "doc"}, values)
		})
		if err != nil {
			return fmt.Errorf("storing what is known of TODO comments: %w", err)
		}
	}
	return nil
}
