package workspace

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

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

// readings are the runs of git that find out who wrote the lines of open documents.
type readings struct {
	reader *blame.Reader // nil without history
	dig    chan struct{} // taken while the past of lines is looked for

	mu      sync.Mutex
	running map[string]*reading // by path; the last one of each, running or done
}

// reading is one of them. done is closed when its answer is in the snapshot, or there is none.
type reading struct {
	head    git.Hash
	ignored []git.Hash
	indexed int64 // generation of the index: what merges brought is known from it
	cancel  context.CancelFunc
	done    chan struct{}
}

// readLines finds out in the background who wrote the lines of an open document, after what is known of
// the file as a whole. A reading for another HEAD is stopped; one for the same goes on.
func (w *Workspace) readLines(path string) {
	s := w.Snapshot()
	first := s.facts[path]
	if w.lines.reader == nil || !w.options.Lines || first == nil {
		return
	}
	ignored := slices.Sorted(maps.Keys(s.ignored))
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	if last := w.lines.running[path]; last != nil {
		if last.head == s.Head.Hash && last.indexed == s.indexed && slices.Equal(last.ignored, ignored) {
			return
		}
		last.cancel()
	}
	ctx, cancel := context.WithCancel(w.ctx)
	r := &reading{head: s.Head.Hash, ignored: ignored, indexed: s.indexed, cancel: cancel, done: make(chan struct{})}
	w.lines.running[path] = r
	w.background.Go(func() {
		defer close(r.done)
		defer cancel()
		select {
		case <-first.done:
		case <-ctx.Done():
			return
		}
		version, err := w.version(ctx, path, r)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			w.options.Log(err)
		}
		if s := w.show(path, r, version); s != nil {
			w.changed(s)
		}
		if version == nil {
			return
		}
		err = w.readReasons(ctx, path, version, func(why *reasons) bool { return w.showReasons(path, r, why) })
		if err != nil && ctx.Err() == nil {
			w.options.Log(err)
		}
	})
}

// showReasons puts them into the snapshot, unless something newer is being read, or the document closed. Nobody is told:
// they stand in hovers, which no editor can be asked to draw again.
func (w *Workspace) showReasons(path string, r *reading, why *reasons) bool {
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	if w.lines.running[path] != r || w.Snapshot().documents[path] == nil {
		return false
	}
	w.update(func(s *Snapshot) { s.reasons = with(s.reasons, path, why) })
	return true
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

// forgetLines stops reading a document that was closed.
func (w *Workspace) forgetLines(path string) {
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
	w.lines.mu.Lock()
	r := w.lines.running[path]
	w.lines.mu.Unlock()
	if r == nil {
		return
	}
	select {
	case <-r.done:
	case <-ctx.Done():
	}
}

// ReadLines finds out who wrote the lines of an open document and waits for it: what a command line needs.
func (w *Workspace) ReadLines(ctx context.Context, path string) *Snapshot {
	s := w.Snapshot()
	if w.lines.reader == nil {
		return s
	}
	v, err := w.version(ctx, path, &reading{head: s.Head.Hash, ignored: slices.Sorted(maps.Keys(s.ignored))})
	if err != nil {
		w.options.Log(err)
	}
	if v == nil {
		return s
	}
	s = w.update(func(s *Snapshot) { s.versions = with(s.versions, path, v) })
	err = w.readReasons(ctx, path, v, func(why *reasons) bool {
		s = w.update(func(s *Snapshot) { s.reasons = with(s.reasons, path, why) })
		return true
	})
	if err != nil {
		w.options.Log(err)
	}
	return s
}
