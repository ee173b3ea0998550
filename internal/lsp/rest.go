package lsp

import (
	"context"
	"runtime/debug"
	"time"
)

// restAfter is how long nothing is asked, typed or said before the server gives back what answering took: longer than somebody
// reads a hover, and shorter than they are at lunch.
const restAfter = time.Minute

// resting calls rest when nothing has happened for a while, and again only when something has happened since.
func (s *Server) resting(ctx context.Context, rest func()) {
	look := time.NewTicker(restAfter)
	defer look.Stop()
	var seen, rested uint64
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		now := s.arrivals.Load() + s.touches.Load()
		if now == seen && now != rested {
			rest()
			rested = now
		}
		seen = now
	}
}

// rest gives unused memory back to the system, and what questions about a history keep in between: in 100,000 commits a third of
// all that a server holds. The next question reads that again.
func (s *Server) rest() {
	for _, w := range s.sites.workspaces() {
		w.Release()
	}
	debug.FreeOSMemory()
}
