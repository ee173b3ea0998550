package lsp

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// phase is where a session stands.
type phase int

const (
	fresh   phase = iota // initialize has not been answered yet
	running              // between initialize and shutdown
	stopped              // shutdown was asked
	over                 // exit was said
)

// lifecycle decides, message by message in wire order, what may be asked now.
type lifecycle struct {
	exited chan struct{} // closed on exit

	mu       sync.Mutex
	phase    phase
	shutdown bool // shutdown came before the end
}

// admit returns the error that refuses the message, nil when it may pass. A refused notification is dropped.
func (l *lifecycle) admit(method string, call bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if method == protocol.MethodExit {
		return nil
	}
	switch l.phase {
	case fresh:
		if method != protocol.MethodInitialize {
			return jsonrpc2.Errorf(jsonrpc2.ServerNotInitialized, "%s came before initialize", method)
		}
	case running:
		switch method {
		case protocol.MethodInitialize:
			return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize may be asked only once")
		case protocol.MethodShutdown:
			l.phase, l.shutdown = stopped, true
		}
	case stopped, over:
		// Requests that still run may be cancelled.
		if method != protocol.MethodCancelRequest {
			return jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%s came after shutdown", method)
		}
	}
	return nil
}

// initialised records that initialize succeeded; false if exit was faster.
func (l *lifecycle) initialised() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase != fresh {
		return false
	}
	l.phase = running
	return true
}

func (l *lifecycle) exit() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase != over {
		l.phase = over
		close(l.exited)
	}
}

// code is the exit code the protocol asks for.
func (l *lifecycle) code() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shutdown {
		return 0
	}
	return 1
}

// clientProcess reads the client's process id from the parameters of initialize; 0 if it gave none.
func clientProcess(params jsonrpc2.RawMessage) int {
	var p struct {
		ProcessID *int32 `json:"processId"`
	}
	if json.Unmarshal(params, &p) != nil || p.ProcessID == nil || *p.ProcessID < 0 {
		return 0
	}
	return int(*p.ProcessID)
}

// watchProcess calls gone once the process pid has ended. A process that cannot be seen to begin with (the client runs
// outside of our container) is not watched: the end of the stream must do.
func watchProcess(ctx context.Context, pid int, o Options, gone func()) {
	if pid <= 1 || !o.Alive(pid) {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range o.Ticks(ctx) {
		if ctx.Err() != nil {
			return
		}
		if !o.Alive(pid) {
			gone()
			return
		}
	}
}

// every ticks until its context is done, then closes the channel.
func every(d time.Duration) func(ctx context.Context) <-chan time.Time {
	return func(ctx context.Context) <-chan time.Time {
		ticks := make(chan time.Time)
		go func() {
			t := time.NewTicker(d)
			defer t.Stop()
			defer close(ticks)
			for {
				select {
				case <-ctx.Done():
					return
				case now := <-t.C:
					select {
					case ticks <- now:
					case <-ctx.Done():
						return
					}
				}
			}
		}()
		return ticks
	}
}
