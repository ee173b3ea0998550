package cli

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"
)

func TestWhatDoesNotFitOnALineGoesOnBelow(t *testing.T) {
	parts := []string{"call the vendor", "check-in tomorrow", "from Dev One", "urgent? its date is near"}
	for width, want := range map[int][]string{
		0:   {"  M-1  call the vendor · check-in tomorrow · from Dev One · urgent? its date is near"},
		120: {"  M-1  call the vendor · check-in tomorrow · from Dev One · urgent? its date is near"},
		60:  {"  M-1  call the vendor · check-in tomorrow · from Dev One", "       urgent? its date is near"},
		40:  {"  M-1  call the vendor", "       check-in tomorrow · from Dev One", "       urgent? its date is near"},
		20:  {"  M-1  call the ven…", "       check-in tom…", "       from Dev One", "       urgent? its …"},
	} {
		if d := cmp.Diff(want, folded("  M-1  ", parts, width)); d != "" {
			t.Errorf("%d columns: %s", width, d)
		}
	}
	for width := range 40 {
		for _, line := range folded("  M-1  ", []string{"日本語の仕事", strings.Repeat("x", 50), ""}, width+2) {
			if lipgloss.Width(line) > width+2 {
				t.Errorf("%q has more than %d columns", line, width+2)
			}
		}
	}
}
