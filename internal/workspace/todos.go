package workspace

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
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

// mostScanned is the size in bytes up to which a file is looked at for TODO comments. Larger ones are
// data or generated.
const mostScanned = 2 << 20

// Todos scans the tracked files of the work tree, vendored and generated ones left out, in the order of
// their paths and lines.
func (w *Workspace) Todos(ctx context.Context) ([]TrackedTodo, error) {
	s := w.Snapshot()
	tracked, err := w.Repository.Tracked()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	work := pool.NewWithResults[[]TrackedTodo]().WithContext(ctx).WithMaxGoroutines(4)
	for batch := range slices.Chunk(tracked, 64) {
		work.Go(func(ctx context.Context) ([]TrackedTodo, error) {
			var out []TrackedTodo
			for _, f := range batch {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				out = append(out, w.scan(s, f)...)
			}
			return out, nil
		})
	}
	found, err := work.Wait()
	if err != nil {
		return nil, err
	}
	out := slices.Concat(found...)
	slices.SortFunc(out, func(a, b TrackedTodo) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return out, nil
}

func (w *Workspace) scan(s *Snapshot, f git.Tracked) []TrackedTodo {
	const regular = 0o100000
	if f.Mode&0o170000 != regular || f.SkipWorktree || f.Size > mostScanned || lang.Vendored(f.Path) {
		return nil
	}
	if _, ok := lang.For(f.Path, nil); !ok && strings.Contains(filepath.Base(f.Path), ".") {
		return nil
	}
	text, err := w.Repository.ReadWorktreeFile(f.Path, mostScanned)
	if err != nil || !mentions(text, s.Settings.Todo.Words) || lang.Generated(f.Path, text[:min(len(text), 4096)]) {
		return nil
	}
	document := NewDocument(string(text))
	var placed []Placed
	if entries := s.Entries(f.Path); len(entries) > 0 {
		placed = document.place(f.Path, s.moved[f.Path], entries)
	}
	var out []TrackedTodo
	for _, t := range document.todos(f.Path, s.Settings) {
		out = append(out, track(t, placed))
	}
	return out
}

// mentions is a quick look, before the comments are told from the strings.
func mentions(text []byte, words []string) bool {
	for _, word := range words {
		if bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	return false
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
