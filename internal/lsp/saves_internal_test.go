package lsp

import "testing"

// What a draft said at a save that is dealt with late does not undo what it said at the next one; the disk may tell of the same
// save as the editor.
func TestLateSavesOfADraftArePassedOver(t *testing.T) {
	var s Server
	n := saves{}
	first, second := s.saveTurn(), s.saveTurn()
	if !n.newest("a.md", second) || n.newest("a.md", first) {
		t.Error("the first save is dealt with after the second")
	}
	if !n.newest("a.md", second) || !n.newest("b.md", first) || !n.newest("a.md", s.saveTurn()) {
		t.Error("a save that is not late is passed over")
	}
}
