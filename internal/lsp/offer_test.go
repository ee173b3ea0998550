package lsp_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/workspace"
)

// applied answers edits as told, and hands over what is asked for.
func applied(c *lsptest.Client, answer string) <-chan json.RawMessage {
	edits := make(chan json.RawMessage, 10)
	c.Handle("workspace/applyEdit", func(_ context.Context, params json.RawMessage) (any, error) {
		edits <- params
		return json.RawMessage(answer), nil
	})
	return edits
}

// edit is what one applied edit says.
type edit struct {
	Label string
	Edit  struct {
		Changes         map[string][]textEdit
		DocumentChanges []struct {
			TextDocument struct {
				URI     string
				Version *int
			}
			Edits []textEdit
		}
	}
}

type textEdit struct {
	Range   lspclient.Range
	NewText string
}

func decode[T any](t *testing.T, raw json.RawMessage) (v T) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func offerOf(uri string, line int, more map[string]any) map[string]any {
	out := at(uri, line)
	for k, v := range map[string]any{"to": "@dev1", "what": "retry", "why": "customers see errors"} {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func TestTheCommentGetsAReference(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	edits := applied(c, `{"applied":true}`)
	u := d.open(c, "a.go")
	c.Change(u, lspclient.Change{Text: "package a\n\nvar 𝛼 = 1 /* 🧭 TODO: retry on timeout,\n  twice */\n"}) // unsaved, second version
	raw := c.Execute("leadline.todo.delegate", offerOf(u, 2, nil))
	id := decode[struct{ ID string }](t, raw).ID
	e := decode[edit](t, <-edits)
	if len(e.Edit.DocumentChanges) != 1 {
		t.Fatalf("%+v", e)
	}
	change := e.Edit.DocumentChanges[0]
	want := textEdit{Range: lspclient.Span(2, 21, 2, 21), NewText: "(" + id + ")"}
	if change.TextDocument.URI != u || change.TextDocument.Version == nil || *change.TextDocument.Version != 2 || len(change.Edits) != 1 || change.Edits[0] != want {
		t.Errorf("%+v, want %+v", change, want)
	}
	if !strings.Contains(e.Label, id) {
		t.Errorf("label %q", e.Label)
	}
	c.Shutdown()
}

func TestTheCommentAsTheSettingsWantIt(t *testing.T) {
	d := newDesk(t, smallHistory)
	write(t, filepath.Join(d.top, ".leadline.toml"), "[todo]\ncomment = \"handle\"\n")
	c := d.edit(lspclient.Neovim)
	edits := applied(c, `{"applied":true}`)
	u := d.open(c, "a.go")
	c.Execute("leadline.todo.delegate", offerOf(u, 2, nil))
	if e := string(<-edits); !strings.Contains(e, `"newText":"(@dev1)"`) {
		t.Error(e)
	}
	c.Shutdown()

	write(t, filepath.Join(d.top, ".leadline.toml"), "[todo]\ncomment = \"none\"\n")
	c = d.edit(lspclient.Neovim)
	edits = applied(c, `{"applied":true}`)
	u = d.open(c, "a.go")
	c.Execute("leadline.todo.delegate", offerOf(u, 2, nil))
	c.Shutdown()
	if len(edits) > 0 {
		t.Errorf("edited: %s", <-edits)
	}
}

func TestAnEditorThatTakesNoEdits(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Minimal)
	u := d.open(c, "a.go")
	c.Execute("leadline.todo.delegate", offerOf(u, 2, nil))
	hear(t, c, "into line 3 of a.go, as TODO(T-")
	c.Shutdown()
}

// A draft's comment is marked after it is saved, whether the file is open or not.
func TestTheCommentOfADraft(t *testing.T) {
	for _, closed := range []bool{false, true} {
		d := newDesk(t, smallHistory)
		c := d.edit(lspclient.VSCode)
		edits := applied(c, `{"applied":true}`)
		u := d.open(c, "a.go")
		path := d.draft(c, "todo.delegate", at(u, 2))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"what: retry on timeout", "#   @dev1 knows it · last here"} {
			if !strings.Contains(string(text), line) {
				t.Errorf("the draft lacks %q:\n%s", line, text)
			}
		}
		if closed {
			c.CloseDocument(u)
		} else {
			c.Change(u, lspclient.Change{Text: "package a\n\n\n// TODO: retry on timeout\nvar A = 1\n"})
		}
		c.Open(string(lsp.FileURI(path)), "markdown", string(text))
		save(t, c, path, fill(t, path, map[string]string{"to:": "to: @dev1", "why:": "why: customers see errors"}))
		change := decode[edit](t, <-edits).Edit.DocumentChanges[0]
		line := 3
		if closed {
			line = 2
		}
		if closed != (change.TextDocument.Version == nil) || change.Edits[0].Range.Start.Line != line {
			t.Errorf("closed %v: %+v", closed, change)
		}
		d.recorded("todo.offered")
		c.Shutdown()
	}
}

