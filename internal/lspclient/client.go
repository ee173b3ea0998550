// Package lspclient is a client of the Language Server Protocol: the other end of internal/lsp, for `leadline peek`, for
// tests and for benchmarks. It deals in plain JSON and shares no code with the server, so that it is an independent peer.
//
// A Client speaks over any pair of streams, answers the server's requests as an editor would (or as it is told), and
// records what it received. It takes no care of hostile servers: it trusts the program it was started with.
package lspclient

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Message is one message, received or sent.
type Message struct {
	ID     json.RawMessage // nil for notifications
	Method string          // of answers: the method they answer, "" if they answer nothing that was asked
	Params json.RawMessage // of requests and notifications; nil if absent
	Answer bool            // it answers a request; then Result or Error is set
	Result json.RawMessage
	Error  *Error
	Raw    json.RawMessage
}

// Error is an answer that says no.
type Error struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Codes of answers that callers look for.
const (
	MethodNotFound   = -32601
	RequestCancelled = -32800
)

// Handler answers a request of the server; an *Error is passed on as it is. A notification's answer is dropped.
type Handler func(ctx context.Context, params json.RawMessage) (any, error)

// Options of New. The zero value is ready for use.
type Options struct {
	// Received and Sent see every message in order, before it is acted on. They must not call the client.
	Received, Sent func(Message)
	// Forget keeps no record: Messages and Wait see nothing. For long runs.
	Forget bool
}

// Client is one session with a server. Safe for concurrent use.
type Client struct {
	out  io.Writer
	ends []any
	o    Options
	ctx  context.Context
	stop context.CancelFunc
	done chan struct{}

	write sync.Mutex

	mu       sync.Mutex
	err      error
	nextID   int64
	asked    map[string]*question // by the JSON of their id
	handlers map[string]Handler
	received []Message
	grown    chan struct{}  // closed and replaced whenever received grows
	seen     map[string]int // Wait's place in received, by method and document
	versions map[string]int // of open documents, by URI
	exit     func() error   // waits for the child process, if there is one
}

type question struct {
	method string
	answer chan Message // buffered
}

// ErrClosed says that the server closed its end before it answered.
var ErrClosed = errors.New("the language server closed the connection")

// New starts to read in. The session ends when in ends, or with Close.
func New(in io.Reader, out io.Writer, o Options) *Client {
	c := &Client{
		out: out, ends: []any{out, in}, o: o, done: make(chan struct{}),
		asked: map[string]*question{}, handlers: editor(), grown: make(chan struct{}),
		seen: map[string]int{}, versions: map[string]int{},
	}
	c.ctx, c.stop = context.WithCancel(context.Background())
	go c.read(bufio.NewReaderSize(in, 64<<10))
	return c
}

// Handle answers the server's requests for method with h, or hands it the notifications of method; nil refuses them with
// −32601, as a client does that does not know the method.
func (c *Client) Handle(method string, h Handler) {
	if h == nil {
		h = func(context.Context, json.RawMessage) (any, error) {
			return nil, &Error{Code: MethodNotFound, Message: "method not found: " + method}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handlers[method] = h
}

// Pending is a request that was sent.
type Pending struct {
	ID     json.RawMessage
	method string
	answer <-chan Message
	c      *Client
}

// Call asks and waits for the answer. When ctx ends first, the request is cancelled. params nil sends none;
// json.RawMessage is sent as it is. A refusal is an *Error.
func (c *Client) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	p, err := c.Begin(method, params)
	if err != nil {
		return nil, err
	}
	return p.Wait(ctx)
}

// Begin sends a request, in its place among the caller's other messages, and leaves the waiting for later.
func (c *Client) Begin(method string, params any) (*Pending, error) {
	q := &question{method: method, answer: make(chan Message, 1)}
	c.mu.Lock()
	c.nextID++
	id := json.RawMessage(fmt.Sprint(c.nextID))
	c.asked[string(id)] = q
	c.mu.Unlock()
	if err := c.send(Message{ID: id, Method: method}, params); err != nil {
		c.forget(id)
		return nil, err
	}
	return &Pending{ID: id, method: method, answer: q.answer, c: c}, nil
}

func (c *Client) forget(id json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.asked, string(id))
}

// Wait waits for the answer, once. When ctx ends first, the request is cancelled.
func (p *Pending) Wait(ctx context.Context) (json.RawMessage, error) {
	var m Message
	select {
	case m = <-p.answer:
	case <-p.c.done:
		select {
		case m = <-p.answer: // it came just before the end
		default:
			return nil, fmt.Errorf("%s: %w", p.method, ErrClosed)
		}
	case <-ctx.Done():
		p.c.forget(p.ID)
		_ = p.Cancel()
		return nil, fmt.Errorf("%s: %w", p.method, ctx.Err())
	}
	if m.Error != nil {
		return nil, m.Error
	}
	return m.Result, nil
}

// Cancel asks the server to give up; the answer still comes.
func (p *Pending) Cancel() error {
	return p.c.Notify("$/cancelRequest", map[string]json.RawMessage{"id": p.ID})
}

// Notify tells. params as in Call.
func (c *Client) Notify(method string, params any) error {
	return c.send(Message{Method: method}, params)
}

