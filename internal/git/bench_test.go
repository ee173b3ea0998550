package git_test

import (
	"os"
	"testing"

	"github.com/leadline/leadline/internal/git"
)

// BenchmarkLog drains the whole history of the repository that LEADLINE_BENCH_REPO
// names.
func BenchmarkLog(b *testing.B) {
	path := os.Getenv("LEADLINE_BENCH_REPO")
	if path == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	r, err := git.Find(path)
	if err != nil {
		b.Fatal(err)
	}
	head, err := r.Head()
	if err != nil {
		b.Fatal(err)
	}
	s, err := git.OpenStore(b.Context(), b.TempDir(), r)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	commits, changes, truncated := 0, 0, 0
	for b.Loop() {
		commits, changes, truncated = 0, 0, 0
		for c, err := range s.Log(b.Context(), git.LogQuery{Tips: []git.Hash{head.Hash}}) {
			if err != nil {
				b.Fatal(err)
			}
			commits++
			changes += len(c.Changes)
			if c.Truncated {
				truncated++
			}
		}
	}
	b.ReportMetric(float64(commits), "commits")
	b.ReportMetric(float64(changes), "changes")
	b.ReportMetric(float64(truncated), "truncated")
}
