package index

import (
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/git"
)

const (
	applicationID = 0x6c6c6978 // "llix"
	version       = 4          // of the tables, of codec.go and of packed.go
	batch         = 100        // rows a statement
)

func migrate(ctx context.Context, tx *sql.Tx, _ int) error {
	_, err := tx.ExecContext(ctx, `
		CREATE TABLE state(
			one INTEGER PRIMARY KEY CHECK(one = 1), complete INTEGER NOT NULL, generation INTEGER NOT NULL,
			tips TEXT NOT NULL, commits INTEGER NOT NULL, hash_size INTEGER NOT NULL, cut TEXT NOT NULL,
			next INTEGER NOT NULL, free BLOB NOT NULL, next_path INTEGER NOT NULL, free_paths BLOB NOT NULL) STRICT;
		INSERT INTO state VALUES(1, 0, 0, '', 0, 20, '', 0, x'', 0, x'');
		CREATE TABLE identities(id INTEGER PRIMARY KEY, people BLOB NOT NULL) STRICT;
		CREATE TABLE chunks(id INTEGER PRIMARY KEY, facts BLOB NOT NULL) STRICT;
		CREATE TABLE seen(id INTEGER PRIMARY KEY, changed INTEGER NOT NULL, people BLOB NOT NULL) STRICT;
		CREATE TABLE touched(id INTEGER PRIMARY KEY, paths BLOB NOT NULL) STRICT;
		CREATE TABLE hashes(id INTEGER PRIMARY KEY, commits BLOB NOT NULL) STRICT;
		CREATE TABLE names(id INTEGER PRIMARY KEY, paths BLOB NOT NULL) STRICT;
		CREATE TABLE paths(path BLOB PRIMARY KEY, id INTEGER NOT NULL, touches BLOB NOT NULL) STRICT, WITHOUT ROWID;
		CREATE TABLE copies(hash BLOB NOT NULL, path BLOB NOT NULL, source BLOB NOT NULL, PRIMARY KEY(hash, path)) STRICT, WITHOUT ROWID;
		CREATE TABLE trails(anchor BLOB PRIMARY KEY, marks BLOB NOT NULL) STRICT, WITHOUT ROWID;`)
	return err
}

type state struct {
	State
	hashSize int    // bytes: 20 or 32
	cut      string // digest of where a shallow history ends, "" if it does not

	next, nextPath  uint32 // the first ids that were never given out
	free, freePaths []byte // packed ids below them that are not in use
}

