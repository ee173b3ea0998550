package lsp_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

type overviewAnswer struct {
	File   *struct{ Text, Tooltip string }
	Groups []struct {
		Name  string
		Items []struct {
			ID, Label, Detail, URI string
			Range                  *lspclient.Range
			Answers                []struct{ Title, Answer string }
			Commands               []struct{ Title, Command string }
		}
	}
}

func (o overviewAnswer) lists() string {
	var out []string
	for _, g := range o.Groups {
		for _, i := range g.Items {
			out = append(out, g.Name+": "+i.Label+" | "+i.Detail)
		}
	}
	return strings.Join(out, "\n")
}

// An extension and the server tell each other what they speak; other clients are told too, and need not care.
func TestExtensionProtocol(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	for _, method := range []string{"leadline/overview", "leadline/people", "leadline/check"} {
		if refusal := c.Refused(method, []int{1}); refusal.Code != -32602 {
			t.Errorf("%s: %v", method, refusal)
		}
	}
	c.Shutdown()
}

// What stands beside the code: lists of what concerns the reader, empty ones left out.
func TestOverview(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	look := func() (o overviewAnswer) {
		t.Helper()
		c.Ask("leadline/overview", map[string]any{"uri": u}, &o)
		return o
	}
	if o := look(); len(o.Groups) != 0 || o.File == nil || !strings.Contains(o.File.Text, "dev1") {
		t.Errorf("at first: %+v", o)
	}
	place := map[string]any{"uri": u, "range": lspclient.Span(3, 0, 3, 0)}
	say := func(command string, words map[string]any) {
		t.Helper()
		for key, value := range place {
			words[key] = value
		}
		c.Execute(command, words)
	}
	say("leadline.decision.log", map[string]any{"title": "A is one", "undo": "days", "decided_by": "me"})
	say("leadline.todo.delegate", map[string]any{"to": "dev3@example.com", "what": "retry on timeout", "why": "it hangs"})
	say("leadline.pairing.schedule", map[string]any{"with": "@dev1", "at": "in 2 hours", "for": "60m", "topic": "retries"})
	o := look()
	lists := o.lists()
	for _, want := range []string{"decisions: A is one | D-", "offered: retry on timeout", "pairings: retries | "} {
		if !strings.Contains(lists, want) {
			t.Errorf("the lists lack %q:\n%s", want, lists)
		}
	}
	for _, g := range o.Groups {
		i := g.Items[0]
		if i.URI != u || i.Range == nil || i.Range.Start.Line != 3 {
			t.Errorf("%s stands at %s %v", i.Label, i.URI, i.Range)
		}
		if g.Name == "offered" {
			if len(i.Answers) == 0 || i.Answers[0].Answer != "take" {
				t.Errorf("the offer can be answered %v", i.Answers)
			}
			c.Execute("leadline.respond", map[string]any{"uri": u, "id": i.ID, "answer": "take"})
		}
	}
	if got := look().lists(); !strings.Contains(got, "mine: retry on timeout") || strings.Contains(got, "offered:") {
		t.Errorf("once taken:\n%s", got)
	}
	c.Shutdown()
}

// Who fits, with a reason for each.
func TestPeopleForAQuestion(t *testing.T) {
	d := newDesk(t, smallHistory)
	write(t, d.top+"/CODEOWNERS", "* @payments\n")
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	for _, what := range []string{"ask", "pair", "offer", "review"} {
		var rows []struct{ To, Name, Group, Reason string }
		c.Ask("leadline/people", map[string]any{"uri": u, "range": lspclient.Span(3, 0, 3, 0), "for": what}, &rows)
		found := ""
		for _, r := range rows {
			if r.Reason == "" || r.Name == "" {
				t.Errorf("%s: %+v has no reason", what, r)
			}
			found += r.Group + " " + r.To + r.Name + ", "
		}
		if !strings.Contains(found, "dev1") || what == "ask" && !strings.Contains(found, "owns @payments") {
			t.Errorf("to %s: %s", what, found)
		}
	}
	if refusal := c.Refused("leadline/people", map[string]any{"uri": u, "for": "gossip"}); refusal.Code != -32602 {
		t.Errorf("for something else: %v", refusal)
	}
	c.Shutdown()
}

