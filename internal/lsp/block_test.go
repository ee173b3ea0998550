package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/caldav/caldavtest"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

const blockHistory = `
me Dev Three <dev3@example.com>

commit main 2026-02-10T10:00:00Z Dev Two <dev2@example.com>
begin
+ a.go
<<<
package a

var A = 1
>>>
`

// calendared is a desk whose owner has a calendar for blocks.
func calendared(t *testing.T) (*desk, *caldavtest.Server) {
	d := newDesk(t, blockHistory)
	server := caldavtest.New(t)
	if err := os.MkdirAll(d.dirs.Config, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dirs.Config, "config.toml"), []byte("[calendar]\nblocks = \""+server.Collection+"\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.getenv = func(name string) string {
		return map[string]string{
			"LEADLINE_CALENDAR_HOST": server.Host, "LEADLINE_CALENDAR_USER": caldavtest.User, "LEADLINE_CALENDAR_PASSWORD": caldavtest.Password,
		}[name]
	}
	return d, server
}

func plan(t *testing.T, c *lsptest.Client, uri string) string {
	t.Helper()
	return decode[struct{ ID string }](t, c.Execute("leadline.pairing.schedule", besides(at(uri, 2), "with", "dev2@example.com", "at", "in 3 hours", "for", "60m", "topic", "the ledger"))).ID
}

// The reader is shown what goes where and to whom, and nothing goes before they say so.
func TestABlockGoesIntoTheCalendarWhenConfirmed(t *testing.T) {
	d, server := calendared(t)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	asked := make(chan string, 1)
	answers := make(chan string, 1)
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		asked <- string(params)
		return map[string]string{"title": <-answers}, nil
	})
	id := plan(t, c, u)
	question := <-asked
	for _, want := range []string{"Into your calendar " + server.Host + "/dev3/work/", "the ledger", "1 hour", "writes to Dev Two <dev2@example.com>", "Put it there", "Not now"} {
		if !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(question, `\u003c`, "<"), `\u003e`, ">"), want) {
			t.Errorf("the question lacks %q: %s", want, question)
		}
	}
	if server.Puts() != 0 {
		t.Error("it was sent before it was confirmed")
	}
	answers <- "Not now"

	if actions := string(c.CodeActions(u, lspclient.Span(2, 0, 2, 0))); !strings.Contains(actions, `Put \"the ledger\" into your calendar…`) || !strings.Contains(actions, `Move \"the ledger\"…`) {
		t.Errorf("what was not put there cannot be: %s", actions)
	}
	if server.Puts() != 0 {
		t.Error("it was sent, though the answer was no")
	}
	answers <- "Put it there"
	c.Execute("leadline.pairing.publish", map[string]any{"id": id})
	<-asked
	hear(t, c, "Your calendar shows "+id)
	if names := server.Names(); len(names) != 1 || !strings.Contains(server.Text(names[0]), "SUMMARY:the ledger") {
		t.Errorf("the calendar holds %v", names)
	}

	answers <- "Change it there"
	c.Execute("leadline.pairing.move", besides(at(u, 2), "at", "in 5 hours"))
	if question := <-asked; !strings.Contains(question, "Change in your calendar") {
		t.Error(question)
	}
	hear(t, c, "Moved "+id)
	for server.Puts() < 2 { // told when it is there
		hear(t, c, "Your calendar shows "+id)
	}
	answers <- "Take it out"
	c.Execute("leadline.pairing.cancel", map[string]any{"id": id})
	if question := <-asked; !strings.Contains(question, "Out of your calendar") {
		t.Error(question)
	}
	hear(t, c, "It is now: cancelled")
	hear(t, c, id+" is out of your calendar")
	c.Shutdown()
	if names := server.Names(); len(names) != 0 {
		t.Errorf("the calendar holds %v", names)
	}
}

func TestAnEditorThatCannotAskSendsNothing(t *testing.T) {
	d, server := calendared(t)
	c := d.edit(lspclient.Helix)
	u := d.open(c, "a.go")
	id := plan(t, c, u)
	hear(t, c, "`leadline pairing publish "+id+"` puts it there, and says what goes where")
	if server.Puts() != 0 {
		t.Error("it was sent")
	}
}

func TestTheInvitationOpensWhereItIsSafe(t *testing.T) {
	d := newDesk(t, blockHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	shown := make(chan string, 1)
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		shown <- string(params)
		return map[string]bool{"success": true}, nil
	})
	id := plan(t, c, u)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	file := filepath.Join(d.dirs.State, "invitations", id+".ics")
	if err := os.WriteFile(elsewhere, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, file); err != nil {
		t.Fatal(err)
	}
	c.Execute("leadline.pairing.invite", map[string]any{"id": id})
	if params := <-shown; !strings.Contains(params, id+".ics") || !strings.Contains(params, `"external":true`) {
		t.Error(params)
	}
	if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "mine" {
		t.Errorf("the link was followed: %q, %v", text, err)
	}
	at, err := os.Lstat(file)
	if err != nil || !at.Mode().IsRegular() || at.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", at.Mode(), err)
	}
}
