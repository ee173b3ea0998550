package eventlog_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// content is all that a log knows, or that it is damaged.
func content(ctx context.Context, path string) (string, error) {
	l, err := eventlog.Open(ctx, path, eventlog.Options{})
	if err != nil {
		return "", err
	}
	defer l.Close()
	if err := l.Check(ctx); err != nil {
		return "", err
	}
	events, err := l.Since(ctx, 0, 1<<20)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]any{l.Writer(), l.FileID(), events})
	return string(text), err
}

// filled is a closed log of so many events, as bytes.
func filled(t *testing.T, events int) (file []byte, want string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l, err := eventlog.Open(t.Context(), path, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		e := said("decision.logged", fmt.Sprintf("D-%06d", i), fmt.Sprintf(`{"title":"number %d","because":"%0300d"}`, i, i))
		e.ActorName, e.ActorEmail = "Dev One", "dev1@example.com"
		appended(t, l, e)
	}
	if _, err := l.Repo(t.Context(), eventlog.Evidence{GitDir: "/a/.git"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if want, err = content(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return file, want
}

// Wherever a bit flips, Check finds it, or everything reads as before.
func TestFlippedBitsAreFound(t *testing.T) {
	file, want := filled(t, 100)
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 400 {
		at, bit := random.IntN(len(file)), byte(1)<<random.IntN(8)
		flipped := append([]byte{}, file...)
		flipped[at] ^= bit
		if err := errors.Join(store.Discard(path), os.WriteFile(path, flipped, 0o600)); err != nil {
			t.Fatal(err)
		}
		got, err := content(t.Context(), path)
		switch {
		case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNotOurs):
			found++
		case err != nil:
			t.Errorf("bit %08b of byte %d: %v", bit, at, err)
		case got != want:
			t.Errorf("bit %08b of byte %d changed what is read, and nobody noticed:\n%s", bit, at, cmp.Diff(want, got))
		}
	}
	if found < 200 {
		t.Errorf("%d of 400 faults were found; the file is mostly empty", found)
	}
}

func TestTruncationIsFound(t *testing.T) {
	file, _ := filled(t, 100)
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	for _, size := range []int{1, 50, 99, 100, 512, 4095, 4096, 4097, len(file) / 2, len(file) - 4096, len(file) - 1} {
		if err := errors.Join(store.Discard(path), os.WriteFile(path, file[:size], 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := content(t.Context(), path); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("cut at %d of %d bytes: %v", size, len(file), err)
		}
	}
}

// A program that knows of no sums may add events, and blank some.
func TestSumsBesideAnOlderProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l := open(t, path, eventlog.Options{})
	first := appended(t, l, said("a.b", "x", `{"so":1}`), said("a.b", "y", `{"so":2}`))
	older, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer older.Close()
	change := func(statement string, arguments ...any) {
		t.Helper()
		if _, err := older.ExecContext(t.Context(), statement, arguments...); err != nil {
			t.Fatal(err)
		}
	}
	change(`UPDATE events SET body='{}' WHERE id=?`, first[0].ID)
	change(`INSERT INTO events (id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body)
		VALUES ('older', ?, 3, 9, 1, 'r', '', '', '2026-10-01T12:00:00.000Z', 'a.b', 'x', 'team', '{}')`, l.Writer())
	if err := l.Check(t.Context()); err != nil {
		t.Errorf("what an older program wrote is taken for damage: %v", err)
	}
	if _, err := l.Blank(t.Context(), eventlog.Blank{ID: first[1].ID, Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if err := l.Check(t.Context()); err != nil {
		t.Errorf("what was blanked is taken for damage: %v", err)
	}
	change(`PRAGMA writable_schema=1; UPDATE events SET sum=sum+1 WHERE id='` + first[1].ID + `'`)
	if err := l.Check(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a wrong sum: %v", err)
	}
}

// A file of version 1, which has no sums, gets them for what is said from then on.
func TestFileOfVersionOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l, err := eventlog.Open(t.Context(), path, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	old := appended(t, l, said("a.b", "x", `{"so":1}`))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `DROP TRIGGER events_unsummed; ALTER TABLE events DROP COLUMN sum;
		DELETE FROM meta WHERE key='sum'; PRAGMA user_version=1`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	reader := open(t, path, eventlog.Options{ReadOnly: true})
	if diff := cmp.Diff(old, everything(t, reader)); diff != "" {
		t.Error(diff)
	}
	if err := reader.Check(t.Context()); err != nil {
		t.Errorf("without sums: %v", err)
	}
	again := open(t, path, eventlog.Options{})
	if err := again.Check(t.Context()); err != nil {
		t.Errorf("brought up to date: %v", err)
	}
	if diff := cmp.Diff(append(old, appended(t, again, said("a.b", "y", ""))...), everything(t, again)); diff != "" {
		t.Error(diff)
	}
}
