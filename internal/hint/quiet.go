package hint

import (
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/workspace"
)

// Quiet says whether the reader wants no hints about a file: snoozed, or ignored by the settings.
func Quiet(s *workspace.Snapshot, file string) bool {
	return s.Snoozed(file) || Ignored(s, file)
}

// Ignored says whether the settings want no hints about a file.
func Ignored(s *workspace.Snapshot, file string) bool {
	for _, pattern := range s.Settings.Hints.Ignore {
		if matches(strings.Split(strings.Trim(pattern, "/"), "/"), strings.Split(file, "/")) {
			return true
		}
	}
	return false
}

// matches compares a path with a glob, folder by folder: ** stands for any number of folders, and a glob
// that names a folder holds for all below it. reach[i] says whether the pattern so far can end before
// file[i], which keeps a hostile pattern from taking long.
func matches(pattern, file []string) bool {
	reach := make([]bool, len(file)+1)
	reach[0] = true
	for _, p := range pattern {
		next := make([]bool, len(file)+1)
		for i, here := range reach {
			switch {
			case p == "**":
				next[i] = here || i > 0 && next[i-1]
			case here && i < len(file):
				ok, err := path.Match(p, file[i])
				next[i+1] = ok && err == nil
			}
		}
		reach = next
	}
	return slices.Contains(reach, true)
}
