package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A store that must not be lost is refused where SQLite loses data, whether it is there already or not.
func TestNetworkFileSystemsAreRefused(t *testing.T) {
	dir := t.TempDir()
	there := filepath.Join(dir, "there", "events.db")
	o := options()
	o.Durable = true
	open(t, there, o)
	asked := ""
	o.Network = func(dir string) string {
		asked = dir
		return "nfs"
	}
	for _, path := range []string{there, filepath.Join(dir, "not", "yet", "events.db")} {
		_, err := Open(t.Context(), path, o)
		if !errors.Is(err, ErrRemote) || !strings.Contains(err.Error(), "(nfs)") || !strings.Contains(err.Error(), "leadline sync") {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := os.Stat(asked); err != nil {
			t.Errorf("what was asked about is not there: %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "not")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made for a store that is refused: %v", err)
	}
	o.ReadOnly = true // a backup may lie there
	open(t, there, o)
	o.ReadOnly, o.Durable = false, false // what can be made again may be lost
	open(t, filepath.Join(dir, "index.db"), o)
	if kind := network(dir); kind != "" {
		t.Logf("tests run on a network file system, %s", kind)
	}
}
