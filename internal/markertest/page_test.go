package markertest_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

const pageStory = `
-- history --
me Dev Three <dev3@example.com>

commit main 2026-11-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
charge customers
+ pay/charge.go
<<<
package pay
>>>
+ CODEOWNERS
<<<
# who answers for what
/pay/   @payments
>>>
-- do --
decision.log pay/charge.go {"title": "Charge is idempotent", "undo": "months", "because": "A retry must never bill twice."}
`

type showDocument struct {
	URI       string `json:"uri"`
	Selection *struct {
		Start struct {
			Line int `json:"line"`
		} `json:"start"`
	} `json:"selection"`
}

// Every lens opens what it speaks of, and the week opens without any argument.
func TestReportsOpenInTheEditor(t *testing.T) {
	s := newStory(t, txtar.Parse([]byte(pageStory)))
	s.client = s.serve(1)
	var shown []showDocument
	s.client.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p showDocument
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		shown = append(shown, p)
		return map[string]bool{"success": true}, nil
	})
	s.steps()
	uri := s.uri("pay/charge.go")
	for _, c := range []struct {
		arguments map[string]any
		file      string
		says      string
	}{
		{map[string]any{"uri": uri, "report": "people"}, "people.md", "@dev1"},
		{map[string]any{"uri": uri, "report": "decisions"}, "decisions.md", "A retry must never bill twice."},
		{map[string]any{"uri": uri, "report": "owner"}, "CODEOWNERS", "/pay/"},
		{map[string]any{}, "week.md", "Charge is idempotent"},
	} {
		shown = nil
		s.client.Execute("leadline.report.open", c.arguments)
		if len(shown) != 1 || !strings.HasSuffix(shown[0].URI, "/"+c.file) {
			t.Fatalf("%v showed %v", c.arguments, shown)
		}
		text, err := os.ReadFile(lsp.FilePath(shown[0].URI))
		if err != nil || !strings.Contains(string(text), c.says) {
			t.Errorf("%s, %v: it should say %q\n%s", c.file, err, c.says, text)
		}
		if c.file == "CODEOWNERS" && (shown[0].Selection == nil || shown[0].Selection.Start.Line != 1) {
			t.Errorf("the rule is on line 2, selected was %+v", shown[0].Selection)
		}
	}
	s.client.Shutdown()
}

// page opens a report, or the plate, from a file, and gives its text: "TOPIC PATH".
func (s *story) page(what string) string {
	topic, path, _ := strings.Cut(what, " ")
	uri, line := s.place(s.client, path)
	arguments := map[string]any{"uri": uri, "range": lspclient.Span(line, 0, line, 0)}
	command := "leadline." + topic
	if topic != "plate" && topic != "reviewers" {
		command, arguments["report"] = "leadline.report.open", topic
	}
	s.client.Execute(command, arguments)
	var shown showDocument
	for _, m := range s.client.Messages() { // the last one: what was done before showed a page too
		if m.Method == "window/showDocument" && strings.Contains(string(m.Params), "/"+topic+".md") {
			if err := json.Unmarshal(m.Params, &shown); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	text, err := os.ReadFile(lsp.FilePath(shown.URI))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}
