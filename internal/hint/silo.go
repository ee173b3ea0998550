package hint

import (
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/workspace"
)

// NewToSilo is whom to ask or to pair with, told to somebody who edits a file in a silo that they never had a
// hand in; nil in every other case. The file must be lively, and most of it known to the one on whom the area
// rests: a file with one main author is no news by itself. Who knows the area is never told.
func NewToSilo(s *workspace.Snapshot, file string, at workspace.Footing) *ownership.Knower {
	if s.Me == nil || at.Silo == nil || !at.Lively || !at.New || Quiet(s, file) {
		return nil
	}
	if alone := at.Silo.Knower.Person; alone == s.Me || s.Muted(alone) {
		return nil
	}
	return at.Silo.Wrote(s.Knowers(file))
}
