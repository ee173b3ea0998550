package hint_test

import (
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkSuggest suggests whom to pair with, about a folder and about anything, in the repository that LEADLINE_BENCH_REPO
// names. Target: half a second each, once its index is warm.
func BenchmarkSuggest(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	home := b.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	open := func() *workspace.Workspace {
		w, err := workspace.Open(b.Context(), dir, nil, workspace.Options{Dirs: dirs})
		if err == nil {
			err = w.Refresh(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
		return w
	}
	w := open()
	knowers, err := w.KnowersOf(b.Context(), ".")
	if err != nil || len(knowers) == 0 {
		b.Fatal("nobody knows anything", err)
	}
	w.Close()
	if err := os.MkdirAll(dirs.Config, 0o700); err != nil {
		b.Fatal(err)
	}
	me := "me = \"" + knowers[0].Person.Email + "\"\n"
	if err := os.WriteFile(filepath.Join(dirs.Config, "config.toml"), []byte(me), 0o600); err != nil {
		b.Fatal(err)
	}
	w = open()
	defer w.Close()
	if w.Snapshot().Me == nil {
		b.Fatal("nobody reads")
	}
	tracked, err := w.Tracked()
	if err != nil || len(tracked) == 0 {
		b.Fatal("nothing is tracked", err)
	}
	now := w.Snapshot().Now()
	need := hint.PairingNeed{Length: time.Hour, Most: 3}
	ask := hint.PairingAsk{Path: path.Dir(tracked[len(tracked)/2]), From: now, To: now.AddDate(0, 0, 14)}
	b.Run("folder", func(b *testing.B) {
		for b.Loop() {
			if _, err := hint.Suggest(b.Context(), w, ask, need); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("anything", func(b *testing.B) {
		for b.Loop() {
			if _, err := hint.SuggestAny(b.Context(), w, ask, need, 3); err != nil {
				b.Fatal(err)
			}
		}
	})
}
