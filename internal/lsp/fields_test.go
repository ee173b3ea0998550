package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

type fieldsAnswer []struct {
	ID, Title string
	Fields    []fieldAnswer
}

type fieldAnswer struct {
	Key, Label, Sort, Text, Shown string
	Choices                       []string
	Value                         any
	Long, Rare, Required          bool
}

func fieldsOf(c *lsptest.Client, command string, place map[string]any) (out fieldsAnswer) {
	place["command"] = command
	c.Ask("leadline/fields", place, &out)
	return out
}

func (a fieldsAnswer) field(t *testing.T, key string) fieldAnswer {
	t.Helper()
	if len(a) == 1 {
		for _, f := range a[0].Fields {
			if f.Key == key {
				return f
			}
		}
	}
	t.Fatalf("no field %q in %+v", key, a)
	return fieldAnswer{}
}

// Whoever corrects something begins with what it says.
func TestFieldsToAmend(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	id := idOf(t, c.Execute("leadline.decision.log", besides(at(u, 3),
		"title", "A is one", "undo", "weeks", "decided_by", "team", "review_by", "in 2 weeks", "because", "one\n\ntwo", "checks", []string{"forbid fx in pay/**", "forbid-pattern a{1,2} in pay/**"})))
	found := fieldsOf(c, "leadline.amend", at(u, 3))
	if len(found) != 1 || found[0].ID != id || found[0].Title != "A is one" {
		t.Fatalf("%+v", found)
	}
	if f := found.field(t, "undo"); f.Sort != "choice" || f.Text != "weeks" || len(f.Choices) != 3 || f.Label != "Undo" {
		t.Errorf("%+v", f)
	}
	if f := found.field(t, "review_by"); f.Text == "" || !strings.Contains(f.Shown, "day") {
		t.Errorf("%+v", f)
	}
	if f := found.field(t, "because"); !f.Long || f.Text != "one\n\ntwo" || f.Shown != "one two" {
		t.Errorf("%+v", f)
	}
	if f := found.field(t, "checks"); !f.Long {
		t.Errorf("%+v", f)
	}
	for _, f := range found[0].Fields {
		if f.Key == "status" || f.Key == "supersedes" {
			t.Errorf("%s is said once", f.Key)
		}
	}
	if none := fieldsOf(c, "leadline.amend", at(u, 0)); len(none) != 0 {
		t.Errorf("elsewhere: %+v", none)
	}

	// What is typed is checked as what it amends is checked.
	for _, x := range []struct{ key, value, said, fault string }{
		{"review_by", "in 3 weeks", "day", ""}, {"review_by", "whenever", "", "whenever"}, {"saves", "a lot", "", "a lot"},
	} {
		var got struct{ Said, Fault string }
		c.Ask("leadline/check", map[string]any{"command": "leadline.amend", "id": id, "key": x.key, "value": x.value, "uri": u}, &got)
		if !strings.Contains(got.Said, x.said) || !strings.Contains(got.Fault, x.fault) || x.fault == "" && got.Fault != "" {
			t.Errorf("%s %q: %+v", x.key, x.value, got)
		}
	}

	// What somebody else changed since is not written over.
	c.Execute("leadline.amend", map[string]any{"uri": u, "id": id, "title": "A is two", "was": map[string]any{"title": "A is one"}})
	refusal := c.Refused("workspace/executeCommand", map[string]any{
		"command": "leadline.amend", "arguments": []any{map[string]any{"uri": u, "id": id, "title": "A is three", "was": map[string]any{"title": "A is one"}}},
	})
	if !strings.Contains(refusal.Message, `meanwhile to "A is two"`) {
		t.Error(refusal.Message)
	}
	c.Execute("leadline.amend", map[string]any{"uri": u, "id": id, "title": "A is two", "was": map[string]any{"title": "A is one"}}) // both say the same
	if got := fieldsOf(c, "leadline.amend", map[string]any{"id": id}).field(t, "title").Text; got != "A is two" {
		t.Error(got)
	}
	for _, bad := range []any{1, map[string]any{"command": "leadline.plate"}, map[string]any{}} {
		if refusal := c.Refused("leadline/fields", bad); refusal.Code != -32602 {
			t.Errorf("%v: %v", bad, refusal)
		}
	}
	c.Refused("leadline/fields", map[string]any{"command": "leadline.amend", "id": "D-NOBODY", "uri": u})
	if got := fieldsOf(c, "leadline.retract", at(u, 3)); len(got) != 1 || len(got[0].Fields) != 0 {
		t.Errorf("to take back: %+v", got)
	}
	c.Shutdown()
}

