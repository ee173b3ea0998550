package workspace

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/config"
)

// BenchmarkScanTodos scans the work tree of the repository that LEADLINE_BENCH_REPO names. Target: at most twice what
// git grep takes for the same words; internal/bench has the two take turns.
func BenchmarkScanTodos(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := Open(b.Context(), dir, nil, Options{Dirs: dirs})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	words := w.Snapshot().Settings.Todo.Words
	notes := 0
	for b.Loop() {
		found, err := w.ScanTodos(b.Context(), words, nil)
		if err != nil {
			b.Fatal(err)
		}
		notes = len(found)
	}
	b.ReportMetric(float64(notes), "notes")
}
