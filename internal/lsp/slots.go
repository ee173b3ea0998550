package lsp

import (
	"context"
	"sync"
	"sync/atomic"

	"go.lsp.dev/jsonrpc2"
)

// mostWaiting bounds the requests that wait for a slot; a client so far ahead is told so.
const mostWaiting = 20_000

// slots bounds the requests that run at the same time. A request that waits for the client's own answer gives its slot
// back for that while: sixteen open questions to a person must not silence the server.
type slots struct {
	free    chan struct{}
	waiting atomic.Int64
}

func newSlots(n int) *slots {
	return &slots{free: make(chan struct{}, n)}
}

// slot is one request's place; it is kept in the request's context.
type slot struct {
	of *slots

	mu      sync.Mutex
	held    bool
	ended   bool
	waiters int // calls to the client under way
}

type slotKey struct{}

// take waits for a slot. The context it returns carries it; release may be called once.
func (s *slots) take(ctx context.Context) (_ context.Context, release func(), err error) {
	if s.waiting.Add(1) > mostWaiting {
		s.waiting.Add(-1)
		return ctx, nil, jsonrpc2.NewError(codeServerBusy, "too many requests at once; try again")
	}
	err = s.acquire(ctx)
	s.waiting.Add(-1)
	if err != nil {
		return ctx, nil, err
	}
	sl := &slot{of: s, held: true}
	return context.WithValue(ctx, slotKey{}, sl), sl.release, nil
}

func (s *slots) acquire(ctx context.Context) error {
	select {
	case s.free <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (sl *slot) release() {
	sl.mu.Lock()
	defer sl.mu.Unlock()
	sl.ended = true
	sl.giveBack()
}

func (sl *slot) giveBack() {
	if sl.held {
		sl.held = false
		<-sl.of.free
	}
}

// lend gives the slot of ctx's request back until the function it returns is called; nothing happens outside a request.
func lend(ctx context.Context) (takeBack func()) {
	sl, ok := ctx.Value(slotKey{}).(*slot)
	if !ok {
		return func() {}
	}
	sl.mu.Lock()
	sl.waiters++
	sl.giveBack()
	sl.mu.Unlock()
	return func() {
		sl.mu.Lock()
		sl.waiters--
		last := sl.waiters == 0
		sl.mu.Unlock()
		// A cancelled request goes on without a slot: it is about to end.
		if last && sl.of.acquire(ctx) == nil {
			sl.mu.Lock()
			sl.held = true
			if sl.ended {
				sl.giveBack() // the request was answered meanwhile
			}
			sl.mu.Unlock()
		}
	}
}
