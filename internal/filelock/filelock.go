// Package filelock keeps processes on one machine out of each other's way, by locks on files.
//
// A lock is advisory (flock on Unix, LockFileEx on Windows), belongs to an open file and ends with the process that
// holds it, so that a crash leaves nothing behind. Lock files are made when needed and never removed: whoever removed one
// would let two processes lock two files of the same name.
package filelock

import (
	"context"
	"os"
	"time"
)

// again is how long [Wait] rests before it looks once more.
const again = 10 * time.Millisecond

// Try takes the whole lock of the file at path if nobody has a part in it. free is false when somebody has.
func Try(path string) (free bool, unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, nil, err
	}
	free, err = Exclusive(f)
	if !free || err != nil {
		f.Close()
		return false, nil, err
	}
	return true, func() { f.Close() }, nil
}

// Wait is [Try] until it succeeds or ctx ends; then the error is ctx's.
func Wait(ctx context.Context, path string) (unlock func(), err error) {
	for {
		free, unlock, err := Try(path)
		if free || err != nil {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(again):
		}
	}
}
