package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// manyRecords makes a folder of 500 records of 4 kB, half of them Nygard's and half MADR, each linked with the one before.
func manyRecords(b *testing.B) (top string, dirs config.Dirs) {
	b.Helper()
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	top = in("repo")
	gittest.Repo(b, top, "commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\nfirst\n+ a.go\n<<<\npackage a\n>>>\n")
	prose := strings.Repeat("We looked at [the other one](0001-record.md) and at `code`, and found that it holds.\n", 20)
	if err := os.MkdirAll(filepath.Join(top, "docs", "adr"), 0o755); err != nil {
		b.Fatal(err)
	}
	for i := 1; i <= 500; i++ {
		text := fmt.Sprintf("# %d. Record\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\nAmends [%d. Record](%04d-record.md)\n\n## Context\n\n%s\n## Decision\n\n%s", i, max(i-1, 1), max(i-1, 1), prose, prose)
		if i%2 == 0 {
			text = fmt.Sprintf("---\nstatus: accepted\ndate: 2024-01-02\ndecision-makers: [Ann, Bob]\nrelates-to: [ADR-%04d]\nanchors:\n  - a.go:1\n---\n# Record\n\n## Context and Problem Statement\n\n%s\n## Considered Options\n\n* a\n* b\n\n## Decision Outcome\n\n%s", i-1, prose, prose)
		}
		if err := os.WriteFile(filepath.Join(top, "docs", "adr", fmt.Sprintf("%04d-record.md", i)), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return top, config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
}

// BenchmarkRecords measures a folder of 500 records: reading it anew, looking at it when one file has changed and when none
// has, a keystroke in a record with its lint, and a keystroke elsewhere.
func BenchmarkRecords(b *testing.B) {
	top, dirs := manyRecords(b)
	open := func() *workspace.Workspace {
		w, err := workspace.Open(b.Context(), top, nil, workspace.Options{Dirs: dirs, Now: now})
		if err != nil {
			b.Fatal(err)
		}
		return w
	}
	name := "docs/adr/0250-record.md"
	text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("anew", func(b *testing.B) {
		w := open()
		defer w.Close()
		for b.Loop() {
			w.Unshelve()
			w.Reshelve(context.Background())
			if n := len(w.Snapshot().Records); n != 500 {
				b.Fatal(n)
			}
		}
	})
	b.Run("one changed", func(b *testing.B) {
		w := open()
		defer w.Close()
		n := 0
		for b.Loop() {
			n++
			if err := os.WriteFile(filepath.Join(top, filepath.FromSlash(name)), append(text, strings.Repeat("x", n%100)...), 0o600); err != nil {
				b.Fatal(err)
			}
			w.Reshelve(context.Background())
		}
	})
	b.Run("none changed", func(b *testing.B) {
		w := open()
		defer w.Close()
		for b.Loop() {
			w.Reshelve(context.Background())
		}
	})
	b.Run("keystroke in a record", func(b *testing.B) {
		w := open()
		defer w.Close()
		w.Edit(name, string(text))
		n := 0
		for b.Loop() {
			n++
			s := w.Edit(name, string(text)+strings.Repeat("x", n%100))
			s.RecordFaults(name)
		}
	})
	b.Run("keystroke elsewhere", func(b *testing.B) {
		w := open()
		defer w.Close()
		w.Edit("a.go", "package a\n")
		n := 0
		for b.Loop() {
			n++
			w.Edit("a.go", "package a\n"+strings.Repeat("x", n%100))
		}
	})
}
