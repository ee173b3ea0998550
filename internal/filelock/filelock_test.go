package filelock_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/filelock"
)

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	free, unlock, err := filelock.Try(path)
	if !free || err != nil {
		t.Fatal(free, err)
	}
	if free, _, err := filelock.Try(path); free || err != nil {
		t.Errorf("taken twice: %v, %v", free, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := filelock.Wait(gone, path); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting was not given up: %v", err)
	}
	waited := make(chan error)
	go func() {
		unlock, err := filelock.Wait(t.Context(), path)
		if err == nil {
			unlock()
		}
		waited <- err
	}()
	unlock()
	if err := <-waited; err != nil {
		t.Error(err)
	}
}

func TestSharing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	one, two := open(), open()
	for _, f := range []*os.File{one, two} {
		if ok, err := filelock.Shared(f); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if ok, err := filelock.Exclusive(open()); ok || err != nil {
		t.Errorf("taken whole while shared: %v, %v", ok, err)
	}
	one.Close()
	two.Close()
	if ok, err := filelock.Exclusive(open()); !ok || err != nil {
		t.Errorf("not free again: %v, %v", ok, err)
	}
}

func TestNoFolderNoLock(t *testing.T) {
	if _, _, err := filelock.Try(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
