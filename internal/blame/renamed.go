package blame

import (
	"context"
	"path"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

const (
	mostCandidates = 50  // files that went, looked into for one that came
	alike          = 0.5 // share of common lines from which a file counts as renamed, as in git
)

// Renamed answers the path that a file had in a commit, if the user's index says that it
// was renamed since: the file is new in the index, and one with the same content, or
// mostly the same lines, is gone from it. "" says that it was not.
func (r *Reader) Renamed(ctx context.Context, commit git.Hash, file string, tracked []git.Tracked) (string, error) {
	staged, here := staging(tracked, file)
	if staged.Hash == "" {
		return "", nil
	}
	var gone []git.TreeEntry
	same := ""
	for e, err := range r.history.Tree(ctx, commit) {
		if err != nil {
			return "", err
		}
		if here(e.Path) || e.Mode&0o170000 != staged.Mode&0o170000 {
			continue
		}
		if e.Hash == staged.Hash {
			if same == "" || path.Base(e.Path) == path.Base(file) {
				same = e.Path
			}
			continue
		}
		if path.Ext(e.Path) == path.Ext(file) && len(gone) < mostCandidates {
			gone = append(gone, e)
		}
	}
	if same != "" || len(gone) == 0 {
		return same, nil
	}
	content, err := r.history.BlobByHash(ctx, staged.Hash, mostBytes)
	if err != nil {
		return "", err
	}
	best, found := alike, ""
	for _, e := range gone {
		old, err := r.history.BlobByHash(ctx, e.Hash, mostBytes)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			continue // not on this machine, or too large: then it was not this one
		}
		if s := common(string(old), string(content)); s >= best {
			best, found = s, e.Path
		}
	}
	return found, nil
}

// staging finds a file in the index, and says of any path whether it is there. A folder
// outside a sparse checkout stands for all that is in it.
func staging(tracked []git.Tracked, file string) (staged git.Tracked, here func(string) bool) {
	all := make(map[string]bool, len(tracked))
	for _, t := range tracked {
		all[t.Path] = true
		if t.Path == file {
			staged = t
		}
	}
	return staged, func(p string) bool {
		if all[p] {
			return true
		}
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if all[dir+"/"] {
				return true
			}
		}
		return false
	}
}

// common is the share of the longer text's lines that the other has too.
func common(a, b string) float64 {
	count := map[string]int{}
	n, m, both := 0, 0, 0
	for line := range strings.Lines(a) {
		count[strings.TrimRight(line, "\r\n")]++
		n++
	}
	for line := range strings.Lines(b) {
		line = strings.TrimRight(line, "\r\n")
		if count[line] > 0 {
			count[line]--
			both++
		}
		m++
	}
	return float64(both) / float64(max(n, m, 1))
}
