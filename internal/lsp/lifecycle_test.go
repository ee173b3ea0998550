package lsp

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/lspclient"
)

func TestNothingBeforeInitialize(t *testing.T) {
	s := serve(t, Options{})
	s.Open(doc, "go", "dropped")
	for _, method := range []string{"textDocument/hover", "shutdown", "leadline/echo"} {
		var params any
		if method == "textDocument/hover" {
			params = hoverParams(doc)
		}
		if got := s.Refused(method, params); got.Code != -32002 {
			t.Errorf("%s before initialize: %d %s", method, got.Code, got.Message)
		}
	}
	s.Initialize(lspclient.VSCode, "")
	if got := string(s.Hover(doc, 0, 0)); got != "null" {
		t.Errorf("a document opened before initialize: %s", got)
	}
	s.alive(t)
}

func TestInitializeOnlyOnce(t *testing.T) {
	s := ready(t, Options{})
	params := map[string]any{"processId": nil, "rootUri": nil, "capabilities": struct{}{}}
	if got := s.Refused("initialize", params); got.Code != -32600 {
		t.Errorf("second initialize: %d %s", got.Code, got.Message)
	}
	s.alive(t)
}

func TestFailedInitializeMayBeRepeated(t *testing.T) {
	s := serve(t, Options{})
	for options, code := range map[string]int{"fail": -32803, "panic": -32603} {
		params := map[string]any{"processId": nil, "rootUri": nil, "capabilities": struct{}{}, "initializationOptions": options}
		if got := s.Refused("initialize", params); got.Code != code {
			t.Errorf("initialize: %d %s, want %d", got.Code, got.Message, code)
		}
	}
	s.Initialize(lspclient.VSCode, "")
	s.alive(t)
}

func TestNothingAfterShutdown(t *testing.T) {
	s := ready(t, Options{})
	s.Ask("shutdown", nil, nil)
	s.Open(doc, "go", "dropped")
	for _, method := range []string{"leadline/echo", "shutdown"} {
		if got := s.Refused(method, nil); got.Code != -32600 {
			t.Errorf("%s after shutdown: %d %s", method, got.Code, got.Message)
		}
	}
	if docs := s.server.docs.View().All(); len(docs) != 0 {
		t.Errorf("a document was opened after shutdown")
	}
	s.Tell("exit", nil)
	s.WaitEnd()
	if got := s.exitCode(); got != 0 {
		t.Errorf("exit code %d after shutdown", got)
	}
}

