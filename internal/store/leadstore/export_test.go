package leadstore

import (
	"context"
	"database/sql"
)

// OpenSchema opens the lead's store as another version of the program does: with a schema of its own, in which more is done to ours.
func OpenSchema(ctx context.Context, dir string, fold Fold, schema int, more string) (*Store, error) {
	return open(ctx, dir, fold, edition{schema, func(ctx context.Context, tx *sql.Tx, from int) error {
		if err := create(ctx, tx, from); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, more)
		return err
	}})
}
