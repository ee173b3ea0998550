package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// TrackedTodo is a TODO comment of the work tree with what became of it.
type TrackedTodo struct {
	todo.Todo
	// State is open, or the state of the delegation that it grew into.
	State ledger.State
	// Assignee is who it was offered to, as stored; else whom the comment names; "" for nobody.
	Assignee string
	// Delegation is the id of that delegation; "" while it is open.
	Delegation string
	// Author is who wrote it, as [Address] has it, and Wrote when; "" and zero while that is not known, see
	// [Workspace.TodoAuthors], and for those who want to be named nowhere.
	Author string
	Wrote  time.Time
}

// Unoffered is the state of a TODO that was offered to nobody.
const Unoffered ledger.State = "open"

// Todos are the TODO comments of the tracked files as they are saved, vendored and generated ones left out, in the order
// of their paths and lines. It reads the files that have changed since the last time, and nothing else where the lead's
// store can keep the answer.
func (w *Workspace) Todos(ctx context.Context) ([]TrackedTodo, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return w.scannedTodos(ctx, s)
	}
	if err := w.freshenTodos(ctx, s); err != nil {
		return nil, err
	}
	rows, err := stores.Lead.Todos(ctx, s.Repo)
	if err != nil {
		return nil, err
	}
	out := make([]TrackedTodo, len(rows))
	for i, r := range rows {
		out[i] = tracked(r)
	}
	return out, nil
}

// scannedTodos are the TODO comments of the work tree without a store: nothing is kept, and nobody said anything.
func (w *Workspace) scannedTodos(ctx context.Context, s *Snapshot) ([]TrackedTodo, error) {
	found, err := w.ScanTodos(ctx, s.Settings.Todo.Words, nil)
	if err != nil {
		return nil, err
	}
	out := make([]TrackedTodo, len(found))
	for i, t := range found {
		out[i] = track(t, nil)
	}
	return out, nil
}

// track ties a TODO to the newest delegation that grew from it.
func track(t todo.Todo, placed []Placed) TrackedTodo {
	out := TrackedTodo{Todo: t, State: Unoffered, Assignee: t.Assignee}
	for _, p := range placed {
		if GrewFrom(p, t) {
			d := p.Entry.Delegation
			out.State, out.Assignee, out.Delegation = p.Entry.State, d.To, p.Entry.ID
			break
		}
	}
	return out
}

// GrewFrom says whether an entry is a delegation of the TODO: by its identity, by its reference in the
// comment, or because it stands on the same line.
func GrewFrom(p Placed, t todo.Todo) bool {
	d := p.Entry.Delegation
	if d == nil {
		return false
	}
	return d.Todo == t.ID || p.Entry.ID == t.Reference || p.Place.Line >= t.Line && p.Place.Line <= t.EndLine
}

// remoteName is a remote's URL without the credentials that it may carry.
func remoteName(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	host, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	return scheme + "://" + host + "/" + path
}

// exists says whether a file of the work tree is there, whatever it is.
func (w *Workspace) exists(path string) bool {
	_, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(path)))
	return err == nil
}
