package hint

import (
	"slices"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/workspace"
)

// usual are those companions that changed with a file more often than not: of others nobody would say "usually".
func usual(all []companion.Companion) []companion.Companion {
	return slices.DeleteFunc(slices.Clone(all), func(c companion.Companion) bool { return !c.Usually() })
}

// Next is the file that usually changes with one that the reader changed and that is still as it was committed; nil where
// there is none, or the reader wants no hints.
func Next(s *workspace.Snapshot, w *workspace.Workspace, path string) *companion.Companion {
	if !s.Settings.Hints.Diagnostics || !s.Settings.Hints.Companions || Quiet(s, path) {
		return nil
	}
	return w.Next(s, path)
}
