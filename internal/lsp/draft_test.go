package lsp_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

const smallHistory = `
me Dev Three <dev3@example.com>

commit main 2026-02-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ a.go
<<<
package a

// TODO: retry on timeout
var A = 1
>>>
`

// desk is a repository and a home folder, on which several editors can work.
type desk struct {
	t    *testing.T
	top  string
	dirs config.Dirs
	// getenv is the environment of the servers.
	getenv func(string) string
}

func newDesk(t *testing.T, history string) *desk {
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	d := &desk{t: t, top: in("repo"), dirs: config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}}
	gittest.Repo(t, d.top, history)
	return d
}

// edit opens an editor, with the repository as its folder.
func (d *desk) edit(p lspclient.Profile) *lsptest.Client {
	return d.editIn(p, string(lsp.FileURI(d.top)))
}

func (d *desk) editIn(p lspclient.Profile, folder string) *lsptest.Client {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- lsp.Main(context.Background(), serverIn, serverOut, lsp.Config{Dirs: d.dirs, Version: "test", Getenv: d.getenv})
	}()
	d.t.Cleanup(func() { clientOut.Close(); <-done })
	c := lsptest.New(d.t, clientIn, clientOut)
	c.Initialize(p, folder)
	return c
}

func (d *desk) uri(path string) string { return string(lsp.FileURI(filepath.Join(d.top, path))) }

// open opens a file as it is on disk and waits until its repository is open too.
func (d *desk) open(c *lsptest.Client, path string) string {
	text, err := os.ReadFile(filepath.Join(d.top, path))
	if err != nil {
		d.t.Fatal(err)
	}
	c.Open(d.uri(path), "", string(text))
	c.Hover(d.uri(path), 0, 0)
	return d.uri(path)
}

// draft runs a command with a place alone and returns the path of the draft that the server shows.
func (d *desk) draft(c *lsptest.Client, command string, arguments map[string]any) string {
	d.t.Helper()
	c.Execute("leadline."+command, arguments)
	params := c.WaitNotification("window/showDocument", nil)
	var shown struct{ URI string }
	if err := json.Unmarshal(params, &shown); err != nil {
		d.t.Fatal(err)
	}
	path := lsp.FilePath(shown.URI)
	if filepath.Dir(path) != filepath.Join(d.dirs.State, "drafts") {
		d.t.Fatalf("the draft is %s", path)
	}
	return path
}

// fill replaces lines of a draft that begin as given.
func fill(t *testing.T, path string, lines map[string]string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := strings.Split(string(text), "\n")
	for i, l := range out {
		for prefix, line := range lines {
			if strings.HasPrefix(l, prefix) {
				out[i] = line
			}
		}
	}
	return strings.Join(out, "\n")
}

