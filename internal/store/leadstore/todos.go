package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// TodoRow is a TODO comment of a file. State and delegation of the view todos are looked up when it is read.
type TodoRow struct {
	ID, Tag, Text string
	Line, EndLine int       // 1-based, inclusive
	Author        string    // @handle, else address; "" not known
	At            time.Time // when the line was written; zero: not known
	Assignee      string    // as written in the comment
	Reference     string    // the delegation that the comment names, "" for none
	Issue         string
	Column        int    // of the word in its line, in bytes, 1-based
	More          string // what else the comment says, the caller's; "" for nothing
}

// TodoFile is what a file has of TODO comments. Stamp says from which version of the file that is; what is in it is
// the caller's.
type TodoFile struct {
	Path, Stamp string
	Rows        []TodoRow // in the order of their lines
}

// TodoRoll is what is known of a file's TODO comments after so many versions of it, for whoever goes on from there.
type TodoRoll struct {
	Path     string
	Versions int
	Upto     string // digest of these versions
	Doc      []byte // JSON
}

// TrackedTodoRow is a row of the view todos.
type TrackedTodoRow struct {
	TodoRow
	Path       string
	State      string // open, or that of the delegation
	To         string // to whom it was offered; "" while open
	Delegation string // its id; "" while open
}

// todoDelegation finds the delegation of a row t of todo: the one that the comment names; else the newest that grew
// from it; else the newest whose anchor stands on its lines now. The + before t.id keeps its affinity away from the
// comparison, without which the index entry_todo cannot serve: 20,000 rows would take seconds instead of milliseconds.
const todoDelegation = `coalesce(
		(SELECT d.id FROM entry AS d WHERE t.reference <> '' AND d.id = t.reference AND d.repo = t.repo
			AND d.kind = 'delegation' AND NOT d.retracted),
		(SELECT d.id FROM entry AS d WHERE d.repo = t.repo AND json_extract(d.doc, '$.delegation.todo') = +t.id AND d.kind = 'delegation' AND NOT d.retracted
			ORDER BY json_extract(d.doc, '$.at') DESC, d.id DESC LIMIT 1),
		(SELECT d.id FROM place AS p JOIN entry AS d ON d.id = p.id
			WHERE p.repo = t.repo AND p.path = t.path AND p.kind = 'delegation' AND p.line BETWEEN t.line AND t.end_line
			AND d.repo = t.repo AND NOT d.retracted
			ORDER BY json_extract(d.doc, '$.at') DESC, d.id DESC LIMIT 1))`

// Todos are the TODO comments of a repository, in the order of their paths and lines.
func (s *Store) Todos(ctx context.Context, repo string) ([]TrackedTodoRow, error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, `SELECT t.path, t.line, t.end_line, t.id, t.tag, t.text, t.author, t.at, t.assignee, t.reference, t.issue, t.col, t.more,
		coalesce(json_extract(e.doc, '$.state'), 'open'), coalesce(json_extract(e.doc, '$.delegation.to'), ''), coalesce(e.id, '')
		FROM todo AS t LEFT JOIN entry AS e ON e.id = `+todoDelegation+` WHERE t.repo = ? ORDER BY t.path, t.line, t.rowid`, repo)
	if err != nil {
		return nil, fmt.Errorf("reading the TODO comments: %w", db.Explain(err))
	}
	defer rows.Close()
	var out []TrackedTodoRow
	for rows.Next() {
		var r TrackedTodoRow
		var at string
		if err := rows.Scan(&r.Path, &r.Line, &r.EndLine, &r.ID, &r.Tag, &r.Text, &r.Author, &at, &r.Assignee, &r.Reference, &r.Issue, &r.Column, &r.More,
			&r.State, &r.To, &r.Delegation); err != nil {
			return nil, fmt.Errorf("reading the TODO comments: %w", err)
		}
		r.At, _ = time.Parse(time.RFC3339, at) // "" is not known
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the TODO comments: %w", db.Explain(err))
	}
	return out, nil
}

// TodoStamps says from which version of each file the rows of a repository are, files without any among them.
func (s *Store) TodoStamps(ctx context.Context, repo string) (map[string]string, error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, `SELECT path, stamp FROM todo_file WHERE repo = ?`, repo)
	if err != nil {
		return nil, fmt.Errorf("reading which files were looked at for TODO comments: %w", db.Explain(err))
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var path, stamp string
		if err := rows.Scan(&path, &stamp); err != nil {
			return nil, fmt.Errorf("reading which files were looked at for TODO comments: %w", err)
		}
		out[path] = stamp
	}
	return out, db.Explain(rows.Err())
}

