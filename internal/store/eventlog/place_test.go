package eventlog_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestReadOnlyLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	writable := open(t, path, eventlog.Options{})
	appended(t, writable, said("a.b", "x", ""))
	known := eventlog.Evidence{GitDir: "/a/.git"}
	id, err := writable.Repo(t.Context(), known)
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, path, eventlog.Options{ReadOnly: true})
	if !l.ReadOnly() || len(everything(t, l)) != 1 {
		t.Error("the events cannot be read")
	}
	if _, err := l.Append(t.Context(), said("a.b", "y", "")); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("appending: %v", err)
	}
	known.Remotes = []string{"git@example.com:new/remote"}
	if got, err := l.Repo(t.Context(), known); got != id || err != nil {
		t.Errorf("a known repository: %q, %v", got, err)
	}
	if _, err := l.Repo(t.Context(), eventlog.Evidence{GitDir: "/new"}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("an unknown repository: %v", err)
	}
}

func TestLogsAreNotMixedUp(t *testing.T) {
	dir := t.TempDir()
	private, err := eventlog.OpenPrivate(t.Context(), dir, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer private.Close()
	if info, err := os.Stat(private.Path()); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := private.Append(t.Context(), said("hint.snoozed", "a/path", "")); err != nil {
		t.Error(err)
	}
	if _, err := eventlog.Open(t.Context(), private.Path(), eventlog.Options{}); !errors.Is(err, store.ErrNotOurs) {
		t.Errorf("one's own log opened as the team's: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, eventlog.TeamFile), []byte("once a note to myself, long enough to fill a header, and then some more of it, and more, and more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a text file: %v", err)
	}
}
