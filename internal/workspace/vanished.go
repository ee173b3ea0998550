package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// Vanished is a promise of the reader whose TODO comment a commit took out of the code, with that commit.
type Vanished struct {
	Entry   *ledger.Entry
	Subject string // of the commit
	At      time.Time
}

// vanishedWait is how long comments are followed through history for a question.
const vanishedWait = time.Second

// mostLanded are the commits to a file that are looked at for the one that took a comment out.
const mostLanded = 50

// Vanished are the reader's promises whose comments stood in a commit and are gone with a later one that HEAD holds. A
// comment that moved elsewhere in the work tree is not gone, and one that was never committed cannot go. What another branch
// lacks is not gone either: the commit that took it out must have come after the offer.
func (w *Workspace) Vanished(ctx context.Context) ([]Vanished, error) {
	s := w.Snapshot()
	if w.history == nil || s.Me == nil || s.Head.Hash == "" {
		return nil, nil
	}
	var out []Vanished
	for _, e := range s.Ledger.All(ledger.TypeDelegation) {
		who, held := e.Holder()
		if !held || s.Actor(who) != s.Me || e.Delegation.Todo == "" || len(e.Anchors) == 0 {
			continue
		}
		if w.stillNoted(s, e) { // a glance at the file saves asking git
			continue
		}
		v, ok, err := w.vanished(ctx, s, e)
		if err != nil {
			return out, err
		}
		if ok {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	todos, _, err := w.TodosWithin(ctx, vanishedWait) // the dear part, and only where something seems to be gone
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(v Vanished) bool {
		return slices.ContainsFunc(todos, func(t TrackedTodo) bool { return isNoteOf(v.Entry, t.Todo) })
	}), nil
}

func (w *Workspace) vanished(ctx context.Context, s *Snapshot, e *ledger.Entry) (v Vanished, ok bool, err error) {
	path, since := e.Anchors[0].Path, e.Anchors[0].Commit
	now, err := w.noted(ctx, s, e, s.Head.Hash, path)
	if err != nil || now {
		return v, false, err
	}
	q := git.LogQuery{Tips: []git.Hash{s.Head.Hash}, Paths: []string{path}, Limit: mostLanded}
	if since != "" {
		known, err := w.history.Missing(ctx, []git.Hash{git.Hash(since)})
		if err != nil {
			return v, false, fmt.Errorf("cannot look for the comment of %s: %w", e.ID, err)
		}
		if len(known) == 0 {
			q.Not = []git.Hash{git.Hash(since)}
		}
	}
	for c, err := range w.history.Log(ctx, q) {
		if err != nil {
			return v, false, fmt.Errorf("cannot look for the comment of %s: %w", e.ID, err)
		}
		if len(c.Parents) != 1 || c.Committed < e.At.Unix() && since == "" {
			continue
		}
		after, err := w.noted(ctx, s, e, c.Hash, path)
		if err != nil {
			return v, false, err
		}
		if after {
			continue
		}
		before, err := w.noted(ctx, s, e, c.Parents[0], path)
		if err != nil {
			return v, false, err
		}
		if before {
			return Vanished{Entry: e, Subject: c.Subject, At: time.Unix(c.Committed, 0)}, true, nil
		}
	}
	return v, false, nil
}

// stillNoted says whether the comment of a delegation stands in the work tree where it was, or where its file went.
func (w *Workspace) stillNoted(s *Snapshot, e *ledger.Entry) bool {
	path := e.Anchors[0].Path
	if moved := s.currentPaths()[path]; moved != "" {
		path = moved
	}
	text, err := w.Repository.ReadWorktreeFile(path, mostScanned)
	return err == nil && hasNoteOf(s, e, path, text)
}

func hasNoteOf(s *Snapshot, e *ledger.Entry, path string, text []byte) bool {
	notes := todo.Scanner{Words: s.Settings.Todo.Words}.Scan(path, text)
	return slices.ContainsFunc(notes, func(t todo.Todo) bool { return isNoteOf(e, t) })
}

// noted says whether the comment of a delegation stands in a committed version of a file.
func (w *Workspace) noted(ctx context.Context, s *Snapshot, e *ledger.Entry, commit git.Hash, path string) (bool, error) {
	text, err := w.history.Blob(ctx, commit, path, mostScanned)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, git.ErrTooLarge) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cannot look for the comment of %s: %w", e.ID, err)
	}
	return hasNoteOf(s, e, path, text), nil
}

// isNoteOf says whether a note is the one that a delegation grew from: by its reference, its identity, or because it says
// what was offered, word for word.
func isNoteOf(e *ledger.Entry, t todo.Todo) bool {
	return t.Reference == e.ID || t.ID == e.Delegation.Todo || t.Text != "" && strings.EqualFold(t.Text, e.Delegation.What)
}
