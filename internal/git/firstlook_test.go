package git_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// commitOf puts a tree on top of commits, on no branch.
func commitOf(t *testing.T, r *git.Repository, tree string, parents ...git.Hash) git.Hash {
	t.Helper()
	args := []string{"-c", "user.name=Dev One", "-c", "user.email=dev1@example.com", "commit-tree", "-m", "on top", tree}
	for _, p := range parents {
		args = append(args, "-p", string(p))
	}
	return git.Hash(strings.TrimSpace(gittest.Git(t, r.Top, args...)))
}

func TestFirstLook(t *testing.T) {
	r := build(t, payStory)
	tip := headOf(t, r)
	honest := gittest.Git(t, r.Top, "rev-parse", "HEAD^{tree}")
	boom := commitOf(t, r, gittest.Bomb(t, r.Top), tip)
	over := commitOf(t, r, strings.TrimSpace(honest), boom)
	merge := commitOf(t, r, gittest.Bomb(t, r.Top), tip, commitOf(t, r, strings.TrimSpace(honest), tip))

	for name, c := range map[string]struct {
		tip             git.Hash
		glance, further bool // whether something is found at the tips, and behind them
	}{
		"an honest history":      {tip, false, false},
		"a bomb at the tip":      {boom, true, true},
		"a merge that is a bomb": {merge, true, true},
		"a bomb behind the tip":  {over, false, true},
	} {
		for _, before := range []git.Hash{"", tip} { // what was vouched for
			dir := filepath.Join(t.TempDir(), "git")
			s, err := git.OpenStore(t.Context(), dir, r)
			if err != nil {
				t.Fatal(err)
			}
			if before != "" {
				if err := s.Vouch([]git.Hash{before}); err != nil {
					t.Fatal(err)
				}
			}
			known := before == c.tip
			verdict, settled, err := s.Glance(t.Context(), []git.Hash{c.tip})
			if err != nil || (verdict.Excess != nil) != c.glance || settled != (known || c.glance) {
				t.Errorf("%s after %.8q: at a glance %v, settled %v, %v", name, before, verdict.Excess, settled, err)
			}
			if verdict, err = s.Probe(t.Context(), []git.Hash{c.tip}); err != nil || (verdict.Excess != nil) != c.further {
				t.Errorf("%s after %.8q: %v, %v", name, before, verdict.Excess, err)
			}
			var excess *git.Excess
			if _, err := s.Blob(t.Context(), tip, "pay/dedupe.go", 100); errors.As(err, &excess) != c.further {
				t.Errorf("%s after %.8q: reading answers %v", name, before, err)
			}
			again, err := git.OpenStore(t.Context(), dir, r)
			if err != nil {
				t.Fatal(err)
			}
			if verdict, settled, err = again.Glance(t.Context(), []git.Hash{c.tip}); err != nil || !settled || (verdict.Excess != nil) != c.further {
				t.Errorf("%s after %.8q: the next process sees %v, settled %v, %v", name, before, verdict.Excess, settled, err)
			}
		}
	}
}

// Who was told to read on whatever is there does not forget it when all was read.
func TestVouchingKeepsWhatTheUserSaid(t *testing.T) {
	r := build(t, payStory)
	tips := []git.Hash{commitOf(t, r, gittest.Bomb(t, r.Top), headOf(t, r))}
	s := openStore(t, r)
	if err := errors.Join(s.Anyway(true), s.Vouch(tips)); err != nil {
		t.Fatal(err)
	}
	if verdict, settled, err := s.Glance(t.Context(), tips); err != nil || !settled || !verdict.Anyway || verdict.Excess != nil {
		t.Errorf("got %+v, settled %v, %v", verdict, settled, err)
	}
}

// A look that could not be had says nothing about a repository.
func TestFirstLookWithoutObjects(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	missing := git.Hash(strings.Repeat("7", 40))
	verdict, settled, err := s.Glance(t.Context(), []git.Hash{missing, headOf(t, r)})
	if err != nil || settled || verdict.Excess != nil {
		t.Errorf("got %+v, settled %v, %v", verdict, settled, err)
	}
}
