package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// pick answers the server's questions with the choice that begins so; "" closes them.
func pick(c *lsptest.Client, beginning string) {
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ Actions []struct{ Title string } }
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		for _, a := range p.Actions {
			if beginning != "" && strings.HasPrefix(a.Title, beginning) {
				return map[string]string{"title": a.Title}, nil
			}
		}
		return nil, nil
	})
}

func TestChoicesAreAsked(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u) // who could review is known then

	pick(c, "@dev1")
	c.Execute("leadline.review.request", at(u, 0))
	hear(t, c, "Asked @dev1 to review")
	d.recorded("review.requested")

	pick(c, "")
	c.Execute("leadline.review.request", at(u, 0)) // closing the question is an answer
	d.recorded("review.requested")

	pick(c, "Somebody else")
	d.draft(c, "review.request", at(u, 0))

	offer := at(u, 2)
	offer["to"], offer["what"], offer["why"] = "me", "mine", "it is"
	c.Execute("leadline.todo.delegate", offer)
	pick(c, "Take it")
	c.Execute("leadline.respond", at(u, 2))
	hear(t, c, "it is yours now")
	pick(c, "Done")
	c.Execute("leadline.respond", at(u, 2))
	hear(t, c, "done")
	d.recorded("review.requested", "todo.offered", "todo.taken", "todo.done")

	for _, title := range []string{"one", "two"} {
		here := at(u, 3)
		here["title"] = title
		c.Execute("leadline.decision.log", here)
	}
	pick(c, "")
	c.Execute("leadline.retract", at(u, 3))
	pick(c, "D-")
	c.Execute("leadline.retract", at(u, 3))
	hear(t, c, "Took back")
	c.Shutdown()
}

func TestLensesOpenWhatTheySpeakOf(t *testing.T) {
	d := newDesk(t, smallHistory+"\ncommit main 2026-02-11T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>\nowners\n+ CODEOWNERS\n<<<\n# all\n* @all\n>>>\n")
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	here := at(u, 3)
	here["title"], here["because"] = "A is *one*", "so that [it](http://evil.example) holds"
	c.Execute("leadline.decision.log", here)
	var lenses []struct {
		Command struct {
			Title, Command string
			Arguments      []json.RawMessage
		}
	}
	if err := json.Unmarshal(c.CodeLens(u), &lenses); err != nil || len(lenses) != 3 {
		t.Fatalf("%d lenses, %v", len(lenses), err)
	}
	for _, l := range lenses {
		pick(c, "")
		c.Execute(l.Command.Command, l.Command.Arguments[0])
		var shown struct {
			URI       string
			Selection *lspclient.Range
		}
		if err := json.Unmarshal(c.WaitNotification("window/showDocument", nil), &shown); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(lsp.FilePath(shown.URI))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case l.Command.Title == "@all":
			if filepath.Base(lsp.FilePath(shown.URI)) != "CODEOWNERS" || shown.Selection == nil || shown.Selection.Start.Line != 1 {
				t.Errorf("the owner's lens opens %+v", shown)
			}
		case strings.Contains(l.Command.Title, "decision"):
			if !strings.Contains(string(text), `A is \*one\*`) || strings.Contains(string(text), "(http:") {
				t.Errorf("the page of decisions:\n%s", text)
			}
		default:
			if !strings.Contains(string(text), "Who knows `a.go`") || !strings.Contains(string(text), "- @dev1 · last here") {
				t.Errorf("the page of people:\n%s", text)
			}
		}
	}
	if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.report.open", "arguments": []any{map[string]any{"uri": u, "report": "../../x"}}}); !strings.Contains(refusal.Message, "no report") {
		t.Error(refusal.Message)
	}
	c.Shutdown()
}

// A store that is not ours, or damaged, is refused with what to do, and hints go on.
func TestStoreThatIsNotOurs(t *testing.T) {
	d := newDesk(t, smallHistory)
	if err := os.MkdirAll(d.dirs.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(d.dirs.Data, "events.db")
	write(t, path, strings.Repeat("somebody's precious text\n", 1000))
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "a.go")
	if got := string(c.Hover(u, 0, 0)); !strings.Contains(got, "@dev1") {
		t.Errorf("no hints: %s", got)
	}
	here := at(u, 3)
	here["title"] = "t"
	refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log", "arguments": []any{here}})
	if !strings.Contains(refusal.Message, "events.db") {
		t.Errorf("the message does not say which file, or what to do: %s", refusal.Message)
	}
	t.Log(refusal.Message)
	if kept, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(kept), "somebody's") {
		t.Error("the file was touched")
	}
	c.Shutdown()
}

// Complete arguments that are wrong record nothing and say what is wrong, to the person as well as in the answer.
func TestWrongArguments(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "a.go")
	for arguments, words := range map[string]string{
		`["text"]`:         "one object",
		`[{"uri": 7}]`:     "cannot be read",
		`[{"range": "x"}]`: "cannot be read",
		`[{"uri": "` + u + `", "title": {"a": 1}}]`: "title: takes text",
	} {
		refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log", "arguments": json.RawMessage(arguments)})
		if !strings.Contains(refusal.Message, words) {
			t.Errorf("%s: %s", arguments, refusal.Message)
		}
		hear(t, c, words)
	}
	if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.nonsense"}); !strings.Contains(refusal.Message, "no command") {
		t.Error(refusal.Message)
	}
	d.recorded()
	c.Shutdown()
}
