package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/workspace"
)

// whySample is how lines are drawn: files weighed by their lines, and a few lines of each.
type whySample struct {
	files, lines int
	seed         uint64
	show         int // cases printed for judging by hand
}

// why measures for how many lines of source that people wrote Why has a number or a reason, and prints some of them with
// the messages they come from, so that somebody can judge whether they speak of the line.
func (b *bench) why(s whySample) error {
	dirs := config.Dirs{
		Cache: filepath.Join(b.home, "cache"), Data: filepath.Join(b.home, "data"), Config: filepath.Join(b.home, "config"), State: filepath.Join(b.home, "state"),
	}
	w, err := workspace.Open(b.ctx, b.repo, nil, workspace.Options{
		Dirs: dirs, Log: func(err error) { fmt.Fprintln(os.Stderr, "bench:", err) },
	})
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Refresh(b.ctx); err != nil {
		return err
	}
	if err := w.Accelerate(b.ctx); err != nil {
		return err
	}
	history, err := git.OpenStore(b.ctx, filepath.Join(b.home, "messages"), w.Repository)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(s.seed, 1))
	files, err := written(b.ctx, w, history)
	if err != nil {
		return err
	}
	t := whyTally{messages: history}
	for range s.files {
		f := files[draw(random, files)]
		if err := t.file(b.ctx, w, f.path, random, s.lines); err != nil {
			return err
		}
	}
	say("why, lines with a reason", "%.1f %% of %d", t.share(t.reasons), t.lines)
	say("why, lines with a number", "%.1f %%", t.share(t.numbers))
	say("why, lines with either", "%.1f %%", t.share(t.either))
	say("why, lines that came with an import", "%.1f %%", t.share(t.imported))
	say("why, lines behind a move or reformatting", "%.1f %%", t.share(t.passed))
	say("why, opening a file to the end", "median %s, p95 %s", quantile(t.took, 0.5), quantile(t.took, 0.95))
	random.Shuffle(len(t.cases), func(i, j int) { t.cases[i], t.cases[j] = t.cases[j], t.cases[i] })
	for i, c := range t.cases[:min(len(t.cases), s.show)] {
		fmt.Printf("\n===== %d %s\n", i+1, c)
	}
	return nil
}

// living is a file that people wrote, and the sum of the lines up to its last.
type living struct {
	path string
	upTo int
}

// written are the tracked files of source that is neither vendored nor generated.
func written(ctx context.Context, w *workspace.Workspace, history *git.Store) ([]living, error) {
	var out []living
	total := 0
	for f, err := range history.Tree(ctx, w.Snapshot().Head.Hash) {
		if err != nil {
			return nil, err
		}
		text, err := w.Repository.ReadWorktreeFile(f.Path, 1<<20)
		if err != nil || lang.Vendored(f.Path) {
			continue
		}
		head := text[:min(len(text), 4096)]
		if l, ok := lang.For(f.Path, head); !ok || l.Kind != lang.Source || lang.Generated(f.Path, head) {
			continue
		}
		total += strings.Count(string(text), "\n")
		out = append(out, living{f.Path, total})
	}
	if total == 0 {
		return nil, fmt.Errorf("%s has no source", filepath.Base(w.Repository.Top))
	}
	return out, nil
}

func draw(random *rand.Rand, files []living) int {
	at := random.IntN(files[len(files)-1].upTo)
	i, _ := slices.BinarySearchFunc(files, at, func(f living, at int) int {
		if f.upTo <= at {
			return -1
		}
		return 1
	})
	return i
}

type whyTally struct {
	messages                                          *git.Store
	lines, reasons, numbers, either, imported, passed int

	took  []time.Duration
	cases []string
}

func (t *whyTally) share(n int) float64 { return 100 * float64(n) / float64(max(t.lines, 1)) }

func (t *whyTally) file(ctx context.Context, w *workspace.Workspace, path string, random *rand.Rand, lines int) error {
	defer w.Forget(path)
	began := time.Now()
	w.OpenSaved(ctx, path)
	s := w.ReadLines(ctx, path)
	t.took = append(t.took, time.Since(began))
	d, ok := s.Document(path)
	if !ok {
		return nil
	}
	text := workspace.SplitLines(d.Text)
	var worth []int
	for i, line := range text {
		if strings.TrimSpace(line) != "" {
			worth = append(worth, i+1)
		}
	}
	shown := false
	for range min(lines, len(worth)) {
		n := worth[random.IntN(len(worth))]
		a := s.Why(path, n)
		t.lines++
		if a == nil {
			continue
		}
		t.add(a)
		if a.Reason != "" && !shown {
			t.cases = append(t.cases, t.show(ctx, path, n, text[n-1], a))
			shown = true
		}
	}
	return nil
}

func (t *whyTally) add(a *history.Account) {
	if a.Reason != "" {
		t.reasons++
	}
	if len(a.Numbers) > 0 {
		t.numbers++
	}
	if a.Says() {
		t.either++
	}
	if a.Imported {
		t.imported++
	}
	if len(a.Passed) > 0 {
		t.passed++
	}
}

func (t *whyTally) show(ctx context.Context, path string, n int, text string, a *history.Account) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d\nLINE   %s\nREASON %s\nNUMBER", path, n, strings.TrimSpace(text), a.Reason)
	for _, r := range a.Numbers {
		fmt.Fprintf(&b, " %s%s", r.Verb, r.Text)
	}
	fmt.Fprintf(&b, "\nCOMMIT %.10s, %d files, passed %d, at %s:%d, of merge %v\n", a.Commit.Hash, a.Files, len(a.Passed), a.At.Path, a.At.Line, a.OfMerge)
	for c, err := range t.messages.Texts(ctx, []git.Hash{a.Commit.Hash}) {
		if err == nil {
			b.WriteString(c.Message[:min(len(c.Message), 1500)])
		}
	}
	return b.String()
}
