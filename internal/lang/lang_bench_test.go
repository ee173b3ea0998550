package lang_test

import (
	"fmt"
	"testing"

	"github.com/leadline/leadline/internal/lang"
)

// BenchmarkByName is what listing a repository of 100,000 files costs for what they are called alone.
func BenchmarkByName(b *testing.B) {
	paths := make([]string, 100_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("drivers/net/phy/vendor-%d/file_%d.c", i%97, i)
	}
	for b.Loop() {
		for _, p := range paths {
			if lang.Vendored(p) || lang.Generated(p, nil) {
				b.Fatal(p)
			}
		}
	}
}
