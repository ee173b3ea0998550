package index_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/index"
)

// Programs whose indexes have different formats, on one repository: none throws away what another has read, and what nobody uses
// any more goes.
func TestIndexesOfOtherFormats(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	before := map[string]time.Duration{ // before ours was last written
		"index.db": 40 * 24 * time.Hour, "index-v1.db": 20 * 24 * time.Hour, "index-v2.db": 40 * 24 * time.Hour, "index-v99.db": 0,
		"index-v2.db.copy": 400 * 24 * time.Hour, "notes.db": 400 * 24 * time.Hour, "index-v3.db": 40 * 24 * time.Hour,
	}
	now := time.Now()
	for name, by := range before {
		if err := os.WriteFile(path(name), []byte("another format"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path(name), now, now.Add(-by)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path("index-v3.db-wal"), nil, 0o600); err != nil { // written just now
		t.Fatal(err)
	}
	if err := index.Tidy(dir); err != nil { // of ours there is nothing yet to compare with
		t.Fatal(err)
	}
	x, err := index.Open(t.Context(), index.File(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := index.Tidy(dir); err != nil {
		t.Fatal(err)
	}
	var left []string
	for name := range before {
		if _, err := os.Stat(path(name)); err != nil {
			left = append(left, name)
		}
	}
	if d := cmp.Diff(map[string]bool{"index.db": true, "index-v2.db": true}, asSet(left)); d != "" {
		t.Error(d)
	}
	if err := index.Tidy(path("nowhere")); err != nil {
		t.Error(err)
	}
}

func asSet(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}