func readState(ctx context.Context, tx *sql.Tx) (state, error) {
	var s state
	var tips string
	err := tx.QueryRowContext(ctx, `SELECT complete, generation, tips, commits, hash_size, cut, next, free, next_path, free_paths FROM state`).
		Scan(&s.Complete, &s.Generation, &tips, &s.Commits, &s.hashSize, &s.cut, &s.next, &s.free, &s.nextPath, &s.freePaths)
	if err != nil {
		return state{}, err
	}
	if s.hashSize != 20 && s.hashSize != 32 || s.next > maxID || s.nextPath > maxID {
		return state{}, damaged("hashes of %d bytes, %d commits, %d paths", s.hashSize, s.next, s.nextPath)
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
	_, err := tx.ExecContext(ctx, `UPDATE state SET complete = ?, generation = ?, tips = ?, commits = ?, hash_size = ?, cut = ?,
		next = ?, free = ?, next_path = ?, free_paths = ?`,
		s.Complete, s.Generation, strings.Join(tips, " "), s.Commits, s.hashSize, s.cut, s.next, s.free, s.nextPath, s.freePaths)
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

// eachRow visits rows of two columns, an id and a blob, that is only valid during the visit.
func eachRow(ctx context.Context, tx *sql.Tx, query string, visit func(id int64, row []byte) error, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var row sql.RawBytes
		if err := rows.Scan(&id, &row); err != nil {
			return err
		}
		if err := visit(id, row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachChunk visits packed commits in order of their chunks.
func eachChunk(ctx context.Context, tx *sql.Tx, visit func(n int64, facts []byte) error) error {
	return eachRow(ctx, tx, `SELECT id, facts FROM chunks ORDER BY id`, func(n int64, facts []byte) error {
		if n < 0 || n > maxID/chunkSize {
			return damaged("chunk %d", n)
		}
		return visit(n, facts)
	})
}

// eachSeen visits, in order of their chunks, who was seen in them, and the generation of the index that changed
// them last.
func eachSeen(ctx context.Context, tx *sql.Tx, visit func(n uint32, changed int64, people []byte) error) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, changed, people FROM seen ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n, changed int64
		var people sql.RawBytes
		if err := rows.Scan(&n, &changed, &people); err != nil {
			return err
		}
		if n < 0 || n > maxID/chunkSize {
			return damaged("chunk %d", n)
		}
		if err := visit(uint32(n), changed, people); err != nil {
			return err
		}
	}
	return rows.Err()
}

// blobRow returns the one blob that a query about an id finds, nil if there is no such row.
func blobRow(ctx context.Context, tx *sql.Tx, query string, id uint32) ([]byte, error) {
	var row []byte
	err := tx.QueryRowContext(ctx, query, id).Scan(&row)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	if row == nil {
		row = []byte{} // an empty blob
	}
	return row, err
}

// touchedRow returns which paths the commits of a chunk touched; every chunk has such a row.
func touchedRow(ctx context.Context, tx *sql.Tx, n uint32) ([][]byte, error) {
	row, err := blobRow(ctx, tx, `SELECT paths FROM touched WHERE id = ?`, n)
	if err == nil && row == nil {
		err = damaged("no paths that the commits from %d touched", n*chunkSize)
	}
	if err != nil {
		return nil, err
	}
	return splitTouched(row)
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

// pathsAhead is [eachPath] for all paths, which begins to read at once, in the background: visit is called for what was read, in
// the same order, while more of it is. Whoever calls it calls stop in the end, after which nothing is read any more; until then
// nobody else may write through tx. A few thousand rows are held at a time.
func pathsAhead(ctx context.Context, tx *sql.Tx) (each func(visit func(path, touches []byte) error) error, stop func()) {
	const (
		inBatch = 64
		batches = 256
	)
	type row struct{ path, touches []byte }
	ctx, cancel := context.WithCancel(ctx)
	read := make(chan []row, batches)
	var fault error // set before read is closed
	var reading conc.WaitGroup
	reading.Go(func() {
		defer close(read)
		var batch []row
		pass := func() bool {
			select {
			case read <- batch:
				batch = nil
				return true
			case <-ctx.Done():
				return false
			}
		}
		fault = eachPath(ctx, tx, "", func(path, touches []byte) error {
			text := slices.Concat(path, touches)
			batch = append(batch, row{text[:len(path):len(path)], text[len(path):]})
			if len(batch) == inBatch && !pass() {
				return ctx.Err()
			}
			return nil
		})
		if fault == nil && len(batch) > 0 && !pass() {
			fault = ctx.Err()
		}
	})
	each = func(visit func(path, touches []byte) error) error {
		for batch := range read {
			for _, r := range batch {
				if err := visit(r.path, r.touches); err != nil {
					return err
				}
			}
		}
		return fault
	}
	return each, func() {
		cancel()
		reading.Wait()
	}
}

// pathRow returns the id of a path and its packed touches; the id is negative if no commit touched the path.
func pathRow(ctx context.Context, tx *sql.Tx, path string) (id int64, touches []byte, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id, touches FROM paths WHERE path = ?`, []byte(path)).Scan(&id, &touches)
	if err == sql.ErrNoRows {
		return -1, nil, nil
	}
	if err == nil && (id < 0 || id > maxID) {
		err = damaged("path %d", id)
	}
	return id, touches, err
}

// pathTouches returns the packed touches of one path, nil if there are none.
func pathTouches(ctx context.Context, tx *sql.Tx, path string) ([]byte, error) {
	_, touches, err := pathRow(ctx, tx, path)
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
