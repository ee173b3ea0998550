package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

// Shared is where others can see lines of a file, as far as this clone knows what was pushed.
type Shared struct {
	// URL leads to the lines, or to the file where the lines are not pushed; "" where no such address is known to be right.
	URL string
	// Commit is the one that URL shows, else the one that is checked out; "" before the first.
	Commit git.Hash
	// Line and EndLine are where the lines stand in that commit; 0 where they do not stand there as they are on screen.
	Line, EndLine int
	// Pushed says that the lines stand like this in a commit that a remote is known to have.
	Pushed bool
}

// mostRemotes are looked at.
const mostRemotes = 10

// Shared finds out where others can see lines of a file as it is on screen; line 0 is the whole file. What no remote is
// known to have gets no address. It runs git.
func (w *Workspace) Shared(ctx context.Context, path string, line, end int) (Shared, error) {
	s := w.Snapshot()
	out := Shared{Commit: s.Head.Hash}
	if w.history == nil || s.Head.Hash == "" {
		return out, nil
	}
	commit, host, err := w.published(ctx, s)
	if err != nil || commit == "" {
		return out, err
	}
	text, err := w.history.Blob(ctx, commit, path, MostText)
	if err != nil {
		if errors.Is(err, git.ErrNotFound) || errors.Is(err, git.ErrTooLarge) {
			err = nil // new or renamed since, or nothing that people read
		}
		return out, err
	}
	out.Commit = commit
	shown, ok := w.textOf(s, path)
	if line > 0 && ok {
		out.Line = findLines(SplitLines(shown), SplitLines(string(text)), line, end)
		if out.Line > 0 {
			out.EndLine = out.Line + end - line
		}
	}
	out.Pushed = out.Line > 0 || line == 0 && shown == string(text)
	out.URL = host.Lines(string(commit), path, out.Line, out.EndLine)
	return out, nil
}

// textOf is a file as it is on screen, or as it is saved where it is not open.
func (w *Workspace) textOf(s *Snapshot, path string) (string, bool) {
	if d, ok := s.Document(path); ok {
		return d.Text, true
	}
	saved, err := w.Repository.ReadWorktreeFile(path, MostText)
	return string(saved), err == nil
}

// published is the newest commit of the checked out history that a remote is known to have, and that remote's host; "" for
// none. A remote on a known host goes before others, one that has all before one that lacks some.
func (w *Workspace) published(ctx context.Context, s *Snapshot) (commit git.Hash, host history.Host, err error) {
	var base git.Hash
	var at history.Host
	remotes := w.namedRemotes(ctx)
	slices.SortStableFunc(remotes, func(a, b git.Remote) int { return order(a) - order(b) })
	for _, r := range remotes[:min(len(remotes), mostRemotes)] {
		h := history.HostOf(r.URL)
		for _, tip := range w.tipsOf(s, r.Name) {
			has, err := w.history.Contains(ctx, tip, s.Head.Hash)
			if err != nil {
				return "", h, fmt.Errorf("cannot tell what was pushed to %s: %w", r.Name, err)
			}
			if has {
				return s.Head.Hash, h, nil
			}
			if base != "" {
				continue
			}
			if b, ok, err := w.history.MergeBase(ctx, tip, s.Head.Hash); err == nil && ok {
				base, at = b, h
			}
		}
	}
	return base, at, nil
}

// order of remotes: known hosts first, of these the one that a fork was made of.
func order(r git.Remote) int {
	n := 0
	if history.HostOf(r.URL).Kind == "" {
		n = 3
	}
	switch r.Name {
	case "origin":
		return n
	case "upstream":
		return n + 1
	}
	return n + 2
}

// tipsOf are the commits that a remote was seen to have: its copy of this branch, and its main ones.
func (w *Workspace) tipsOf(s *Snapshot, remote string) []git.Hash {
	names := []string{"HEAD", "main", "master"}
	if branch, ok := strings.CutPrefix(s.Head.Ref, "refs/heads/"); ok {
		names = append([]string{branch}, names...)
	}
	var out []git.Hash
	for _, name := range names {
		if h, ok, err := w.Repository.Ref("refs/remotes/" + remote + "/" + name); err == nil && ok && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// mostAlike places are weighed against each other.
const mostAlike = 1000

// findLines finds lines of a text in another, exactly as they are: the first of them, 0 where they are not there or where
// several places could be meant. Of several the one counts around which most is the same.
func findLines(shown, there []string, line, end int) int {
	if line < 1 || end < line || end > len(shown) {
		return 0
	}
	wanted := shown[line-1 : end]
	best, most, tied, looked := 0, -1, false, 0
	for at := 0; at+len(wanted) <= len(there) && looked < mostAlike; at++ {
		if there[at] != wanted[0] || !slices.Equal(there[at:at+len(wanted)], wanted) {
			continue
		}
		looked++
		alike := sameAround(shown, there, line-1, at, len(wanted))
		switch {
		case alike > most:
			best, most, tied = at+1, alike, false
		case alike == most:
			tied = true
		}
	}
	if tied || looked == mostAlike {
		return 0
	}
	return best
}

// sameAround counts the lines before and after a place that are the same in both texts, up to 100 each.
func sameAround(a, b []string, i, j, size int) int {
	n := 0
	for k := 1; k <= 100 && i-k >= 0 && j-k >= 0 && a[i-k] == b[j-k]; k++ {
		n++
	}
	for k := 0; k < 100 && i+size+k < len(a) && j+size+k < len(b) && a[i+size+k] == b[j+size+k]; k++ {
		n++
	}
	return n
}
