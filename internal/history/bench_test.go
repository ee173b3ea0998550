package history_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

// large is a file of a large repository, blamed: LEADLINE_BENCH_FILE in LEADLINE_BENCH_REPO.
func large(b *testing.B) (history.Tracer, *blame.Version) {
	b.Helper()
	top, file := os.Getenv("LEADLINE_BENCH_REPO"), os.Getenv("LEADLINE_BENCH_FILE")
	if top == "" || file == "" {
		b.Skip("LEADLINE_BENCH_REPO and LEADLINE_BENCH_FILE name no file")
	}
	r, err := git.Find(top)
	if err != nil {
		b.Fatal(err)
	}
	head, err := r.Head()
	if err != nil {
		b.Fatal(err)
	}
	store, err := git.OpenStore(b.Context(), b.TempDir(), r)
	if err != nil {
		b.Fatal(err)
	}
	if err := store.WriteCommitGraph(b.Context(), []git.Hash{head.Hash}, nil); err != nil {
		b.Fatal(err)
	}
	v, err := blame.NewReader(store).Read(b.Context(), head.Hash, file, nil)
	if err != nil {
		b.Fatal(err)
	}
	return history.Tracer{History: store}, v
}

// BenchmarkChain follows lines drawn at random to the commit that brought them in, past moves, reformatting and reverts; and
// on to the end of their lives. Target: under 300 ms to the former.
func BenchmarkChain(b *testing.B) {
	t, v := large(b)
	spots := v.Spots()
	random := rand.New(rand.NewPCG(1, 2))
	var whole, origin []float64
	for b.Loop() {
		i := random.IntN(len(spots))
		if strings.TrimSpace(v.Text(i+1)) == "" {
			continue
		}
		s := spots[i]
		line := history.Line{Commit: s.Commit.Hash, Spot: history.Spot{Path: s.Path, Line: s.Line}}
		began := time.Now()
		told, err := t.Tell(b.Context(), []git.Hash{s.Commit.Hash})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := t.Past(b.Context(), []history.Line{line}, told); err != nil {
			b.Fatal(err)
		}
		origin = append(origin, time.Since(began).Seconds())
		began = time.Now()
		if _, err := t.Chain(b.Context(), line.Commit, line.Spot); err != nil {
			b.Fatal(err)
		}
		whole = append(whole, time.Since(began).Seconds())
	}
	report := func(took []float64, what string) {
		slices.Sort(took)
		if len(took) > 0 {
			b.ReportMetric(1000*took[len(took)/2], what+"-p50-ms")
			b.ReportMetric(1000*took[len(took)*95/100], what+"-p95-ms")
		}
	}
	report(origin, "origin")
	report(whole, "chain")
	b.ReportMetric(float64(len(spots)), "lines")
}

// BenchmarkTell reads what all commits of a file say: what opening it takes after its blame.
func BenchmarkTell(b *testing.B) {
	t, v := large(b)
	var commits []git.Hash
	for _, c := range v.Commits() {
		commits = append(commits, c.Hash)
	}
	b.ReportMetric(float64(len(commits)), "commits")
	for b.Loop() {
		if _, err := t.Tell(b.Context(), commits); err != nil {
			b.Fatal(err)
		}
	}
}
