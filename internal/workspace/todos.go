package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/leadstore"
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
	out, _, err := w.todosUntil(ctx, nil)
	return out, err
}

// TodosWithin is [Workspace.Todos] for somebody who waits: comments are followed through history for so long, those that were
// offered first, and go on to be followed the next time. What is left, in so many files, may get other identities then.
func (w *Workspace) TodosWithin(ctx context.Context, patience time.Duration) (todos []TrackedTodo, unfollowed int, err error) {
	end := w.options.Now().Add(patience)
	return w.todosUntil(ctx, func() bool { return w.options.Now().Before(end) })
}

func (w *Workspace) todosUntil(ctx context.Context, until func() bool) ([]TrackedTodo, int, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		out, err := w.scannedTodos(ctx, s)
		return out, 0, err
	}
	files, unfollowed, err := w.freshenTodos(ctx, s, until)
	if err == nil && files == nil {
		files, err = stores.Lead.TodoFiles(ctx, s.Repo)
	}
	if err != nil {
		return nil, 0, err
	}
	return w.trackedIn(s, files), unfollowed, nil
}

// trackedIn are TODO comments as the lead's store has them, with what became of them.
func (w *Workspace) trackedIn(s *Snapshot, files []leadstore.TodoFile) []TrackedTodo {
	n := 0
	for _, f := range files {
		n += len(f.Rows)
	}
	out := make([]TrackedTodo, n)
	n = 0
	for _, f := range files {
		for i := range f.Rows {
			out[n].fill(f.Path, &f.Rows[i])
			n++
		}
	}
	w.tie(s, out)
	return out
}

// tie says what became of the comments: each is tied to the delegation that it names, else to the newest that grew from
// it, else to the newest open one whose anchor stands on its lines. One whose place another took is none of them: a
// comment that still names it is the other's.
func (w *Workspace) tie(s *Snapshot, todos []TrackedTodo) {
	all := s.Ledger.All(ledger.TypeDelegation) // the newest first
	if len(all) == 0 {
		return
	}
	byID, byTodo := map[string]*ledger.Entry{}, map[string]*ledger.Entry{}
	for _, e := range all {
		if e.Delegation.ReplacedBy != "" {
			continue
		}
		byID[e.ID] = e
		if id := e.Delegation.Todo; id != "" && byTodo[id] == nil {
			byTodo[id] = e
		}
	}
	found := map[*ledger.Entry]bool{}
	byPath := map[string][]*TrackedTodo{}
	for i := range todos {
		t := &todos[i]
		e := byID[t.Reference]
		if e == nil {
			e = byTodo[t.ID]
		}
		if e == nil {
			byPath[t.Path] = append(byPath[t.Path], t)
			continue
		}
		found[e] = true
		t.become(e)
	}
	var lost []*ledger.Entry
	for _, e := range all {
		if e.Open() && !found[e] {
			lost = append(lost, e)
		}
	}
	if len(lost) == 0 {
		return
	}
	for _, p := range w.placements(w.followed(), lost, func(path string) bool { return byPath[path] != nil }) {
		for _, t := range byPath[p.Place.Path] {
			if t.Delegation == "" && p.Place.Line >= t.Line && p.Place.Line <= t.EndLine {
				t.become(p.Entry)
			}
		}
	}
}

func (t *TrackedTodo) become(e *ledger.Entry) {
	t.State, t.Assignee, t.Delegation = e.State, e.Delegation.To, e.ID
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

// TrackedTodos are the TODO comments of an open document as it stands now, with what became of them.
func (s *Snapshot) TrackedTodos(path string) []TrackedTodo {
	notes := s.Todos(path)
	if len(notes) == 0 {
		return nil
	}
	placed, lines := s.Placed(path), s.Lines(path)
	out := make([]TrackedTodo, len(notes))
	for i, t := range notes {
		out[i] = track(t, placed)
		if lines != nil {
			out[i].Author, out[i].Wrote = s.wrote(lines, t.Line)
		}
	}
	return out
}

// track ties a TODO to the delegation that the comment names, else to the newest that grew from it, else to the newest
// that stands on its lines.
func track(t todo.Todo, placed []Placed) TrackedTodo {
	out := TrackedTodo{Todo: t, State: Unoffered, Assignee: t.Assignee}
	var best *ledger.Entry
	rank := 0
	for _, p := range placed {
		r := grewFrom(p, t)
		if r > rank || r > 0 && r == rank && p.Entry.At.After(best.At) {
			best, rank = p.Entry, r
		}
	}
	if best != nil {
		out.become(best)
	}
	return out
}

// grewFrom says how sure it is that an entry is a delegation of the TODO: 3 by its reference in the comment, 2 by the
// comment's identity, 1 because its anchor stands on the same lines, 0 that it is not.
func grewFrom(p Placed, t todo.Todo) int {
	switch d := p.Entry.Delegation; {
	case d == nil || d.ReplacedBy != "":
		return 0
	case p.Entry.ID == t.Reference:
		return 3
	case d.Todo == t.ID:
		return 2
	case p.Place.Line >= t.Line && p.Place.Line <= t.EndLine:
		return 1
	}
	return 0
}

// GrewFrom says whether an entry is a delegation of the TODO: by its reference in the comment, by the comment's
// identity, or because it stands on the same lines.
func GrewFrom(p Placed, t todo.Todo) bool { return grewFrom(p, t) > 0 }

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
