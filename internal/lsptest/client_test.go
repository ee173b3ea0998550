package lsptest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// witness is a test that may fail without failing this one.
type witness struct {
	testing.TB
	mu     sync.Mutex
	faults []string
}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func (w *witness) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.faults, "\n")
}

// A server that breaks the protocol fails the test, whatever kind of message it does it with.
func TestFaultsOfTheServer(t *testing.T) {
	for name, tt := range map[string]struct{ messages, fault string }{
		"sound":               {`{"jsonrpc":"2.0","method":"window/logMessage","params":{"type":3,"message":"x"}}`, ""},
		"custom":              {`{"jsonrpc":"2.0","method":"leadline/status","params":{"text":"x"}}`, ""},
		"notification":        {`{"jsonrpc":"2.0","method":"window/logMessage","params":{"type":9,"message":"x"}}`, "MessageType"},
		"unknown":             {`{"jsonrpc":"2.0","method":"imagine/this"}`, "no such notification"},
		"request":             {`{"jsonrpc":"2.0","id":1,"method":"window/showDocument","params":{}}`, `without "uri"`},
		"answer":              {`{"jsonrpc":"2.0","id":1,"result":{"contents":7}}`, "fits none"},
		"answer to nobody":    {`{"jsonrpc":"2.0","id":77,"result":null}`, "nobody asked"},
		"answered twice":      {`{"jsonrpc":"2.0","id":1,"result":null} {"jsonrpc":"2.0","id":1,"result":null}`, "nobody asked"},
		"error without words": {`{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":""}}`, "without code or message"},
		"no JSON":             {`hello`, "no JSON object"},
		"no version":          {`{"method":"window/logMessage"}`, "jsonrpc"},
		"result and error":    {`{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":1,"message":"x"}}`, "not exactly one"},
	} {
		t.Run(name, func(t *testing.T) {
			in, toServer := io.Pipe()
			fromServer, out := io.Pipe()
			go func() { _, _ = io.Copy(io.Discard, in) }()
			w := &witness{TB: t}
			c := New(w, fromServer, toServer)
			if _, err := c.Begin("textDocument/hover", map[string]any{"textDocument": map[string]string{"uri": "file:///a"}, "position": lspclient.Position{}}); err != nil {
				t.Fatal(err)
			}
			for d := json.NewDecoder(strings.NewReader(tt.messages)); ; {
				var m json.RawMessage
				if d.Decode(&m) != nil {
					break
				}
				_, _ = out.Write(lspclient.Frame(m))
			}
			if name == "no JSON" {
				_, _ = out.Write(lspclient.Frame([]byte(tt.messages)))
			}
			_ = out.Close()
			<-c.Done()
			said := w.said()
			if err := c.Err(); err != nil {
				said += err.Error()
			}
			if tt.fault == "" && said != "" || !strings.Contains(said, tt.fault) {
				t.Errorf("said %q, want %q", said, tt.fault)
			}
		})
	}
}

// The test's own messages are held to the model as well.
func TestFaultsOfTheTest(t *testing.T) {
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	defer out.Close()
	go func() { _, _ = io.Copy(io.Discard, in) }()
	w := &witness{TB: t}
	c := New(w, fromServer, toServer)
	c.Tell("textDocument/didOpen", map[string]any{})
	if !strings.Contains(w.said(), "the test's own") {
		t.Errorf("said %q", w.said())
	}
	before := w.said()
	c.Hostile()
	c.Tell("textDocument/didOpen", map[string]any{})
	if w.said() != before {
		t.Errorf("said more: %q", w.said())
	}
}

// What every profile sends when it opens a session is what the specification allows.
func TestProfiles(t *testing.T) {
	for _, p := range lspclient.Profiles() {
		t.Run(string(p), func(t *testing.T) {
			in, toServer := io.Pipe()
			fromServer, out := io.Pipe()
			go func() {
				r := bufio.NewReader(in)
				if _, err := r.ReadString('{'); err == nil {
					_, _ = out.Write(lspclient.Frame([]byte(`{"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}}`)))
				}
				_, _ = io.Copy(io.Discard, r)
				_ = out.Close()
			}()
			New(t, fromServer, toServer).Initialize(p, "file:///root")
		})
	}
}
