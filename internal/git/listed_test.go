package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestTrackedFollowsTheIndexFile(t *testing.T) {
	r := build(t, payStory)
	paths := func() (out []string) {
		tracked, err := r.Tracked()
		if err != nil {
			t.Fatal(err)
		}
		for i := range tracked {
			out = append(out, tracked[i].Path)
			tracked[i] = git.Tracked{} // what is done to one answer is not seen in the next
		}
		return out
	}
	before := paths()
	if diff := cmp.Diff(before, paths()); diff != "" || len(before) == 0 {
		t.Errorf("asked twice (-first +second):\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(r.Top, "zzz.txt"), []byte("new\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Git(t, r.Top, "add", "zzz.txt")
	if diff := cmp.Diff(append(before, "zzz.txt"), paths()); diff != "" {
		t.Errorf("after git add (-want +got):\n%s", diff)
	}
}
