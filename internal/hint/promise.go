package hint

import (
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// DateLayout is how dates without a time are written: ISO 8601.
const DateLayout = "2006-01-02"

// Due are the reader's own promises in the file whose check-in is today or past: delegations that they
// took and dated. Nobody else's are ever among them.
func Due(s *workspace.Snapshot, path string) []Mark {
	today := s.Now().Local().Format(DateLayout)
	var out []Mark
	for _, m := range marks(s, path) {
		if mine(s, m.Entry) && m.Entry.State == ledger.Taken && due(m.Entry, today) {
			out = append(out, m)
		}
	}
	return out
}

// OfferedToReader are the offers in the file that the reader has not answered yet: one kept for later does not ask again.
func OfferedToReader(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, m := range marks(s, path) {
		if mine(s, m.Entry) && m.Entry.State == ledger.Offered {
			out = append(out, m)
		}
	}
	return out
}

func mine(s *workspace.Snapshot, e *ledger.Entry) bool {
	return e.Delegation != nil && s.IsMe(e.Delegation.To)
}

func due(e *ledger.Entry, today string) bool {
	day := e.Delegation.CheckIn
	_, err := time.Parse(DateLayout, day)
	return err == nil && day <= today
}
