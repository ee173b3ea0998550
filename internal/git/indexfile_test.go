package git_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestTracked(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		for _, version := range []string{"2", "3", "4"} {
			t.Run(format+" version "+version, func(t *testing.T) {
				r := build(t, "format "+format+`
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a
+ a/b
+ a/long/`+strings.Repeat("x", 200)+`
+x run.sh
+ "with blank"
+ "\xffraw"
link l a
`)
				gittest.Git(t, r.Top, "update-index", "--index-version", version)
				if version != "2" {
					gittest.Git(t, r.Top, "update-index", "--skip-worktree", "run.sh")
				}
				write(t, filepath.Join(r.Top, "new.txt"), "12345")
				gittest.Git(t, r.Top, "add", "new.txt")
				tracked, err := r.Tracked()
				if err != nil {
					t.Fatal(err)
				}
				var got strings.Builder
				for _, f := range tracked {
					fmt.Fprintf(&got, "%o %s 0\t%s\x00", f.Mode, f.Hash, f.Path)
					if f.SkipWorktree != (f.Path == "run.sh" && version != "2") {
						t.Errorf("%s: skip-worktree %v", f.Path, f.SkipWorktree)
					}
					if st, err := os.Lstat(filepath.Join(r.Top, f.Path)); err == nil && (int64(f.Size) != st.Size() || !f.MTime.Equal(st.ModTime())) {
						t.Errorf("%s: size %d, time %v, want %d, %v", f.Path, f.Size, f.MTime, st.Size(), st.ModTime())
					}
				}
				want := gittest.Git(t, r.Top, "ls-files", "-s", "-z")
				if diff := cmp.Diff(want, got.String()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestTrackedConflict(t *testing.T) {
	r := build(t, payStory)
	h := gittest.Hash(t, r.Top, "main:pay/bill.go")
	gittest.Git(t, r.Top, "rm", "-q", "--cached", "pay/bill.go")
	list := filepath.Join(t.TempDir(), "list")
	var stages strings.Builder
	for stage := 1; stage <= 3; stage++ {
		fmt.Fprintf(&stages, "100644 %s %d\tpay/bill.go\n", h, stage)
	}
	write(t, list, stages.String())
	gittest.Git(t, r.Top, "-c", "alias.load=!git update-index --index-info <"+list, "load")
	tracked, err := r.Tracked()
	if err != nil || len(tracked) != 2 {
		t.Errorf("got %+v, %v, want each path once", tracked, err)
	}
}

func TestTrackedRefusesSplitIndex(t *testing.T) {
	r := build(t, payStory)
	gittest.Git(t, r.Top, "update-index", "--split-index")
	var refused *git.RefusedError
	if _, err := r.Tracked(); !errors.As(err, &refused) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestTrackedNothing(t *testing.T) {
	r := build(t, "me Dev One <dev1@example.com>")
	if tracked, err := r.Tracked(); err != nil || len(tracked) != 0 {
		t.Errorf("got %v, %v", tracked, err)
	}
}
