package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Drop deletes what was put here about a repository that goes by another identity now. What people said about it is not touched.
func (s *Store) Drop(ctx context.Context, repo string) error {
	err := s.handle().Write(ctx, func(tx *sql.Tx) error {
		tables, err := materialised(ctx, tx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE repo=?`, repo); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("leaving out what is known of a repository under its former identity: %w", err)
	}
	return nil
}

// materialised are the tables that the Replace methods fill: those that have a repository, but for what people said.
func materialised(ctx context.Context, tx *sql.Tx) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type='table' AND c.name='repo' AND m.name NOT IN ('event', 'entry') AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name`)
	if err != nil {
		return nil, err
	}
	var tables []string
	for rows.Next() {
		var name string
		if err = rows.Scan(&name); err != nil {
			break
		}
		tables = append(tables, name)
	}
	return tables, errors.Join(err, rows.Err(), rows.Close())
}
