package leadstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// tables below the views; nobody but this package reads them.
const tables = `
CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE event (
	id          TEXT PRIMARY KEY,
	n           INTEGER NOT NULL,
	repo        TEXT NOT NULL,
	writer      TEXT NOT NULL,
	seq         INTEGER NOT NULL,
	hlc         INTEGER NOT NULL,
	v           INTEGER NOT NULL,
	at          TEXT NOT NULL,
	actor_name  TEXT NOT NULL,
	actor_email TEXT NOT NULL,
	kind        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	body        TEXT NOT NULL
);
CREATE INDEX event_subject ON event (subject, hlc, id);
CREATE INDEX event_repo ON event (repo, hlc);
CREATE INDEX event_kind ON event (kind, repo);
CREATE TABLE unfolded (
	id     TEXT PRIMARY KEY,
	reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE entry (
	id         TEXT PRIMARY KEY,
	repo       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	subject    TEXT NOT NULL,
	doc        TEXT NOT NULL,
	searchable TEXT NOT NULL,
	generation INTEGER NOT NULL,
	retracted  INTEGER GENERATED ALWAYS AS (coalesce(json_extract(doc, '$.retracted'), 0)) STORED
);
CREATE INDEX entry_generation ON entry (repo, generation);
CREATE INDEX entry_kind ON entry (kind, repo);
` + searchTables + decisionFiles + `
CREATE TABLE digest (
	repo  TEXT NOT NULL,
	name  TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (repo, name)
) WITHOUT ROWID;
CREATE TABLE repo (
	repo   TEXT PRIMARY KEY,
	name   TEXT NOT NULL,
	path   TEXT NOT NULL,
	remote TEXT NOT NULL
);
CREATE TABLE person (
	repo   TEXT NOT NULL,
	name   TEXT NOT NULL,
	email  TEXT NOT NULL,
	handle TEXT NOT NULL,
	active INTEGER NOT NULL,
	bot    INTEGER NOT NULL
);
CREATE INDEX person_email ON person (repo, email COLLATE NOCASE);
CREATE INDEX person_handle ON person (repo, handle COLLATE NOCASE);
CREATE TABLE left_out (
	repo TEXT NOT NULL,
	who  TEXT NOT NULL,
	PRIMARY KEY (repo, who)
) WITHOUT ROWID;
CREATE TABLE knowledge (
	repo   TEXT NOT NULL,
	path   TEXT NOT NULL,
	name   TEXT NOT NULL,
	email  TEXT NOT NULL,
	handle TEXT NOT NULL,
	share  REAL NOT NULL,
	last   TEXT NOT NULL,
	active INTEGER NOT NULL
);
CREATE INDEX knowledge_path ON knowledge (repo, path);
CREATE TABLE owner (
	repo    TEXT NOT NULL,
	path    TEXT NOT NULL,
	owners  TEXT NOT NULL,
	file    TEXT NOT NULL,
	line    INTEGER NOT NULL,
	pattern TEXT NOT NULL
);
CREATE INDEX owner_path ON owner (repo, path);
CREATE TABLE silo (
	repo           TEXT NOT NULL,
	area           TEXT NOT NULL,
	knower         TEXT NOT NULL,
	knower_name    TEXT NOT NULL,
	share          REAL NOT NULL,
	runner_up      TEXT NOT NULL,
	runner_up_name TEXT NOT NULL,
	files          INTEGER NOT NULL
);
CREATE INDEX silo_area ON silo (repo, area);
CREATE TABLE companion (
	repo      TEXT NOT NULL,
	path      TEXT NOT NULL,
	companion TEXT NOT NULL,
	times     INTEGER NOT NULL,
	changes   INTEGER NOT NULL,
	last      TEXT NOT NULL
);
CREATE INDEX companion_path ON companion (repo, path);
CREATE TABLE paired (
	repo    TEXT NOT NULL,
	person  TEXT NOT NULL,
	partner TEXT NOT NULL,
	last    TEXT NOT NULL,
	how     TEXT NOT NULL
);
CREATE INDEX paired_person ON paired (repo, person);
CREATE TABLE todo (
	repo      TEXT NOT NULL,
	path      TEXT NOT NULL,
	line      INTEGER NOT NULL,
	end_line  INTEGER NOT NULL,
	id        TEXT NOT NULL,
	tag       TEXT NOT NULL,
	text      TEXT NOT NULL,
	author    TEXT NOT NULL,
	at        TEXT NOT NULL,
	assignee  TEXT NOT NULL,
	reference TEXT NOT NULL
);
CREATE INDEX todo_id ON todo (repo, id);
CREATE INDEX todo_path ON todo (repo, path, line, end_line);
CREATE INDEX todo_reference ON todo (repo, reference) WHERE reference <> '';
CREATE TABLE todo_file (
	repo  TEXT NOT NULL,
	path  TEXT NOT NULL,
	stamp TEXT NOT NULL,
	doc   TEXT NOT NULL,
	PRIMARY KEY (repo, path)
) WITHOUT ROWID;
CREATE TABLE todo_roll (
	repo     TEXT NOT NULL,
	path     TEXT NOT NULL,
	versions INTEGER NOT NULL,
	upto     TEXT NOT NULL,
	doc      TEXT NOT NULL,
	PRIMARY KEY (repo, path)
) WITHOUT ROWID;
CREATE TABLE place (
	repo     TEXT NOT NULL,
	id       TEXT NOT NULL,
	i        INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	path     TEXT NOT NULL,
	line     INTEGER NOT NULL,
	end_line INTEGER NOT NULL,
	state    TEXT NOT NULL
);
CREATE INDEX place_id ON place (repo, id, i);
CREATE INDEX place_path ON place (repo, path, kind);
CREATE TABLE load (
	repo   TEXT NOT NULL,
	name   TEXT NOT NULL,
	email  TEXT NOT NULL,
	handle TEXT NOT NULL,
	open   INTEGER NOT NULL,
	load   REAL NOT NULL,
	oldest TEXT NOT NULL
);
CREATE INDEX load_repo ON load (repo);
CREATE TABLE trend (
	repo  TEXT NOT NULL,
	area  TEXT NOT NULL,
	week  TEXT NOT NULL,
	asked INTEGER NOT NULL,
	open  INTEGER NOT NULL
);
CREATE INDEX trend_area ON trend (repo, area);
CREATE TABLE schema_doc (
	view    TEXT NOT NULL,
	"column" TEXT NOT NULL,
	meaning TEXT NOT NULL
);
`

