package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/filelock"
)

func turns(t *testing.T, path string) *DB {
	t.Helper()
	d, err := Open(t.Context(), path, Options{
		ApplicationID: 1, Version: 1, Durable: true, Network: func(string) string { return "" },
		Migrate: func(ctx context.Context, tx *sql.Tx, _ int) error {
			_, err := tx.ExecContext(ctx, `CREATE TABLE said (n INTEGER)`)
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func say(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO said VALUES (1)`)
	return err
}

// Whoever comes waits while somebody has the turn, and only then.
func TestGivingWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	d := turns(t, path)
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.giveWay(impatient); err != nil {
		t.Errorf("nobody waits, and yet: %v", err)
	}
	free, unlock, err := filelock.Try(path + turnSuffix)
	if !free || err != nil {
		t.Fatal(free, err)
	}
	if err := d.giveWay(impatient); !errors.Is(err, context.Canceled) {
		t.Errorf("beside somebody who waits: %v", err)
	}
	unlock()
	if err := d.giveWay(impatient); err != nil {
		t.Errorf("nobody waits any more, and yet: %v", err)
	}
}

// Somebody who was refused goes before all those who come later.
func TestRefusedOnceIsNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	one, two := turns(t, path), turns(t, path)
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- one.Write(t.Context(), func(tx *sql.Tx) error {
			close(begun)
			<-end
			return say(t.Context(), tx)
		})
	}()
	<-begun
	waited := make(chan error, 1)
	go func() {
		waited <- two.Write(t.Context(), func(tx *sql.Tx) error { return say(t.Context(), tx) })
	}()
	for { // until the second was refused and has taken the turn
		free, unlock, err := filelock.Try(path + turnSuffix)
		if err != nil {
			t.Fatal(err)
		}
		if !free {
			break
		}
		unlock()
	}
	close(end)
	if err := errors.Join(<-done, <-waited); err != nil {
		t.Error(err)
	}
}

// A turn that somebody never ends, as a stopped process, holds others up for a moment only; one who gives up waiting is told so.
func TestATurnWithoutEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	d := turns(t, path)
	free, unlock, err := filelock.Try(path + turnSuffix)
	if !free || err != nil {
		t.Fatal(free, err)
	}
	defer unlock()
	if err := d.Write(t.Context(), func(tx *sql.Tx) error { return say(t.Context(), tx) }); err != nil {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Write(gone, func(tx *sql.Tx) error { return say(gone, tx) }); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}
