package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestCopy(t *testing.T) {
	dir := t.TempDir()
	d := open(t, filepath.Join(dir, "t.db"), options())
	for i := range 100 {
		if err := put(t.Context(), d, i); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "odd ' name?.db")
	if err := d.Copy(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	o := options()
	o.ReadOnly = true
	if n := count(t, open(t, path, o)); n != 100 {
		t.Errorf("the copy has %d rows", n)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy needs a WAL: %v", err)
	}
	if err := d.Copy(t.Context(), path); err == nil {
		t.Error("a file that was there was overwritten")
	}
	if err := d.Copy(t.Context(), filepath.Join(dir, "missing", "t.db")); err == nil {
		t.Error("copied into a folder that is not there")
	}
	if err := put(t.Context(), d, 100); err != nil {
		t.Errorf("after the copy: %v", err)
	}
	reader := open(t, d.Path(), o)
	if err := reader.Copy(t.Context(), filepath.Join(dir, "from a reader.db")); err != nil {
		t.Errorf("a file that is open for reading only: %v", err)
	}
}
