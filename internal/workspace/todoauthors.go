package workspace

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// TodoAuthors finds out by blame who wrote the TODO comments of which that is not known yet, file by file until ctx ends,
// and keeps it. It fills it in and answers of how many it is still not known. What is in no commit yet is the reader's.
func (w *Workspace) TodoAuthors(ctx context.Context, todos []TrackedTodo) (unknown int, err error) {
	s := w.Snapshot()
	byPath := map[string][]*TrackedTodo{}
	var paths []string
	for i := range todos {
		t := &todos[i]
		if !t.Wrote.IsZero() {
			continue
		}
		if unknown++; byPath[t.Path] == nil {
			paths = append(paths, t.Path)
		}
		byPath[t.Path] = append(byPath[t.Path], t)
	}
	if w.lines.reader == nil || unknown == 0 {
		return unknown, nil
	}
	r := &reading{head: s.Head.Hash, ignored: slices.Sorted(maps.Keys(s.ignored))}
	for _, path := range paths {
		found, err := w.authorsIn(ctx, s, r, path, byPath[path])
		if ctx.Err() != nil {
			return unknown, nil
		}
		if err != nil {
			return unknown, err
		}
		unknown -= found
	}
	return unknown, nil
}

func (w *Workspace) authorsIn(ctx context.Context, s *Snapshot, r *reading, path string, todos []*TrackedTodo) (found int, err error) {
	text, err := w.Repository.ReadWorktreeFile(path, MostText)
	if err != nil {
		return 0, nil // deleted since
	}
	v, err := w.version(ctx, path, r)
	if err != nil {
		return 0, err
	}
	var lines *blame.Lines
	if v != nil {
		lines = v.Lines(SplitLines(string(text)))
	} else if w.committed(ctx, r, path) {
		return 0, nil // it has no lines to ask about
	}
	file := leadstore.TodoFile{Path: path}
	for _, t := range todos {
		t.Author, t.Wrote = s.wrote(lines, t.Line)
		if t.Wrote.IsZero() {
			continue
		}
		found++
		file.Rows = append(file.Rows, leadstore.TodoRow{ID: t.ID, Text: t.Text, Author: t.Author, At: t.Wrote})
	}
	if stores := w.stores.Load(); stores != nil && s.Repo != "" && len(file.Rows) > 0 {
		err = stores.Lead.SetTodoAuthors(ctx, s.Repo, file)
	}
	return found, err
}

// wrote says who wrote a line, and when. It is not known where a shallow clone ends.
func (s *Snapshot) wrote(lines *blame.Lines, line int) (author string, at time.Time) {
	c := (*blame.Commit)(nil)
	if lines != nil {
		c = lines.At(line)
	}
	switch {
	case c == nil && s.Me == nil:
		return "", s.Now()
	case c == nil:
		return Address(s.Me), s.Now()
	case c.Cut:
		return "", time.Time{}
	}
	if p := s.People.Resolve(c.Author); !s.LeftOut(p) {
		author = Address(p)
	}
	return author, c.At
}

// committed says whether HEAD has a file.
func (w *Workspace) committed(ctx context.Context, r *reading, path string) bool {
	if r.head == "" {
		return false
	}
	_, err := w.history.Blob(ctx, r.head, path, 0)
	return !errors.Is(err, git.ErrNotFound)
}

// authorsFor is how long the background looks for authors after the rows have changed. What is left has its turn when HEAD
// moves the next time, or when somebody asks.
const authorsFor = 30 * time.Second

// findTodoAuthors does in the background what TodoAuthors does, one at a time.
func (w *Workspace) findTodoAuthors() {
	if !w.authoring.TryLock() {
		return
	}
	w.background.Go(func() {
		defer w.authoring.Unlock()
		s, stores := w.Snapshot(), w.stores.Load()
		if stores == nil || s.Repo == "" {
			return
		}
		ctx, cancel := context.WithTimeout(w.ctx, authorsFor)
		defer cancel()
		files, err := stores.Lead.TodoFiles(ctx, s.Repo)
		if err == nil {
			_, err = w.TodoAuthors(ctx, w.trackedIn(s, files))
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			w.refreshed(err)
		}
	})
}
