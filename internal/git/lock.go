package git

import (
	"context"
	"fmt"
	"time"
)

// lock waits for the lock of a file. Locks end with the process that holds them, so
// a crash leaves nothing behind.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	for {
		free, unlock, err := tryLock(path)
		if err != nil {
			return nil, fmt.Errorf("locking the history store: %w", err)
		}
		if free {
			return unlock, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for another Leadline that opens the same history: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
