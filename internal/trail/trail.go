// Package trail follows anchors through history, from the commit that they were made at to the one checked out.
//
// A file's way is a chain of versions (index.Course): through renames, one commit at a time, as far as history allows it. From
// each version to the next the anchored lines are carried by a line diff (anchor.Step), which tells copies of a text apart where
// a search for the text could not. What one commit takes out of a file is looked for in the other files that the commit changed.
// What cannot be found is lost, from there on, until the same text is put back into the file.
//
// A text that was not committed yet when it was anchored is unborn: it is looked for in each version until one has it.
//
// Where the anchor's commit is not behind the one checked out (after a rebase, a squash, on another branch) there is no way to go
// along. Then the two versions are compared in one step if git still has the older one, and else the text is searched.
//
// The outcome of following is a [Mark], from which it can go on later: whoever follows often keeps those.
package trail

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// Most is the size in bytes up to which a file is followed.
	Most = 2 << 20

	mostHops  = 16 // from file to file
	mostSides = 4  // sides of merges that are followed for what is lost on the one that is followed first
)

// State is how far a mark is known.
type State string

// The states of a mark.
const (
	Here   State = "here"   // in the commit it was followed to
	Lost   State = "lost"   // gone from all files that it could have gone to
	Unborn State = "unborn" // not committed yet
	New    State = "new"    // not looked for yet
)

// Mark is where an anchor is in a commit. As JSON it may be kept; what does not know it follows the anchor anew.
type Mark struct {
	// Anchor is the anchor made again from the place in At; of what is lost, from the last version that had it; of what is
	// unborn, as it was made.
	Anchor anchor.Anchor `json:"anchor"`
	At     git.Hash      `json:"at"`
	Path   string        `json:"path"` // of the file in At, or the last one that had it
	State  State         `json:"state"`
	// Unsure says that what stands there now may be something else: the text was gone for some time, or none of it was left,
	// or it is short and went elsewhere.
	Unsure bool `json:"unsure,omitempty"`
}

// Begin is the mark of an anchor that was not followed yet.
func Begin(a anchor.Anchor) Mark {
	return Mark{Anchor: a, At: git.Hash(a.Commit), Path: a.Path, State: New}
}

// Place says where an anchor is, by its mark. What is lost or not committed yet is nowhere in that commit.
func (m Mark) Place(a anchor.Anchor) anchor.Place {
	p := anchor.Place{Path: m.Path, Line: m.Anchor.Line, EndLine: m.Anchor.EndLine, State: anchor.OK}
	switch {
	case m.State != Here:
		return anchor.Place{Path: m.Path, State: anchor.Orphaned}
	case m.Unsure || !a.SameText(m.Anchor):
		p.State = anchor.Changed
	case m.Path != a.Path || m.Anchor.Line != a.Line:
		p.State = anchor.Moved
	}
	return p
}

// Follower reads what it needs from git and the index. Safe for concurrent use.
type Follower struct {
	History *git.Store
	Index   *index.Index
}

// Follow brings marks to a commit, in their order; those of one file of one commit at once. It fails with index.ErrUnknownCommit while the index does not hold that
// commit.
func (f *Follower) Follow(ctx context.Context, marks []Mark, to git.Hash) ([]Mark, error) {
	known, err := f.Index.Behind(ctx, to, []git.Hash{to})
	if err == nil && !known[to] {
		err = fmt.Errorf("following what was said to %.12s: %w", to, index.ErrUnknownCommit)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Mark, len(marks))
	type from struct {
		path string
		at   git.Hash
	}
	groups := map[from][]int{}
	var order []from
	for i, m := range marks {
		out[i] = m
		if m.At == to && m.State != New {
			continue
		}
		k := from{m.Path, m.At}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	for _, k := range order {
		own := make([]Mark, len(groups[k]))
		for i, at := range groups[k] {
			own[i] = marks[at]
		}
		followed, err := f.file(ctx, k.path, k.at, to, own, trip{})
		if err != nil {
			return nil, fmt.Errorf("following what was said about %s: %w", k.path, err)
		}
		for i, at := range groups[k] {
			out[at] = followed[i]
		}
	}
	return out, nil
}

// trip is how far one walk is from the one that was asked for.
type trip struct {
	hops int  // from file to file
	side bool // of a merge
}

// file follows marks that are in one file of one commit.
func (f *Follower) file(ctx context.Context, path string, from, to git.Hash, marks []Mark, on trip) ([]Mark, error) {
	stops, ok, err := f.Index.Course(ctx, path, from, to)
	switch {
	case errors.Is(err, index.ErrUnknownCommit) || err == nil && !ok:
		return f.apart(ctx, path, from, to, marks)
	case err != nil:
		return nil, err
	}
	if stops[0].Same && !slices.ContainsFunc(marks, func(m Mark) bool { return m.State == New }) {
		out := slices.Clone(marks)
		for i := range out {
			out[i].At = to
			if out[i].State == Here {
				out[i].Anchor.Commit = string(to)
			}
		}
		return out, nil
	}
	w := newWalk(f, path, from, marks)
	w.on = on
	files := []git.FileAt{{Commit: from, Path: path}}
	for _, s := range stops {
		files = append(files, s.FileAt)
	}
	for i, c := range f.History.Contents(ctx, files, Most) {
		if c.Err != nil {
			return nil, c.Err
		}
		if i == 0 {
			w.begin(c.Text)
			continue
		}
		if err := w.next(ctx, stops[i-1], c.Text); err != nil {
			return nil, err
		}
	}
	out, moved := w.end(to)
	for path, those := range moved {
		for at, list := range those {
			own := make([]Mark, len(list))
			for i, n := range list {
				own[i] = out[n]
			}
			if on.hops < mostHops {
				if own, err = f.file(ctx, path, at, to, own, trip{on.hops + 1, on.side}); err != nil {
					return nil, err
				}
			}
			for i, n := range list {
				out[n] = own[i]
			}
		}
	}
	return out, ctx.Err()
}

// apart finds marks of a commit that is not behind to.
func (f *Follower) apart(ctx context.Context, path string, from, to git.Hash, marks []Mark) ([]Mark, error) {
	now, err := f.called(ctx, path, to)
	if err != nil {
		return nil, err
	}
	w := newWalk(f, path, from, marks)
	for i, c := range f.History.Contents(ctx, []git.FileAt{{Commit: from, Path: path}, {Commit: to, Path: now}}, Most) {
		if c.Err != nil {
			return nil, c.Err
		}
		if i == 0 {
			w.begin(c.Text)
			continue
		}
		w.leap(now, c.Text)
	}
	out, _ := w.end(to)
	return out, ctx.Err()
}

// called is what a file is called in a commit, whatever it was called in one that is not behind it.
func (f *Follower) called(ctx context.Context, path string, to git.Hash) (string, error) {
	there, err := f.History.Present(ctx, to, []string{path})
	if err != nil || there[path] {
		return path, err
	}
	moved, err := f.Index.Moved(ctx, []string{path})
	if now := moved[path]; now != "" {
		return now, err
	}
	return path, err
}
