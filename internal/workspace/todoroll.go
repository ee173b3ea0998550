package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/todo"
)

const (
	// rollFormat is raised whenever other notes are found in old versions, or followed otherwise.
	rollFormat = 1
	// mostVersions is how many versions of a file its notes are followed through, the first ones left out beyond.
	mostVersions = 20_000
	// contentsAtOnce is how many versions of files one process of git reads.
	contentsAtOnce = 4096
)

// rolls follows the TODO comments of files through the history of what is checked out: under all names that a file had,
// from its first version on, so that everybody with the same history comes to the same. What was followed before is
// kept in the lead's store. It answers nothing before the index is ready.
func (w *Workspace) rolls(ctx context.Context, s *Snapshot, paths []string) (map[string]todo.Roll, error) {
	if !s.Indexed || w.index == nil || w.history == nil || s.Head.Hash == "" || len(paths) == 0 {
		return nil, nil
	}
	f := &following{
		w: w, head: s.Head.Hash, scanner: todo.NewScanner(s.Settings.Todo.Words),
		seed: fmt.Sprint(rollFormat, s.Settings.Todo.Words), files: map[string]*followed{},
	}
	if err := f.find(ctx, paths); err != nil {
		if errors.Is(err, index.ErrUnknownCommit) {
			return nil, nil // checked out a moment ago
		}
		return nil, err
	}
	stores := w.stores.Load()
	if stores != nil && s.Repo != "" {
		known, err := stores.Lead.TodoRolls(ctx, s.Repo, paths)
		if err != nil {
			return nil, err
		}
		f.recall(known)
	}
	if err := f.read(ctx, paths); err != nil {
		return nil, err
	}
	if err := f.moves(ctx, paths, 0); err != nil {
		return nil, err
	}
	out := make(map[string]todo.Roll, len(paths))
	var fresh []leadstore.TodoRoll
	for _, path := range paths {
		one := f.files[path]
		out[path] = one.roll
		if len(one.touches) > one.from && stores != nil && s.Repo != "" {
			doc, err := json.Marshal(one.roll)
			if err != nil {
				return nil, fmt.Errorf("writing down the TODO comments of %s: %w", path, err)
			}
			fresh = append(fresh, leadstore.TodoRoll{Path: path, Versions: len(one.touches), Upto: f.digest(one.touches), Doc: doc})
		}
	}
	if len(fresh) > 0 {
		return out, stores.Lead.PutTodoRolls(ctx, s.Repo, fresh)
	}
	return out, nil
}

// following is one run of rolls.
type following struct {
	w       *Workspace
	head    git.Hash
	scanner todo.Scanner
	seed    string // what else the rolls depend on
	files   map[string]*followed
}

// followed is one file on the way.
type followed struct {
	touches []index.Touch
	from    int // touches that the roll knows already
	roll    todo.Roll
	births  []birth // of notes since then
}

// birth is where a note was first seen in its file.
type birth struct {
	git.FileAt
	known todo.Known
}

func (f *following) find(ctx context.Context, paths []string) error {
	for v, err := range f.w.index.Versions(ctx, paths, f.head) {
		if err != nil {
			return err
		}
		f.files[v.Path] = &followed{touches: v.Touches[max(0, len(v.Touches)-mostVersions):], roll: todo.Roll{Again: v.Again}}
	}
	for _, path := range paths {
		if f.files[path] == nil { // an index without a whole history
			f.files[path] = &followed{}
		}
	}
	return nil
}

// recall goes on from what is known, where the versions of then are still the first ones.
func (f *following) recall(known map[string]leadstore.TodoRoll) {
	for path, k := range known {
		one := f.files[path]
		if k.Versions < 1 || k.Versions > len(one.touches) || f.digest(one.touches[:k.Versions]) != k.Upto {
			continue
		}
		var roll todo.Roll
		if json.Unmarshal(k.Doc, &roll) == nil && roll.Again == one.roll.Again {
			one.roll, one.from = roll, k.Versions
		}
	}
}

func (f *following) digest(touches []index.Touch) string {
	sum := sha256.New()
	put(sum, f.seed)
	for _, t := range touches {
		put(sum, string(t.Commit), t.Path)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

func put(sum hash.Hash, parts ...string) {
	for _, p := range parts {
		_, _ = io.WriteString(sum, p+"\x00") // never fails
	}
}

// read follows the notes of files through the versions that are not known yet.
func (f *following) read(ctx context.Context, paths []string) error {
	type step struct {
		path string
		at   int
	}
	var steps []step
	var wanted []git.FileAt
	flush := func() error {
		for i, c := range f.w.history.Contents(ctx, wanted, mostScanned) {
			if c.Err != nil {
				return fmt.Errorf("cannot follow TODO comments: %w", c.Err)
			}
			one := f.files[steps[i].path]
			one.next(f.scanner, one.touches[steps[i].at], c.Text)
		}
		steps, wanted = steps[:0], wanted[:0]
		return ctx.Err()
	}
	for _, path := range paths {
		one := f.files[path]
		for at := one.from; at < len(one.touches); at++ {
			steps, wanted = append(steps, step{path, at}), append(wanted, one.touches[at].FileAt)
			if len(wanted) == contentsAtOnce {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

// next takes one version in. text is nil where the version cannot be read: then nothing is known to have changed.
func (one *followed) next(scanner todo.Scanner, t index.Touch, text []byte) {
	if text == nil && !t.Deleted {
		return
	}
	var notes []todo.Todo
	if scanner.Mentions(text) {
		notes = one.roll.Follow(scanner.Scan(t.Path, text))
	}
	if len(notes) == 0 && len(one.roll.Live) == 0 {
		return
	}
	for _, i := range one.roll.Born(notes) {
		one.births = append(one.births, birth{FileAt: t.FileAt, known: todo.Sketch(notes[i])})
	}
	one.roll = one.roll.Next(notes)
}
