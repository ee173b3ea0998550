package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

const history = `
me Dev Three <dev3@example.com>

commit main 2026-02-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ pay/a.go
<<<
package pay

// TODO: retry on timeout
// FIXME(dev2): round up (#12)
var A = "TODO: not a comment"
>>>
+ b.py
<<<
# TODO later
>>>
+ vendor/c/c.go
<<<
// TODO: somebody else's
>>>
+ .github/CODEOWNERS
<<<
* @all
>>>
`

// home is a repository and the folders of its user.
type home struct {
	t    testing.TB
	dirs config.Dirs
	top  string
}

func newHome(t *testing.T) *home {
	dir := t.TempDir()
	h := &home{t: t, top: filepath.Join(dir, "repo"), dirs: dirsIn(dir)}
	gittest.Repo(t, h.top, history)
	return h
}

func dirsIn(dir string) config.Dirs {
	in := func(name string) string { return filepath.Join(dir, name) }
	return config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
}

func now() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) }

// open opens the repository in a process of its own, as far as files go.
func (h *home) open(o workspace.Options) (*workspace.Workspace, func()) {
	h.t.Helper()
	ctx := context.Background()
	stores, err := workspace.OpenStores(ctx, h.dirs, workspace.StoreDir(ctx, h.dirs, h.top), now, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if o.Now == nil {
		o.Now = now
	}
	if o.Log == nil {
		o.Log = func(err error) { h.t.Log(err) }
	}
	o.Dirs = h.dirs
	w, err := workspace.Open(ctx, h.top, workspace.Opened(stores, nil), o)
	if err != nil {
		h.t.Fatal(err)
	}
	return w, func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			h.t.Error(err)
		}
	}
}

func decide(t *testing.T, w *workspace.Workspace, id, title string) {
	t.Helper()
	if _, err := w.Append(t.Context(), eventlog.Event{
		Kind: string(ledger.DecisionLogged), Subject: id, Visibility: ledger.Team,
		Body: fmt.Appendf(nil, `{"title":%q,"status":"accepted","anchors":[{"path":"pay/a.go","line":5,"end_line":5,"text":"var A = \"TODO: not a comment\""}]}`, title),
	}); err != nil {
		t.Fatal(err)
	}
}

// Whoever has a snapshot may keep it: nothing that happens later shows in it.
func TestSnapshotsNeverChange(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	decide(t, w, "D-000001", "first")
	kept := w.Edit("pay/a.go", "// TODO: one\nvar A = \"TODO: not a comment\"\n")
	kept.Await(t.Context(), "pay/a.go")
	view := func(s *workspace.Snapshot) string {
		var b strings.Builder
		for _, p := range s.Placed("pay/a.go") {
			fmt.Fprintln(&b, p.Entry.ID, p.Entry.Title(), p.Place)
		}
		for _, x := range s.Todos("pay/a.go") {
			fmt.Fprintln(&b, x.Line, x.Text)
		}
		for _, k := range s.Knowers("pay/a.go") {
			fmt.Fprintln(&b, k.Person.Name, k.Share)
		}
		fmt.Fprint(&b, s.Documents(), s.Snoozed("pay/a.go"))
		return b.String()
	}
	before := view(kept)

	const editors, edits = 8, 500
	var work sync.WaitGroup
	for e := range editors {
		work.Go(func() {
			path := fmt.Sprintf("file%d.go", e%4)
			for i := range edits {
				text := fmt.Sprintf("// TODO: edit %d\nvar A = %d\n", i, i)
				s := w.Edit(path, text)
				if d, ok := s.Document(path); !ok || d.Text != text {
					t.Errorf("an edit's snapshot shows another's text")
					return
				}
				if todos := s.Todos(path); len(todos) != 1 || todos[0].Text != fmt.Sprintf("edit %d", i) {
					t.Errorf("TODOs of another text: %v", todos)
					return
				}
				_ = view(w.Snapshot())
				if i%100 == 99 {
					w.Forget(path)
				}
			}
		})
	}
	work.Go(func() {
		for i := range 20 {
			decide(t, w, fmt.Sprintf("D-0001%02d", i), "more")
			w.Edit("pay/a.go", fmt.Sprintf("line %d\n", i))
			w.Reload(t.Context(), nil)
		}
	})
	work.Wait()
	if diff := cmp.Diff(before, view(kept)); diff != "" {
		t.Errorf("the snapshot changed (-before +after):\n%s", diff)
	}
	if n := len(w.Snapshot().Ledger.All("")); n != 21 {
		t.Errorf("%d entries, want 21", n)
	}
}

