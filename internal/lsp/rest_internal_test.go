package lsp

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadline/leadline/internal/config"
)

// Memory is given back once in each quiet time, and never while somebody works.
func TestMemoryIsGivenBackWhenQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(deaf{}, Config{Dirs: config.Dirs{State: "/nowhere"}, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		var rests atomic.Int32
		go func() { defer close(done); s.resting(ctx, func() { rests.Add(1) }) }()
		after := func(d time.Duration, want int32, when string) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			if n := rests.Load(); n != want {
				t.Errorf("%s: memory was given back %d times, not %d", when, n, want)
			}
		}
		after(time.Hour, 0, "before anything happened")
		for range 10 {
			s.touch()
			after(restAfter-time.Second, 0, "while somebody types")
			s.Arrive(ctx, "textDocument/hover", nil)
			after(restAfter-time.Second, 0, "while somebody reads")
		}
		after(2*restAfter, 1, "when it is quiet")
		after(24*time.Hour, 1, "as long as it is quiet")
		s.touch()
		after(3*restAfter, 2, "when it is quiet again")
		s.rest() // with nothing open
		cancel()
		<-done
	})
}
