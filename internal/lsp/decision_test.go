package lsp_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// idOf is the id that a command answered.
func idOf(t *testing.T, answer json.RawMessage) string {
	t.Helper()
	var a struct{ ID string }
	if err := json.Unmarshal(answer, &a); err != nil || a.ID == "" {
		t.Fatalf("%s: %v", answer, err)
	}
	return a.ID
}

func besides(place map[string]any, more ...any) map[string]any {
	out := map[string]any{}
	for key, value := range place {
		out[key] = value
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

// What a one-way door asks stands in the draft as it is typed, and keeps nothing from being recorded.
func TestDraftAsksMoreOfAOneWayDoor(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	path := d.draft(c, "decision.log", at(d.open(c, "a.go"), 3))
	uri := string(lsp.FileURI(path))
	text := fill(t, path, map[string]string{"title:": "title: A is one", "undo:": "undo: months"})
	c.Open(uri, "markdown", fill(t, path, nil))
	c.Change(uri, lspclient.Change{Text: text})
	faults(t, c, path, "is there a version that you could undo in days?")
	d.recorded()
	save(t, c, path, text)
	hear(t, c, `Logged D-`)
	d.recorded("decision.logged")
	c.Change(uri, lspclient.Change{Text: strings.Replace(text, "undo: months", "undo: weeks", 1)})
	faults(t, c, path, "")
	c.Shutdown()
}

// A draft opens where its writer begins, and a fault leaves with the line that it is about.
func TestDraftIsBegunAndMended(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	begun := make(chan json.RawMessage, 1)
	c.Handle("window/showDocument", func(_ context.Context, p json.RawMessage) (any, error) {
		begun <- p
		return map[string]bool{"success": true}, nil
	})
	c.Execute("leadline.decision.log", at(d.open(c, "a.go"), 3))
	shown := decode[struct {
		URI       string
		Selection *lspclient.Range
	}](t, <-begun)
	path := lsp.FilePath(shown.URI)
	text := fill(t, path, nil)
	if s := shown.Selection; s == nil || !strings.HasPrefix(strings.Split(text, "\n")[s.Start.Line], "title: ") || s.Start.Character != len("title: ") || s.Start != s.End {
		t.Fatalf("%+v", shown)
	}
	c.Open(shown.URI, "markdown", text)
	text = strings.Replace(text, "undo: days", "undo: never", 1)
	save(t, c, path, text)
	faults(t, c, path, "title is needed")
	text = strings.Replace(text, "title: ", "title: A is one", 1)
	c.Change(shown.URI, lspclient.Change{Text: text})
	faults(t, c, path, "undo")
	c.Change(shown.URI, lspclient.Change{Text: strings.Replace(text, "never", "days", 1)})
	faults(t, c, path, "")
	d.recorded()
	c.Shutdown()
}

// A look at a decision is a draft with the day filled in; saved twice it is one look.
func TestLookInADraft(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	place := at(d.open(c, "a.go"), 3)
	id := idOf(t, c.Execute("leadline.decision.log", besides(place, "title", "A is one", "review_by", "today")))
	path := d.draft(c, "respond", besides(place, "id", id, "answer", "keep", "seen", ""))
	text := fill(t, path, map[string]string{"learned:": "learned: it held"})
	if !strings.Contains(text, "outcome: keep") || !strings.Contains(text, "review-by: in 6 months") {
		t.Errorf("%s", text)
	}
	c.Open(string(lsp.FileURI(path)), "markdown", text)
	save(t, c, path, text)
	hear(t, c, "Looked at "+id)
	save(t, c, path, text)
	d.recorded("decision.logged", "decision.reviewed")
	save(t, c, path, strings.Replace(text, "it held", "it did not", 1))
	hear(t, c, "was recorded when it was saved first")
	d.recorded("decision.logged", "decision.reviewed")
	c.Shutdown()
}

// Without the decision that takes its place, that one is written in a draft; saving it links both and moves the place.
func TestSupersedeInADraft(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	place := at(d.open(c, "a.go"), 3)
	id := idOf(t, c.Execute("leadline.decision.log", besides(place, "title", "A is one", "because", "it was")))
	path := d.draft(c, "decision.supersede", besides(place, "id", id))
	text := fill(t, path, map[string]string{"title:": "title: A is two"})
	if !strings.Contains(text, "supersedes: "+id) {
		t.Errorf("%s", text)
	}
	c.Open(string(lsp.FileURI(path)), "markdown", text)
	save(t, c, path, text)
	hear(t, c, `"A is two"`)
	d.recorded("decision.logged", "decision.logged", "decision.superseded", "decision.superseded")
	hover := string(c.Hover(d.uri("a.go"), 3, 0))
	if !strings.Contains(hover, "A is two") || strings.Contains(hover, "A is one") {
		t.Error(hover)
	}
	c.Shutdown()
}

// A question, its answer and a risk are asked for in drafts where words are missing; a draft saved empty says nothing.
func TestDraftsAboutEntries(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	place := at(d.open(c, "a.go"), 3)
	c.Execute("leadline.decision.log", besides(place, "title", "A is one"))
	want := []string{"decision.logged"}
	say := func(command, begins, line, words string) {
		t.Helper()
		path := d.draft(c, command, place)
		text := fill(t, path, map[string]string{begins: line})
		c.Open(string(lsp.FileURI(path)), "markdown", text)
		save(t, c, path, text)
		hear(t, c, words)
	}
	say("decision.question", "## Text", "## Text\nIs it?", "Questioned D-")
	say("decision.answer", "## Text", "## Text\nIt is.", "Answered D-")
	say("risk.raise", "problem:", "problem: it may be two", "Raised K-")
	say("risk.close", "outcome:", "outcome: it is one", "Closed K-")
	d.recorded(append(want, "decision.questioned", "decision.answered", "risk.raised", "risk.closed")...)
	path := d.draft(c, "decision.question", place)
	c.Open(string(lsp.FileURI(path)), "markdown", fill(t, path, nil))
	save(t, c, path, "")
	hear(t, c, "The draft is gone; nothing was recorded")
	c.Shutdown()
}
