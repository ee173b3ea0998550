package lsp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// JSON that is no message is answered −32600, with its id if it has one that can be repeated.
func TestMalformedEnvelopes(t *testing.T) {
	for body, id := range map[string]string{
		`[]`:   "null",
		`7`:    "null",
		`null`: "null",
		`{}`:   "null",
		`[{"jsonrpc":"2.0","id":1,"method":"leadline/echo"}]`:                         "null", // the protocol has no batches
		`{"id":41,"method":"leadline/echo"}`:                                          "41",
		`{"jsonrpc":"1.0","id":42,"method":"leadline/echo"}`:                          "42",
		`{"jsonrpc":"2.0","id":1.5,"method":"leadline/echo"}`:                         "null",
		`{"jsonrpc":"2.0","id":true,"method":"leadline/echo"}`:                        "null",
		`{"jsonrpc":"2.0","id":{"a":1},"method":"leadline/echo"}`:                     "null",
		`{"jsonrpc":"2.0","id":99999999999999999999999,"method":"leadline/echo"}`:     "null",
		`{"jsonrpc":"2.0","id":"s","method":3}`:                                       `"s"`,
		`{"jsonrpc":"2.0","id":43,"method":"leadline/echo","result":1}`:               "43",
		`{"jsonrpc":"2.0","params":{"id":44,"method":"x"},"id":45,"method":null}`:     "45",
		`{"jsonrpc":"3.0","method":"leadline/echo"}`:                                  "null",
		`{"jsonrpc":"2.0","id":"` + strings.Repeat("i", 100_000) + `","method":null}`: "null",
	} {
		t.Run(body[:min(len(body), 60)], func(t *testing.T) {
			s := ready(t, Options{})
			s.Hostile()
			s.raw(body)
			if got := s.WaitAnswer(id); got.Error == nil || got.Error.Code != -32600 {
				t.Errorf("answer: %s", got.Raw)
			}
			s.alive(t)
		})
	}
}

// Answers to what nobody asked are dropped.
func TestUnaskedAnswers(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":999,"result":null}`,
		`{"jsonrpc":"2.0","id":-1,"result":null}`,
		`{"jsonrpc":"2.0","id":"x","result":null}`,
		`{"jsonrpc":"2.0","id":null,"result":null}`,
		`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}`,
		`{"jsonrpc":"2.0","id":999,"error":{"code":"x"}}`,
		`{"jsonrpc":"2.0","id":999,"result":1,"error":{"code":1,"message":"x"}}`,
		`{"jsonrpc":"2.0","id":9223372036854775807,"result":null}`,
	} {
		s.raw(body)
	}
	s.alive(t)
}

// Whoever waits for an answer of the client's gets an error when the answer is broken.
func TestBrokenAnswers(t *testing.T) {
	for name, answer := range map[string]string{
		"both":       `"result":null,"error":{"code":1,"message":"x"}`,
		"error text": `"error":"no"`,
		"neither":    `"other":1`,
		"wrong type": `"result":[1,2,3]`,
		"too large":  `"result":"` + strings.Repeat("x", 5000) + `"`,
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t, Options{MessageLimit: 4096})
			s.Hostile()
			never := make(chan struct{})
			s.Handle("window/showMessageRequest", func(ctx context.Context, _ json.RawMessage) (any, error) {
				select {
				case <-never:
				case <-ctx.Done():
				}
				return nil, nil
			})
			p, err := s.Begin("workspace/executeCommand", map[string]any{"command": "ask and fail"})
			if err != nil {
				t.Fatal(err)
			}
			s.WaitNotification("window/showMessageRequest", nil)
			for _, m := range s.Messages() {
				if m.Method == "window/showMessageRequest" {
					s.raw(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,` + answer + `}`)
				}
			}
			if got, err := p.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "-32803") {
				t.Errorf("answer %s, %v", got, err)
			}
			s.alive(t)
			close(never)
		})
	}
}

// A request with id null is none, and a message sent the wrong way is refused or dropped.
func TestRequestsAndNotificationsMixedUp(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	s.Open(doc, "go", "text")
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":null,"method":"textDocument/hover","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/hover","params":{}}`,
		`{"jsonrpc":"2.0","method":"shutdown"}`,
		`{"jsonrpc":"2.0","method":"initialize","params":{}}`,
		// Run inline it would wait for an answer that only the reader it blocks could read.
		`{"jsonrpc":"2.0","method":"workspace/executeCommand","params":{"command":"ask"}}`,
	} {
		s.raw(body)
	}
	for _, method := range []string{"exit", "initialized", "textDocument/didClose", "$/cancelRequest"} {
		if got := s.Refused(method, struct{}{}); got.Code != -32600 {
			t.Errorf("%s with an id: %d %s", method, got.Code, got.Message)
		}
	}
	s.alive(t)
}

// The same id twice: both are answered.
func TestIDsUsedTwice(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for range 2 {
		s.raw(`{"jsonrpc":"2.0","id":"twice","method":"workspace/executeCommand","params":{"command":"stubborn"}}`)
		<-s.server.entered
	}
	close(s.server.letGo)
	_, next, err := s.Await(t.Context(), 0, answerTo(`"twice"`))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Await(t.Context(), next, answerTo(`"twice"`)); err != nil {
		t.Fatal(err)
	}
	s.alive(t)
}
