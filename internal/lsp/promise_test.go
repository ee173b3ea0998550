package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// offered is a desk on which dev1 offered dev3 the TODO of a.go, and its id.
func offered(t *testing.T) (d *desk, id string) {
	d = newDesk(t, threeHistory)
	d.index()
	c := d.editAs(one)
	u := d.open(c, "a.go")
	id = decode[struct{ ID string }](t, c.Execute("leadline.todo.delegate", offerOf(u, 2, map[string]any{"to": three, "check_in": "in 2 weeks"}))).ID
	c.Shutdown()
	return d, id
}

func respond(c *lsptest.Client, uri, id, answer string, more map[string]any) json.RawMessage {
	args := at(uri, 2)
	args["id"], args["answer"] = id, answer
	for k, v := range more {
		args[k] = v
	}
	return c.Execute("leadline.respond", args)
}

// unasked counts what the server said by itself.
func unasked(c *lsptest.Client, words string) (n int) {
	for _, m := range c.Messages() {
		if (m.Method == "window/showMessage" || m.Method == "window/showMessageRequest") && strings.Contains(string(m.Params), words) {
			n++
		}
	}
	return n
}

func TestAnOfferIsToldOnce(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	d.open(c, "a.go")
	if said := hear(t, c, "offers you"); !strings.Contains(said, "retry") || !strings.Contains(said, id) || !strings.Contains(said, "when it suits you") {
		t.Error(said)
	}
	c.Shutdown()
	c = d.editAs(three)
	u := d.open(c, "a.go")
	c.Settled(u)
	respond(c, u, id, "later", nil)
	c.Shutdown()
	if n := unasked(c, "offers you"); n != 0 {
		t.Errorf("told %d times more", n)
	}
}

func TestTheSecondToTakeIsTold(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(two)
	u := d.open(c, "a.go")
	respond(c, u, id, "take", nil)
	if actions := string(c.CodeActions(u, lspclient.Span(2, 0, 2, 0))); !strings.Contains(actions, `On track: \"retry\"`) {
		t.Errorf("who took it, though it was offered to another, cannot answer: %s", actions)
	}
	c.Shutdown()
	c = d.editAs(three)
	u = d.open(c, "a.go")
	refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.respond", "arguments": []any{map[string]any{"uri": u, "id": id, "answer": "take"}}})
	if !strings.Contains(refusal.Message, "@dev2 took "+id) {
		t.Error(refusal.Message)
	}
	c.Shutdown()
	d.recorded("todo.offered", "todo.taken")

	// Both took it before either knew, as after a sync: the first one's clock decides, and the second is told by itself.
	d.say(three, ledger.TodoTaken, id)
	c = d.editAs(three)
	d.open(c, "a.go")
	if said := hear(t, c, "before you"); !strings.HasPrefix(said, "@dev2 took ") {
		t.Error(said)
	}
	c.Shutdown()
}

// say records an event without asking whether it may be said.
func (d *desk) say(who string, kind ledger.Kind, subject string) {
	d.t.Helper()
	ctx := d.t.Context()
	stores, err := workspace.OpenStores(ctx, d.dirs, workspace.StoreDir(ctx, d.dirs, d.top), time.Now, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(ctx, d.top, workspace.Opened(stores, nil), workspace.Options{Dirs: d.dirs, Editor: []byte(`{"me": "` + who + `"}`)})
	if err != nil {
		d.t.Fatal(err)
	}
	defer w.Close()
	if err := w.Refresh(ctx); err != nil {
		d.t.Fatal(err)
	}
	if _, err := w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(kind), Subject: subject, Visibility: ledger.Team, Body: []byte("{}")}); err != nil {
		d.t.Fatal(err)
	}
}

func TestTakingOnOnesOwnTerms(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	u := d.open(c, "a.go")
	respond(c, u, id, "take", map[string]any{"outcome": "half of it", "tracking": "every Friday"})
	hear(t, c, "it is yours now")

	// And changed later, in a form that asks for what is theirs alone.
	respond(c, u, id, "change", nil)
	var shown struct{ URI string }
	if err := json.Unmarshal(c.WaitNotification("window/showDocument", nil), &shown); err != nil {
		t.Fatal(err)
	}
	path := lsp.FilePath(shown.URI)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"outcome: half of it", "tracking: every Friday"} {
		if !strings.Contains(string(text), line) {
			t.Errorf("the form lacks %q:\n%s", line, text)
		}
	}
	if strings.Contains(string(text), "why:") {
		t.Errorf("the form asks for what is not theirs:\n%s", text)
	}
	c.Open(shown.URI, "markdown", string(text))
	save(t, c, path, fill(t, path, map[string]string{"outcome:": "outcome: a third", "check-in:": "check-in: in 3 weeks"}))
	hear(t, c, "Amended "+id)
	c.Shutdown()
	d.recorded("todo.offered", "todo.taken", "entry.amended")
}

