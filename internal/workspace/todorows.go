package workspace

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/todo"
)

// freshenTodos brings the rows about TODO comments in the lead's store up to date with the saved files. Files that were
// not touched since the last time are not read; when HEAD has moved those with comments are, since their comments may
// have a longer history now. It answers the rows where nothing had to be changed, else nil.
//
// Comments are followed through history for as long as until says; nil stands for ever. Those in the files that are left
// have the identity of a comment that is new, and their turn the next time; unfollowed counts these files.
func (w *Workspace) freshenTodos(ctx context.Context, s *Snapshot, until func() bool) (files []leadstore.TodoFile, unfollowed int, err error) {
	w.freshening.Lock()
	defer w.freshening.Unlock()
	lead := w.stores.Load().Lead
	tracked, err := w.Repository.Listed()
	if err != nil {
		return nil, 0, err
	}
	attributes := w.attributes(tracked.Files)
	scanned := make([]git.Tracked, 0, len(tracked.Files))
	for _, f := range tracked.Files {
		if scannable(f, attributes) {
			scanned = append(scanned, f)
		}
	}
	stored, err := lead.TodoFiles(ctx, s.Repo)
	if err != nil {
		return nil, 0, err
	}
	now := w.stamps(s, scanned, attributes)
	before := make(map[string]string, len(stored))
	var gone []string
	for _, f := range stored {
		if before[f.Path] = f.Stamp; now[f.Path] == "" {
			gone = append(gone, f.Path)
		}
	}
	stood := ""
	if s.Indexed {
		stood = string(s.Head.Hash)
	}
	name := "todos " + filepath.Base(CacheDir(w.options.Dirs, w.Repository))
	last, err := lead.Noted(ctx, s.Repo, name)
	if err != nil {
		return nil, 0, err
	}
	again := map[string]bool{}
	if last != stood {
		for _, f := range stored {
			again[f.Path] = len(f.Rows) > 0
		}
	}
	stale := slices.DeleteFunc(slices.Clone(scanned), func(f git.Tracked) bool {
		return now[f.Path] == "" || now[f.Path] == before[f.Path] && !again[f.Path]
	})
	changed := len(stale) > 0 || len(gone) > 0
	if changed {
		if unfollowed, err = w.rescan(ctx, s, stale, gone, attributes, now, until); err != nil {
			return nil, 0, err
		}
	}
	if last != stood {
		err = lead.Note(ctx, s.Repo, name, stood)
	}
	if changed {
		stored = nil
	}
	return stored, unfollowed, err
}

// Saved brings the rows about one file up to date, after an editor has saved it. It is for the background.
func (w *Workspace) Saved(ctx context.Context, path string) error {
	w.poke(false, path)
	s := w.Snapshot()
	if w.stores.Load() == nil || s.Repo == "" {
		return nil
	}
	w.freshening.Lock()
	defer w.freshening.Unlock()
	tracked, err := w.Repository.Listed()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(tracked.Files, func(f git.Tracked) bool { return f.Path == path })
	attributes := w.attributes(tracked.Files)
	if i < 0 || !scannable(tracked.Files[i], attributes) {
		return nil
	}
	one := tracked.Files[i : i+1]
	stamps := w.stamps(s, one, attributes)
	if stamps[path] == "" {
		return nil // deleted again
	}
	_, err = w.rescan(ctx, s, one, nil, attributes, stamps, nil)
	return err
}

