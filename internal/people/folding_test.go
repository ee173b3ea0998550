package people

import (
	"strings"
	"testing"
)

func FuzzFolding(f *testing.F) {
	f.Add("Dev One", "DEV@Example.COM")
	f.Add("\u0130stanbul", "\u212a@x")
	f.Add("", "\xff\xfeA")
	f.Fuzz(func(t *testing.T, a, b string) {
		var many folding
		for _, s := range []string{a, b, strings.Repeat(a, 50), b + a, a} {
			before := many.fold("KEPT")
			if got, want := many.fold(s), fold(s); got != want || before != "kept" {
				t.Errorf("fold(%q) among many is %q, alone %q; what was folded before is %q", s, got, want, before)
			}
		}
	})
}
