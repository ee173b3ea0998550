package ownership_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ownership"
)

func TestSources(t *testing.T) {
	files := []string{"a/one.go", "a/one.txt", "a/two.go", "a/one_linux.go", "b/one.go", "a/c/one.go", "b/two.go"}
	want := []string{"a/one_linux.go", "a/one.go", "a/two.go"}
	if diff := cmp.Diff(want, ownership.Sources("a/one_lin.go", files)); diff != "" {
		t.Errorf("of a new name (-want +got):\n%s", diff)
	}
	want = []string{"a/one_linux.go", "a/two.go", "a/c/one.go", "b/one.go"}
	if diff := cmp.Diff(want, ownership.Sources("a/one.go", files)); diff != "" {
		t.Errorf("of a name that is elsewhere too (-want +got):\n%s", diff)
	}
	var many []string
	for i := range 10_000 {
		many = append(many, fmt.Sprintf("a/%d.go", i), fmt.Sprintf("b%d/one.go", i))
	}
	if got := len(ownership.Sources("a/one.go", many)); got != 64 {
		t.Errorf("%d candidates, want 64", got)
	}
}

func TestTelling(t *testing.T) {
	text := "/* A licence\n * of some lines\n */ int main(void)\n{\n\n#include <stdio.h>\n#define LIMIT 10\n// note\n# note\n<!-- note -->\n  go();\n\treturn 10;\n}\n/* begun"
	if diff := cmp.Diff([]string{"int main(void)", "#define LIMIT 10", "return 10;"}, ownership.Telling(text)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestAlike(t *testing.T) {
	lines := func(n int, also string) []string {
		return strings.Fields(strings.Repeat("line ", n) + also)
	}
	for _, test := range []struct {
		a, b []string
		want float64
	}{
		{lines(12, ""), lines(12, ""), 1},
		{lines(11, ""), lines(11, ""), 0},
		{lines(12, "other other other other"), lines(16, ""), 0.75},
		{lines(12, ""), lines(24, ""), 0.5},
		{nil, lines(50, ""), 0},
	} {
		if got := ownership.Alike(test.a, test.b); got != test.want {
			t.Errorf("%d and %d lines: %v, want %v", len(test.a), len(test.b), got, test.want)
		}
	}
}
