package lsp

import (
	"fmt"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

func TestCancelledRequests(t *testing.T) {
	s := ready(t, Options{Concurrency: 1})
	running, err := s.Begin("workspace/executeCommand", map[string]any{"command": "hold"})
	if err != nil {
		t.Fatal(err)
	}
	<-s.server.entered
	waiting, err := s.Begin("textDocument/hover", hoverParams(doc)) // has no slot yet
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*lspclient.Pending{waiting, running} {
		if err := p.Cancel(); err != nil {
			t.Fatal(err)
		}
		if got, err := p.Wait(t.Context()); err == nil || err.(*lspclient.Error).Code != lspclient.RequestCancelled {
			t.Errorf("cancelled: %s, %v", got, err)
		}
	}
	s.alive(t)
}

// A request under an id of text can be cancelled too.
func TestCancelledByText(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	s.raw(`{"jsonrpc":"2.0","id":"held","method":"workspace/executeCommand","params":{"command":"hold"}}`)
	<-s.server.entered
	s.raw(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"held"}}`)
	if got := s.WaitAnswer(`"held"`); got.Error == nil || got.Error.Code != -32800 {
		t.Errorf("answer: %s", got.Raw)
	}
}

func TestOddCancels(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for _, params := range []string{`{"id":null}`, `{"id":12345}`, `{"id":"nobody"}`, `{"id":[1]}`, `{"id":1.5}`, `{"id":1e99}`, `{}`, `[]`, `null`, `7`} {
		s.raw(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":` + params + `}`)
	}
	s.raw(`{"jsonrpc":"2.0","method":"$/cancelRequest"}`)
	s.alive(t)
}

// Cancels race with answers; every request is answered once. The client fails the test for a second answer.
func TestCancelsAndAnswersRace(t *testing.T) {
	s := ready(t, Options{})
	s.Open(doc, "go", "text")
	var all []*lspclient.Pending
	for i := range 500 {
		p, err := s.Begin("textDocument/hover", hoverParams(doc))
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			_ = p.Cancel()
		}
		all = append(all, p)
	}
	for i, p := range all {
		got, err := p.Wait(t.Context())
		if err != nil && (i%2 == 1 || err.(*lspclient.Error).Code != lspclient.RequestCancelled) || err == nil && string(got) != hoverAnswer("text") {
			t.Error(fmt.Sprint(i), string(got), err)
		}
	}
}
