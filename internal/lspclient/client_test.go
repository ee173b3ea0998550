package lspclient

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// server is the other end, written by hand.
type server struct {
	t   *testing.T
	in  *bufio.Reader
	out *io.PipeWriter
}

func connect(t *testing.T) (*Client, server) {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	c := New(fromServer, toServer, Options{})
	t.Cleanup(func() {
		_ = c.Close()
		<-c.Done()
	})
	return c, server{t, bufio.NewReader(in), out}
}

func (s server) say(body string) { _, _ = s.out.Write(Frame([]byte(body))) }

func (s server) hear() string {
	body, err := readFrame(s.in)
	if err != nil {
		s.t.Error(err)
	}
	return string(body)
}

func TestCall(t *testing.T) {
	c, s := connect(t)
	go func() {
		for range 2 {
			s.hear()
		}
		s.say(`{"jsonrpc":"2.0","id":2,"error":{"code":-32803,"message":"no"}}`)
		s.say(`{"jsonrpc":"2.0","id":1,"result":[1]}`)
	}()
	first, err := c.Begin("a", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Call(t.Context(), "b", json.RawMessage(`{}`))
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != -32803 {
		t.Errorf("refused: %v", err)
	}
	if got, err := first.Wait(t.Context()); err != nil || string(got) != "[1]" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestCallCancelled(t *testing.T) {
	c, s := connect(t)
	heard := make(chan string, 2)
	go func() {
		heard <- s.hear()
		heard <- s.hear()
	}()
	p, err := c.Begin("slow", nil)
	if err != nil {
		t.Fatal(err)
	}
	<-heard
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := <-heard; got != `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}` {
		t.Errorf("heard %s", got)
	}
}

func TestServerGone(t *testing.T) {
	c, s := connect(t)
	go func() {
		s.hear()
		_ = s.out.Close()
	}()
	if _, err := c.Call(t.Context(), "a", nil); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, err := c.Wait(t.Context(), "never", nil); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestAnswersLikeAnEditor(t *testing.T) {
	c, s := connect(t)
	c.Handle("window/showMessageRequest", nil)
	c.Handle("custom/ask", func(_ context.Context, params json.RawMessage) (any, error) { return params, nil })
	for question, answer := range map[string]string{
		`"method":"workspace/configuration","params":{"items":[{},{}]}`: `{"jsonrpc":"2.0","id":"q","result":[null,null]}`,
		`"method":"workspace/applyEdit","params":{}`:                    `{"jsonrpc":"2.0","id":"q","result":{"applied":true}}`,
		`"method":"window/workDoneProgress/create","params":{}`:         `{"jsonrpc":"2.0","id":"q","result":null}`,
		`"method":"window/showMessageRequest","params":{}`:              `{"jsonrpc":"2.0","id":"q","error":{"code":-32601,"message":"method not found: window/showMessageRequest"}}`,
		`"method":"custom/ask","params":[1]`:                            `{"jsonrpc":"2.0","id":"q","result":[1]}`,
		`"method":"custom/unknown"`:                                     `{"jsonrpc":"2.0","id":"q","error":{"code":-32601,"message":"method not found: custom/unknown"}}`,
	} {
		s.say(`{"jsonrpc":"2.0","id":"q",` + question + `}`)
		if got := s.hear(); got != answer {
			t.Errorf("%s\nanswered %s\nwant     %s", question, got, answer)
		}
	}
}

func TestWaitLooksAtEveryMessageOnce(t *testing.T) {
	c, s := connect(t)
	go func() {
		for _, n := range []string{"1", "2", "3"} {
			s.say(`{"jsonrpc":"2.0","method":"n","params":[` + n + `]}`)
			s.say(`{"jsonrpc":"2.0","method":"other"}`)
		}
	}()
	odd := func(p json.RawMessage) bool { return string(p) != "[2]" }
	for _, want := range []string{"[1]", "[3]"} {
		if got, err := c.Wait(t.Context(), "n", odd); err != nil || string(got) != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
}

func TestProfilesAreJSON(t *testing.T) {
	for _, p := range Profiles() {
		if c := p.Capabilities(); !json.Valid(c) || p != Minimal && len(c) < 100 || p.Name() == "" {
			t.Errorf("%s: %s", p, c)
		}
	}
}

func TestOnlyCleanFrames(t *testing.T) {
	for _, bytes := range []string{"hello\r\n\r\n", "Content-Length: 2\n\n{}", "Content-Length: x\r\n\r\n", "X: y\r\n\r\n", "Content-Length: 9\r\n\r\n{}", "Content"} {
		if _, err := readFrame(bufio.NewReader(strings.NewReader(bytes))); err == nil || errors.Is(err, io.EOF) && bytes != "" && err == io.EOF {
			t.Errorf("%q: %v", bytes, err)
		}
	}
}

func TestWaitLeavesOtherDocumentsAlone(t *testing.T) {
	c, s := connect(t)
	go func() {
		for _, params := range []string{`{"uri":"a","n":1}`, `{"uri":"b","n":2}`, `{"uri":"b","n":3}`, `{"uri":"a","n":4}`} {
			s.say(`{"jsonrpc":"2.0","method":"n","params":` + params + `}`)
		}
	}()
	about := func(part string) func(json.RawMessage) bool {
		return func(params json.RawMessage) bool { return strings.Contains(string(params), part) }
	}
	for _, w := range []struct{ wants, got string }{
		{`"n":3`, `{"uri":"b","n":3}`}, {`"a"`, `{"uri":"a","n":1}`}, {`"a"`, `{"uri":"a","n":4}`},
	} {
		if got, err := c.Wait(t.Context(), "n", about(w.wants)); err != nil || string(got) != w.got {
			t.Errorf("waiting for %s: %s, %v", w.wants, got, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := c.Wait(ended, "n", about(`"b"`)); err == nil {
		t.Errorf("%s was passed over, and comes later", got)
	}
}
