package index

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

const (
	applicationID = 0x6c6c6978 // "llix"
	version       = 1          // of the tables and of codec.go
	batch         = 100        // rows a statement
)

func migrate(ctx context.Context, tx *sql.Tx, _ int) error {
	_, err := tx.ExecContext(ctx, `
		CREATE TABLE state(
			one INTEGER PRIMARY KEY CHECK(one = 1), complete INTEGER NOT NULL, generation INTEGER NOT NULL,
			tips TEXT NOT NULL, commits INTEGER NOT NULL, hash_size INTEGER NOT NULL,
			cut TEXT NOT NULL) STRICT;
		INSERT INTO state VALUES(1, 0, 0, '', 0, 20, '');
		CREATE TABLE identities(id INTEGER PRIMARY KEY, name BLOB NOT NULL, email BLOB NOT NULL) STRICT;
		CREATE TABLE chunks(id INTEGER PRIMARY KEY, facts BLOB NOT NULL) STRICT;
		CREATE TABLE paths(path BLOB PRIMARY KEY, touches BLOB NOT NULL) STRICT, WITHOUT ROWID;`)
	return err
}

type state struct {
	State
	hashSize int    // bytes: 20 or 32
	cut      string // digest of where a shallow history ends, "" if it does not
}

func readState(ctx context.Context, tx *sql.Tx) (state, error) {
	var s state
	var tips string
	err := tx.QueryRowContext(ctx, `SELECT complete, generation, tips, commits, hash_size, cut FROM state`).
		Scan(&s.Complete, &s.Generation, &tips, &s.Commits, &s.hashSize, &s.cut)
	if err != nil {
		return state{}, err
	}
	if s.hashSize != 20 && s.hashSize != 32 {
		return state{}, fmt.Errorf("%w: hashes of %d bytes", errDamaged, s.hashSize)
	}
	for t := range strings.FieldsSeq(tips) {
		s.Tips = append(s.Tips, git.Hash(t))
	}
	return s, nil
}

func writeState(ctx context.Context, tx *sql.Tx, s state) error {
	tips := make([]string, len(s.Tips))
	for i, t := range s.Tips {
		tips[i] = string(t)
	}
	_, err := tx.ExecContext(ctx, `UPDATE state SET complete = ?, generation = ?, tips = ?, commits = ?, hash_size = ?, cut = ?`,
		s.Complete, s.Generation, strings.Join(tips, " "), s.Commits, s.hashSize, s.cut)
	return err
}

// rawHash is a hash's bytes as a string, "" if h is none.
func rawHash(h git.Hash) string {
	if !h.Valid() {
		return ""
	}
	b, err := hex.DecodeString(string(h))
	if err != nil {
		return ""
	}
	return string(b)
}

// readIdentities returns identities at their ids; ids that are not in use are empty.
func readIdentities(ctx context.Context, tx *sql.Tx) ([]git.Identity, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, name, email FROM identities ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []git.Identity
	for rows.Next() {
		var id int64
		var name, email sql.RawBytes
		if err := rows.Scan(&id, &name, &email); err != nil {
			return nil, err
		}
		if id < int64(len(out)) || id > int64(len(out))+1<<20 {
			return nil, fmt.Errorf("%w: identity %d", errDamaged, id)
		}
		for len(out) < int(id) {
			out = append(out, git.Identity{})
		}
		out = append(out, git.Identity{Name: string(name), Email: string(email)})
	}
	return out, rows.Err()
}

// eachChunk visits packed commits in order of their chunks.
func eachChunk(ctx context.Context, tx *sql.Tx, visit func(n int64, facts []byte) error) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, facts FROM chunks ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var facts sql.RawBytes
		if err := rows.Scan(&n, &facts); err != nil {
			return err
		}
		if n < 0 || n > maxID/chunkSize {
			return fmt.Errorf("%w: chunk %d", errDamaged, n)
		}
		if err := visit(n, facts); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachPath visits the touches of all paths below a folder ("" is all), in order of path.
// Neither argument of visit may be kept.
func eachPath(ctx context.Context, tx *sql.Tx, folder string, visit func(path, touches []byte) error) error {
	query, args := `SELECT path, touches FROM paths ORDER BY path`, []any(nil)
	if folder != "" {
		// What begins with "a/" lies between "a/" and "a0": 0 comes after /.
		query = `SELECT path, touches FROM paths WHERE path >= ? AND path < ? ORDER BY path`
		args = []any{[]byte(folder + "/"), []byte(folder + "0")}
	}
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var path, touches sql.RawBytes
		if err := rows.Scan(&path, &touches); err != nil {
			return err
		}
		if err := visit(path, touches); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pathTouches returns the packed touches of one path, nil if there are none.
func pathTouches(ctx context.Context, tx *sql.Tx, path string) ([]byte, error) {
	var touches []byte
	err := tx.QueryRowContext(ctx, `SELECT touches FROM paths WHERE path = ?`, []byte(path)).Scan(&touches)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	return touches, err
}

// inserter writes rows of one table, many a statement.
type inserter struct {
	ctx     context.Context
	tx      *sql.Tx
	head    string // INSERT … VALUES
	columns int
	full    *sql.Stmt
	pending []any
}

func newInserter(ctx context.Context, tx *sql.Tx, table string, columns int) *inserter {
	return &inserter{ctx: ctx, tx: tx, head: `INSERT OR REPLACE INTO ` + table + ` VALUES `, columns: columns}
}

func (i *inserter) statement(rows int) string {
	row := "(" + strings.Repeat(",?", i.columns)[1:] + ")"
	return i.head + strings.Repeat(","+row, rows)[1:]
}

func (i *inserter) add(values ...any) error {
	i.pending = append(i.pending, values...)
	if len(i.pending) < batch*i.columns {
		return nil
	}
	if i.full == nil {
		var err error
		if i.full, err = i.tx.PrepareContext(i.ctx, i.statement(batch)); err != nil {
			return err
		}
	}
	_, err := i.full.ExecContext(i.ctx, i.pending...)
	i.pending = i.pending[:0]
	return err
}

// end writes what is left. Statements end with their transaction.
func (i *inserter) end() error {
	if len(i.pending) == 0 {
		return nil
	}
	_, err := i.tx.ExecContext(i.ctx, i.statement(len(i.pending)/i.columns), i.pending...)
	i.pending = nil
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
