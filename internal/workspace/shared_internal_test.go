package workspace

import (
	"strings"
	"testing"
)

// Lines are found only where they must be the ones meant.
func TestFindLines(t *testing.T) {
	for name, c := range map[string]struct {
		shown, there string
		line, end    int
		want         int
	}{
		"in place":             {"a b c", "a b c", 2, 2, 2},
		"further down":         {"b c", "x a b c", 1, 2, 3},
		"not there":            {"a new c", "a b c", 2, 2, 0},
		"partly there":         {"a b new", "a b c", 2, 3, 0},
		"told by surroundings": {"x } y }", "x } y }", 4, 4, 4},
		"two could be meant":   {"new } other", "} }", 2, 2, 0},
		"outside":              {"a b", "a b", 3, 3, 0},
		"turned round":         {"a b", "a b", 2, 1, 0},
		"the whole file":       {"", "a", 0, 0, 0},
		"nothing there":        {"a", "", 1, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := findLines(strings.Fields(c.shown), strings.Fields(c.there), c.line, c.end); got != c.want {
				t.Errorf("got line %d, want %d", got, c.want)
			}
		})
	}
}

// A file of one line a million times is looked through, not weighed.
func TestFindLinesIsBounded(t *testing.T) {
	same := strings.Split(strings.Repeat("}\n", 200_000), "\n")
	if got := findLines(same, same, 7, 7); got != 0 {
		t.Errorf("got line %d of many that look alike", got)
	}
}
