package index_test

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// counting counts the changes that are read.
type counting struct {
	index.Source
	changes int
}

func (c *counting) Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error] {
	return func(yield func(*git.Commit, error) bool) {
		for one, err := range c.Source.Log(ctx, q) {
			if one != nil {
				c.changes += len(one.Changes)
			}
			if !yield(one, err) {
				return
			}
		}
	}
}

// BenchmarkBuild is the first usable index. Targets: 120 bytes a change, a peak of 200 MB at 100,000 commits.
func BenchmarkBuild(b *testing.B) {
	s, tips := benchRepository(b)
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "index.db")
		x, err := index.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		source := &counting{Source: s}
		if _, err := x.Refresh(b.Context(), source, tips, nil); err != nil {
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
		b.ReportMetric(float64(st.Size())/float64(max(1, source.changes)), "bytes/change")
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

// BenchmarkContributions asks a warm index about a file that many touched, one that few
// did, and a folder.
func BenchmarkContributions(b *testing.B) {
	s, tips := benchRepository(b)
	x, err := index.Open(b.Context(), filepath.Join(b.TempDir(), "index.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	if _, err := x.Refresh(b.Context(), s, tips, nil); err != nil {
		b.Fatal(err)
	}
	touched := map[string]int{}
	for c, err := range s.Log(b.Context(), git.LogQuery{Tips: tips, Limit: 20000}) {
		if err != nil {
			b.Fatal(err)
		}
		for _, ch := range c.Changes {
			touched[ch.Path]++
		}
	}
	files := slices.SortedFunc(maps.Keys(touched), func(p, q string) int {
		return cmp.Or(touched[q]-touched[p], strings.Compare(p, q))
	})
	for name, path := range map[string]string{
		"busiest": files[0], "hundredth": files[min(100, len(files)-1)], "median": files[len(files)/2],
		"folder": strings.SplitAfter(files[0], "/")[0], "everything": "",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Contributions(b.Context(), path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("identities", func(b *testing.B) {
		for b.Loop() {
			if _, err := x.Identities(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("renamed", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := x.Renamed(b.Context(), files[0], tips[0]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			x, err := index.Open(b.Context(), filepath.Join(b.TempDir(), "index.db"))
			if err != nil {
				b.Fatal(err)
			}
			x.Close()
		}
	})
	b.Run("step-and-back", func(b *testing.B) {
		var parent git.Hash
		for c, err := range s.Log(b.Context(), git.LogQuery{Tips: tips, Limit: 1}) {
			if err != nil {
				b.Fatal(err)
			}
			parent = c.Parents[0]
		}
		for b.Loop() {
			for _, t := range []git.Hash{parent, tips[0]} {
				if _, err := x.Refresh(b.Context(), s, []git.Hash{t}, nil); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("no-op", func(b *testing.B) {
		for b.Loop() {
			if _, err := x.Refresh(b.Context(), s, tips, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
