package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/trail"
)

const (
	// trailFormat is raised whenever anchors are followed otherwise.
	trailFormat = 1
	// mostMarks are kept of one anchor: work trees and branches stand at different commits.
	mostMarks = 4
	// followedAtOnce is how many anchors are followed before what was found is shown and kept.
	followedAtOnce = 500
)

// trails are where the anchors of entries are in a commit. They never change.
type trails struct {
	head  git.Hash
	marks map[string][]followedAnchor // by the entry's id, in the order of its anchors
	came  map[string][]string         // by path: ids of entries that history led there from a file of another name
	base  map[string]*anchor.Text     // of open documents that carry entries: what head has
}

// followedAnchor is an anchor with where it is.
type followedAnchor struct {
	anchor anchor.Anchor
	mark   trail.Mark
}

// mark is where the i-th anchor of an entry is, if that is known.
func (t *trails) mark(e *ledger.Entry, i int) (trail.Mark, bool) {
	if t == nil || i >= len(t.marks[e.ID]) {
		return trail.Mark{}, false
	}
	f := &t.marks[e.ID][i]
	return f.mark, sameAnchor(&f.anchor, &e.Anchors[i])
}

func sameAnchor(a, b *anchor.Anchor) bool {
	return a.Path == b.Path && a.Line == b.Line && a.EndLine == b.EndLine && a.Commit == b.Commit && a.Text == b.Text
}

// path is the file that the i-th anchor of an entry is in now, as far as history was followed; "" where it was not.
func (t *trails) path(e *ledger.Entry, i int) string {
	m, ok := t.mark(e, i)
	if !ok || m.State == trail.Unborn {
		return ""
	}
	return m.Path
}

