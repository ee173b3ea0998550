package lsp

import (
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

const (
	mostPending = 64 << 20 // bytes that may wait to be written; a sender beyond that waits
	keptBuffer  = 1 << 20  // a larger buffer is not kept after use
)

// outbox writes frames in the order they were handed in, on a goroutine of its own: a client that writes a thousand
// messages before it reads one must not stop the reader.
type outbox struct {
	w      io.Writer
	broken chan struct{} // closed when writing failed
	empty  chan struct{} // closed when all is written after close

	mu      sync.Mutex
	changed sync.Cond // pending, closed or err changed
	pending []byte
	closed  bool
	deaf    bool // nothing is asked of the client any more
	err     error
}

func newOutbox(w io.Writer) *outbox {
	o := &outbox{w: w, broken: make(chan struct{}), empty: make(chan struct{})}
	o.changed.L = &o.mu
	go o.run()
	return o
}

// send hands a message in; it waits only while far too much is pending.
func (o *outbox) send(body []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.put(body)
}

// ask hands a request in; once none is sent any more it gives up instead.
func (o *outbox) ask(body []byte, giveUp func()) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.deaf {
		giveUp()
		return nil
	}
	return o.put(body)
}

// askNoMore sends no request whose turn has not come: what is handed in after it returned follows no request.
func (o *outbox) askNoMore() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deaf = true
}

// put queues a message; the lock is held.
func (o *outbox) put(body []byte) error {
	for len(o.pending) > mostPending && o.err == nil && !o.closed {
		o.changed.Wait()
	}
	if o.err != nil {
		return o.err
	}
	if o.closed {
		return io.ErrClosedPipe
	}
	o.pending = append(o.pending, "Content-Length: "...)
	o.pending = strconv.AppendInt(o.pending, int64(len(body)), 10)
	o.pending = append(o.pending, "\r\n\r\n"...)
	o.pending = append(o.pending, body...)
	o.changed.Broadcast()
	return nil
}

func (o *outbox) run() {
	defer close(o.empty)
	var writing []byte
	for {
		o.mu.Lock()
		for len(o.pending) == 0 && !o.closed {
			o.changed.Wait()
		}
		if len(o.pending) == 0 {
			o.mu.Unlock()
			return
		}
		if cap(writing) > keptBuffer {
			writing = nil
		}
		writing, o.pending = o.pending, writing[:0]
		o.changed.Broadcast()
		o.mu.Unlock()

		if _, err := o.w.Write(writing); err != nil {
			o.mu.Lock()
			o.err = fmt.Errorf("writing to the client: %w", err)
			o.pending = nil
			o.changed.Broadcast()
			o.mu.Unlock()
			close(o.broken)
			return
		}
	}
}

// close takes no more messages and waits for what is pending, at most grace.
func (o *outbox) close(grace time.Duration) {
	o.mu.Lock()
	o.closed = true
	o.changed.Broadcast()
	o.mu.Unlock()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-o.empty:
	case <-timer.C:
	}
}

func (o *outbox) fault() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
