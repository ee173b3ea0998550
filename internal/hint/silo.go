package hint

import (
	"time"

	"github.com/leadline/leadline/internal/ledger"
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

// pairedLately is for how long a block that took place is worth a word where one person knows an area.
const pairedLately = 90 * 24 * time.Hour

// PairedOn is what pairing there is about an area; nil for none.
type PairedOn struct {
	Next *ledger.Entry // that the reader comes to
	Last *ledger.Entry // that took place lately, whoever was in it
}

// PairedOnArea finds the blocks about an area.
func PairedOnArea(s *workspace.Snapshot, area string) PairedOn {
	var out PairedOn
	for _, e := range s.PlannedIn(area) {
		if Comes(s, e) {
			out.Next = e
			break
		}
	}
	if done := s.PairedIn(area); len(done) > 0 && s.Now().Sub(done[0].Pairing.Start) < pairedLately {
		out.Last = done[0]
	}
	return out
}
