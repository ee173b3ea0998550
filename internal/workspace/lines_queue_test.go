package workspace_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/workspace"
)

// slow is a git that takes as long as a test wants, and fails where it says so.
type slow struct {
	asked  chan string // paths, as they are asked about
	answer chan error
}

func newSlow() *slow { return &slow{asked: make(chan string), answer: make(chan error)} }

func (r *slow) Read(ctx context.Context, _ git.Hash, path string, _ []git.Hash) (*blame.Version, error) {
	select {
	case r.asked <- path:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case err := <-r.answer:
		return &blame.Version{}, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *slow) Renamed(context.Context, git.Hash, string, []git.Tracked) (string, error) {
	return "", nil
}

// Closing a document stops git for it, and the next one has its turn.
func TestClosingStopsReading(t *testing.T) {
	h, r := newHome(t), newSlow()
	w, done := h.open(workspace.Options{Lines: true, Reader: r})
	defer done()
	w.Edit("b.py", "x\n")
	if got := <-r.asked; got != "b.py" {
		t.Fatalf("asked about %s", got)
	}
	w.Edit("pay/a.go", "x\n")
	w.Forget("b.py")
	if got := <-r.asked; got != "pay/a.go" { // only once the turn of b.py has ended without an answer
		t.Fatalf("asked about %s", got)
	}
	r.answer <- nil
	w.AwaitLines(t.Context(), "pay/a.go")
	if w.Snapshot().Lines("pay/a.go") == nil || w.Snapshot().Lines("b.py") != nil {
		t.Error("the wrong document was read")
	}
}

// What failed is tried again when somebody looks at it, but not at once, and not for ever; a new HEAD starts anew.
func TestFailuresAreTriedAgain(t *testing.T) {
	h, r := newHome(t), newSlow()
	clock := &hands{at: now()}
	w, done := h.open(workspace.Options{Lines: true, Reader: r, Now: clock.now})
	defer done()
	broken := errors.New("git was killed")
	look := func(asked bool, result error) {
		t.Helper()
		w.Look("b.py")
		if asked {
			<-r.asked
			r.answer <- result
		}
		w.AwaitLines(t.Context(), "b.py") // returns at once where nothing runs, since that failed
	}
	w.Edit("b.py", "x\n")
	<-r.asked
	r.answer <- broken
	w.AwaitLines(t.Context(), "b.py")
	look(false, nil)
	clock.turn(3 * time.Second)
	look(true, broken)
	clock.turn(3 * time.Second)
	w.Forget("b.py")
	w.Edit("b.py", "x\n") // opened again, too early
	look(false, nil)
	clock.turn(time.Hour)
	look(true, broken)
	clock.turn(time.Hour)
	look(true, broken)
	clock.turn(1000 * time.Hour)
	look(false, nil) // enough
	h.commit("more", "b.py", "x\n")
	refreshed := make(chan error, 1)
	go func() { refreshed <- w.Refresh(context.Background()) }()
	<-r.asked
	r.answer <- nil
	if err := <-refreshed; err != nil {
		t.Fatal(err)
	}
	w.AwaitLines(t.Context(), "b.py")
	if w.Snapshot().Lines("b.py") == nil {
		t.Error("not read after a new HEAD")
	}
	clock.turn(1000 * time.Hour)
	look(false, nil) // it is known
}

// hands are those of a clock that a test turns.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) turn(by time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(by)
}