// comingTo adds the entries that history led to a file under another name, and leaves out those that it led elsewhere.
func (s *Snapshot) comingTo(path string, entries []*ledger.Entry) []*ledger.Entry {
	if s.trails == nil {
		return entries
	}
	out := slices.DeleteFunc(slices.Clone(entries), func(e *ledger.Entry) bool {
		for i := range e.Anchors {
			if now := s.trails.path(e, i); now == "" || now == path {
				return false
			}
		}
		return len(e.Anchors) > 0
	})
	for _, id := range s.trails.came[path] {
		if e, ok := s.Ledger.Find(id); ok && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// followAnchors finds out where the anchors of all entries are in HEAD, and shows it. What is kept from before spares the way.
func (w *Workspace) followAnchors(ctx context.Context) error {
	w.trailing.Lock()
	defer w.trailing.Unlock()
	s := w.Snapshot()
	if !s.Indexed || w.index == nil || w.history == nil || s.Head.Hash == "" {
		return nil
	}
	next := &trails{head: s.Head.Hash, marks: map[string][]followedAnchor{}, came: map[string][]string{}}
	var open []*followedAnchor
	for _, e := range s.Ledger.All("") {
		if len(e.Anchors) == 0 || e.Record != nil && e.Event == "" {
			continue
		}
		list := make([]followedAnchor, len(e.Anchors))
		next.marks[e.ID] = list
		for i, a := range e.Anchors {
			list[i] = followedAnchor{a, trail.Begin(a)}
			if m, ok := s.trails.mark(e, i); ok && s.trails.head == next.head {
				list[i].mark = m
				continue
			}
			open = append(open, &list[i])
		}
	}
	for chunk := range slices.Chunk(open, followedAtOnce) {
		if err := w.followSome(ctx, chunk, next.head); err != nil {
			if errors.Is(err, index.ErrUnknownCommit) {
				return nil // checked out a moment ago
			}
			return err
		}
	}
	next.gather()
	if err := w.readBases(ctx, next); err != nil {
		return err
	}
	w.update(func(s *Snapshot) { s.trails = next })
	return nil
}

// followed is the newest snapshot, with anchors where history led them. A command line follows only when somebody asks where
// something is: most commands need not know.
func (w *Workspace) followed() *Snapshot {
	w.refreshed(w.followAnchors(w.ctx))
	return w.Snapshot()
}

// gather notes which entries history led to other paths.
func (t *trails) gather() {
	for id, list := range t.marks {
		for _, f := range list {
			if m := f.mark; m.State != trail.Unborn && m.Path != f.anchor.Path && !slices.Contains(t.came[m.Path], id) {
				t.came[m.Path] = append(t.came[m.Path], id)
			}
		}
	}
	for _, ids := range t.came {
		slices.Sort(ids)
	}
}

// followSome follows anchors to a commit, from where they were seen last.
func (w *Workspace) followSome(ctx context.Context, anchors []*followedAnchor, head git.Hash) error {
	keys := make([]string, len(anchors))
	for i, f := range anchors {
		keys[i] = keyOf(f.anchor)
	}
	rows, err := w.index.Trails(ctx, keys)
	if err != nil {
		return err
	}
	kept := make([][]trail.Mark, len(anchors))
	var commits []git.Hash
	for i, f := range anchors {
		if json.Unmarshal(rows[keys[i]], &kept[i]) != nil {
			kept[i] = nil
		}
		for _, m := range append(kept[i], f.mark) {
			if !slices.Contains(commits, m.At) {
				commits = append(commits, m.At)
			}
		}
	}
	behind, err := w.index.Behind(ctx, head, commits)
	if err != nil {
		return err
	}
	from := make([]trail.Mark, len(anchors))
	for i, f := range anchors {
		from[i] = f.mark
		if at := slices.IndexFunc(kept[i], func(m trail.Mark) bool { return behind[m.At] }); at >= 0 {
			from[i] = kept[i][at]
		}
	}
	follower := trail.Follower{History: w.history, Index: w.index}
	now, err := follower.Follow(ctx, from, head)
	if err != nil {
		return err
	}
	var fresh []index.Trail
	for i, f := range anchors {
		f.mark = now[i]
		if len(kept[i]) > 0 && samePlace(from[i], now[i]) {
			continue
		}
		list := append([]trail.Mark{now[i]}, slices.DeleteFunc(kept[i], func(m trail.Mark) bool { return m.At == now[i].At })...)
		doc, err := json.Marshal(list[:min(len(list), mostMarks)])
		if err != nil {
			return fmt.Errorf("writing down where anchors are: %w", err)
		}
		fresh = append(fresh, index.Trail{Anchor: keys[i], Marks: doc})
	}
	return w.index.KeepTrails(ctx, fresh)
}

// samePlace says whether nothing was learned on the way.
func samePlace(a, b trail.Mark) bool {
	return a.State == b.State && a.Path == b.Path && a.Unsure == b.Unsure && a.Anchor.Line == b.Anchor.Line && a.Anchor.EndLine == b.Anchor.EndLine &&
		a.Anchor.Text == b.Anchor.Text
}

// keyOf tells anchors apart, and those of other ways to follow.
func keyOf(a anchor.Anchor) string {
	sum := sha256.New()
	put(sum, fmt.Sprint(trailFormat, a.Line, a.EndLine, a.Sketch), a.Path, a.Commit, a.Text)
	return string(sum.Sum(nil)[:16])
}

// readBases reads what a commit has of the open documents that carry entries.
func (w *Workspace) readBases(ctx context.Context, t *trails) error {
	return w.readBasesOf(ctx, t, w.Snapshot().Documents())
}

func (w *Workspace) readBasesOf(ctx context.Context, t *trails, paths []string) error {
	s := *w.Snapshot()
	s.trails = t
	var files []git.FileAt
	for _, path := range paths {
		if len(s.Entries(path)) > 0 && t.base[path] == nil {
			files = append(files, git.FileAt{Commit: t.head, Path: path})
		}
	}
	base := map[string]*anchor.Text{}
	for path, text := range t.base {
		base[path] = text
	}
	for i, c := range w.history.Contents(ctx, files, trail.Most) {
		if c.Err != nil {
			return fmt.Errorf("cannot read the files that something was said about: %w", c.Err)
		}
		if c.Text != nil && !Binary(string(c.Text[:min(len(c.Text), 8000)])) {
			base[files[i].Path] = anchor.NewText(SplitLines(string(c.Text)))
		}
	}
	t.base = base
	return nil
}

// followDocument makes known where the anchors of a document that was opened are, and what HEAD has of it.
func (w *Workspace) followDocument(ctx context.Context, path string) {
	if s := w.Snapshot(); s.trails == nil || s.trails.head != s.Head.Hash {
		w.followed()
	}
	w.trailing.Lock()
	defer w.trailing.Unlock()
	s := w.Snapshot()
	if s.trails == nil || w.history == nil || s.trails.base[path] != nil || len(s.Entries(path)) == 0 {
		return
	}
	next := *s.trails
	if err := w.readBasesOf(ctx, &next, []string{path}); err != nil {
		w.refreshed(err)
		return
	}
	w.update(func(s *Snapshot) {
		if s.trails != nil && s.trails.head == next.head {
			s.trails = &next
		}
	})
}

// Strays are the places of entries that a person should look at: the lines have changed, or are not there any more. It follows
// history up to HEAD and looks at the files as they are on screen, or saved where they are not open.
func (w *Workspace) Strays(ctx context.Context) ([]Placed, error) {
	if err := w.followAnchors(ctx); err != nil {
		return nil, fmt.Errorf("cannot tell where everything stands: %w", err)
	}
	s := w.Snapshot()
	return slices.DeleteFunc(w.placements(s, s.placeable(), anywhere), func(p Placed) bool {
		return p.Place.State != anchor.Changed && p.Place.State != anchor.Orphaned
	}), nil
}
