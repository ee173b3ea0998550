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
	people []git.Identity // by id
	who    map[git.Identity]uint32
	trails map[string]*trail
	fresh  []uint32 // commits added
	unused []uint32 // ids to be given out, from the end
	seen   int      // commits folded so far
}

// trail is what is to be added to a path's touches. The first touch is packed as if none
// came before.
type trail struct {
	last uint32
	row  []byte
}

func newGathering(g *graph, people []git.Identity) *gathering {
	a := &gathering{graph: g, people: people, who: make(map[git.Identity]uint32, len(people)), trails: map[string]*trail{}, unused: g.free()}
	if len(a.people) == 0 {
		a.people = []git.Identity{{}} // id 0 is nobody in particular
	}
	for id, p := range a.people {
		if _, ok := a.who[p]; !ok {
			a.who[p] = uint32(id)
		}
	}
	return a
}

// id gives a commit its place, also before it is seen.
func (a *gathering) id(h git.Hash) (uint32, error) {
	raw := rawHash(h)
	if len(raw) != a.hashSize {
		return 0, fmt.Errorf("%q is no hash of %d bytes", h, a.hashSize)
	}
	if id, ok := a.ids[raw]; ok {
		return id, nil
	}
	var id uint32
	if n := len(a.unused); n > 0 {
		id, a.unused = a.unused[n-1], a.unused[:n-1]
		copy(a.hash(id), raw)
	} else {
		id = uint32(len(a.commits))
		a.commits = append(a.commits, commit{})
		a.hashes = append(a.hashes, raw...)
	}
	a.ids[raw] = id
	return id, nil
}

func (a *gathering) identity(i git.Identity) uint32 {
	if id, ok := a.who[i]; ok {
		return id
	}
	i = git.Identity{Name: cut(i.Name), Email: cut(i.Email)}
	if id, ok := a.who[i]; ok {
		return id
	}
	id := uint32(len(a.people))
	a.people = append(a.people, i)
	a.who[i] = id
	return id
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
	if a.commits[id].present() {
		return nil
	}
	parents := make([]uint32, len(c.Parents))
	for i, p := range c.Parents {
		if parents[i], err = a.id(p); err != nil {
			return err
		}
	}
	author := a.identity(c.Author)
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
		f.credits = append(f.credits, credit{kind, a.identity(k.Who)})
	}
	a.commits[id] = f
	a.fresh = append(a.fresh, id)
	for _, ch := range c.Changes {
		a.change(id, ch)
	}
	return nil
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
	tr := a.trails[path]
	if tr == nil {
		tr = &trail{}
		a.trails[strings.Clone(path)] = tr
	}
	tr.row = appendTouch(tr.row, tr.last, t)
	tr.last = t.commit
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
		c := &a.commits[id]
		n := len(c.parents)
		c.parents = slices.DeleteFunc(c.parents, func(p uint32) bool { return !a.commits[p].present() })
		if len(c.parents) < n {
			c.flags |= flagCut
		}
	}
	for raw, id := range a.ids {
		if !a.commits[id].present() {
			clear(a.hash(id))
			delete(a.ids, raw)
		}
	}
	a.correct(a.fresh)
}

// mailboxes maps identities with one address, whatever its case, to one of them.
func (a *gathering) mailboxes() func(uint32) uint32 {
	first := map[string]uint32{}
	boxes := make([]uint32, len(a.people))
	for id, p := range a.people {
		key := strings.ToLower(p.Email)
		if _, ok := first[key]; !ok {
			first[key] = uint32(id)
		}
		boxes[id] = first[key]
	}
	return func(id uint32) uint32 { return boxes[id] }
}

// used marks the identities that some commit names.
func (a *gathering) used() []bool {
	used := make([]bool, len(a.people))
	for i := range a.commits {
		c := &a.commits[i]
		if !c.present() {
			continue
		}
		used[c.author] = true
		for _, k := range c.credits {
			used[k.who] = true
		}
	}
	return used
}
