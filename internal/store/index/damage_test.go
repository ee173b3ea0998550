package index_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// TestDamagedRows puts nonsense into the rows of each table in turn: whoever meets it says so, and the next refresh
// builds anew without a word. What does not matter until then may stay.
func TestDamagedRows(t *testing.T) {
	t.Parallel()
	f, r := newFake(), rand.New(rand.NewPCG(9, 10))
	var all []git.Hash
	for range 400 {
		all = append(all, f.grow(r, all))
	}
	want := freshly(t, f, all[399])
	for _, statement := range []string{
		`UPDATE chunks SET facts = x'ffffffffffffffffffff'`,
		`UPDATE chunks SET facts = substr(facts, 1, length(facts) / 2)`,
		`DELETE FROM chunks`,
		`UPDATE seen SET people = x'ffffffffffffffffffffff'`,
		`UPDATE touched SET paths = x'05ffffffffffffff7f'`,
		`DELETE FROM touched`,
		`UPDATE hashes SET commits = x'0000000000ffffffffff'`,
		`DELETE FROM hashes`,
		`UPDATE names SET paths = x'7f'`,
		`UPDATE identities SET people = x'ffff'`,
		`DELETE FROM identities`,
		`UPDATE paths SET touches = x'ffffffffffffffffff'`,
		`UPDATE paths SET id = 2000000`,
		`UPDATE state SET free = x'ff'`,
		`UPDATE state SET next = 3`,
		`UPDATE state SET next_path = 0`,
		`UPDATE state SET hash_size = 7`,
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			f := f.again()
			path := filepath.Join(t.TempDir(), "index.db")
			x, err := index.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			refresh(t, x, f, all[350])
			if err := x.Execute(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			x.Release()
			for _, ask := range []string{"a/a.go", "b", ""} {
				_, _ = x.Contributions(t.Context(), ask) // may find the damage
			}
			_, _ = x.Identities(t.Context())
			_, _ = x.ChangesOf(t.Context(), "a/a.go", 0, 0)
			for _, tip := range []int{399, 300, 399} { // forward, and back
				refresh(t, x, f, all[tip])
			}
			_, _ = x.Dump(t.Context()) // looks at everything that is left
			refresh(t, x, f, all[399])
			if diff := differ(want, dump(t, x)); diff != "" {
				t.Errorf("it is not rebuilt (-fresh +got):\n%.2000s", diff)
			}
		})
	}
}
