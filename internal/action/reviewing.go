package action

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/workspace"
)

// mostReviewed paths of a change are written down with a request; of a larger one the rest is counted.
const mostReviewed = 200

// aboutChange says in the body of a request what it is about: the paths that are given, else the change at hand, else the file
// where it was said; and where the change stands, so that it can be told when it has landed.
func aboutChange(ctx context.Context, w *workspace.Workspace, s *workspace.Snapshot, body map[string]any, in Input) error {
	base, _ := body["base"].(string)
	paths, _ := body["paths"].([]string)
	change, lines, err := changeSince(ctx, w, s, base)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		at, part := in.Where.Path, in.Where.Line > 0
		if in.Anchor != nil {
			at = in.Anchor.Path
		}
		_, inChange := slices.BinarySearch(change.Paths, at)
		switch whole := base != "" || at == "" || inChange && !part; {
		case whole && len(change.Paths) > 0:
			paths = change.Paths
		case at != "":
			paths = []string{at}
		case base == "":
			return Faults{{"paths", "are needed: you have changed nothing here; name the files that are to be looked at"}}
		}
		if len(paths) > mostReviewed {
			body["files"] = len(paths)
		}
		if len(paths) > 0 {
			body["paths"] = paths[:min(len(paths), mostReviewed)]
		}
	}
	if !concerns(change.Paths, paths) {
		return nil
	}
	if lines > 0 && len(paths) == len(change.Paths) {
		body["lines"] = lines
	}
	body["head"], body["from"] = s.Head.Hash, s.Head.Hash
	if change.Base != "" {
		body["from"] = change.Base
		if base == "" {
			body["base"] = change.Base
		}
	}
	if s.Head.Ref != "" {
		body["branch"] = s.Head.Ref
	}
	return nil
}

// changeSince is the change at hand, or the one since a revision that somebody named, and its lines, as far as they are counted.
// What cannot be read is no reason to record nothing.
func changeSince(ctx context.Context, w *workspace.Workspace, s *workspace.Snapshot, base string) (workspace.Branch, int, error) {
	var from git.Hash
	if base != "" {
		var err error
		if from, err = w.Resolve(ctx, base); err != nil {
			if errors.Is(err, workspace.ErrNoHistory) || ctx.Err() != nil {
				return workspace.Branch{}, 0, ctx.Err()
			}
			return workspace.Branch{}, 0, Faults{{"base", err.Error()}}
		}
	}
	if c := s.Change(); c != nil && (from == "" || from == c.Base) {
		return c.Branch, c.Added + c.Gone, nil
	}
	b, err := w.Branch(ctx, from)
	if err != nil {
		return workspace.Branch{}, 0, ctx.Err()
	}
	return b, 0, nil
}

// concerns says whether some paths, files or folders, are part of a change, whose paths are sorted.
func concerns(change, paths []string) bool {
	for _, p := range paths {
		if _, found := slices.BinarySearch(change, p); found || p == "." && len(change) > 0 {
			return true
		}
		below := strings.TrimSuffix(p, "/") + "/"
		if i, _ := slices.BinarySearch(change, below); i < len(change) && strings.HasPrefix(change[i], below) {
			return true
		}
	}
	return false
}
