package typo_test

import (
	"testing"

	"github.com/leadline/leadline/internal/typo"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"kitten", "sitting", 3},
		{"decisions", "decision", 1},
		{"lens", "lens", 0},
	} {
		if got := typo.Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if there, back := typo.Distance(c.a, c.b), typo.Distance(c.b, c.a); there != back {
			t.Errorf("%q and %q are %d apart one way and %d the other", c.a, c.b, there, back)
		}
	}
}