// PutTodos replaces what some files have of TODO comments, and forgets the files that are gone. Who wrote a comment is
// kept where its text is the same as before and the row does not say. It fails as [store.DB.Write] does; files that were
// stored before are then right, the others as they were.
func (s *Store) PutTodos(ctx context.Context, repo string, files []TodoFile, gone []string) error {
	db, written := s.handle(), 0
	for chunk := range slices.Chunk(files, filesPerWrite) {
		err := db.Write(ctx, func(tx *sql.Tx) error { return putTodos(ctx, tx, repo, chunk) })
		if err != nil {
			return fmt.Errorf("storing TODO comments: %w", err)
		}
		for _, f := range chunk {
			written += 1 + len(f.Rows)
		}
	}
	for chunk := range slices.Chunk(gone, filesPerWrite) {
		err := db.Write(ctx, func(tx *sql.Tx) error {
			for _, path := range chunk {
				if err := dropTodos(ctx, tx, repo, path); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("forgetting TODO comments: %w", err)
		}
	}
	if written >= bulk {
		return db.Checkpoint(ctx)
	}
	return nil
}

// filesPerWrite keeps transactions short.
const filesPerWrite = 250

func putTodos(ctx context.Context, tx *sql.Tx, repo string, files []TodoFile) error {
	var todos, stamps [][]any
	for _, f := range files {
		wrote, err := todoAuthors(ctx, tx, repo, f)
		if err != nil {
			return err
		}
		if err := dropTodos(ctx, tx, repo, f.Path); err != nil {
			return err
		}
		for _, r := range f.Rows {
			if was, ok := wrote[r.ID+"\x00"+r.Text]; ok && r.Author == "" && r.At.IsZero() {
				r.Author, r.At = was.Author, was.At
			}
			todos = append(todos, []any{repo, f.Path, r.Line, r.EndLine, r.ID, r.Tag, r.Text, r.Author, text(r.At), r.Assignee, r.Reference, r.Issue, r.Column, r.More})
		}
		stamps = append(stamps, []any{repo, f.Path, f.Stamp})
	}
	if err := insert(ctx, tx, "todo", []string{
		"repo", "path", "line", "end_line", "id", "tag", "text", "author", "at", "assignee", "reference", "issue", "col", "more",
	}, todos); err != nil {
		return err
	}
	return insert(ctx, tx, "todo_file", []string{"repo", "path", "stamp"}, stamps)
}

// todoAuthors is who wrote the comments that a file had, by id and text.
func todoAuthors(ctx context.Context, tx *sql.Tx, repo string, f TodoFile) (map[string]TodoRow, error) {
	if len(f.Rows) == 0 {
		return nil, nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, text, author, at FROM todo WHERE repo = ? AND path = ? AND at <> ''`, repo, f.Path)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]TodoRow{}
	for rows.Next() {
		var id, said, author, at string
		if err := rows.Scan(&id, &said, &author, &at); err != nil {
			return nil, err
		}
		when, _ := time.Parse(time.RFC3339, at) // what is damaged is read again
		out[id+"\x00"+said] = TodoRow{Author: author, At: when}
	}
	return out, rows.Err()
}

func dropTodos(ctx context.Context, tx *sql.Tx, repo, path string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM todo WHERE repo = ? AND path = ?`, repo, path); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM todo_file WHERE repo = ? AND path = ?`, repo, path)
	return err
}

// SetTodoAuthors stores who wrote the comments of a file, for the ids given; the stamp must still be the file's.
func (s *Store) SetTodoAuthors(ctx context.Context, repo string, f TodoFile) error {
	err := s.handle().Write(ctx, func(tx *sql.Tx) error {
		for _, r := range f.Rows {
			if _, err := tx.ExecContext(ctx, `UPDATE todo SET author = ?, at = ? WHERE repo = ? AND path = ? AND id = ? AND text = ?`,
				r.Author, text(r.At), repo, f.Path, r.ID, r.Text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("storing who wrote TODO comments: %w", err)
	}
	return nil
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

// ApartTodos gives the comments of a repository that share an id ids of their own, in the order of their paths: the first
// keeps it, other answers one for each further path.
func (s *Store) ApartTodos(ctx context.Context, repo string, other func(id, path string) string) error {
	db := s.handle()
	type shared struct {
		row      int64
		id, path string
	}
	var all []shared
	err := snapshot(ctx, db, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT rowid, id, path FROM todo WHERE repo = ? AND id IN (
			SELECT id FROM todo WHERE repo = ? GROUP BY id HAVING count(*) > 1) ORDER BY id, path, line`, repo, repo)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one shared
			if err := rows.Scan(&one.row, &one.id, &one.path); err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	if err == nil && len(all) > 0 {
		err = db.Write(ctx, func(tx *sql.Tx) error {
			for i, one := range all {
				if i == 0 || all[i-1].id != one.id {
					continue
				}
				if _, err := tx.ExecContext(ctx, `UPDATE todo SET id = ? WHERE rowid = ?`, other(one.id, one.path), one.row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("telling TODO comments apart: %w", err)
	}
	return nil
}

// HideTodoAuthors takes the names of authors who want to be named nowhere out of the rows of a repository. Rows without a
// name are looked up anew: somebody may want to be named again.
func (s *Store) HideTodoAuthors(ctx context.Context, repo string, hidden func(author string) bool) error {
	err := s.handle().Write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT DISTINCT author FROM todo WHERE repo = ? AND author <> ''`, repo)
		if err != nil {
			return err
		}
		var hide []string
		for rows.Next() {
			var author string
			if err := rows.Scan(&author); err != nil {
				return errors.Join(err, rows.Close())
			}
			if hidden(author) {
				hide = append(hide, author)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE todo SET at = '' WHERE repo = ? AND author = '' AND at <> ''`, repo); err != nil {
			return err
		}
		for _, author := range hide {
			if _, err := tx.ExecContext(ctx, `UPDATE todo SET author = '' WHERE repo = ? AND author = ?`, repo, author); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("hiding who wrote TODO comments: %w", err)
	}
	return nil
}
