package index_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

func openIndex(t testing.TB) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	x.SetClock(func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) })
	t.Cleanup(func() { x.Close() })
	return x
}

func refresh(t testing.TB, x *index.Index, s index.Source, tips ...git.Hash) bool {
	t.Helper()
	changed, err := x.Refresh(t.Context(), s, tips, nil)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func dump(t testing.TB, x *index.Index) []string {
	t.Helper()
	rows, err := x.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestIncrementalEqualsFresh moves the tips of random histories forward, back and aside,
// and compares with an index built afresh, row by row.
func TestIncrementalEqualsFresh(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 1))
			f, x := newFake(), openIndex(t)
			var all []git.Hash
			for range 12 {
				for range r.IntN(60) {
					all = append(all, f.grow(r, all))
				}
				var tips []git.Hash
				for range r.IntN(3) {
					if len(all) > 0 {
						tips = append(tips, all[max(0, len(all)-1-r.IntN(40))])
					}
				}
				refresh(t, x, f, tips...)
				fresh := openIndex(t)
				refresh(t, fresh, f, tips...)
				if diff := differ(dump(t, fresh), dump(t, x)); diff != "" {
					t.Fatalf("seed %d: brought up to date differs from fresh (-fresh +incremental):\n%.4000s", seed, diff)
				}
				for _, path := range []string{"a/a.go", "b/c.go", "c/", ""} {
					want, err := fresh.Contributions(context.Background(), path)
					if err != nil {
						t.Fatal(err)
					}
					got, err := x.Contributions(context.Background(), path)
					if err != nil {
						t.Fatal(err)
					}
					near := cmp.Comparer(func(a, b float64) bool { return a == b || (a-b)/(a+b) < 1e-9 && (b-a)/(a+b) < 1e-9 })
					if diff := cmp.Diff(want, got, near); diff != "" {
						t.Fatalf("seed %d: contributions to %q (-fresh +incremental):\n%s", seed, path, diff)
					}
				}
			}
		})
	}
}

// TestColdEqualsWarm asks about the paths of a history that fills many chunks, with nothing unpacked, with what other
// answers left behind, and with everything there.
func TestColdEqualsWarm(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	f, x := newFake(), openIndex(t)
	var all []git.Hash
	for range 5000 {
		all = append(all, f.grow(r, all))
	}
	refresh(t, x, f, all[len(all)-1])
	ask := func(path string) []index.Contribution {
		out, err := x.Contributions(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	paths := []string{"a/a.go", "a/e.go", "b/c.go", "c/d.go", "b/", "nowhere.go"}
	var cold, mixed [][]index.Contribution
	for _, path := range paths {
		x.Release()
		cold = append(cold, ask(path))
	}
	x.Release()
	for _, path := range paths {
		mixed = append(mixed, ask(path))
	}
	ask("") // unpacks everything
	for i, path := range paths {
		warm := ask(path)
		if diff := cmp.Diff(cold[i], warm); diff != "" || i == 0 && len(warm) == 0 {
			t.Errorf("%s (-cold +warm):\n%s", path, diff)
		}
		if diff := cmp.Diff(mixed[i], warm); diff != "" {
			t.Errorf("%s (-after others +warm):\n%s", path, diff)
		}
	}
}
