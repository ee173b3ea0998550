package eventlog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrShared says that what is for one reader's eyes was to be kept in the team's log.
var ErrShared = errors.New("this is kept in one's own log only")

// What is known of the reader's own things elsewhere stands beside the events, and is no event: it is replaced as a whole at
// each look, and gone when they are asked no more. kind says what is known, key of which.
const keptSchema = `CREATE TABLE IF NOT EXISTS kept (
	kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID`

// Kept is what is known of one kind, by key.
func (l *Log) Kept(ctx context.Context, kind string) (map[string]json.RawMessage, error) {
	rows, err := l.db.Read().QueryContext(ctx, `SELECT key, value FROM kept WHERE kind=?`, kind)
	if err != nil {
		if strings.Contains(err.Error(), "no such table") {
			return nil, nil
		}
		return nil, fmt.Errorf("reading what is known of %s: %w", kind, l.db.Explain(err))
	}
	defer rows.Close()
	out := map[string]json.RawMessage{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, fmt.Errorf("reading what is known of %s: %w", kind, l.db.Explain(err))
		}
		out[key] = json.RawMessage(value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading what is known of %s: %w", kind, l.db.Explain(err))
	}
	return out, nil
}

// Keep replaces all that is known of one kind: what all does not name is deleted. It fails with [ErrShared] in a team's log.
func (l *Log) Keep(ctx context.Context, kind string, all map[string]json.RawMessage) error {
	if !l.private {
		return ErrShared
	}
	return l.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, keptSchema); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM kept WHERE kind=?`, kind); err != nil {
			return err
		}
		for key, value := range all {
			if !json.Valid(value) {
				return fmt.Errorf("keeping what is known of %s: %w: it is not JSON", kind, ErrInvalid)
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO kept (kind, key, value) VALUES (?, ?, ?)`, kind, key, string(value)); err != nil {
				return err
			}
		}
		return nil
	})
}
