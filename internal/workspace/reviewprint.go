package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// netText is what became of one file: its text before and after, nil where it is not there.
type netText struct{ before, after []byte }

// netChange is what is between two commits in some files; those that are the same in both are left out. It is nil where a file
// cannot be read whole.
func (w *Workspace) netChange(ctx context.Context, base, tip git.Hash, paths []string) (map[string]netText, error) {
	var ask []git.FileAt
	for _, path := range paths {
		ask = append(ask, git.FileAt{Commit: base, Path: path}, git.FileAt{Commit: tip, Path: path})
	}
	out := map[string]netText{}
	for i, content := range w.history.Contents(ctx, ask, mostCompared) {
		if content.Err != nil {
			return nil, content.Err
		}
		n := out[ask[i].Path]
		if i%2 == 0 {
			n.before = slices.Clone(content.Text)
		} else {
			n.after = slices.Clone(content.Text)
		}
		out[ask[i].Path] = n
	}
	maps.DeleteFunc(out, func(_ string, n netText) bool {
		return (n.before == nil) == (n.after == nil) && string(n.before) == string(n.after)
	})
	return out, nil
}

// sameTexts is the oldest of some commits in which all files are as the change left them.
func (w *Workspace) sameTexts(ctx context.Context, net map[string]netText, paths []string, commits []git.Hash) (git.Hash, error) {
	commits = commits[max(0, len(commits)-mostLandingTexts/len(paths)):]
	var ask []git.FileAt
	for _, c := range slices.Backward(commits) {
		for _, path := range paths {
			ask = append(ask, git.FileAt{Commit: c, Path: path})
		}
	}
	same := 0
	for i, content := range w.history.Contents(ctx, ask, mostCompared) {
		if content.Err != nil {
			return "", content.Err
		}
		if i%len(paths) == 0 {
			same = 0
		}
		after := net[ask[i].Path].after
		if (after == nil) == (content.Text == nil) && string(after) == string(content.Text) {
			if same++; same == len(paths) {
				return ask[i].Commit, nil
			}
		}
	}
	return "", nil
}

// samePatches is the newest of the upstream's commits that bring the same words as the commits of the change, one by one, or
// the one that brings those of all of them together.
func (w *Workspace) samePatches(ctx context.Context, mine, theirs []git.Hash, net map[string]netText) (git.Hash, error) {
	prints := map[string]git.Hash{}
	order := map[git.Hash]int{}
	for i, c := range theirs {
		order[c] = i
	}
	for p, err := range w.history.Patches(ctx, git.PatchQuery{Commits: theirs}) {
		if err != nil {
			return "", err
		}
		if print := patchPrint(p); print != "" {
			prints[print] = p.Commit
		}
	}
	if commit := prints[netPrint(net)]; commit != "" {
		return commit, nil
	}
	newest := git.Hash("")
	for p, err := range w.history.Patches(ctx, git.PatchQuery{Commits: mine}) {
		if err != nil {
			return "", err
		}
		commit := prints[patchPrint(p)]
		if commit == "" {
			return "", nil
		}
		if newest == "" || order[commit] < order[newest] {
			newest = commit
		}
	}
	return newest, nil
}

// patchPrint tells the words of a patch apart from others', wherever in its files they stand; "" for none, and for one that is
// not known whole.
func patchPrint(p *git.Patch) string {
	if p.Truncated || len(p.Files) == 0 {
		return ""
	}
	files := map[string][2][]string{}
	for _, f := range p.Files {
		if f.OldPath != "" && f.Path != "" && f.OldPath != f.Path {
			return "" // a rename says too little
		}
		path := f.Path
		if path == "" {
			path = f.OldPath
		}
		lines := files[path]
		for _, h := range f.Hunks {
			lines[0], lines[1] = append(lines[0], h.Old...), append(lines[1], h.New...)
		}
		files[path] = lines
	}
	return printOf(files)
}

// netPrint is the same of what a change did in all.
func netPrint(net map[string]netText) string {
	files := map[string][2][]string{}
	for path, n := range net {
		if Binary(string(n.before)) || Binary(string(n.after)) {
			return ""
		}
		files[path] = linesOf(string(n.before), string(n.after))
	}
	return printOf(files)
}

func printOf(files map[string][2][]string) string {
	sum := sha256.New()
	words := 0
	for _, path := range slices.Sorted(maps.Keys(files)) {
		put(sum, path)
		for i, lines := range files[path] {
			words += len(lines)
			put(sum, fmt.Sprint(i), strings.Join(lines, "\n"))
		}
	}
	if words == 0 {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}
