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

// todoDelegations finds the delegation of each row of todo that has one: the one that the comment names; else the newest
// that grew from it; else the newest whose anchor stands on its lines now. It goes from the delegations to the comments,
// of which there are ten times as many: CROSS JOIN keeps that order. Its parts are called like views since a query may read
// tables through those alone.
const todoDelegations = `(
	WITH delegations AS MATERIALIZED (
		SELECT id, repo, json_extract(doc, '$.delegation.todo') AS todo, json_extract(doc, '$.at') || ' ' || id AS age,
			json_extract(doc, '$.state') AS state, json_extract(doc, '$.delegation.to') AS "to"
		FROM entry WHERE kind = 'delegation' AND NOT retracted AND json_extract(doc, '$.delegation.replaced_by') IS NULL
	)
	SELECT comment, id, state, "to", max(sure || age) FROM (
		SELECT t.rowid AS comment, d.id, d.state, d."to", d.age, 3 AS sure
		FROM delegations AS d CROSS JOIN todo AS t ON t.repo = d.repo AND t.reference = d.id AND t.reference <> ''
		UNION ALL
		SELECT t.rowid, d.id, d.state, d."to", d.age, 2
		FROM delegations AS d CROSS JOIN todo AS t ON t.repo = d.repo AND t.id = d.todo
		UNION ALL
		SELECT t.rowid, d.id, d.state, d."to", d.age, 1
		FROM delegations AS d CROSS JOIN place AS p ON p.repo = d.repo AND p.id = d.id
		CROSS JOIN todo AS t ON t.repo = p.repo AND t.path = p.path AND t.line <= p.line AND t.end_line >= p.line
	) AS todos GROUP BY comment
)`

// TodoFiles are the files of a repository that were looked at for TODO comments, those without any among them, in the order
// of their paths.
func (s *Store) TodoFiles(ctx context.Context, repo string) ([]TodoFile, error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, `SELECT path, stamp, doc FROM todo_file WHERE repo = ? ORDER BY path`, repo)
	if err != nil {
		return nil, fmt.Errorf("reading the TODO comments: %w", db.Explain(err))
	}
	defer rows.Close()
	var out []TodoFile
	for rows.Next() {
		var f TodoFile
		var doc string
		if err := rows.Scan(&f.Path, &f.Stamp, &doc); err != nil {
			return nil, fmt.Errorf("reading the TODO comments: %w", err)
		}
		f.Rows = unpackTodos(doc)
		out = append(out, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the TODO comments: %w", db.Explain(err))
	}
	return out, nil
}

