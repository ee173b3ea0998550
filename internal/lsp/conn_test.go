package lsp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/lspclient"
)

func TestErrorsGetTheirCodes(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	document := hoverParams(doc)
	for _, tt := range []struct {
		name, method string
		params       any
		code         int
	}{
		{"failed", "workspace/executeCommand", map[string]any{"command": "fail"}, -32803},
		{"took too long", "workspace/executeCommand", map[string]any{"command": "late"}, -32803},
		{"panicked", "workspace/executeCommand", map[string]any{"command": "panic"}, -32603},
		{"panicked on arrival", "textDocument/definition", document, -32603},
		{"coded by the server", "workspace/executeCommand", map[string]any{"command": "coded"}, -32801},
		{"not implemented", "textDocument/implementation", document, -32601},
		{"unknown", "textDocument/imagine", document, -32601},
		{"unknown without parameters", "textDocument/imagine", nil, -32601},
		{"unknown, optional", "$/imagine", nil, -32601},
		{"custom, unknown", "leadline/imagine", nil, -32601},
		{"unencodable answer", "leadline/unencodable", nil, -32803},
		{"parameters of the wrong shape", "textDocument/hover", []int{1}, -32602},
		{"parameters of the wrong type", "textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": doc}, "position": "here"}, -32602},
		{"no parameters", "textDocument/hover", nil, -32602},
		{"no document", "textDocument/hover", struct{}{}, -32602},
		{"a document without a name", "textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": 7}}, -32602},
		{"notification as a request", "textDocument/didOpen", document, -32600},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.Refused(tt.method, tt.params); got.Code != tt.code {
				t.Errorf("code %d %q, want %d", got.Code, got.Message, tt.code)
			}
		})
	}
	s.alive(t)
}

func TestAnswersWithoutValue(t *testing.T) {
	s := ready(t, Options{})
	if got := string(s.Hover(doc, 0, 0)); got != "null" {
		t.Errorf("hover in a document that is not open: %s", got)
	}
	if got := string(s.CodeLens(doc)); got != "[]" {
		t.Errorf("no lenses: %s", got)
	}
	s.Ask("textDocument/references", map[string]any{
		"textDocument": map[string]string{"uri": doc}, "position": lspclient.Position{}, "context": map[string]bool{"includeDeclaration": false},
	}, nil)
}

func TestCustomMessages(t *testing.T) {
	s := ready(t, Options{})
	for _, params := range []any{nil, map[string]any{"a": 1.0}, []any{"x"}} {
		var got any
		s.Ask("leadline/echo", params, &got)
		if diff := cmp.Diff(params, got); diff != "" {
			t.Errorf("echo: %s", diff)
		}
	}
	s.Tell("leadline/echo", nil)
	s.Execute("background")
	if got := string(s.WaitNotification("leadline/status", nil)); !strings.Contains(got, "ready") {
		t.Errorf("status: %s", got)
	}
	s.alive(t) // after the panic in the background
}

func TestInitializedMayLackItsParameters(t *testing.T) {
	s := serve(t, Options{})
	s.Hostile()
	s.Ask("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": struct{}{}}, nil)
	s.Tell("initialized", nil)
	s.alive(t)
}

// A request is answered from the documents as they were when it arrived, however late it runs.
func TestSnapshotIsTakenOnArrival(t *testing.T) {
	s := ready(t, Options{Concurrency: 1})
	s.Open(doc, "go", "old")
	held, err := s.Begin("workspace/executeCommand", map[string]any{"command": "stubborn"})
	if err != nil {
		t.Fatal(err)
	}
	<-s.server.entered // the only slot is taken
	hover, err := s.Begin("textDocument/hover", hoverParams(doc))
	if err != nil {
		t.Fatal(err)
	}
	s.Change(doc, lspclient.Change{Text: "new"})
	close(s.server.letGo)
	for p, want := range map[*lspclient.Pending]string{held: `"done"`, hover: hoverAnswer("old")} {
		if got, err := p.Wait(t.Context()); err != nil || string(got) != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
}

// Requests that wait for a person hold no slot.
func TestQuestionsDoNotSilenceTheServer(t *testing.T) {
	s := ready(t, Options{Concurrency: 2})
	asked, answer := make(chan struct{}, 10), make(chan struct{})
	s.Handle("window/showMessageRequest", func(context.Context, json.RawMessage) (any, error) {
		asked <- struct{}{}
		<-answer
		return map[string]string{"title": "this"}, nil
	})
	results := make(chan string, 10)
	for range 5 {
		go func() {
			raw, err := s.Client.Client.Execute(context.Background(), "ask")
			if err != nil {
				raw = json.RawMessage(err.Error())
			}
			results <- string(raw)
		}()
	}
	for range 5 {
		<-asked
	}
	s.alive(t)
	close(answer)
	for range 5 {
		if got := <-results; got != `"this"` {
			t.Errorf("answer: %s", got)
		}
	}
}

// A client's refusal is not the answer to its own request.
func TestRefusedQuestion(t *testing.T) {
	s := serve(t, Options{})
	s.Initialize(lspclient.Helix, "")
	if got := string(s.Execute("ask")); got != `"window/showMessageRequest"` {
		t.Errorf("refused: %s", got)
	}
	if got := s.Refused("workspace/executeCommand", map[string]any{"command": "ask and fail"}); got.Code != -32803 {
		t.Errorf("code %d %s, want -32803", got.Code, got.Message)
	}
}

func TestManyRequestsWaitForASlot(t *testing.T) {
	s := ready(t, Options{Concurrency: 2})
	s.Open(doc, "go", "text")
	done := make(chan error, 500)
	for range cap(done) {
		go func() {
			_, err := s.Client.Client.Hover(context.Background(), doc, lspclient.Position{})
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}
