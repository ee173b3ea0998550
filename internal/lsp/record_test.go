package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

const recordHistory = `
me Dev Three <dev3@example.com>

commit main 2026-10-10T10:00:00Z Dev One <dev1@example.com>
begin
+ a.go
<<<
package a

var one = 1
>>>
+ docs/adr/0001-one.md
<<<
# 1. One

## Status

Proposed

## Decision

It is one. See ADR-0001.
>>>
`

// The status of a record that is open is edited in the editor, where people see it and can undo it; what else they typed and
// did not save stays, and the file on disk is not touched. An editor that takes no edits must save first.
func TestOpenRecordIsEditedInTheEditor(t *testing.T) {
	for _, p := range []lspclient.Profile{lspclient.VSCode, lspclient.Neovim, lspclient.Helix, lspclient.Minimal} {
		t.Run(string(p), func(t *testing.T) {
			d := newDesk(t, recordHistory)
			c := d.edit(p)
			edits := applied(c, `{"applied":true}`)
			uri := d.open(c, "docs/adr/0001-one.md")
			file := filepath.Join(d.top, "docs", "adr", "0001-one.md")
			saved, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			typed := strings.Replace(string(saved), "It is one.", "It is one, and not two.", 1)
			c.Change(uri, lspclient.Change{Text: typed})
			c.Settled(uri)
			ask := map[string]any{"command": "leadline.respond", "arguments": []any{besides(at(uri, 1), "id", "ADR-0001", "answer", "accept")}}
			if p == lspclient.Minimal {
				if refusal := c.Refused("workspace/executeCommand", ask); !strings.Contains(refusal.Message, "save it, then try again") {
					t.Error(refusal)
				}
			} else {
				c.Ask("workspace/executeCommand", ask, nil)
				told := decode[edit](t, <-edits)
				changes := told.Edit.Changes[uri]
				for _, x := range told.Edit.DocumentChanges {
					changes = x.Edits
				}
				if len(changes) != 1 || changes[0].NewText != "Accepted" || changes[0].Range != lspclient.Span(4, 0, 4, len("Proposed")) {
					t.Errorf("%+v", told)
				}
			}
			if now, err := os.ReadFile(file); err != nil || string(now) != string(saved) {
				t.Errorf("the file was written though it is open: %q, %v", now, err)
			}
			c.Shutdown()
		})
	}
}

// An editor that refuses an edit is told of, and nothing is written behind its back.
func TestRefusedEditOfARecord(t *testing.T) {
	d := newDesk(t, recordHistory)
	c := d.edit(lspclient.VSCode)
	applied(c, `{"applied":false,"failureReason":"read-only"}`)
	uri := d.open(c, "docs/adr/0001-one.md")
	c.Settled(uri)
	refusal := c.Refused("workspace/executeCommand", map[string]any{
		"command": "leadline.respond", "arguments": []any{besides(at(uri, 1), "id", "ADR-0001", "answer", "reject")},
	})
	if !strings.Contains(refusal.Message, "did not take an edit") {
		t.Error(refusal)
	}
	c.Shutdown()
}

// An id that differs from one by a character gets a fix; one that is far from all gets none.
func TestUnknownIDHasAFix(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	uri := d.open(c, "a.go")
	id := idOf(t, c.Execute("leadline.decision.log", besides(at(uri, 4), "title", "A is one")))
	last := "0"
	if strings.HasSuffix(id, last) {
		last = "1"
	}
	near := id[:len(id)-1] + last
	if strings.Trim(near[2:], "0123456789") == "" { // ids are never all digits
		near = id[:len(id)-1] + "X"
	}
	c.Change(uri, lspclient.Change{Text: "package a\n\n// as " + near + " has it\nvar A = 1\n"})
	c.Settled(uri)
	var menu []struct {
		Title string
		Edit  struct {
			Changes         map[string][]textEdit
			DocumentChanges []struct{ Edits []textEdit }
		}
	}
	raw := c.CodeActions(uri, lspclient.Span(2, 0, 2, 3), "quickfix")
	if err := json.Unmarshal(raw, &menu); err != nil || len(menu) != 1 || menu[0].Title != `Cite `+id+` "A is one" instead` {
		t.Fatalf("%s, %v", raw, err)
	}
	edits := menu[0].Edit.Changes[uri]
	for _, x := range menu[0].Edit.DocumentChanges {
		edits = x.Edits
	}
	if len(edits) != 1 || edits[0].NewText != id || edits[0].Range != lspclient.Span(2, 6, 2, 6+len(id)) {
		t.Errorf("%+v", edits)
	}
	c.Change(uri, lspclient.Change{Text: "package a\n\n// as D-ZZZZZZ has it\nvar A = 1\n"})
	c.Settled(uri)
	if raw := c.CodeActions(uri, lspclient.Span(2, 0, 2, 3), "quickfix"); string(raw) != "[]" {
		t.Errorf("%s", raw)
	}
	c.Shutdown()
}

// Two editors on one store: the second that takes a decision elsewhere, from where it knew it, is told who was faster, and
// nothing is overwritten; said again, it holds.
func TestTwoEditorsMoveOneDecision(t *testing.T) {
	d := newDesk(t, smallHistory)
	one, two := d.edit(lspclient.Neovim), d.edit(lspclient.VSCode)
	place := at(d.open(one, "a.go"), 3)
	d.open(two, "a.go")
	id := idOf(t, one.Execute("leadline.decision.log", besides(place, "title", "A is one", "status", "proposed")))
	one.Execute("leadline.respond", besides(place, "id", id, "answer", "accept", "seen", ""))
	move := map[string]any{"command": "leadline.respond", "arguments": []any{besides(place, "id", id, "answer", "reject", "because", "it is two", "seen", "")}}
	if refusal := two.Refused("workspace/executeCommand", move); !strings.Contains(refusal.Message, id+" is accepted since you said so: nothing was changed") {
		t.Error(refusal)
	}
	d.recorded("decision.logged", "decision.moved")
	two.Execute("leadline.respond", besides(place, "id", id, "answer", "reject", "because", "it is two"))
	d.recorded("decision.logged", "decision.moved", "decision.moved")
	if hover := string(two.Hover(d.uri("a.go"), 3, 0)); !strings.Contains(hover, "Not doing") || !strings.Contains(hover, "it is two") {
		t.Error(hover)
	}
	one.Shutdown()
	two.Shutdown()
}

// Without a reason, what was proposed is turned down in a draft that asks for one.
func TestRefusalAsksForAReason(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	place := at(d.open(c, "a.go"), 3)
	id := idOf(t, c.Execute("leadline.decision.log", besides(place, "title", "A is one", "status", "proposed", "because", "ones are simple")))
	path := d.draft(c, "respond", besides(place, "id", id, "answer", "reject", "seen", ""))
	c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, nil))
	save(t, c, path, fill(t, path, map[string]string{"because:": "because: it is two"}))
	hear(t, c, "Not doing "+id)
	d.recorded("decision.logged", "decision.moved")
	if hover := string(c.Hover(d.uri("a.go"), 3, 0)); !strings.Contains(hover, "Not doing") || !strings.Contains(hover, "it is two") || strings.Contains(hover, "simple") {
		t.Error(hover)
	}
	c.Shutdown()
}
