package hint

import (
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Missed is what others did and said at a place since the reader was last there.
type Missed struct {
	*workspace.Missed
	Said []*ledger.Entry // newest first
}

// MissedAt adds what was said.
func MissedAt(s *workspace.Snapshot, m *workspace.Missed) Missed {
	out := Missed{Missed: m}
	if !m.Since.IsZero() {
		out.Said = s.Said(m.Path, m.Since)
	}
	return out
}

// Nothing says that there is no news.
func (m Missed) Nothing() bool { return len(m.Commits) == 0 && len(m.Said) == 0 }

// missedIn is what there is to say in a file without being asked: nothing to somebody who never was there, or so long ago
// that they would begin anew.
func missedIn(s *workspace.Snapshot, path string) *Missed {
	m := s.Missed(path)
	if m == nil || m.Since.IsZero() || !s.Settings.Hints.CatchUp || s.Now().Sub(m.Since) > s.Settings.Knowledge.Inactive {
		return nil
	}
	out := MissedAt(s, m)
	if out.Nothing() {
		return nil
	}
	return &out
}
