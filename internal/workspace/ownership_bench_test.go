package workspace

import (
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/config"
)

// BenchmarkOwnership asks a warm index of the repository that LEADLINE_BENCH_REPO names whose code it is. Targets: the
// truck factor of the whole in a second, who knows the root directory in 100 ms.
func BenchmarkOwnership(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := Open(b.Context(), dir, nil, nil, Options{Dirs: dirs})
	if err == nil {
		err = w.Refresh(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	head := w.Snapshot().Head.Hash
	tracked, err := w.Tracked()
	if err != nil || len(tracked) == 0 {
		b.Fatal("nothing is tracked", err)
	}
	for _, one := range []struct {
		name string
		ask  func() error
	}{
		{"truckfactor", func() error { _, err := w.TruckFactor(b.Context(), "", head); return err }},
		{"silos", func() error {
			w.areas.key = areasKey{} // as on another day
			_, err := w.Areas(b.Context())
			return err
		}},
		{"silo-of-a-file", func() error { _, _, err := w.Silo(b.Context(), tracked[len(tracked)/2]); return err }},
		{"silo-of-the-deepest", func() error { _, _, err := w.Silo(b.Context(), deepestOf(tracked)); return err }},
		{"who-root", func() error {
			w.Forget(".")
			w.OpenSaved(b.Context(), ".")
			return nil
		}},
		{"who-file", func() error {
			w.Forget(tracked[len(tracked)/2])
			w.OpenSaved(b.Context(), tracked[len(tracked)/2])
			return nil
		}},
	} {
		b.Run(one.name, func(b *testing.B) {
			for b.Loop() {
				if err := one.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func deepestOf(files []string) (deepest string) {
	depth := -1
	for _, f := range files {
		n := 0
		for dir := path.Dir(f); dir != "."; dir = path.Dir(dir) {
			n++
		}
		if n > depth {
			deepest, depth = f, n
		}
	}
	return deepest
}
