package workspace

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/index"
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
	w, err := Open(b.Context(), dir, nil, Options{Dirs: dirs})
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

// BenchmarkWho asks about many files of the repository that LEADLINE_BENCH_REPO names, from a warm index, and about the
// busiest of them over and over. Target: p99 under a millisecond.
func BenchmarkWho(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := Open(b.Context(), dir, nil, Options{Dirs: dirs})
	if err == nil {
		err = w.Refresh(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	tracked, err := w.Tracked()
	if err != nil || len(tracked) == 0 {
		b.Fatal("nothing is tracked", err)
	}
	changes := map[string]int{}
	for f, err := range w.index.Files(b.Context(), index.FileQuery{Paths: tracked}) {
		if err != nil {
			b.Fatal(err)
		}
		for _, h := range f.Hands {
			changes[f.Path] += h.Changes
		}
	}
	busiest := slices.MaxFunc(tracked, func(p, q string) int { return changes[p] - changes[q] })
	for name, path := range map[string]func(i int) string{
		"many":    func(i int) string { return tracked[i*7919%len(tracked)] },
		"busiest": func(int) string { return busiest },
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := w.KnowersOf(b.Context(), path(len(took))); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
		})
	}
}

// BenchmarkRefresh brings a workspace up to date, from HEAD having moved to the snapshot that shows it: nothing new, a
// commit more, and a switch to a branch that left a hundred commits ago. Targets: an open of what is indexed 15 ms, a
// commit 25 ms, a switch 50 ms.
func BenchmarkRefresh(b *testing.B) {
	source := os.Getenv("LEADLINE_BENCH_REPO")
	if source == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	dir := filepath.Join(home, "clone")
	gittest.Git(b, home, "clone", "-q", "--shared", source, dir)
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	open := func() *Workspace {
		w, err := Open(b.Context(), dir, nil, Options{Dirs: dirs})
		if err == nil {
			err = w.Refresh(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
		return w
	}
	w := open()
	defer w.Close()
	refresh := func() {
		if err := w.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			if err := open().Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	// A commit older than its parent, as those of gittest would be, makes git walk far.
	latest, err := strconv.ParseInt(strings.TrimSpace(gittest.Git(b, dir, "log", "-1", "--format=%ct")), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	commit := func(n int) {
		if err := os.WriteFile(filepath.Join(dir, "bench.txt"), fmt.Append(nil, "text ", n, "\n"), 0o600); err != nil {
			b.Fatal(err)
		}
		gittest.Git(b, dir, "add", "bench.txt")
		tree, parent := strings.TrimSpace(gittest.Git(b, dir, "write-tree")), strings.TrimSpace(gittest.Git(b, dir, "rev-parse", "HEAD"))
		who := fmt.Sprintf("Bench <bench@example.com> %d +0000", latest+int64(n))
		text := filepath.Join(home, "commit")
		if err := os.WriteFile(text, fmt.Appendf(nil, "tree %s\nparent %s\nauthor %s\ncommitter %s\n\nmore\n", tree, parent, who, who), 0o600); err != nil {
			b.Fatal(err)
		}
		gittest.Git(b, dir, "update-ref", "HEAD", strings.TrimSpace(gittest.Git(b, dir, "hash-object", "-t", "commit", "-w", text)))
	}
	n := 0
	b.Run("commit", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			n++
			commit(n)
			b.StartTimer()
			refresh()
		}
	})
	gittest.Git(b, dir, "branch", "-q", "far", "HEAD~100")
	main := strings.TrimSpace(gittest.Git(b, dir, "symbolic-ref", "HEAD"))
	b.Run("switch", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			gittest.Git(b, dir, "symbolic-ref", "HEAD", []string{"refs/heads/far", main}[i%2])
			b.StartTimer()
			refresh()
		}
	})
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
