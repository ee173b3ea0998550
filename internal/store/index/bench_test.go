package index_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// benchRepository is the git directory that LEADLINE_BENCH_REPO names, with its HEAD.
func benchRepository(b *testing.B) (*git.Store, []git.Hash) {
	b.Helper()
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	r, err := git.Find(dir)
	if err != nil {
		b.Fatal(err)
	}
	head, err := r.Head()
	if err != nil {
		b.Fatal(err)
	}
	s, err := git.OpenStore(b.Context(), filepath.Join(b.TempDir(), "git"), r)
	if err != nil {
		b.Fatal(err)
	}
	return s, []git.Hash{head.Hash}
}

func BenchmarkBuild(b *testing.B) {
	s, tips := benchRepository(b)
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "index.db")
		x, err := index.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := x.Refresh(b.Context(), s, tips, nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(x.State().Commits), "commits")
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
		st, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(st.Size()), "file-bytes")
		peak(b)
	}
}

// BenchmarkWalk is what git and reading its output cost alone.
func BenchmarkWalk(b *testing.B) {
	s, tips := benchRepository(b)
	for b.Loop() {
		changes := 0
		for c, err := range s.Log(b.Context(), git.LogQuery{Tips: tips}) {
			if err != nil {
				b.Fatal(err)
			}
			changes += len(c.Changes)
		}
		b.ReportMetric(float64(changes), "changes")
	}
}
