package hint

import (
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// MayCorrect says what the reader could usefully say about their knowledge of an open file: that they no longer know it, or
// that they want to be asked. Neither where nobody knows who the reader is, or where they want to be named nowhere.
func MayCorrect(s *workspace.Snapshot, path string) (no, yes bool) {
	if s.Me == nil || s.StoreErr != nil || s.LeftOut(s.Me) {
		return false, false
	}
	if word, said := s.Word(s.Me, path); said {
		claimed := word.Kind == ledger.KnowledgeClaimed
		return claimed, !claimed
	}
	own, known := s.Own(path)
	return own > 0, known && own < enoughToKnow
}