// TodoCount is how many TODO comments were stored of a file or a folder, or of "." for everything; known is false where no file of
// the repository was ever looked at.
func (s *Store) TodoCount(ctx context.Context, repo, area string) (n int, known bool, err error) {
	db := s.handle()
	// What is below "a" lies between "a/" and "a0": 0 comes after /.
	err = db.Read().QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM todo WHERE repo = ?1 AND (?2 = '.' OR path = ?2 OR path >= ?2 || '/' AND path < ?2 || '0')),
		EXISTS (SELECT 1 FROM todo_file WHERE repo = ?1)`, repo, area).Scan(&n, &known)
	if err != nil {
		return 0, false, fmt.Errorf("counting the TODO comments: %w", db.Explain(err))
	}
	return n, known, nil
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
		before, _, err := todoFile(ctx, tx, repo, f.Path)
		if err != nil {
			return err
		}
		wrote := map[string]TodoRow{}
		for _, r := range before.Rows {
			wrote[r.ID+"\x00"+r.Text] = r
		}
		f.Rows = slices.Clone(f.Rows)
		for i := range f.Rows {
			r := &f.Rows[i]
			if was, ok := wrote[r.ID+"\x00"+r.Text]; ok && r.Author == "" && r.At.IsZero() {
				r.Author, r.At = was.Author, was.At
			}
			todos = append(todos, []any{repo, f.Path, r.Line, r.EndLine, r.ID, r.Tag, r.Text, r.Author, text(r.At), r.Assignee, r.Reference})
		}
		if err := dropTodos(ctx, tx, repo, f.Path); err != nil {
			return err
		}
		stamps = append(stamps, []any{repo, f.Path, f.Stamp, packTodos(f.Rows)})
	}
	if err := insert(ctx, tx, "todo", []string{
		"repo", "path", "line", "end_line", "id", "tag", "text", "author", "at", "assignee", "reference",
	}, todos); err != nil {
		return err
	}
	return insert(ctx, tx, "todo_file", []string{"repo", "path", "stamp", "doc"}, stamps)
}

// todoFile reads what is stored of one file.
func todoFile(ctx context.Context, tx *sql.Tx, repo, path string) (f TodoFile, found bool, err error) {
	f.Path = path
	var doc string
	err = tx.QueryRowContext(ctx, `SELECT stamp, doc FROM todo_file WHERE repo = ? AND path = ?`, repo, path).Scan(&f.Stamp, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, nil
	}
	f.Rows = unpackTodos(doc)
	return f, err == nil, err
}

func dropTodos(ctx context.Context, tx *sql.Tx, repo, path string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM todo WHERE repo = ? AND path = ?`, repo, path); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM todo_file WHERE repo = ? AND path = ?`, repo, path)
	return err
}

// SetTodoAuthors stores who wrote comments of a file: of those with the id and text of a row.
func (s *Store) SetTodoAuthors(ctx context.Context, repo string, f TodoFile) error {
	wrote := map[string]TodoRow{}
	for _, r := range f.Rows {
		wrote[r.ID+"\x00"+r.Text] = r
	}
	return s.changeTodos(ctx, repo, []string{f.Path}, func(_ string, r *TodoRow) {
		if now, ok := wrote[r.ID+"\x00"+r.Text]; ok {
			r.Author, r.At = now.Author, now.At
		}
	})
}

// changeTodos changes the comments of some files where they stand.
func (s *Store) changeTodos(ctx context.Context, repo string, paths []string, change func(path string, r *TodoRow)) error {
	for chunk := range slices.Chunk(paths, filesPerWrite) {
		err := s.handle().Write(ctx, func(tx *sql.Tx) error {
			var files []TodoFile
			for _, path := range chunk {
				f, found, err := todoFile(ctx, tx, repo, path)
				if err != nil {
					return err
				}
				if !found {
					continue
				}
				for i := range f.Rows {
					change(path, &f.Rows[i])
				}
				if err := dropTodos(ctx, tx, repo, path); err != nil { // so that nothing of before is carried over
					return err
				}
				files = append(files, f)
			}
			return putTodos(ctx, tx, repo, files)
		})
		if err != nil {
			return fmt.Errorf("changing TODO comments: %w", err)
		}
	}
	return nil
}

// ApartTodos gives the comments of a repository that share an id ids of their own, in the order of their paths: the first
// keeps it, other answers one for each further path.
func (s *Store) ApartTodos(ctx context.Context, repo string, other func(id, path string) string) error {
	again := map[string]map[string]bool{} // by path, the ids that another path has
	paths, err := s.todoPaths(ctx, `SELECT path, id FROM todo WHERE repo = ? AND id IN (
		SELECT id FROM todo WHERE repo = ? GROUP BY id HAVING count(*) > 1) ORDER BY id, path`, []any{repo, repo}, func() func(path, id string) bool {
		last := ""
		return func(path, id string) bool {
			if id != last {
				last = id
				return false
			}
			if again[path] == nil {
				again[path] = map[string]bool{}
			}
			again[path][id] = true
			return true
		}
	}())
	if err != nil {
		return err
	}
	return s.changeTodos(ctx, repo, paths, func(path string, r *TodoRow) {
		if again[path][r.ID] {
			r.ID = other(r.ID, path)
		}
	})
}

// HideTodoAuthors takes the names of authors who want to be named nowhere out of the comments of a repository. Those without
// a name are looked up anew: somebody may want to be named again.
func (s *Store) HideTodoAuthors(ctx context.Context, repo string, hidden func(author string) bool) error {
	known := map[string]bool{}
	hide := func(author string) bool {
		if _, ok := known[author]; !ok {
			known[author] = author != "" && hidden(author)
		}
		return known[author]
	}
	paths, err := s.todoPaths(ctx, `SELECT DISTINCT path, author FROM todo WHERE repo = ? AND at <> ''`, []any{repo}, func(_, author string) bool {
		return author == "" || hide(author)
	})
	if err != nil {
		return err
	}
	return s.changeTodos(ctx, repo, paths, func(_ string, r *TodoRow) {
		switch {
		case hide(r.Author):
			r.Author = ""
		case r.Author == "":
			r.At = time.Time{}
		}
	})
}

// todoPaths runs a query for paths with something else, and answers those paths, each once, for which want says so.
func (s *Store) todoPaths(ctx context.Context, query string, args []any, want func(path, what string) bool) ([]string, error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the TODO comments: %w", db.Explain(err))
	}
	defer rows.Close()
	var out []string
	seen := map[string]bool{}
	for rows.Next() {
		var path, what string
		if err := rows.Scan(&path, &what); err != nil {
			return nil, fmt.Errorf("reading the TODO comments: %w", err)
		}
		if want(path, what) && !seen[path] {
			seen[path] = true
			out = append(out, path)
		}
	}
	return out, db.Explain(rows.Err())
}