func TestHandingBackOffersOtherWaysFirst(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	u := d.open(c, "a.go")
	respond(c, u, id, "take", nil)
	for pickedAs, form := range map[string]string{"Make it smaller": "promise-", "Pair on it": "pairing-"} {
		pick(c, pickedAs)
		respond(c, u, id, "handback", nil)
		c.WaitNotification("window/showDocument", func(p json.RawMessage) bool { return strings.Contains(string(p), "/"+form) })
	}
	pick(c, "")
	respond(c, u, id, "handback", nil)
	d.recorded("todo.offered", "todo.taken")
	pick(c, "Offer it to somebody else")
	respond(c, u, id, "handback", nil)
	hear(t, c, "handed back")
	c.WaitNotification("window/showDocument", func(p json.RawMessage) bool { return strings.Contains(string(p), "/delegation-") })
	c.Shutdown()
	d.recorded("todo.offered", "todo.taken", "todo.handed-back")

	// An editor that does not say that it can ask has an action for each way.
	d, id = offered(t)
	c = d.editAs(three)
	respond(c, d.open(c, "a.go"), id, "take", nil)
	c.Shutdown()
	c = d.edit(lspclient.Eglot)
	u = d.open(c, "a.go")
	actions := string(c.CodeActions(u, lspclient.Span(2, 0, 2, 0)))
	for _, title := range []string{`Make \"retry\" smaller…`, `Pair on \"retry\"…`, `Hand \"retry\" to somebody else…`, `Hand back \"retry\"`} {
		if !strings.Contains(actions, title) {
			t.Errorf("no %s in %s", title, actions)
		}
	}
	c.Shutdown()
}

// The reason for a no goes to who asked, in the reader's own mail program, and is stored nowhere.
func TestAReasonIsKeptNowhere(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	u := d.open(c, "a.go")
	got := decode[struct{ Message struct{ To, Text string } }](t, respond(c, u, id, "decline", map[string]any{"reason": "no time before the release"}))
	if got.Message.To != "@dev1" || !strings.Contains(got.Message.Text, "no time before the release") {
		t.Errorf("%+v", got)
	}
	hear(t, c, "For @dev1: ")
	c.Shutdown()
	d.recorded("todo.offered", "todo.declined")
	for _, body := range d.bodies() {
		if strings.Contains(body, "release") {
			t.Errorf("stored: %s", body)
		}
	}
}

func TestAThankYouIsReady(t *testing.T) {
	d, id := offered(t)
	c := d.editAs(three)
	u := d.open(c, "a.go")
	respond(c, u, id, "take", nil)
	respond(c, u, id, "done", nil)
	c.Shutdown()

	c = d.editAs(one)
	links := make(chan string, 10)
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ URI string }
		err := json.Unmarshal(params, &p)
		links <- p.URI
		return map[string]bool{"success": true}, err
	})
	pick(c, "Write it")
	u = d.open(c, "a.go")
	if link := <-links; !strings.HasPrefix(link, "mailto:dev3@example.com?subject=Thank%20you") {
		t.Error(link)
	}
	thanks := decode[struct{ Message struct{ Text string } }](t, c.Execute("leadline.thank", map[string]any{"uri": u, "id": id}))
	if thanks.Message.Text != `Thank you for "retry". It mattered: customers see errors.` {
		t.Errorf("%q", thanks.Message.Text)
	}
	c.Shutdown()
	d.recorded("todo.offered", "todo.taken", "todo.done")
}

// When a commit takes the comment out, whoever took the work is asked once, and nothing is closed by itself.
func TestACommentThatIsGone(t *testing.T) {
	for answer, want := range map[string][]string{
		"Done": {"todo.offered", "todo.taken", "todo.done"}, "Not yet": {"todo.offered", "todo.taken"}, "": {"todo.offered", "todo.taken"},
	} {
		d, id := offered(t)
		c := d.editAs(three)
		respond(c, d.open(c, "a.go"), id, "take", nil)
		c.Shutdown()
		gittest.Repo(t, d.top, `
commit main 2026-03-10T10:00:00Z Dev Two <1002+dev2@users.noreply.github.com>
retry, at last
+ a.go
<<<
package a

var A = 1
>>>
`)
		d.index()
		c = d.editAs(three)
		pick(c, answer)
		d.open(c, "a.go")
		if asked := string(c.WaitNotification("window/showMessageRequest", nil)); !strings.Contains(asked, "retry, at last") || !strings.Contains(asked, id) {
			t.Error(asked)
		}
		if answer == "Done" {
			hear(t, c, "done")
		}
		c.Shutdown()
		c = d.editAs(three)
		u := d.open(c, "a.go")
		c.Settled(u)
		c.Shutdown()
		if n := unasked(c, "at last"); n != 0 {
			t.Errorf("asked %d times more", n)
		}
		d.recorded(want...)
	}
}