// A client that asked for shutdown says exit next: what is asked of it after that would be answered into a closed pipe.
func TestNothingIsAskedAfterShutdown(t *testing.T) {
	s := ready(t, Options{})
	s.Handle("window/showMessageRequest", func(context.Context, json.RawMessage) (any, error) {
		t.Error("the client was asked something after shutdown")
		return nil, nil
	})
	held, err := s.Begin("workspace/executeCommand", map[string]any{"command": "stubborn question"})
	if err != nil {
		t.Fatal(err)
	}
	<-s.server.entered
	s.Ask("shutdown", nil, nil)
	close(s.server.letGo)
	got, err := held.Wait(t.Context())
	if want := `"window/showMessageRequest: the editor has hung up"`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestExitWithoutShutdown(t *testing.T) {
	for name, prepare := range map[string]func(testing.TB, Options) served{"initialised": ready, "fresh": serve} {
		t.Run(name, func(t *testing.T) {
			s := prepare(t, Options{})
			s.Tell("exit", nil)
			s.WaitEnd()
			if got := s.exitCode(); got != 1 {
				t.Errorf("exit code %d", got)
			}
		})
	}
}

func TestEndOfInput(t *testing.T) {
	for _, shutdown := range []bool{false, true} {
		s := ready(t, Options{})
		want := 1
		if shutdown {
			s.Ask("shutdown", nil, nil)
			want = 0
		}
		_ = s.Close()
		if got := s.exitCode(); got != want {
			t.Errorf("shutdown %t: exit code %d", shutdown, got)
		}
	}
}

// A whole session in one go, as a script pipes it: everything is answered before the end.
func TestPipedSession(t *testing.T) {
	var in strings.Builder
	for _, body := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + doc + `","languageId":"go","version":1,"text":"piped"}}}`,
		`{"jsonrpc":"2.0","id":"h","method":"textDocument/hover","params":{"textDocument":{"uri":"` + doc + `"},"position":{"line":0,"character":0}}}`,
	} {
		in.Write(lspclient.Frame([]byte(body)))
	}
	for name, ending := range map[string]string{
		"end of input": "",
		"shutdown":     string(lspclient.Frame([]byte(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`))) + string(lspclient.Frame([]byte(`{"jsonrpc":"2.0","method":"exit"}`))),
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if _, err := Serve(t.Context(), strings.NewReader(in.String()+ending), &out, newStub().attach, Options{}); err != nil {
				t.Error(err)
			}
			if !strings.Contains(out.String(), `"id":"h","result":{"contents":{"kind":"plaintext","value":"piped"}}`) {
				t.Errorf("answers: %s", out.String())
			}
		})
	}
}

func TestContextEndsTheSession(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, err := Serve(ctx, in, io.Discard, newStub().attach, Options{}); code != 1 || err != nil {
		t.Errorf("code %d, %v", code, err)
	}
}

func TestBrokenOutputEndsTheSession(t *testing.T) {
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	_ = fromServer.Close()
	go func() {
		_, _ = toServer.Write(lspclient.Frame([]byte(`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`)))
	}()
	if code, err := Serve(t.Context(), in, out, newStub().attach, Options{}); code != 1 || err == nil {
		t.Errorf("code %d, %v", code, err)
	}
}

// A request that heeds nothing does not keep the process from ending.
func TestStubbornRequestDoesNotHoldTheEnd(t *testing.T) {
	s := ready(t, Options{Grace: time.Millisecond})
	go func() { _, _ = s.Client.Client.Execute(context.Background(), "stubborn") }()
	<-s.server.entered
	s.Tell("exit", nil)
	if got := s.exitCode(); got != 1 {
		t.Errorf("exit code %d", got)
	}
	close(s.server.letGo)
}

// A question that nobody can answer any more is given up at once.
func TestHangingUpEndsQuestions(t *testing.T) {
	s := ready(t, Options{Grace: time.Hour})
	asked := make(chan struct{})
	s.Handle("window/showMessageRequest", func(ctx context.Context, _ json.RawMessage) (any, error) {
		close(asked)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	go func() { _, _ = s.Client.Client.Execute(context.Background(), "ask") }()
	<-asked
	s.Tell("exit", nil)
	if got := s.exitCode(); got != 1 {
		t.Errorf("exit code %d", got)
	}
}

func TestClientProcessGone(t *testing.T) {
	ticks := make(chan time.Time)
	var alive atomic.Bool
	alive.Store(true)
	asked := make(chan int, 10)
	s := serve(t, Options{
		Alive: func(pid int) bool { asked <- pid; return alive.Load() },
		Ticks: func(context.Context) <-chan time.Time { return ticks },
	})
	s.Ask("initialize", map[string]any{"processId": 4711, "rootUri": nil, "capabilities": struct{}{}}, nil)
	if pid := <-asked; pid != 4711 {
		t.Errorf("watches %d", pid)
	}
	ticks <- time.Time{}
	<-asked
	s.alive(t)
	alive.Store(false)
	ticks <- time.Time{}
	if got := s.exitCode(); got != 1 {
		t.Errorf("exit code %d", got)
	}
}

// A process that was never visible runs in another container: its absence means nothing.
func TestInvisibleClientProcess(t *testing.T) {
	asked := make(chan int, 10)
	s := serve(t, Options{
		Alive: func(pid int) bool { asked <- pid; return false },
		Ticks: func(context.Context) <-chan time.Time { t.Error("watched all the same"); return nil },
	})
	s.Ask("initialize", map[string]any{"processId": 4711, "rootUri": nil, "capabilities": struct{}{}}, nil)
	<-asked
	s.alive(t)
}

func TestProcessAlive(t *testing.T) {
	if !processAlive(os.Getpid()) {
		t.Error("this process is taken for dead")
	}
}

func TestClientProcess(t *testing.T) {
	for params, want := range map[string]int{
		`{"processId":12}`: 12, `{"processId":null}`: 0, `{}`: 0, `{"processId":-1}`: 0, `{"processId":1e99}`: 0, `{"processId":"x"}`: 0, `[]`: 0, ``: 0,
	} {
		if got := clientProcess([]byte(params)); got != want {
			t.Errorf("%s: %d", params, got)
		}
	}
}

func TestAdmit(t *testing.T) {
	l := &lifecycle{exited: make(chan struct{})}
	if l.admit(protocol.MethodExit, false) != nil {
		t.Error("exit must always pass")
	}
	l.exit()
	l.exit()
	if l.initialised() {
		t.Error("initialised after exit")
	}
}