func TestWorkWithoutAComment(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "a.go")
	args := offerOf(u, 2, map[string]any{"outcome": "a page", "authority": "look", "check_in": "in 2 weeks"})
	c.Execute("leadline.work.offer", args)
	hear(t, c, "Offered T-")
	c.CloseDocument(u)
	delete(args, "uri")
	delete(args, "range")
	args["check_in"] = "2020-01-01"
	refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.work.offer", "arguments": []any{args}})
	if !strings.Contains(refusal.Message, "check-in: ") {
		t.Error(refusal.Message)
	}
	delete(args, "check_in")
	c.Execute("leadline.work.offer", args) // no file is open
	path := d.draft(c, "work.offer", nil)
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "no place in the code") {
		t.Errorf("%s, %v", text, err)
	}
	c.Shutdown()
	d.recorded("todo.offered", "todo.offered")
}

const threeHistory = `
me Dev Three <dev3@example.com>

commit main 2026-02-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ a.go
<<<
package a

// TODO: retry on timeout
var A = 1
>>>

commit main 2026-02-11T10:00:00Z Dev Two <1002+dev2@users.noreply.github.com>
more
+ b.go
<<<
package a
>>>
`

// editAs opens an editor for somebody else, whom the history knows.
func (d *desk) editAs(who string) *lsptest.Client {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- lsp.Main(context.Background(), serverIn, serverOut, lsp.Config{Dirs: d.dirs, Version: "test"})
	}()
	d.t.Cleanup(func() { clientOut.Close(); <-done })
	c := lsptest.New(d.t, clientIn, clientOut)
	c.InitializeWith(lspclient.VSCode, string(lsp.FileURI(d.top)), map[string]string{"me": who})
	return c
}

// index reads the whole history beforehand, so that everybody in it is known from the start.
func (d *desk) index() {
	d.t.Helper()
	w, err := workspace.Open(d.t.Context(), d.top, nil, workspace.Options{Dirs: d.dirs})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := w.Refresh(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
}

const one, two, three = "1001+dev1@users.noreply.github.com", "1002+dev2@users.noreply.github.com", "dev3@example.com"

func TestCandidatesHaveReasons(t *testing.T) {
	d := newDesk(t, threeHistory)
	d.index()
	c := d.editAs(two)
	u := d.open(c, "a.go")
	c.Execute("leadline.wish", map[string]any{"uri": u, "wish": "learn", "area": "."})
	hear(t, c, "You would like to learn the whole repository")
	c.Shutdown()

	c = d.editAs(three)
	u = d.open(c, "a.go")
	actions := string(c.CodeActions(u, lspclient.Span(2, 0, 2, 0)))
	for _, title := range []string{"Offer it to @dev1 (knows it)…", "Offer it to @dev2 (asked to learn this; @dev1 can help)…"} {
		if !strings.Contains(actions, title) {
			t.Errorf("no %q in %s", title, actions)
		}
	}
	got := decode[[]map[string]string](t, c.Execute("leadline.todo.candidates", at(u, 2)))
	if len(got) != 2 || got[0]["group"] != "knows" || got[1]["to"] != "@dev2" || got[1]["group"] != "learns" || !strings.HasPrefix(got[1]["reason"], "asked to learn this; @dev1 can help") {
		t.Errorf("%v", got)
	}

	// What is missing but the person is asked for with the same reasons.
	pick(c, "@dev2, asked to learn this")
	offer := offerOf(u, 2, nil)
	delete(offer, "to")
	c.Execute("leadline.todo.delegate", offer)
	hear(t, c, `"retry" to @dev2`)
	c.Shutdown()
}
