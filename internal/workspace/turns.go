package workspace

import (
	"context"
	"slices"
	"sync"
)

// turns decides which document's lines are found out next: one at a time, and of those that wait the one that the reader
// looked at last. The zero value is ready.
type turns struct {
	mu      sync.Mutex
	busy    bool
	waiting []*turn
	looked  map[string]int // by path; the larger, the later
	looks   int
}

type turn struct {
	path string
	come chan struct{} // closed when it has
}

// take waits for a turn, or until ctx ends. Whoever got one gives it back.
func (t *turns) take(ctx context.Context, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	if !t.busy {
		t.busy = true
		t.mu.Unlock()
		return nil
	}
	mine := &turn{path, make(chan struct{})}
	t.waiting = append(t.waiting, mine)
	t.mu.Unlock()
	select {
	case <-mine.come:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	i := slices.Index(t.waiting, mine)
	if i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
	}
	t.mu.Unlock()
	if i < 0 { // it came at the same moment
		t.give()
	}
	return ctx.Err()
}

// give ends a turn.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 {
		t.busy = false
		return
	}
	next := 0
	for i, w := range t.waiting {
		if t.looked[w.path] > t.looked[t.waiting[next].path] {
			next = i
		}
	}
	close(t.waiting[next].come)
	t.waiting = slices.Delete(t.waiting, next, next+1)
}

// look puts a document before all others.
func (t *turns) look(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.looked == nil {
		t.looked = map[string]int{}
	}
	t.looks++
	t.looked[path] = t.looks
}

func (t *turns) forget(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.looked, path)
}
