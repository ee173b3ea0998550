package workspace

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/git"
)

// Missing is a file that differs from HEAD, and what usually changes with it and does not differ.
type Missing struct {
	Path string
	Next companion.Companion
}

// Missing names what is perhaps forgotten in the work tree, in the order of the paths. Where more is changed than a commit
// may change to say something about what belongs together, there is nothing to say about it.
func (w *Workspace) Missing(ctx context.Context) ([]Missing, error) {
	c, err := w.Coupling(ctx)
	s := w.Snapshot()
	if c == nil || err != nil {
		return nil, err
	}
	changed, err := w.Changed(ctx, companion.Most+1)
	if err != nil || len(changed) > companion.Most {
		return nil, err
	}
	var out []Missing
	for _, path := range changed {
		next := w.mayBeNext(s, c, c.Of(path, 1))
		if _, found := slices.BinarySearch(changed, nextPath(next)); next != nil && !found {
			out = append(out, Missing{path, *next})
		}
	}
	return out, nil
}

func nextPath(c *companion.Companion) string {
	if c == nil {
		return ""
	}
	return c.Path
}

// Changed are the files of the work tree that differ from HEAD, staged or not, sorted, those that are not tracked left
// out: at most most of them. What git saw last is believed where a file's size and time are still the same.
func (w *Workspace) Changed(ctx context.Context, most int) ([]string, error) {
	head := w.Snapshot().Head.Hash
	if w.history == nil || head == "" {
		return nil, nil
	}
	tracked, err := w.Repository.Tracked()
	if err != nil {
		return nil, fmt.Errorf("cannot see what is changed in %s: %w", w.Repository.Top, err)
	}
	committed := map[string]git.Hash{}
	for e, err := range w.history.Tree(ctx, head) {
		if err != nil {
			return nil, fmt.Errorf("cannot see what is changed in %s: %w", w.Repository.Top, err)
		}
		committed[e.Path] = e.Hash
	}
	var out []string
	for _, t := range tracked {
		blob, has := committed[t.Path]
		delete(committed, t.Path)
		if t.SkipWorktree || t.Mode&0o170000 == submodule || has && w.isCommitted(t, blob) {
			continue
		}
		if out = append(out, t.Path); len(out) == most {
			break
		}
	}
	for path := range committed { // no longer tracked
		if len(out) >= most || len(tracked) == 0 {
			break
		}
		if !slices.ContainsFunc(tracked, func(t git.Tracked) bool { return t.SkipWorktree && isBelow(path, t.Path) }) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out, ctx.Err()
}

// isBelow says whether a path lies in what a sparse index has for a whole folder.
func isBelow(path, folder string) bool {
	return len(folder) < len(path) && folder != "" && folder[len(folder)-1] == '/' && path[:len(folder)] == folder
}

// isCommitted says whether a file has the text that HEAD has.
func (w *Workspace) isCommitted(t git.Tracked, blob git.Hash) bool {
	if w.isAsTracked(t) {
		return t.Hash == blob
	}
	const link = 0o120000
	if t.Mode&0o170000 == link || !filepath.IsLocal(filepath.FromSlash(t.Path)) {
		return t.Hash == blob
	}
	text, err := w.Repository.ReadWorktreeFile(t.Path, MostText)
	return err == nil && t.Hash == blob && (committedText{blob: blob}).is(string(text))
}
