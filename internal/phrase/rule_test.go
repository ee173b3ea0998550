package phrase

import (
	"testing"

	"github.com/leadline/leadline/internal/codeowners"
)

func TestRuleLens(t *testing.T) {
	owned, bare := &codeowners.Rule{Line: 3, Owners: []string{"@dev1"}}, &codeowners.Rule{Line: 3, Owners: []string{}}
	for _, test := range []struct {
		reach codeowners.Reach
		want  string
	}{
		{codeowners.Reach{Rule: owned, Files: 1}, "decides 1 file"},
		{codeowners.Reach{Rule: bare, Files: 2}, "leaves 2 files without an owner"},
		{codeowners.Reach{Rule: &codeowners.Rule{Negated: true}, Files: 2}, "excludes 2 files"},
		{codeowners.Reach{Rule: owned, Idle: true}, "matches no file"},
		{codeowners.Reach{Rule: owned, Idle: true, By: &codeowners.Rule{Line: 9}}, "decides nothing: overridden, see line 9"},
		{codeowners.Reach{Rule: owned}, ""},
	} {
		if got := (Voice{}).RuleLens(test.reach); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
