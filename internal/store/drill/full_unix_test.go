//go:build unix && !race

package drill_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// writeIntoFull records until there is no room for files larger than they are now and a little more.
func writeIntoFull(ctx context.Context, dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{})
	if err != nil {
		return err
	}
	room := uint64(128 << 10)
	for _, suffix := range []string{"", "-wal"} {
		if st, err := os.Stat(filepath.Join(dir, eventlog.TeamFile) + suffix); err == nil {
			room = max(room, uint64(st.Size())+128<<10)
		}
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: room, Max: room}); err != nil {
		return err
	}
	for range 10_000 {
		stored, err := l.Append(ctx, eventlog.Event{Kind: "decision.logged", Subject: "D-FULL", Repo: "r", Body: []byte(`{"because":"` + strings.Repeat("x", 2000) + `"}`)})
		if errors.Is(err, store.ErrFull) && strings.Contains(err.Error(), "Free some space") {
			return nil // without closing, as a process ends that cannot go on
		}
		if err != nil {
			return err
		}
		if _, err := fmt.Println(stored[0].ID); err != nil {
			return err
		}
	}
	return errors.New("there was room for everything")
}