func (c *Client) send(m Message, params any) error {
	if params != nil {
		raw, err := json.Marshal(params)
		if err != nil {
			return fmt.Errorf("encoding the parameters of %s: %w", m.Method, err)
		}
		m.Params = raw
	}
	return c.transmit(m)
}

func (c *Client) transmit(m Message) error {
	body, err := encode(m)
	if err != nil {
		return err
	}
	m.Raw = body
	c.write.Lock()
	defer c.write.Unlock()
	if c.o.Sent != nil {
		c.o.Sent(m)
	}
	if _, err := c.out.Write(Frame(body)); err != nil {
		return fmt.Errorf("writing to the language server: %w", err)
	}
	return nil
}

// Write sends bytes as they are, framed or not. For tests of what a server does with noise.
func (c *Client) Write(b []byte) (int, error) {
	c.write.Lock()
	defer c.write.Unlock()
	return c.out.Write(b)
}

// Messages returns what was received so far, in order.
func (c *Client) Messages() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Message(nil), c.received...)
}

// Wait returns the parameters of the next notification or request of method that match accepts (nil accepts any). Every
// message is looked at once: a later Wait for the same method goes on after the one returned. What is about another document
// than the one returned is left for whoever waits for it.
func (c *Client) Wait(ctx context.Context, method string, match func(params json.RawMessage) bool) (json.RawMessage, error) {
	at, last := 0, ""
	m, next, err := c.Await(ctx, 0, func(m Message) bool {
		at++
		if m.Answer || m.Method != method {
			return false
		}
		last = stream(m)
		c.mu.Lock()
		seen := at <= c.seen[last]
		c.mu.Unlock()
		return !seen && (match == nil || match(m.Params))
	})
	if err != nil {
		return nil, fmt.Errorf("waiting for %s: %w", method, err)
	}
	c.mu.Lock()
	c.seen[last] = next
	c.mu.Unlock()
	return m.Params, nil
}

// stream is what a message belongs to: its method, and the document that it is about.
func stream(m Message) string {
	var about struct {
		URI          string
		TextDocument struct{ URI string }
	}
	_ = json.Unmarshal(m.Params, &about) // what has no URI is about no document
	return m.Method + " " + about.URI + about.TextDocument.URI
}

// Await returns the first message received that match accepts, counted from the from-th, and the number of the one after
// it. It waits until there is one.
func (c *Client) Await(ctx context.Context, from int, match func(Message) bool) (_ Message, next int, _ error) {
	for {
		c.mu.Lock()
		grown, received := c.grown, c.received
		c.mu.Unlock()
		for ; from < len(received); from++ {
			if match(received[from]) {
				return received[from], from + 1, nil
			}
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return Message{}, from, ctx.Err()
		case <-c.done:
			select {
			case <-grown:
			default:
				return Message{}, from, ErrClosed
			}
		}
	}
}

// Done is closed when the server has closed its end.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err says what broke the session, nil while it lasts and when it ended in order.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close closes the client's ends; the server sees the end of its input. With a child process it waits for its end and
// returns its error.
func (c *Client) Close() error {
	c.stop()
	for _, e := range c.ends {
		if closer, ok := e.(io.Closer); ok {
			_ = closer.Close()
		}
	}
	if c.exit != nil {
		return c.exit()
	}
	return nil
}

func (c *Client) read(in *bufio.Reader) {
	defer close(c.done)
	for {
		body, err := readFrame(in)
		if err == nil {
			err = c.receive(body)
		}
		if err != nil {
			c.mu.Lock()
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) && c.ctx.Err() == nil {
				c.err = err
			}
			c.mu.Unlock()
			return
		}
	}
}

func (c *Client) receive(body []byte) error {
	m, err := parse(body)
	if err != nil {
		return err
	}
	c.mu.Lock()
	var q *question
	if m.Answer {
		if q = c.asked[string(m.ID)]; q != nil {
			delete(c.asked, string(m.ID))
			m.Method = q.method
		}
	}
	h := c.handlers[m.Method]
	c.mu.Unlock()

	if c.o.Received != nil {
		c.o.Received(m)
	}
	if !c.o.Forget {
		c.mu.Lock()
		c.received = append(c.received, m)
		close(c.grown)
		c.grown = make(chan struct{})
		c.mu.Unlock()
	}
	switch {
	case m.Answer && q != nil:
		q.answer <- m
	case m.Answer:
	case m.ID != nil:
		go c.answer(m, h)
	case h != nil:
		_, _ = h(c.ctx, m.Params)
	}
	return nil
}

func (c *Client) answer(m Message, h Handler) {
	a := Message{ID: m.ID, Answer: true, Method: m.Method}
	if h == nil {
		a.Error = &Error{Code: MethodNotFound, Message: "method not found: " + m.Method}
	} else if result, err := h(c.ctx, m.Params); err != nil {
		if !errors.As(err, &a.Error) {
			a.Error = &Error{Code: -32803, Message: err.Error()}
		}
	} else if a.Result, err = json.Marshal(result); err != nil {
		a.Error = &Error{Code: -32603, Message: err.Error()}
	}
	_ = c.transmit(a) // the server may be gone already
}
