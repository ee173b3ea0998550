package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// todos measures the scan of the whole work tree against git grep for the same words, in turn, and how long a text of 5,000
// lines takes after a keystroke.
func (b *bench) todos(rounds int) error {
	dirs := config.Dirs{
		Config: filepath.Join(b.home, "config"), Data: filepath.Join(b.home, "data"),
		Cache: filepath.Join(b.home, "cache"), State: filepath.Join(b.home, "state"),
	}
	w, err := workspace.Open(b.ctx, b.repo, nil, workspace.Options{Dirs: dirs})
	if err != nil {
		return err
	}
	defer w.Close()
	words := []string{"TODO", "FIXME", "HACK", "XXX"}
	grep := exec.Command{Path: "git", Args: []string{"-C", b.repo, "grep", "-nIE", strings.Join(words, "|")}, Env: b.env}
	var ratios []float64
	var ours, gits []time.Duration
	notes, lines := 0, 0
	for i := range rounds + 1 {
		began := time.Now()
		out, err := grep.Output(b.ctx)
		if err != nil {
			return fmt.Errorf("git grep finds nothing to compare with: %w", err)
		}
		git := time.Since(began)
		began = time.Now()
		found, err := w.ScanTodos(b.ctx, words, nil)
		if err != nil {
			return err
		}
		scan := time.Since(began)
		if i == 0 {
			continue // the first round only brings the files into memory
		}
		notes, lines = len(found), bytes.Count(out, []byte("\n"))
		gits, ours = append(gits, git), append(ours, scan)
		ratios = append(ratios, scan.Seconds()/git.Seconds())
	}
	slices.Sort(ratios)
	say("scan for TODO comments", "%.2f × git grep -nIE '%s' (target: at most 2); medians %s and %s; %d notes, %d lines of git grep",
		ratios[len(ratios)/2], strings.Join(words, "|"), quantile(ours, 0.5), quantile(gits, 0.5), notes, lines)
	const unit = "\nfunc f(s string) error {\n\t// %s bill once, \"even\" when the network fails\n\treturn g(s, \"// no\", '\"')\n}\n"
	text := []byte("package a\n")
	for i := range 1000 {
		word := "always"
		if i%8 == 0 {
			word = "TODO(@dev2):"
		}
		text = fmt.Appendf(text, unit, word)
	}
	var took []time.Duration
	for range 200 {
		began := time.Now()
		todo.Scan("a.go", text)
		took = append(took, time.Since(began))
	}
	say("a keystroke among TODOs", "p50 %s, p99 %s for %d lines with 125 notes (target: under 2 ms)", quantile(took, 0.5), quantile(took, 0.99), bytes.Count(text, []byte("\n")))
	return nil
}
