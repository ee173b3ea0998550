package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

const whyStory = `
me Dev Three <dev3@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
charge once (#7)
| The bank does not know our keys, so that a retry would bill twice. [x](https://evil.example) <b>
+ pay/charge.go
<<<
package pay

func Charge() { billOnce() }
>>>
commit main 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
other name
R pay/charge.go pay/bill.go
`

// The page tells the life of a line; what stands in a message is text there, and links nowhere.
func TestWhyOpensAPage(t *testing.T) {
	d := newDesk(t, whyStory)
	d.index()
	c := d.edit(lspclient.VSCode)
	shown := make(chan string, 1)
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ URI string }
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		shown <- p.URI
		return map[string]bool{"success": true}, nil
	})
	u := d.open(c, "pay/bill.go")
	c.Settled(u)
	c.Execute("leadline.why.open", map[string]any{"uri": u, "range": lspclient.Span(2, 0, 2, 0)})
	text, err := os.ReadFile(lsp.FilePath(<-shown))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# Why is this here?", "line 3", "brought it in", "renamed pay/charge.go to pay/bill.go", "#7", "so that a retry would bill twice",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page should say %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "](https://evil") || strings.Contains(string(text), "<b>") {
		t.Errorf("the page has somebody's markup:\n%s", text)
	}
	c.Shutdown()
}

// The action carries everything, and a reason is kept once, whoever asks for it how often.
func TestAReasonIsKeptOnce(t *testing.T) {
	d := newDesk(t, whyStory)
	d.index()
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/bill.go")
	c.Settled(u)
	keep := keepAction(t, c.CodeActions(u, lspclient.Span(2, 0, 2, 0)))
	if keep == nil {
		t.Fatal("nothing is offered to be kept")
	}
	c.Execute(keep.Command, keep.Arguments...)
	hear(t, c, "Logged D-")
	c.Execute(keep.Command, keep.Arguments...)
	hear(t, c, "This reason is kept already: D-")
	if again := keepAction(t, c.CodeActions(u, lspclient.Span(2, 0, 2, 0))); again != nil {
		t.Error("what is kept is offered again")
	}
	d.recorded("decision.logged")
	c.Shutdown()
}

type keepCommand struct {
	Command   string
	Arguments []any
}

func keepAction(t *testing.T, raw json.RawMessage) *keepCommand {
	t.Helper()
	var actions []struct {
		Title   string
		Command keepCommand
	}
	if err := json.Unmarshal(raw, &actions); err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		if a.Title == "Keep this reason as a decision" {
			return &a.Command
		}
	}
	return nil
}
