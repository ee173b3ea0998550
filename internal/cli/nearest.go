package cli

import (
	"slices"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/workspace"
)

// nearestJSON is the nearest person who is still here: the active one who knows most of area, the path itself or the
// smallest folder around it that somebody active knows ("." is all).
type nearestJSON struct {
	knowerJSON
	Area string `json:"area"`
}

func nearestOf(n *ownership.Near) *nearestJSON {
	if n == nil {
		return nil
	}
	return &nearestJSON{knowerOf(n.Knower), n.Area}
}

// namesGone says whether an answer names somebody who is gone.
func namesGone(s *workspace.Snapshot, r hint.Range) bool {
	return r.Owners != nil && len(r.Owners.Gone) > 0 ||
		slices.ContainsFunc(r.Knowers, func(k ownership.Knower) bool { return s.Gone(k.Person) && !k.Active }) ||
		slices.ContainsFunc(r.Wrote, func(w hint.Writer) bool { return s.Gone(w.Person) })
}
