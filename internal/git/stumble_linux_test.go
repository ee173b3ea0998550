package git_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
)

// A trap further back than the first look gets is found by whoever reads history, who then has taken no more memory than may be:
// see cautious. It is counted like any other, and kept.
func TestWhoStumblesOverATrapFarBack(t *testing.T) {
	f, r := forged(t)
	trap := f.commit(f.unfolded(9, 10, "f"))
	tip, calm := trap, f.unfolded(1, 3, "a")
	for range 2100 {
		tip = f.commit(calm, tip)
	}
	dir := filepath.Join(t.TempDir(), "git")
	s := storeOf(t, dir, r)
	if v := probe(t, s, tip); v.Excess != nil || v.Whole {
		t.Fatalf("it was found at once: %+v", v)
	}
	read := 0
	var excess *git.Excess
	for _, err := range s.Log(t.Context(), git.LogQuery{Tips: []git.Hash{git.Hash(tip)}}) {
		if err == nil {
			read++
		} else if !errors.As(err, &excess) || excess.Commit != git.Hash(trap) {
			t.Fatal(err)
		}
	}
	if excess == nil || read < 2099 { // the last that git printed may be left out: it may be cut off
		t.Fatalf("%d commits were read, then %v", read, excess)
	}
	if _, err := s.Missing(t.Context(), []git.Hash{git.Hash(tip)}); !errors.As(err, &excess) {
		t.Errorf("git is asked still: %v", err)
	}
	if v := probe(t, storeOf(t, dir, r), tip); v.Excess == nil || v.Excess.Commit != git.Hash(trap) {
		t.Errorf("it is not kept: %+v", v)
	}
}
