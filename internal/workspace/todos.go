package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// TrackedTodo is a TODO comment of the work tree with what became of it.
type TrackedTodo struct {
	todo.Todo
	// State is open, or the state of the delegation that it grew into.
	State ledger.State
	// Assignee is who it was offered to, as stored; "" while it is open and names nobody.
	Assignee string
	// Delegation is the id of that delegation; "" while it is open.
	Delegation string
}

// Unoffered is the state of a TODO that was offered to nobody.
const Unoffered ledger.State = "open"

// Todos scans the tracked files of the work tree, vendored and generated ones left out, in the order of
// their paths and lines.
func (w *Workspace) Todos(ctx context.Context) ([]TrackedTodo, error) {
	s := w.Snapshot()
	var mu sync.Mutex
	placed := map[string][]Placed{} // guarded by mu
	found, err := w.ScanTodos(ctx, s.Settings.Todo.Words, func(path string, text []byte, _ []todo.Todo) {
		entries := s.Entries(path)
		if len(entries) == 0 {
			return
		}
		p := NewDocument(string(text)).place(path, s.moved[path], entries)
		mu.Lock()
		defer mu.Unlock()
		placed[path] = p
	})
	if err != nil {
		return nil, err
	}
	out := make([]TrackedTodo, len(found))
	for i, t := range found {
		out[i] = track(t, placed[t.Path])
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
