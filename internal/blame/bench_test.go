package blame_test

import (
	"context"
	"os"
	"sort"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
)

// BenchmarkOpen asks who wrote the lines of LEADLINE_BENCH_FILE in the repository LEADLINE_BENCH_REPO, with our
// commit-graph, and reports the median of the ratio to a bare `git blame --porcelain` run in the repository itself right
// before. Target: at most 0.5 for 5,000 lines with a long history.
func BenchmarkOpen(b *testing.B) {
	top, file := os.Getenv("LEADLINE_BENCH_REPO"), os.Getenv("LEADLINE_BENCH_FILE")
	if top == "" || file == "" {
		b.Skip("LEADLINE_BENCH_REPO and LEADLINE_BENCH_FILE name no file")
	}
	r := find(b, top)
	head := headOf(b, r)
	history, err := git.OpenStore(b.Context(), b.TempDir(), r)
	if err != nil {
		b.Fatal(err)
	}
	if err := history.WriteCommitGraph(b.Context(), []git.Hash{head}, nil); err != nil {
		b.Fatal(err)
	}
	saved, err := history.Blob(b.Context(), head, file, 16<<20)
	if err != nil {
		b.Fatal(err)
	}
	text := split(string(saved))
	var ratios, ours, bare []float64
	for b.Loop() {
		began := time.Now()
		_, err := exec.Command{
			Path: "git", Args: []string{"blame", "--porcelain", string(head), "--", file}, Dir: top,
			Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull},
		}.Output(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		one := time.Since(began).Seconds()
		began = time.Now()
		v, err := blame.NewReader(history).Read(b.Context(), head, file, nil)
		if err != nil || v.Lines(text).At(1) == nil {
			b.Fatal(err)
		}
		two := time.Since(began).Seconds()
		ratios, ours, bare = append(ratios, two/one), append(ours, two), append(bare, one)
	}
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(1000*median(ours), "ours-ms")
	b.ReportMetric(1000*median(bare), "git-ms")
	b.ReportMetric(float64(len(text)), "lines")
}

func median(x []float64) float64 {
	sort.Float64s(x)
	return x[len(x)/2]
}