// Terms that come along are recorded at once; no form is opened for them.
func TestTermsThatComeAlong(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	u := d.open(c, "a.go")
	before := fieldsOf(c, "leadline.respond", map[string]any{"uri": u, "id": id})
	if before.field(t, "check_in").Text == "" || before.field(t, "tracking").Text != "" {
		t.Errorf("%+v", before)
	}
	respond(c, u, id, "take-changed", map[string]any{"outcome": "half of it", "check_in": "", "tracking": "every Friday"})
	now := fieldsOf(c, "leadline.respond", at(u, 2))
	if now.field(t, "outcome").Text != "half of it" || now.field(t, "check_in").Text != "" || now.field(t, "tracking").Text != "every Friday" {
		t.Errorf("%+v", now)
	}
	respond(c, u, id, "change", map[string]any{"outcome": "a third"})
	respond(c, u, id, "handback", map[string]any{"instead": "smaller", "outcome": "a tenth"})
	if now = fieldsOf(c, "leadline.respond", at(u, 2)); now.field(t, "outcome").Text != "a tenth" {
		t.Errorf("%+v", now)
	}
	refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.respond", "arguments": []any{
		map[string]any{"uri": u, "id": id, "answer": "handback", "instead": "someone", "to": "nobody in particular"},
	}})
	if !strings.Contains(refusal.Message, "nobody here is known") {
		t.Error(refusal.Message)
	}
	anew := idOf(t, respond(c, u, id, "handback", map[string]any{"instead": "someone", "to": two}))
	if anew == id {
		t.Error("it is offered as what it was")
	}
	for _, m := range c.Messages() {
		if m.Method == "window/showDocument" {
			t.Errorf("a form was opened: %s", m.Params)
		}
	}
	c.Shutdown()
	d.recorded("todo.offered", "todo.taken", "entry.amended", "entry.amended", "entry.amended", "todo.handed-back", "todo.offered", "todo.replaced")
}

// An editor that asks with prompts of its own is told that something is to take a decision's place.
func TestADecisionThatIsToChangeIsPromptedFor(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Extension)
	u := d.open(c, "a.go")
	id := idOf(t, c.Execute("leadline.decision.log", besides(at(u, 3), "title", "A is one", "because", "it was", "tags", "one", "review_by", "today")))
	c.Execute("leadline.decision.review", besides(at(u, 3), "id", id, "outcome", "change", "learned", ""))
	told := decode[struct {
		Command  string
		Argument map[string]any
	}](t, c.WaitNotification("leadline/prompt", nil))
	if told.Command != "leadline.decision.supersede" || told.Argument["id"] != id || told.Argument["uri"] != u {
		t.Errorf("%+v", told)
	}
	found := fieldsOf(c, "leadline.decision.supersede", told.Argument)
	if found.field(t, "title").Text != "A is one" || found.field(t, "tags").Text != "one" {
		t.Errorf("%+v", found)
	}
	c.Execute("leadline.decision.log", besides(at(u, 3), "title", "A is two", "supersedes", id))
	var all json.RawMessage
	c.Ask("leadline/overview", map[string]any{"uri": u}, &all)
	if !strings.Contains(string(all), "A is two") || strings.Contains(string(all), "A is one") {
		t.Errorf("%s", all)
	}
	c.Shutdown()
}