// A word is understood while it is typed as it would be when it is sent.
func TestCheckedWords(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	for _, x := range []struct{ command, key, value, said, fault string }{
		{"leadline.decision.log", "review_by", "in 2 weeks", "day", ""},
		{"leadline.decision.log", "review_by", "whenever", "", "whenever"},
		{"leadline.decision.log", "decided_by", "team", "", ""},
		{"leadline.decision.log", "title", strings.Repeat("x", 600), "", "longer"},
		{"leadline.pairing.schedule", "at", "tomorrow 9:30", "09:30", ""},
		{"leadline.pairing.schedule", "for", "90m", "1 h 30 min", ""},
		{"leadline.pairing.schedule", "with", "@dev1, @nobody", "Dev One, @nobody is not known here", ""},
		{"leadline.todo.delegate", "to", "somebody", "", "nobody here is known"},
		{"leadline.respond", "check_in", "tomorrow", "day", ""},
		{"leadline.plate", "add", "anything", "", ""},
		{"leadline.decision.log", "title", "", "", ""},
	} {
		var got struct{ Said, Fault string }
		c.Ask("leadline/check", map[string]any{"command": x.command, "key": x.key, "value": x.value, "uri": u}, &got)
		if !strings.Contains(got.Said, x.said) || !strings.Contains(got.Fault, x.fault) || x.fault == "" && got.Fault != "" || x.said == "" && got.Said != "" {
			t.Errorf("%s %s=%q: %+v, want said %q, fault %q", x.command, x.key, x.value, got, x.said, x.fault)
		}
	}
	c.Shutdown()
}

// Drafts that were left are listed until they are recorded or thrown away.
func TestDraftsLeft(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	path := d.draft(c, "decision.log", map[string]any{"uri": u, "range": lspclient.Span(3, 0, 3, 0)})
	list := func(c *lsptest.Client) string {
		t.Helper()
		var raw json.RawMessage
		c.Ask("leadline/drafts", map[string]any{}, &raw)
		return string(raw)
	}
	if got := list(c); !strings.Contains(got, `"form":"decision"`) || !strings.Contains(got, `"about":"a.go"`) || !strings.Contains(got, `"touched":false`) {
		t.Errorf("a draft that was begun: %s", got)
	}
	c.Shutdown()

	again := d.edit(lspclient.VSCode)
	d.open(again, "a.go")
	if got := list(again); !strings.Contains(got, string(lsp.FileURI(path))) {
		t.Errorf("in the next session: %s", got)
	}
	again.Open(string(lsp.FileURI(path)), "markdown", "")
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	again.Save(string(lsp.FileURI(path)))
	if got := list(again); got != "[]" {
		t.Errorf("thrown away: %s", got)
	}
	again.Shutdown()
}

// What needs no file works where none is open: a page about the team, an answer to what is named by its id.
func TestCommandsWithoutAFile(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	var offered struct{ ID string }
	if err := json.Unmarshal(c.Execute("leadline.todo.delegate", map[string]any{
		"uri": u, "range": lspclient.Span(2, 0, 2, 0), "to": "dev3@example.com", "what": "retry", "why": "it hangs",
	}), &offered); err != nil {
		t.Fatal(err)
	}
	c.CloseDocument(u)
	var taken struct{ ID string }
	if err := json.Unmarshal(c.Execute("leadline.respond", map[string]any{"id": offered.ID, "answer": "take"}), &taken); err != nil || taken.ID != offered.ID {
		t.Errorf("taken: %v, %v", taken, err)
	}
	for _, command := range []string{"leadline.report.open", "leadline.plate", "leadline.tour", "leadline.reviewers"} {
		c.Execute(command, map[string]any{})
		c.WaitNotification("window/showDocument", nil)
	}
	if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log", "arguments": []any{map[string]any{}}}); refusal == nil {
		t.Error("a decision about no file was taken")
	}
	c.Shutdown()
}
