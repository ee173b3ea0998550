package workspace

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
)

// Lines says who wrote the lines of an open document as it stands now. It is nil until that is known, and
// for what has no lines: binary, in Git LFS, too large, not in HEAD.
func (s *Snapshot) Lines(path string) *blame.Lines {
	d, v := s.documents[path], s.versions[path]
	if d == nil || v == nil {
		return nil
	}
	return d.blamed(v)
}

// LineReader finds out who wrote the lines of a file of a commit: see blame.Reader, which is the usual one.
type LineReader interface {
	Read(ctx context.Context, commit git.Hash, path string, ignored []git.Hash) (*blame.Version, error)
	Renamed(ctx context.Context, commit git.Hash, path string, tracked []git.Tracked) (string, error)
}

const (
	mostTries  = 4               // of what failed, at one HEAD
	firstPause = 2 * time.Second // before it is tried again; eight times as long after each failure
)

// readings are the runs of git that find out who wrote the lines of open documents.
type readings struct {
	reader LineReader // nil without history
	turns  turns

	mu      sync.Mutex
	running map[string]*reading // by path; the last one of each, running or done
	failed  map[string]failure  // by path, also of documents that were closed since
}

// reading is one of them. done is closed when its answer is in the snapshot, or there is none.
type reading struct {
	head    git.Hash
	ignored []git.Hash
	cancel  context.CancelFunc
	done    chan struct{}
}

func (r *reading) same(other *reading) bool {
	return r.head == other.head && slices.Equal(r.ignored, other.ignored)
}

// failure is how often a reading failed in a row, and when it may be tried again.
type failure struct {
	of    *reading
	times int
	next  time.Time
}

// readLines finds out in the background who wrote the lines of an open document, after what is known of
// the file as a whole. A reading for another HEAD is stopped; one for the same goes on, and one that failed
// is tried again after a pause, when the document is opened or looked at: nothing runs of its own accord.
func (w *Workspace) readLines(path string) {
	s := w.Snapshot()
	first := s.facts[path]
	if w.lines.reader == nil || !w.options.Lines || first == nil {
		return
	}
	r := &reading{head: s.Head.Hash, ignored: slices.Sorted(maps.Keys(s.ignored)), done: make(chan struct{})}
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	last, failed := w.lines.running[path], w.lines.failed[path]
	again := failed.of != nil && failed.of.same(r)
	if again && (failed.times >= mostTries || w.options.Now().Before(failed.next)) {
		return
	}
	if last != nil {
		if last.same(r) && !(again && failed.of == last) {
			return
		}
		last.cancel()
	}
	ctx, cancel := context.WithCancel(w.ctx)
	r.cancel = cancel
	w.lines.running[path] = r
	w.background.Go(func() {
		defer close(r.done)
		defer cancel()
		select {
		case <-first.done:
		case <-ctx.Done():
			return
		}
		if w.lines.turns.take(ctx, path) != nil {
			return
		}
		version, err := w.version(ctx, path, r)
		w.lines.turns.give()
		if ctx.Err() != nil {
			return
		}
		w.lines.note(path, r, err, w.options.Now())
		if w.stumbledIn(err) {
			return
		}
		if err != nil {
			w.options.Log(err)
			return // what was known stays
		}
		if s := w.show(path, r, version); s != nil {
			w.changed(s)
		}
		w.readReasons(ctx, path, version)
	})
}

// note remembers a failure, or that there is none any more.
func (l *readings) note(path string, r *reading, err error, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		delete(l.failed, path)
		return
	}
	f := l.failed[path]
	if f.of == nil || !f.of.same(r) {
		f = failure{}
	}
	pause := firstPause
	for range f.times {
		pause *= 8
	}
	l.failed[path] = failure{of: r, times: f.times + 1, next: now.Add(pause)}
}

// Look says that the reader looks at an open document: who wrote its lines is found out before that of others, and once more if
// it failed.
func (w *Workspace) Look(path string) {
	w.lines.turns.look(path)
	w.readLines(path)
}

// show puts what was read into the snapshot, unless something newer is being read, or the document closed. It
// answers nil where that changes nothing.
func (w *Workspace) show(path string, r *reading, v *blame.Version) *Snapshot {
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	if w.lines.running[path] != r || w.Snapshot().versions[path] == v {
		return nil
	}
	return w.update(func(s *Snapshot) {
		if v == nil {
			s.versions = without(s.versions, path)
		} else if s.documents[path] != nil {
			s.versions = with(s.versions, path, v)
		}
	})
}

// version is the committed version of a file, under the name that it had in HEAD. It is nil where there is
// nothing to say about lines, which is no error.
func (w *Workspace) version(ctx context.Context, path string, r *reading) (*blame.Version, error) {
	if r.head == "" {
		return nil, nil
	}
	v, err := w.lines.reader.Read(ctx, r.head, path, r.ignored)
	if errors.Is(err, git.ErrNotFound) {
		v, err = w.renamed(ctx, path, r)
	}
	if errors.Is(err, git.ErrNotFound) || errors.Is(err, git.ErrMissingObject) || errors.Is(err, blame.ErrNoLines) {
		return nil, nil
	}
	return v, err
}

// renamed reads a file that was renamed and not committed yet, as far as the index says so.
func (w *Workspace) renamed(ctx context.Context, path string, r *reading) (*blame.Version, error) {
	tracked, err := w.Repository.Tracked()
	if err != nil {
		return nil, err
	}
	former, err := w.lines.reader.Renamed(ctx, r.head, path, tracked)
	if err != nil || former == "" {
		return nil, err
	}
	return w.lines.reader.Read(ctx, r.head, former, r.ignored)
}

// rereadLines reads the lines of all open documents anew, where HEAD or what is ignored has changed. What
// is known stays until then.
func (w *Workspace) rereadLines() {
	for path := range w.Snapshot().facts {
		w.readLines(path)
	}
}

// forgetLines stops reading a document that was closed, or waiting for it.
func (w *Workspace) forgetLines(path string) {
	w.lines.turns.forget(path)
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	if r := w.lines.running[path]; r != nil {
		r.cancel()
		delete(w.lines.running, path)
	}
}

// AwaitLines waits until it is known who wrote the lines of an open document, or that it cannot be, or ctx
// ends. No hint waits for that; tests and `leadline peek` do.
func (w *Workspace) AwaitLines(ctx context.Context, path string) {
	for waited := (*reading)(nil); ; {
		w.lines.mu.Lock()
		r := w.lines.running[path]
		w.lines.mu.Unlock()
		if r == nil || r == waited {
			return
		}
		select {
		case <-r.done:
		case <-ctx.Done():
			return
		}
		waited = r // unless another has taken its place meanwhile
	}
}

// ReadLines finds out who wrote the lines of an open document and waits for it: what a command line needs.
func (w *Workspace) ReadLines(ctx context.Context, path string) *Snapshot {
	s := w.Snapshot()
	if w.lines.reader == nil {
		return s
	}
	v, err := w.version(ctx, path, &reading{head: s.Head.Hash, ignored: slices.Sorted(maps.Keys(s.ignored))})
	if w.stumbledIn(err) {
		return w.Snapshot()
	}
	if err != nil {
		w.options.Log(err)
	}
	if v == nil {
		return s
	}
	w.update(func(s *Snapshot) { s.versions = with(s.versions, path, v) })
	w.readReasons(ctx, path, v)
	return w.Snapshot()
}
