package git

import (
	"context"
	"fmt"

	"github.com/leadline/leadline/internal/filelock"
)

// lock waits for the lock of a file of the private store.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	unlock, err = filelock.Wait(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("waiting to have the history store alone: %w", err)
	}
	return unlock, nil
}
