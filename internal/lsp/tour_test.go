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

const tourStory = `
me Dev Three <dev3@example.com>
commit main 2026-10-01T10:00:00Z Dev Three <dev3@example.com>
begin
+ README.md
<<<
# Pay
>>>
+ pay/charge.go
<<<
package pay

func Charge() {}
>>>
commit main 2026-11-01T10:00:00Z Dev One <dev1@example.com>
charge [twice](https://evil.example) <b>
+ pay/charge.go
<<<
package pay

func Charge() { twice() }
>>>
commit main 2026-11-02T10:00:00Z Dev One <dev1@example.com>
charge thrice
+ pay/charge.go
<<<
package pay

// TODO: report which card was refused
func Charge() { thrice() }
>>>
`

// opened does something in an editor on a file of the story, and answers the page that the server shows for it, and the way from
// there to the repository.
func opened(t *testing.T, act func(c *lsptest.Client, uri string)) (text, way string) {
	t.Helper()
	d := newDesk(t, tourStory)
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
	u := d.open(c, "pay/charge.go")
	c.Settled(u)
	act(c, u)
	path := lsp.FilePath(<-shown)
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Shutdown()
	way, err = filepath.Rel(filepath.Dir(path), lsp.FilePath(d.uri("")))
	if err != nil {
		t.Fatal(err)
	}
	return string(page), filepath.ToSlash(way)
}

// press runs the code action of a title on a line, from behind the last one if need be.
func press(t *testing.T, c *lsptest.Client, uri string, line int, title string) {
	t.Helper()
	var actions []struct {
		Title   string
		Command keepCommand
	}
	if err := json.Unmarshal(c.CodeActions(uri, lspclient.Span(line, 0, line, 0)), &actions); err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		if a.Title == title {
			c.Execute(a.Command.Command, a.Command.Arguments...)
			return
		}
	}
	if n := len(actions); n > 0 && actions[n-1].Title == "More here…" {
		c.Handle("window/showMessageRequest", func(context.Context, json.RawMessage) (any, error) {
			return map[string]string{"title": title}, nil
		})
		c.Execute(actions[n-1].Command.Command, actions[n-1].Command.Arguments...)
		return
	}
	t.Fatalf("line %d has no action %q: %v", line+1, title, actions)
}

func says(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("the page should say %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "](https://evil") || strings.Contains(page, "<b>") {
		t.Errorf("the page has somebody's markup:\n%s", page)
	}
}

// The first line of a file leads through its folder, and through everything; what the page names opens.
func TestTourOpensAPage(t *testing.T) {
	page, top := opened(t, func(c *lsptest.Client, uri string) { press(t, c, uri, 0, "Show me round this folder") })
	says(t, page, "# A tour of `pay/`", "1. [pay/charge.go:4]("+top+"/pay/charge.go#L4)", "[pay/charge.go:3]("+top+"/pay/charge.go#L3) · report which card was refused")
	page, top = opened(t, func(c *lsptest.Client, uri string) { press(t, c, uri, 0, "Show me round") })
	says(t, page, "# A tour of this repository", "- [README.md]("+top+"/README.md)")
}

// What was missed is listed as text, and the file that it is about opens.
func TestCatchUpOpensAPage(t *testing.T) {
	page, top := opened(t, func(c *lsptest.Client, uri string) {
		press(t, c, uri, 2, "Catch up: what is new here since I was last here")
	})
	says(t, page, "# What is new in [pay/charge.go]("+top+"/pay/charge.go)", "2 commits by Dev One", "- charge thrice · ", `\[twice\]`)
	page, top = opened(t, func(c *lsptest.Client, uri string) {
		c.Execute("leadline.catchup", map[string]any{"uri": uri, "path": "pay"})
	})
	says(t, page, "- charge thrice · ", " · [pay/charge.go]("+top+"/pay/charge.go) · ")
}
