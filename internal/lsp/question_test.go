package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// shownPages hands over the files that the server opens.
func shownPages(c *lsptest.Client) <-chan string {
	shown := make(chan string, 5)
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ URI string }
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		shown <- p.URI
		return map[string]bool{"success": true}, nil
	})
	return shown
}

// Asking opens a message to finish, for whom the reader picks; what stands in a history is text in it, and nothing is recorded.
func TestAskOpensAMessage(t *testing.T) {
	d := newDesk(t, whyStory)
	d.index()
	c := d.edit(lspclient.VSCode)
	shown := shownPages(c)
	var asked []string
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ Actions []struct{ Title string } }
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		for _, a := range p.Actions {
			asked = append(asked, a.Title)
		}
		return map[string]string{"title": p.Actions[0].Title}, nil
	})
	u := d.open(c, "pay/bill.go")
	c.Settled(u)
	answer := decode[struct{ Message struct{ To, Text string } }](t, c.Execute("leadline.ask", at(u, 2)))
	if len(asked) < 2 || !strings.HasPrefix(asked[0], "Dev One, wrote this") || asked[len(asked)-1] != "Nobody in particular" {
		t.Errorf("the choices are %q", asked)
	}
	text, err := os.ReadFile(lsp.FilePath(<-shown))
	if err != nil {
		t.Fatal(err)
	}
	if answer.Message.To != "Dev One" || !strings.Contains(string(text), answer.Message.Text) {
		t.Errorf("the page is not the message %+v:\n%s", answer.Message, text)
	}
	for _, want := range []string{"Hello Dev One", "(your question)", "```go\nfunc Charge() { billOnce() }\n```", "so that a retry would bill twice"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page should say %q:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "](https://evil") {
		t.Errorf("the page has somebody's link:\n%s", text)
	}
	d.recorded()
}

// A question and its answer can be written in drafts; an answer is recorded once.
func TestQuestionInADraft(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	id := decode[struct{ ID string }](t, c.Execute("leadline.question.open", with(at(u, 0), "text", "Why one?"))).ID
	path := d.draft(c, "question.answer", with(at(u, 0), "id", id))
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "About "+id+": Why one?") || !strings.Contains(string(text), "## Text\n") {
		t.Fatalf("%v\n%s", err, text)
	}
	c.Open(string(lsp.FileURI(path)), "markdown", string(text))
	save(t, c, path, strings.Replace(string(text), "## Text\n", "## Text\nBecause two is too many.\n", 1))
	hear(t, c, "Answered "+id)
	d.recorded("question.asked", "question.answered")
}

func with(arguments map[string]any, key string, value any) map[string]any {
	arguments[key] = value
	return arguments
}