func TestWatchSeesAnotherProcess(t *testing.T) {
	h := newHome(t)
	changed := make(chan *workspace.Snapshot, 1000)
	one, doneOne := h.open(workspace.Options{OnChange: func(s *workspace.Snapshot) { changed <- s }})
	defer doneOne()
	two, doneTwo := h.open(workspace.Options{})
	defer doneTwo()
	indexed := make(chan struct{})
	one.Watch(func() { close(indexed) })
	<-indexed
	wait := func(what string, ok func(*workspace.Snapshot) bool) {
		t.Helper()
		patience := time.After(30 * time.Second)
		for {
			select {
			case s := <-changed:
				if ok(s) {
					return
				}
			case <-patience:
				t.Fatalf("%s was not noticed", what)
			}
		}
	}
	decide(t, two, "D-000001", "over there")
	wait("a decision", func(s *workspace.Snapshot) bool { _, ok := s.Ledger.Find("D-000001"); return ok })

	gittest.Git(t, h.top, "commit", "-q", "--allow-empty", "-m", "one more")
	head := git.Hash(gittest.Hash(t, h.top, "HEAD"))
	wait("a commit", func(s *workspace.Snapshot) bool { return s.Head.Hash == head && s.Indexed })

	if err := os.WriteFile(filepath.Join(h.top, workspace.SettingsFile), []byte("[hints]\nlens = false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wait("a settings file", func(s *workspace.Snapshot) bool { return !s.Settings.Hints.Lens })
}

func TestTodosKnowWhatBecameOfThem(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	s := w.OpenSaved(t.Context(), "pay/a.go")
	first := s.Todos("pay/a.go")[0]
	if _, err := w.Append(t.Context(), eventlog.Event{
		Kind: string(ledger.TodoOffered), Subject: "T-000001", Visibility: ledger.Team,
		Body: fmt.Appendf(nil, `{"to":"@dev1","what":"retry","why":"y","todo":%q,"anchors":[{"path":"pay/a.go","line":3,"end_line":3,"text":"// TODO: retry on timeout"}]}`, first.ID),
	}); err != nil {
		t.Fatal(err)
	}
	todos, err := w.Todos(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range todos {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s:%d %s %q %s %s %s", x.Path, x.Line, x.Tag, x.Text, x.State, x.Assignee, x.Delegation)))
	}
	want := []string{
		`b.py:1 TODO "later" open`,
		`pay/a.go:3 TODO "retry on timeout" offered @dev1 T-000001`,
		`pay/a.go:4 FIXME "round up (#12)" open dev2`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMaterialiseTwiceIsOnce(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	decide(t, w, "D-000001", "first")
	ask := func(query string) string {
		t.Helper()
		rows, err := w.Query(t.Context(), query, leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var b strings.Builder
		for rows.Next() {
			fmt.Fprintln(&b, rows.Values()...)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	all := func() string {
		return ask("SELECT name FROM repos") + ask("SELECT name, email FROM people ORDER BY name") + ask("SELECT path, name FROM ownership ORDER BY path, name") +
			ask("SELECT path, line, text FROM todos ORDER BY path, line") + ask("SELECT id, path, line, state FROM anchors")
	}
	if err := w.Materialise(t.Context()); err != nil {
		t.Fatal(err)
	}
	once := all()
	for _, want := range []string{"repo", "Dev One", "pay", "retry on timeout", "D-000001 pay/a.go 5 ok"} {
		if !strings.Contains(once, want) {
			t.Errorf("the lead's store lacks %q:\n%s", want, once)
		}
	}
	if err := w.Materialise(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(once, all()); diff != "" {
		t.Errorf("a second time (-once +twice):\n%s", diff)
	}
}

// A workspace leaves nothing running behind.
func TestCloseEndsEverything(t *testing.T) {
	h := newHome(t)
	cycle := func() {
		w, done := h.open(workspace.Options{})
		indexed := make(chan struct{})
		w.Watch(func() { close(indexed) })
		<-indexed
		w.Edit("pay/a.go", "package pay\n")
		done()
	}
	cycle() // what a process starts once stays
	before := runtime.NumGoroutine()
	for range 50 {
		cycle()
	}
	// Goroutines that have been told to end may need a moment to be gone.
	for range 10_000 {
		if runtime.NumGoroutine() <= before+2 {
			return
		}
		runtime.Gosched()
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

func TestOpenSaysWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	if _, err := workspace.Open(t.Context(), dir, nil, workspace.Options{}); !errors.Is(err, git.ErrNotRepository) {
		t.Errorf("no repository: %v", err)
	}
	gittest.Git(t, dir, "init", "-q", "--bare", "bare.git")
	if _, err := workspace.Open(t.Context(), filepath.Join(dir, "bare.git"), nil, workspace.Options{}); !errors.Is(err, git.ErrNotRepository) {
		t.Errorf("bare: %v", err)
	}
}

func TestHintsGoOnWithoutStores(t *testing.T) {
	h := newHome(t)
	broken := errors.New("cannot write the store: the disk is full")
	w, err := workspace.Open(t.Context(), h.top, workspace.Opened(nil, broken), workspace.Options{Dirs: h.dirs, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if s := w.OpenSaved(t.Context(), "pay/a.go"); len(s.Knowers("pay/a.go")) != 1 || s.Owners == nil {
		t.Error("no hints")
	}
	if _, err := w.Append(t.Context(), eventlog.Event{Kind: "decision.logged"}); !errors.Is(err, broken) {
		t.Errorf("Append: %v", err)
	}
	for _, err := range []error{w.Materialise(t.Context()), w.CatchUp(t.Context())} {
		if !errors.Is(err, broken) {
			t.Error(err)
		}
	}
}

func TestSplitLines(t *testing.T) {
	for text, want := range map[string][]string{
		"": {""}, "a": {"a"}, "a\n": {"a", ""}, "a\r\nb": {"a", "b"}, "a\rb\n\rc": {"a", "b", "", "c"}, "\r\n": {"", ""},
	} {
		if diff := cmp.Diff(want, workspace.SplitLines(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