// create fills an empty file. Generations start at the clock, so that those of a file made again go on
// from those of the one thrown away.
func create(ctx context.Context, tx *sql.Tx, _ int) error {
	if _, err := tx.ExecContext(ctx, tables); err != nil {
		return err
	}
	for _, v := range views {
		statement := fmt.Sprintf("CREATE VIEW %s AS %s", v.name, v.hiding())
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("creating the view %s: %w", v.name, err)
		}
	}
	for _, v := range documented() {
		for _, c := range v.columns {
			if _, err := tx.ExecContext(ctx, `INSERT INTO schema_doc VALUES (?, ?, ?)`, v.name, c.name, c.meaning); err != nil {
				return err
			}
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES ('generation', CAST(unixepoch('subsec') * 1000 AS INTEGER))`)
	return err
}

// insertion is a statement that inserts so many rows of so many columns, after verb.
func insertion(verb, table string, columns []string, rows int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	return fmt.Sprintf("%s INTO %s (%s) VALUES %s", verb, table, strings.Join(columns, ", "),
		strings.TrimSuffix(strings.Repeat(row+", ", rows), ", "))
}

// variablesPerInsert is below SQLite's limit of 32,766.
const variablesPerInsert = 30_000

// insert stores rows, many with one statement, in place of those with the same key. Statements are as long as may be: each of
// them makes the full text of entries write out what it gathered.
func insert(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]any) error {
	return put(ctx, tx, "INSERT OR REPLACE", table, columns, rows)
}

// add is insert for rows that are known not to be there, whose place need not be cleared.
func add(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]any) error {
	return put(ctx, tx, "INSERT", table, columns, rows)
}

func put(ctx context.Context, tx *sql.Tx, verb, table string, columns []string, rows [][]any) error {
	for some := range slices.Chunk(rows, variablesPerInsert/len(columns)) {
		if _, err := tx.ExecContext(ctx, insertion(verb, table, columns, len(some)), slices.Concat(some...)...); err != nil {
			return fmt.Errorf("storing rows of %s: %w", table, err)
		}
	}
	return nil
}

// insertAlike is insert for tables without triggers: one statement of some rows, compiled once, runs many times.
func insertAlike(ctx context.Context, tx *sql.Tx, table string, columns []string, rows [][]any) error {
	const each = 50
	whole := len(rows) - len(rows)%each
	if whole > 0 {
		statement, err := tx.PrepareContext(ctx, insertion("INSERT OR REPLACE", table, columns, each))
		if err != nil {
			return fmt.Errorf("storing rows of %s: %w", table, err)
		}
		defer statement.Close()
		for some := range slices.Chunk(rows[:whole], each) {
			if _, err := statement.ExecContext(ctx, slices.Concat(some...)...); err != nil {
				return fmt.Errorf("storing rows of %s: %w", table, err)
			}
		}
	}
	return insert(ctx, tx, table, columns, rows[whole:])
}
