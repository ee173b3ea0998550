package eventlog

import (
	"context"
	"database/sql"
	"encoding/base32"
	"fmt"
	"time"
)

// The schema is for ever: a later version may add columns (nullable or with a default), tables and
// indexes, never change or drop one. events_hlc finds the newest clock.
const schema = `
CREATE TABLE events (
	n           INTEGER PRIMARY KEY,
	id          TEXT NOT NULL UNIQUE,
	writer      TEXT NOT NULL,
	seq         INTEGER NOT NULL,
	hlc         INTEGER NOT NULL,
	v           INTEGER NOT NULL,
	repo        TEXT NOT NULL,
	actor_name  TEXT NOT NULL,
	actor_email TEXT NOT NULL,
	at          TEXT NOT NULL,
	kind        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	visibility  TEXT NOT NULL,
	body        TEXT NOT NULL,
	sig         BLOB,
	UNIQUE (writer, seq)
);
CREATE INDEX events_subject ON events (subject);
CREATE INDEX events_repo ON events (repo, n);
CREATE INDEX events_hlc ON events (hlc);
CREATE TABLE aliases (
	repo  TEXT NOT NULL,
	kind  TEXT NOT NULL,
	value TEXT NOT NULL,
	at    TEXT NOT NULL,
	UNIQUE (repo, kind, value)
);
CREATE INDEX aliases_value ON aliases (kind, value);
CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;
`

// TimeFormat is how times are stored: RFC 3339 with a fixed width, so that text sorts as time does.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// version of the schema: 1 as above, 2 with sums, 3 with rivals.
const version = 3

// migrate brings a file from an older version to this one.
func (l *Log) migrate(ctx context.Context, tx *sql.Tx, from int) error {
	if from == 0 {
		if err := l.create(ctx, tx); err != nil {
			return err
		}
	}
	for n, change := range []string{2: sums, 3: rivals} {
		if n <= from || change == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) create(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	writer, err := l.mint()
	if err != nil {
		return err
	}
	file, err := l.mint()
	if err != nil {
		return err
	}
	l.writer, l.file = writer, file
	_, err = tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('writer', ?), ('file', ?), ('created', ?), ('`+identitySum+`', ?)`,
		writer, file, l.now().UTC().Format(TimeFormat), l.sumIdentity())
	return err
}

// Crockford's base 32 in lower case: ids stand in file names and git refs.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// mint makes a random id of 26 characters (128 bits).
func (l *Log) mint() (string, error) {
	var id [16]byte
	if _, err := l.random.Read(id[:]); err != nil {
		return "", fmt.Errorf("drawing a random id: %w", err)
	}
	return base32.NewEncoding(alphabet).WithPadding(base32.NoPadding).EncodeToString(id[:]), nil
}

// parseTime reads what any program may have stored; what is no time is the zero time.
func parseTime(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
