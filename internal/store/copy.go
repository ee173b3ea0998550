package store

import (
	"context"
	"fmt"
	"os"
)

// Copy writes what the file holds at this moment to a new file, whatever others write meanwhile, and returns when it is on
// the disk. The copy stands alone, without a WAL, and is readable by its owner only. path must not exist. A damaged file is
// not copied: [ErrDamaged].
func (d *DB) Copy(ctx context.Context, path string) error {
	connection, err := d.read.Conn(ctx)
	if err != nil {
		return d.explain(reading, err)
	}
	defer connection.Close()
	// VACUUM INTO writes to the other file alone, yet counts as writing.
	if _, err := connection.ExecContext(ctx, "PRAGMA query_only=0"); err != nil {
		return d.explain(reading, err)
	}
	_, err = connection.ExecContext(ctx, "VACUUM INTO ?", path)
	if _, failed := connection.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only=1"); err == nil {
		err = failed
	}
	if err != nil {
		return d.explain(reading, fmt.Errorf("copying it to %s: %w", path, err))
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Chmod(0o600); err != nil {
		return err
	}
	return file.Sync()
}