// stamps say of each file that is there which version of it is: what it was read with, size and time.
func (w *Workspace) stamps(s *Snapshot, files []git.Tracked, attributes *lang.Attributes) map[string]string {
	sum := sha256.Sum256(fmt.Append(nil, rollFormat, s.Top, "\x00", s.Settings.Todo.Words, "\x00", attributes))
	with := hex.EncodeToString(sum[:6])
	out := make(map[string]string, len(files))
	var mu sync.Mutex
	workers := pool.New()
	size := max(64, len(files)/(4*runtime.GOMAXPROCS(0))+1)
	for chunk := range slices.Chunk(files, size) {
		workers.Go(func() {
			found := make([]string, len(chunk))
			for i, f := range chunk {
				if at, err := os.Lstat(filepath.Join(s.Top, filepath.FromSlash(f.Path))); err == nil && at.Mode().IsRegular() {
					found[i] = with + " " + strconv.FormatInt(at.Size(), 36) + " " + strconv.FormatInt(at.ModTime().UnixNano(), 36)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for i, f := range chunk {
				if found[i] != "" {
					out[f.Path] = found[i]
				}
			}
		})
	}
	workers.Wait()
	return out
}

// rescan reads files anew and stores what comments they have. It follows them and counts as [Workspace.freshenTodos] does.
func (w *Workspace) rescan(ctx context.Context, s *Snapshot, stale []git.Tracked, gone []string, attributes *lang.Attributes, stamps map[string]string, until func() bool) (unfollowed int, err error) {
	lead := w.stores.Load().Lead
	notes, err := w.scanFiles(ctx, stale, attributes, s.Settings.Todo.Words, nil)
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(notes, func(a, b todo.Todo) int { return cmp.Or(cmp.Compare(a.Path, b.Path), a.Line-b.Line) })
	byPath := map[string][]todo.Todo{}
	var paths []string
	for _, n := range notes {
		if byPath[n.Path] == nil {
			paths = append(paths, n.Path)
		}
		byPath[n.Path] = append(byPath[n.Path], n)
	}
	rolls, behind, err := w.rollsUntil(ctx, s, paths, until)
	if err != nil {
		return 0, err
	}
	rows := make([]leadstore.TodoFile, 0, len(stale))
	for _, f := range stale {
		file := leadstore.TodoFile{Path: f.Path, Stamp: stamps[f.Path]}
		if behind[f.Path] {
			unfollowed++
			file.Stamp += unfollowedMark
		}
		for _, n := range rolls[f.Path].Follow(byPath[f.Path]) {
			file.Rows = append(file.Rows, rowOf(n))
		}
		rows = append(rows, file)
	}
	if err := lead.PutTodos(ctx, s.Repo, rows, gone); err != nil {
		return 0, err
	}
	return unfollowed, lead.ApartTodos(ctx, s.Repo, todo.Other)
}

// unfollowedMark at the end of a stamp says that the comments of that version wait to be followed.
const unfollowedMark = " unfollowed"

// filesInTurn is how many files are followed before the first look at the clock; each turn after that has twice as many.
const filesInTurn = 4

// rollsUntil is rolls for as long as until says: first of the files that somebody was offered something in, since it matters
// there which comment is which. The others are behind, with what was known of them before.
func (w *Workspace) rollsUntil(ctx context.Context, s *Snapshot, paths []string, until func() bool) (rolls map[string]todo.Roll, behind map[string]bool, err error) {
	if until == nil {
		rolls, err = w.rolls(ctx, s, paths)
		return rolls, nil, err
	}
	offered := map[string]bool{}
	for _, e := range s.Ledger.All(ledger.TypeDelegation) {
		for _, a := range e.Anchors {
			offered[a.Path] = true
		}
	}
	first := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !offered[path] })
	rest := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return offered[path] })
	paths = append(first, rest...)
	rolls, behind = make(map[string]todo.Roll, len(paths)), map[string]bool{}
	for n := filesInTurn; len(paths) > 0; n *= 2 {
		some := paths[:min(len(paths), n)]
		found, err := w.rolls(ctx, s, some)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(rolls, found)
		if paths = paths[len(some):]; !until() {
			break
		}
	}
	known, err := w.stores.Load().Lead.TodoRolls(ctx, s.Repo, paths)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		behind[path] = true
		var roll todo.Roll
		if json.Unmarshal(known[path].Doc, &roll) == nil {
			rolls[path] = roll
		}
	}
	return rolls, behind, nil
}

// more is what a comment says beyond the columns of its row.
type more struct {
	Assignees string `json:"assignees,omitempty"`
	Due       string `json:"due,omitempty"`
	Expect    string `json:"expect,omitempty"`
	CheckIn   string `json:"check_in,omitempty"`
}

func rowOf(t todo.Todo) leadstore.TodoRow {
	r := leadstore.TodoRow{
		ID: t.ID, Tag: t.Tag, Text: t.Text, Line: t.Line, EndLine: t.EndLine, Column: t.Column,
		Assignee: t.Assignee, Reference: t.Reference, Issue: t.Issue,
	}
	if m := (more{t.Assignees, t.Due, t.Expect, t.CheckIn}); m != (more{}) {
		if doc, err := json.Marshal(m); err == nil { // strings alone: it cannot fail
			r.More = string(doc)
		}
	}
	return r
}

// fill makes t the comment of a row. It is large, so it is not copied.
func (t *TrackedTodo) fill(path string, r *leadstore.TodoRow) {
	t.ID, t.Path, t.Line, t.EndLine, t.Column, t.Tag, t.Text = r.ID, path, r.Line, r.EndLine, r.Column, r.Tag, r.Text
	t.Todo.Assignee, t.Reference, t.Issue = r.Assignee, r.Reference, r.Issue
	t.State, t.Assignee, t.Author, t.Wrote = Unoffered, r.Assignee, r.Author, r.At
	var m more
	if r.More != "" && json.Unmarshal([]byte(r.More), &m) == nil {
		t.Assignees, t.Due, t.Expect, t.CheckIn = m.Assignees, m.Due, m.Expect, m.CheckIn
	}
}
