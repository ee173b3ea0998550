package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func layerFiles(t testing.TB, s *git.Store) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.Dir(), "objects", "info", "commit-graphs", "*.graph"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestWriteCommitGraph(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			r := build(t, "format "+format+"\n"+payStory)
			dir := t.TempDir()
			s, err := git.OpenStore(limited(t), dir, r)
			if err != nil {
				t.Fatal(err)
			}
			q := git.LogQuery{Tips: []git.Hash{headOf(t, r)}}
			before := drain(t, s, q)
			var heard []int
			if err := s.WriteCommitGraph(limited(t), q.Tips, func(done, total int) { heard = append(heard, done, total) }); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]int{0, 5, 5, 5}, heard); diff != "" {
				t.Errorf("progress (-want +got):\n%s", diff)
			}
			if n := len(layerFiles(t, s)); n != 1 {
				t.Fatalf("%d layers, want 1", n)
			}
			if diff := cmp.Diff(before, drain(t, s, q)); diff != "" {
				t.Errorf("the graph changes the history (-before +after):\n%s", diff)
			}

			gittest.Repo(t, r.Top, "commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>\nmore\n+ x\n")
			if err := s.WriteCommitGraph(limited(t), []git.Hash{headOf(t, r)}, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(filepath.Join(r.CommonDir, "objects", "info", "commit-graphs")); err == nil {
				t.Error("the user's repository was written to")
			}

			// One flipped bit in any layer: the graph goes before a store that is opened uses it.
			layers := layerFiles(t, s)
			flip(t, layers[0])
			s, err = git.OpenStore(limited(t), dir, r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, drain(t, s, q)); diff != "" {
				t.Errorf("history after damage (-before +after):\n%s", diff)
			}
			if n := len(layerFiles(t, s)); n != 0 {
				t.Errorf("%d layers after damage, want 0", n)
			}
			if err := s.WriteCommitGraph(limited(t), q.Tips, nil); err != nil || len(layerFiles(t, s)) != 1 {
				t.Errorf("rebuilding: %v, %d layers", err, len(layerFiles(t, s)))
			}
		})
	}
}

func TestWriteCommitGraphOverStaleLock(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	write(t, filepath.Join(s.Dir(), "objects", "info", "commit-graphs", "commit-graph-chain.lock"), "")
	if err := s.WriteCommitGraph(limited(t), []git.Hash{headOf(t, r)}, nil); err != nil {
		t.Fatal(err)
	}
	if n := len(layerFiles(t, s)); n != 1 {
		t.Errorf("%d layers, want 1", n)
	}
}

func flip(t testing.TB, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 4
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
