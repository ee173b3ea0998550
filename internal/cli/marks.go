package cli

import (
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
)

// marks finds where the entries of the ledger stand in the files as they are saved now, by the id of the
// entry.
func (s *session) marks() map[string][]hint.Mark {
	out := map[string][]hint.Mark{}
	for _, placed := range s.Placements() {
		same := func(m hint.Mark) bool { return m.Place.Path == placed.Place.Path && m.Place.Line == placed.Place.Line }
		if slices.ContainsFunc(out[placed.Entry.ID], same) {
			continue // two of its places have come together
		}
		out[placed.Entry.ID] = append(out[placed.Entry.ID], hint.Mark(placed))
	}
	return out
}

// spot is a place as people write it: path:3-7, with a word where the code is not what it was.
func spot(p anchor.Place) string {
	text := p.Path
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
	}
	if p.EndLine > p.Line {
		text += fmt.Sprintf("-%d", p.EndLine)
	}
	switch p.State {
	case anchor.Changed:
		return text + " (changed)"
	case anchor.Orphaned:
		return text + " (lost)"
	}
	return text
}

func spots(marks []hint.Mark) string {
	switch len(marks) {
	case 0:
		return ""
	case 1:
		return spot(marks[0].Place)
	}
	return fmt.Sprintf("%s and %d more", spot(marks[0].Place), len(marks)-1)
}
