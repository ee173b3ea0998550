package index_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// TestWhatIsRememberedAnswersTheSame asks many things about the same files at once, and again after one of them turned out to be
// a copy: that is kept beside the history, and counts at once.
func TestWhatIsRememberedAnswersTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	f, x := newFake(), openIndex(t)
	var all []git.Hash
	for range 3000 {
		all = append(all, f.grow(r, all))
	}
	refresh(t, x, f, all[len(all)-1])
	paths := []string{"a/a.go", "a/e.go", "b/c.go", "c/d.go", "nowhere.go"}
	type answer struct {
		Who    []index.Contribution
		With   []index.Change
		In     int
		Copies []index.Copy
		Open   []index.Birth
	}
	ask := func(path string) (a answer) {
		var err error
		note := func(failed error) {
			if failed != nil {
				err = failed
			}
		}
		var failed error
		a.Who, failed = x.Contributions(t.Context(), path)
		note(failed)
		a.With, failed = x.ChangesOf(t.Context(), path, 10, 50)
		note(failed)
		a.In, failed = x.ChangesIn(t.Context(), path, 10)
		note(failed)
		a.Copies, a.Open, failed = x.Origins(t.Context(), path)
		note(failed)
		if err != nil {
			t.Error(err)
		}
		return a
	}
	compare := func(when string) {
		t.Helper()
		fresh := map[string]answer{}
		for _, path := range paths {
			x.Release()
			fresh[path] = ask(path)
		}
		x.Release()
		var asking sync.WaitGroup
		for i := range 40 {
			path := paths[i*7%len(paths)]
			asking.Go(func() {
				if diff := cmp.Diff(fresh[path], ask(path)); diff != "" {
					t.Errorf("%s, %s (-fresh +remembered):\n%s", path, when, diff)
				}
			})
		}
		asking.Wait()
	}
	compare("at first")
	before := ask("a/a.go")
	copied := false
	for _, path := range paths {
		for _, b := range ask(path).Open {
			if err := x.KeepOrigin(t.Context(), b, "b/c.go"); err != nil {
				t.Fatal(err)
			}
			copied = true
		}
	}
	if !copied {
		t.Fatal("this history has no birth that could have been a copy")
	}
	compare("when it is known what was copied")
	if cmp.Equal(before, ask("a/a.go")) {
		t.Error("that a file is a copy makes no difference")
	}
}
