package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/leadline/leadline/internal/filelock"
)

// SQLite lets whoever asks at the right moment write next, and those who wait ask less and less often: beside others who write
// without a pause somebody can wait for many seconds. So whoever was refused once takes the lock of a file beside the store, and
// everybody looks at that lock before they begin: as long as somebody has it nobody else does. It is courtesy and no more. SQLite's
// own lock keeps the file sound, and programs that know nothing of turns, or somebody who was stopped in the middle of one, hold
// nobody up for longer than courtesy.
const (
	turnSuffix = "-turn"
	courtesy   = 250 * time.Millisecond
	look       = time.Millisecond
)

// giveWay waits while somebody else has waited too long already. Who was never refused makes no file.
func (d *DB) giveWay(ctx context.Context) error {
	return patience(ctx, func() bool {
		file, err := os.OpenFile(d.path+turnSuffix, os.O_RDWR, 0)
		if errors.Is(err, fs.ErrNotExist) {
			return true
		}
		if err != nil {
			return true // a place where SQLite alone has to do
		}
		defer file.Close()
		free, err := filelock.Shared(file)
		return free || err != nil
	})
}

// turn is the lock of somebody who goes next, once they have it.
type turn struct{ unlock func() }

func (t *turn) end() {
	if t.unlock != nil {
		t.unlock()
	}
}

// claim takes the next turn if that is possible soon; who has it keeps it. Its error is ctx's.
func (d *DB) claim(ctx context.Context, mine *turn) error {
	if mine.unlock != nil {
		return nil
	}
	return patience(ctx, func() bool {
		free, unlock, err := filelock.Try(d.path + turnSuffix)
		if free {
			mine.unlock = unlock
		}
		return free || err != nil
	})
}

// patience asks until the answer is yes, no longer than courtesy demands. Its error is ctx's.
func patience(ctx context.Context, ask func() bool) error {
	if ask() {
		return nil
	}
	enough := time.NewTimer(courtesy)
	defer enough.Stop()
	again := time.NewTicker(look)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-enough.C:
			return nil
		case <-again.C:
			if ask() {
				return nil
			}
		}
	}
}
