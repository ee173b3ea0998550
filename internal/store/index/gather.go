package index

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// What one commit may add: more is cut, since a stranger wrote it.
const (
	maxIdentity = 512 // bytes of a name or an address
	maxCredits  = 32
)

// gathering folds commits, newest first or in any other order, into a graph and the
// touches that have to be added.
type gathering struct {
	*graph
	people  *people
	paths   *paths
	fresh   []uint32 // commits added
	pending []uint32 // commits that were named, and may not have been seen yet
	changed []uint32 // paths of the commit being added
	seen    int      // commits folded so far
}

// id gives a commit its place, also before it is seen.
func (a *gathering) id(h git.Hash) (uint32, error) {
	raw := rawHash(h)
	if len(raw) != a.hashSize {
		return 0, fmt.Errorf("%q is no hash of %d bytes", h, a.hashSize)
	}
	if id, ok := a.find(raw); ok {
		return id, nil
	}
	id := a.give(raw)
	a.pending = append(a.pending, id)
	return id, a.err
}

// cut bounds a name, and lets go of the text that it was cut from.
func cut(s string) string { return strings.Clone(s[:min(len(s), maxIdentity)]) }

// add folds one commit.
func (a *gathering) add(c *git.Commit) error {
	id, err := a.id(c.Hash)
	if err != nil {
		return err
	}
	a.seen++
	if a.at(id).present() {
		return nil
	}
	parents := make([]uint32, len(c.Parents))
	for i, p := range c.Parents {
		if parents[i], err = a.id(p); err != nil {
			return err
		}
	}
	author := a.people.id(c.Author)
	f := commit{
		flags: flagPresent, generation: clampDate(c.Committed), at: clampDate(c.At),
		author: author, files: uint32(min(len(c.Changes), maxID)), parents: parents,
	}
	if len(parents) > 1 && bringsUpToDate(c.Subject) {
		f.flags |= flagUpdate
	}
	for _, k := range Credits(c) {
		kind := coAuthor
		if k.Review {
			kind = reviewer
		}
		f.credits = append(f.credits, credit{kind, a.people.id(k.Who)})
	}
	*a.at(id) = f
	a.fresh = append(a.fresh, id)
	a.changed = a.changed[:0]
	for _, ch := range c.Changes {
		a.change(id, ch)
	}
	if len(a.changed) > 0 {
		a.setTouched(id, packPaths(a.changed))
	}
	return a.err
}

func clampDate(t int64) int64 { return max(0, min(t, maxDate)) }

func (a *gathering) change(id uint32, ch git.Change) {
	if ch.Path == "" {
		return
	}
	kind := modified
	switch ch.Status {
	case 'A':
		kind = added
	case 'D':
		kind = deleted
	case 'T':
		kind = retyped
	case 'R':
		kind = renamedFrom
		a.touch(ch.OldPath, touch{id, renamedTo, ch.Path})
	case 'C':
		kind = copiedFrom
	}
	a.touch(ch.Path, touch{id, kind, ch.OldPath})
}

func (a *gathering) touch(path string, t touch) {
	a.changed = append(a.changed, a.paths.touch(path, t))
}

// bringsUpToDate recognises, by the subject that git or a forge gives it, a merge of the
// main line into a branch, or of the remote's state into one's own: nobody reviewed what
// it brings.
func bringsUpToDate(subject string) bool {
	rest, ok := strings.CutPrefix(subject, "Merge ")
	if !ok {
		return false
	}
	if strings.HasPrefix(rest, "remote-tracking branch ") {
		return true
	}
	if rest, ok = strings.CutPrefix(rest, "branch "); !ok {
		return false
	}
	quoted := strings.HasPrefix(rest, "'")
	rest = strings.TrimPrefix(rest, "'")
	for _, main := range []string{"main", "master", "trunk", "develop"} {
		if after, ok := strings.CutPrefix(rest, main); ok {
			return quoted && strings.HasPrefix(after, "'") || !quoted && (after == "" || after[0] == ' ')
		}
	}
	return false
}

// finish settles what only the whole walk tells: parents that are not there, and the
// order of commits.
func (a *gathering) finish() {
	for _, id := range a.fresh {
		c := a.at(id)
		n := len(c.parents)
		c.parents = slices.DeleteFunc(c.parents, func(p uint32) bool { return !a.at(p).present() })
		if len(c.parents) < n {
			c.flags |= flagCut
		}
	}
	for _, id := range a.pending {
		if !a.at(id).present() {
			a.take(id)
		}
	}
	a.correct(a.fresh)
}

// known says whether the people of all commits that were read are among those that the index knows.
func (a *gathering) known() error {
	for n, ch := range a.chunks {
		if ch == nil {
			continue
		}
		for i := range ch.commits {
			c := &ch.commits[i]
			if int(c.author) >= len(a.people.all) || slices.ContainsFunc(c.credits, func(k credit) bool { return int(k.who) >= len(a.people.all) }) {
				return damaged("somebody in the commits from %d", n*chunkSize)
			}
		}
	}
	return nil
}
