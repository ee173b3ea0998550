package lsp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Client is the editor, as the server sees it. Safe for concurrent use.
//
// Its requests (ShowMessageRequest, ApplyEdit, …) wait for an answer that some clients never give: call them only from a
// request or from Go, never from a notification's method, and give ctx a deadline where nobody is expected to answer by
// hand. A client that refuses answers *RefusedError.
type Client interface {
	protocol.Client

	// Notify sends a notification that the protocol does not know.
	Notify(ctx context.Context, method string, params any) error

	// Go runs work beside the messages. Its context ends with the session; a panic in it is logged. Serve waits for it,
	// for a while. Work handed in after the end is not run.
	Go(name string, work func(ctx context.Context))
}

// RefusedError is the client's refusal of a request of ours. It is not passed on as the answer to the client's own
// request, where its code would mean something else.
type RefusedError struct {
	Method  string
	Code    int
	Message string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("the editor refused %s (%d): %s", e.Method, e.Code, e.Message)
}

// errHungUp is the cause of calls that can no longer be answered.
var errHungUp = errors.New("the editor has hung up")

type peer struct {
	protocol.Client
	conn jsonrpc2.Conn
	log  *slog.Logger
	base context.Context

	gone   context.Context // done once no answer can arrive any more
	hangUp context.CancelFunc

	mu      sync.Mutex
	ending  bool
	workers sync.WaitGroup
}

func newPeer(base context.Context, conn jsonrpc2.Conn, log *slog.Logger) *peer {
	p := &peer{conn: conn, log: log, base: base}
	p.gone, p.hangUp = context.WithCancel(base)
	p.Client = protocol.ClientDispatcher(asker{Conn: conn, gone: p.gone})
	return p
}

func (p *peer) Notify(ctx context.Context, method string, params any) error {
	return p.conn.Notify(ctx, method, params)
}

func (p *peer) Go(name string, work func(context.Context)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending {
		return
	}
	p.workers.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				p.log.Error("panic in the background", "work", name, "panic", r, "stack", string(debug.Stack()))
			}
		}()
		work(p.base)
	})
}

// workersDone lets no new work in; its channel closes when the last has returned.
func (p *peer) workersDone() <-chan struct{} {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	done := make(chan struct{})
	go func() {
		p.workers.Wait()
		close(done)
	}()
	return done
}

// asker is the connection for requests of ours.
type asker struct {
	jsonrpc2.Conn
	gone context.Context
}

func (a asker) Call(ctx context.Context, method string, params, result any) (jsonrpc2.ID, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	giveUp := func() { cancel(errHungUp) }
	defer context.AfterFunc(a.gone, giveUp)()
	defer lend(ctx)()

	id, err := a.Conn.Call(context.WithValue(ctx, asking{}, giveUp), method, params, result)
	var refused *jsonrpc2.Error
	switch {
	case err == nil:
	case errors.As(err, &refused):
		err = &RefusedError{Method: method, Code: int(refused.Code), Message: clip(refused.Message)}
	case errors.Is(context.Cause(ctx), errHungUp):
		err = fmt.Errorf("%s: %w", method, errHungUp)
	}
	return id, err
}
