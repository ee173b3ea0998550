package git_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestPresent(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ docs/CODEOWNERS
+ a_file
`)
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := openStore(t, r)
	head := git.Hash(gittest.Hash(t, dir, "main"))
	asked := []string{"CODEOWNERS", "docs/CODEOWNERS", "docs", "a_file", "two\nlines", "", "missing"}
	got, err := s.Present(t.Context(), head, asked)
	if diff := cmp.Diff(map[string]bool{"docs/CODEOWNERS": true, "a_file": true}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := s.Present(t.Context(), "HEAD", asked); err != nil || len(got) > 0 {
		t.Errorf("of no commit: %v, %v", got, err)
	}
}