// save saves a draft as an editor does that is attached to it: the file, then the notice.
func save(t *testing.T, c *lsptest.Client, path, text string) {
	t.Helper()
	write(t, path, text)
	c.Change(string(lsp.FileURI(path)), lspclient.Change{Text: text})
	c.Save(string(lsp.FileURI(path)))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hear waits for a message that holds the words, and returns it.
func hear(t *testing.T, c *lsptest.Client, words string) string {
	t.Helper()
	var message struct{ Message string }
	c.WaitNotification("window/showMessage", func(p json.RawMessage) bool {
		return json.Unmarshal(p, &message) == nil && strings.Contains(message.Message, words)
	})
	return message.Message
}

// faults waits until the diagnostics of a file hold the words ("" for none at all).
func faults(t *testing.T, c *lsptest.Client, path, words string) {
	t.Helper()
	c.WaitNotification("textDocument/publishDiagnostics", func(p json.RawMessage) bool {
		var d struct {
			URI         string
			Diagnostics []struct{ Message string }
		}
		if json.Unmarshal(p, &d) != nil || lsp.FilePath(d.URI) != path {
			return false
		}
		if words == "" {
			return len(d.Diagnostics) == 0
		}
		return len(d.Diagnostics) > 0 && strings.Contains(d.Diagnostics[0].Message, words)
	})
}

// events are the kinds of everything recorded.
func (d *desk) events() []string {
	d.t.Helper()
	log, err := eventlog.Open(d.t.Context(), filepath.Join(workspace.StoreDir(d.t.Context(), d.dirs, d.top), "events.db"), eventlog.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	all, err := log.Since(d.t.Context(), 0, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var kinds []string
	for _, e := range all {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// bodies are those of everything recorded.
func (d *desk) bodies() []string {
	d.t.Helper()
	log, err := eventlog.Open(d.t.Context(), filepath.Join(workspace.StoreDir(d.t.Context(), d.dirs, d.top), "events.db"), eventlog.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	all, err := log.Since(d.t.Context(), 0, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, e := range all {
		out = append(out, string(e.Body))
	}
	return out
}

func (d *desk) recorded(want ...string) {
	d.t.Helper()
	if got := d.events(); strings.Join(got, " ") != strings.Join(want, " ") {
		d.t.Fatalf("recorded %v, want %v", got, want)
	}
}

func at(uri string, line int) map[string]any {
	return map[string]any{"uri": uri, "range": lspclient.Span(line, 0, line, 0)}
}

func TestDraftFromFaultsToRecordedAmendedAndCancelled(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	template, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Open(string(lsp.FileURI(path)), "markdown", string(template))

	save(t, c, path, fill(t, path, map[string]string{"undo:": "undo: years", "title:": "titel: A is one"}))
	hear(t, c, "Not recorded yet")
	faults(t, c, path, "titel")
	d.recorded()

	save(t, c, path, fill(t, path, map[string]string{"undo:": "undo: days", "titel:": "title: A is one"}))
	hear(t, c, `"A is one"`)
	faults(t, c, path, "")
	d.recorded("decision.logged")

	save(t, c, path, fill(t, path, nil)) // saved again, unchanged
	save(t, c, path, fill(t, path, map[string]string{"title:": "title: A is one for ever"}))
	hear(t, c, `Amended`)
	d.recorded("decision.logged", "entry.amended")

	save(t, c, path, "")
	hear(t, c, "The draft is gone; D-")
	d.recorded("decision.logged", "entry.amended")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the cancelled draft is still there: %v", err)
	}
	c.Shutdown()
}

func TestDraftSavedEmptyIsCancelled(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "pairing.schedule", at(d.open(c, "a.go"), 0))
	write(t, path, " \n")
	hear(t, c, "nothing was recorded")
	d.recorded()
	c.Shutdown()
}

func TestDraftKnowsTheTodo(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "todo.delegate", at(d.open(c, "a.go"), 2))
	text := fill(t, path, nil)
	for _, want := range []string{"what: retry on timeout #", "@dev1 knows it", "a.go:3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the draft lacks %q:\n%s", want, text)
		}
	}
	c.Shutdown()
}

// An editor that is not attached to the draft sends nothing: the folder is watched.
func TestDraftSavedOnDiskAlone(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	write(t, path, fill(t, path, map[string]string{"title:": "title: Seen on disk"}))
	hear(t, c, "Seen on disk")
	d.recorded("decision.logged")
	c.Shutdown()
}

func TestDraftOfTwoServersIsRecordedOnce(t *testing.T) {
	d := newDesk(t, smallHistory)
	one, two := d.edit(lspclient.Neovim), d.edit(lspclient.VSCode)
	path := d.draft(one, "decision.log", at(d.open(one, "a.go"), 3))
	d.open(two, "a.go")
	for _, c := range []*lsptest.Client{one, two} {
		c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, nil))
	}
	for i, title := range []string{"title: Both save", "title: Both save again"} {
		text := fill(t, path, map[string]string{"title:": title})
		write(t, path, text)
		for _, c := range []*lsptest.Client{one, two} {
			c.Change(string(lsp.FileURI(path)), lspclient.Change{Text: text})
			c.Save(string(lsp.FileURI(path)))
		}
		// One of them tells; a command that follows in either is answered when the saves are dealt with.
		for len(d.events()) <= i {
			one.Hover(d.uri("a.go"), 3, 0)
		}
	}
	one.Shutdown()
	two.Shutdown()
	d.recorded("decision.logged", "entry.amended")
}

func TestDraftSavedWhileNoServerRan(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	c.Shutdown()
	write(t, path, fill(t, path, map[string]string{"title:": "title: While nobody looked"}))
	d.recorded()

	c = d.edit(lspclient.Neovim)
	hear(t, c, "While nobody looked")
	d.recorded("decision.logged")
	c.Shutdown()
}

// What cannot be recorded stays where it was typed, and is recorded once the fault is mended, without a restart.
func TestDraftStaysWhileTheStoreCannotBeWritten(t *testing.T) {
	d := newDesk(t, smallHistory)
	d.dirs.Store = filepath.Join(d.dirs.Data, "shared")
	if err := os.MkdirAll(d.dirs.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, d.dirs.Store, "a file in the way of the folder")
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, nil))
	text := fill(t, path, map[string]string{"title:": "title: Typed with care"})
	save(t, c, path, text)
	if said := hear(t, c, "Nothing you typed is lost"); !strings.Contains(said, "folder for what people say") {
		t.Errorf("the message does not say what is wrong: %s", said)
	}
	if kept := fill(t, path, nil); kept != text {
		t.Errorf("the draft was changed:\n%s", kept)
	}

	if err := os.Remove(d.dirs.Store); err != nil {
		t.Fatal(err)
	}
	save(t, c, path, text)
	hear(t, c, "Typed with care")
	d.recorded("decision.logged")
	c.Shutdown()
}

