package lsptest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lspclient"
)

// Patience is how long a helper of Client waits before it fails the test.
const Patience = 30 * time.Second

// Client drives a server from a test. Every message of the server is checked against the model and fails the test if it
// is not allowed; so are the client's own, unless it was made Hostile. The helpers fail the test instead of returning
// errors; the methods of the embedded client return them.
type Client struct {
	*lspclient.Client
	t       testing.TB
	model   *Model
	hostile atomic.Bool

	mu   sync.Mutex
	open map[string]int // requests not answered yet, by id
}

// New speaks to a server over a pair of streams. The session is closed when the test ends.
func New(t testing.TB, in io.Reader, out io.Writer) *Client {
	t.Helper()
	c := newClient(t)
	c.Client = lspclient.New(in, out, c.options())
	t.Cleanup(c.end)
	return c
}

// Start runs a server as a child process. The session is closed, and the process awaited, when the test ends.
func Start(t testing.TB, command exec.Command) *Client {
	t.Helper()
	c := newClient(t)
	var err error
	if c.Client, err = lspclient.Start(context.Background(), command, c.options()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.end)
	return c
}

func newClient(t testing.TB) *Client {
	t.Helper()
	model, err := LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, model: model, open: map[string]int{}}
}

func (c *Client) options() lspclient.Options {
	return lspclient.Options{Received: c.received, Sent: c.sent}
}

// end closes the session and waits until nothing of it can report to the test any more.
func (c *Client) end() {
	_ = c.Close()
	<-c.Done()
	if err := c.Err(); err != nil {
		c.t.Errorf("the session broke: %v", err)
	}
}

// Hostile lets the client send what the specification does not allow, and the server answer to id null.
func (c *Client) Hostile() { c.hostile.Store(true) }

func (c *Client) sent(m lspclient.Message) {
	if m.ID != nil && !m.Answer {
		c.mu.Lock()
		c.open[string(m.ID)]++
		c.mu.Unlock()
	}
	if !c.hostile.Load() {
		c.verdict("the test's own", ToServer, m)
	}
}

func (c *Client) received(m lspclient.Message) {
	if m.Answer && !c.hostile.Load() {
		c.mu.Lock()
		c.open[string(m.ID)]--
		surplus := c.open[string(m.ID)] < 0
		c.mu.Unlock()
		if surplus {
			c.t.Errorf("the server answered what nobody asked: %.300s", m.Raw)
		}
	}
	c.verdict("the server's", ToClient, m)
}

func (c *Client) verdict(whose string, d Direction, m lspclient.Message) {
	var err error
	switch {
	case m.Error != nil:
		if m.Error.Code == 0 || m.Error.Message == "" {
			err = errors.New("an error without code or message")
		}
	case m.Method == "" || strings.HasPrefix(m.Method, "leadline/"):
	case m.Answer && d == ToClient && !c.model.Knows(m.Method): // a test asked for something odd, and was answered
	case m.Answer:
		err = c.model.Result(m.Method, m.Result)
	case m.ID != nil:
		err = c.model.Request(d, m.Method, m.Params)
	default:
		err = c.model.Notification(d, m.Method, m.Params)
	}
	if err != nil {
		c.t.Errorf("%s message breaks the protocol: %v\n%.1000s", whose, err, m.Raw)
	}
}

func (c *Client) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), Patience)
}

// Ask sends any request and decodes the answer into result, if that is not nil.
func (c *Client) Ask(method string, params, result any) {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Call(ctx, method, params)
	c.decode(method, raw, err, result)
}

// Refused sends any request and returns the error the server answers; it fails the test if the server does not refuse.
func (c *Client) Refused(method string, params any) *lspclient.Error {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Call(ctx, method, params)
	var refusal *lspclient.Error
	if !errors.As(err, &refusal) {
		c.t.Fatalf("%s was not refused: %s, %v", method, raw, err)
	}
	return refusal
}

// Tell sends any notification.
func (c *Client) Tell(method string, params any) {
	c.t.Helper()
	c.must(c.Notify(method, params))
}

// WaitNotification waits for the next notification (or request) of method that match accepts; see lspclient.Client.Wait.
func (c *Client) WaitNotification(method string, match func(params json.RawMessage) bool) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	params, err := c.Wait(ctx, method, match)
	c.must(err)
	return params
}

// WaitAnswer waits for the answer with the JSON text id for its id ("null" for the answer to what could not be read).
func (c *Client) WaitAnswer(id string) lspclient.Message {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	m, _, err := c.Await(ctx, 0, func(m lspclient.Message) bool { return m.Answer && string(m.ID) == id })
	if err != nil {
		c.t.Fatalf("waiting for the answer to %s: %v", id, err)
	}
	return m
}

// WaitEnd waits until the server has closed its end.
func (c *Client) WaitEnd() {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	select {
	case <-c.Done():
	case <-ctx.Done():
		c.t.Fatal("the server goes on")
	}
}

func (c *Client) decode(method string, raw json.RawMessage, err error, result any) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	if result != nil {
		if err := json.Unmarshal(raw, result); err != nil {
			c.t.Fatalf("%s: decoding %.300s: %v", method, raw, err)
		}
	}
}

func (c *Client) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}
