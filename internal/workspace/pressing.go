package workspace

import (
	"context"
	"sync"
)

// pressing counts what somebody waits for, so that what can wait gives way: whoever opens ten files looks for the owners of each
// before what else there is to find out about the first. The zero value is ready.
type pressing struct {
	mu   sync.Mutex
	n    int
	none chan struct{} // closed when n is 0 again; nil while it is
}

func (p *pressing) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n++; p.none == nil {
		p.none = make(chan struct{})
	}
}

func (p *pressing) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n--; p.n == 0 {
		close(p.none)
		p.none = nil
	}
}

// pass waits until nothing presses, or ctx ends.
func (p *pressing) pass(ctx context.Context) {
	for {
		p.mu.Lock()
		none := p.none
		p.mu.Unlock()
		if none == nil {
			return
		}
		select {
		case <-none:
		case <-ctx.Done():
			return
		}
	}
}