func TestAmendDraftIsFilledIn(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	here := at(d.open(c, "a.go"), 3)
	here["title"], here["because"], here["review_by"] = "Keep # A: 1 @home", "## Options\nnone", "in 2 weeks"
	c.Execute("leadline.decision.log", here)
	path := d.draft(c, "amend", at(d.uri("a.go"), 3))
	text := fill(t, path, nil)
	if !strings.Contains(text, `title: "Keep # A: 1 @home"`) || !strings.Contains(text, "none") {
		t.Errorf("the draft is not filled in:\n%s", text)
	}
	write(t, path, text+"\n") // nothing is changed by a blank line
	write(t, path, fill(t, path, map[string]string{"title:": "title: Keep A"}))
	hear(t, c, `Amended`)
	d.recorded("decision.logged", "entry.amended")
	c.Shutdown()
}

// What is said in one editor shows up in the other: it is told to ask again within a second.
func TestOtherEditorsHearAtOnce(t *testing.T) {
	d := newDesk(t, smallHistory)
	one, two := d.edit(lspclient.Neovim), d.edit(lspclient.VSCode)
	d.open(one, "a.go")
	d.open(two, "a.go")
	here := at(d.uri("a.go"), 3)
	here["title"] = "Heard elsewhere"
	begun := time.Now()
	two.CodeLens(d.uri("a.go"))
	one.Execute("leadline.decision.log", here)
	for {
		two.WaitNotification("workspace/codeLens/refresh", nil)
		if strings.Contains(string(two.Hover(d.uri("a.go"), 3, 0)), "Heard elsewhere") {
			break
		}
		two.CodeLens(d.uri("a.go"))
	}
	t.Logf("heard after %v", time.Since(begun))
	here = at(d.uri("a.go"), 3)
	one.InlayHints(d.uri("a.go"), lspclient.Span(0, 0, 10, 0))
	two.Execute("leadline.hint.snooze", here)
	for {
		one.WaitNotification("workspace/inlayHint/refresh", nil)
		if string(one.InlayHints(d.uri("a.go"), lspclient.Span(0, 0, 10, 0))) == "[]" {
			break
		}
	}
	one.Shutdown()
	two.Shutdown()
}

// A draft that was saved with a fault while nobody looked shows it when it is opened.
func TestFaultyDraftOpenedLater(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	c.Shutdown()
	write(t, path, fill(t, path, map[string]string{"undo:": "undo: years", "title:": "title: A"}))
	c = d.edit(lspclient.Neovim)
	d.open(c, "a.go")
	c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, nil))
	faults(t, c, path, "years")
	d.recorded()
	c.Shutdown()
}

// An editor that restores a text which was never saved opens it so: that is no save.
func TestOpeningADraftIsNoSave(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "a.go")
	path := d.draft(c, "decision.log", map[string]any{"uri": uri, "range": lspclient.Span(3, 0, 3, 0)})
	c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, map[string]string{"title:": "title: half a thou"}))
	d.open(c, "a.go")
	save(t, c, path, fill(t, path, map[string]string{"title:": "title: a whole thought"}))
	if said := hear(t, c, "D-"); !strings.HasPrefix(said, "Logged ") || !strings.Contains(said, "a whole thought") {
		t.Errorf("the first thing said is %q", said)
	}
}

// Every server watches the drafts, and the editor tells of a save beside that: the faults of one text are told once, and
// again to whoever saves it again.
func TestFaultsOfADraftAreToldOnce(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "a.go")
	path := d.draft(c, "decision.log", map[string]any{"uri": uri, "range": lspclient.Span(3, 0, 3, 0)})
	faulty := fill(t, path, map[string]string{"title:": "title: a thought", "undo:": "undo: aeons"})
	c.Open(string(lsp.FileURI(path)), "markdown", faulty)
	write(t, path, faulty) // noticed on disk alone
	hear(t, c, "Not recorded yet")
	other := d.edit(lspclient.VSCode) // another server looks at what is pending, and watches too
	d.open(other, "a.go")
	other.Open(string(lsp.FileURI(path)), "markdown", faulty)
	faults(t, other, path, "undo")
	save(t, c, path, faulty)
	hear(t, c, "Not recorded yet")
	save(t, c, path, fill(t, path, map[string]string{"undo:": "undo: days"}))
	hear(t, c, "Logged")
	for _, m := range other.Messages() {
		if m.Method == "window/showMessage" && strings.Contains(string(m.Params), "Not recorded yet") {
			t.Errorf("the other editor was told too: %s", m.Params)
		}
	}
}
