package lsp

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.lsp.dev/protocol"
)

// progress shows how far work in the background has come, if the editor can, and if the work takes long
// enough to be worth a word.
type progress struct {
	server *Server
	title  string
	token  string

	mu      sync.Mutex
	started time.Time
	shown   time.Time
	asked   bool
	begun   bool
	over    bool
}

const (
	worthAWord = 300 * time.Millisecond
	often      = 200 * time.Millisecond
)

func (s *Server) newProgress(title string) *progress {
	return &progress{server: s, title: title, token: fmt.Sprintf("leadline-%d", s.tokens.Add(1))}
}

// report may be called as often as there is something new.
func (p *progress) report(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.started.IsZero() {
		p.started = now
	}
	if !p.server.can.progress || p.over || now.Sub(p.started) < worthAWord || now.Sub(p.shown) < often {
		return
	}
	p.shown = now
	if !p.asked {
		p.asked = true
		p.server.client.Go("progress", p.begin)
		return
	}
	if p.begun {
		value := &protocol.WorkDoneProgressReport{Kind: "report", Message: ptr(fmt.Sprintf("%d commits", done))}
		if total > 0 {
			value.Percentage = ptr(uint32(min(100*done/total, 100)))
		}
		p.send(context.Background(), value)
	}
}

func (p *progress) begin(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if p.server.client.WorkDoneProgressCreate(limited, &protocol.WorkDoneProgressCreateParams{Token: protocol.String(p.token)}) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.begun = true
	p.send(ctx, &protocol.WorkDoneProgressBegin{Kind: "begin", Title: p.title})
}

// end may be called whether or not anything was shown.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.begun {
		p.begun = false
		p.send(context.Background(), &protocol.WorkDoneProgressEnd{Kind: "end"})
	}
}

func (p *progress) send(ctx context.Context, value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		_ = p.server.client.Progress(ctx, &protocol.ProgressParams{Token: protocol.String(p.token), Value: raw})
	}
}
