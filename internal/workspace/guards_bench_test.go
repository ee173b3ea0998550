package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkCheckTree evaluates 100 checks over the work tree of the repository that LEADLINE_BENCH_REPO names.
func BenchmarkCheckTree(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	w, err := workspace.Open(b.Context(), dir, nil, workspace.Options{Dirs: config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	d := &ledger.Decision{Title: "guarded", Status: ledger.Accepted}
	s := *w.Snapshot()
	for i := range 100 {
		switch i % 4 {
		case 0:
			d.Checks = append(d.Checks, ledger.Check{Pattern: fmt.Sprintf(`\bdebugger%d\(`, i)})
		case 1:
			d.Checks = append(d.Checks, ledger.Check{Forbids: fmt.Sprintf("internal/fx%d", i), In: "**/*.{go,rb,py,js,c}"})
		case 2:
			d.Checks = append(d.Checks, ledger.Check{Pattern: fmt.Sprintf(`(?i)sleep\(%d\)`, i)})
		default:
			d.Checks = append(d.Checks, ledger.Check{Pattern: fmt.Sprintf(`^\s*return (x|y)?%d;`, i)})
		}
		if len(d.Checks) == 20 {
			s.Records = append(s.Records, &ledger.Entry{ID: fmt.Sprint("ADR-", i), Type: ledger.TypeDecision, Decision: d})
			d = &ledger.Decision{Title: "guarded", Status: ledger.Accepted}
		}
	}
	g, err := w.Guards(b.Context(), &s)
	if err != nil {
		b.Fatal(err)
	}
	files := 0
	for b.Loop() {
		found, err := w.CheckTree(b.Context(), &s, g, nil)
		if err != nil {
			b.Fatal(err)
		}
		files = found.Files
	}
	b.ReportMetric(float64(files), "files")
}
