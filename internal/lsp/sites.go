package lsp

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// site is a document in its repository, at one moment.
type site struct {
	document  *Document
	workspace *workspace.Workspace
	snapshot  *workspace.Snapshot
	path      string // relative to the repository's top
}

// patience is how long a request waits for what is being read from disk before it answers without.
const patience = 2 * time.Second

// commandPatience is how long a command waits for a repository that is being opened: somebody asked for it to be done.
const commandPatience = 30 * time.Second

// await waits for the history of the document, for a while.
func (t *site) await(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	t.snapshot.Await(ctx, t.path)
}

// sites knows the repositories of the open documents. Opening one reads the disk, so it happens beside
// the messages; until it is done requests wait for a while and notifications pass by.
type sites struct {
	server *Server

	mu     sync.Mutex         // never held while a disk is read
	roots  map[string]*root   // by the top of the work tree
	bound  map[string]binding // document key → where it lies
	idle   []string           // tops of repositories with no document open that no folder holds open, the longest idle first
	closed bool

	opening sync.Mutex                   // guards stores, and is held while they are opened
	stores  map[string]*workspace.Stores // by their folder
}

// binding is where a document lies. Finding that out reads the disk, so it is done once, when the document is opened.
type binding struct {
	root *root
	path string // relative to the top
}

// root is one repository, being opened or open.
type root struct {
	folder    bool          // the client has its folder open: it stays open with it; guarded by the sites' mu
	done      chan struct{} // closed when workspace or err is set
	indexed   chan struct{} // closed when the history has been read for the first time, well or not
	workspace *workspace.Workspace
	err       error
}

func newSites(s *Server) *sites {
	return &sites{server: s, stores: map[string]*workspace.Stores{}, roots: map[string]*root{}, bound: map[string]binding{}}
}

// open binds a document to its repository, opening that in the background if need be.
func (t *sites) open(doc *Document) {
	if doc.Path == "" {
		return
	}
	repository, err := git.Find(doc.Path)
	if err != nil || repository.Top == "" {
		t.refused(doc, err)
		return
	}
	path, ok := repository.Rel(doc.Path)
	if !ok {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	r := t.roots[repository.Top]
	if r == nil || r.failed() {
		r = t.begin(repository.Top)
	}
	t.idle = slices.DeleteFunc(t.idle, func(top string) bool { return top == repository.Top })
	b := binding{root: r, path: path}
	t.bound[documentKey(doc.URI)] = b
	b.put(doc)
}

// refused says once, in the log alone, why a repository is left alone: no repository is no news.
func (t *sites) refused(doc *Document, err error) {
	if err != nil && !errors.Is(err, git.ErrNotRepository) {
		t.server.config.Log.Warn("no hints here", "file", doc.Path, "reason", err)
	}
}

// change passes an edit on, if the repository is open; else it will be seen when it is.
func (t *sites) change(doc *Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b, ok := t.bound[documentKey(doc.URI)]; ok {
		b.put(doc)
	}
}

// put needs the lock: it keeps the edits of one document in order.
func (b binding) put(doc *Document) {
	if b.root.workspace != nil {
		b.root.workspace.Edit(b.path, doc.Text)
	}
}

func (t *sites) forget(doc *Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := documentKey(doc.URI)
	b, ok := t.bound[key]
	if !ok {
		return
	}
	if b.root.workspace != nil {
		b.root.workspace.Forget(b.path)
	}
	delete(t.bound, key)
	t.rest(b.root)
}

// mostIdle is how many repositories stay open though none of their files is: whoever goes back to one finds it ready.
const mostIdle = 8

// rest notes that a document of a repository was closed. Somebody who looks at hundreds of repositories in one session holds on
// to the last few of them only. It needs the lock.
func (t *sites) rest(r *root) {
	if r.folder {
		return
	}
	for _, b := range t.bound {
		if b.root == r {
			return
		}
	}
	for top, known := range t.roots {
		if known == r {
			t.idle = append(t.idle, top)
		}
	}
	for len(t.idle) > mostIdle {
		top := t.idle[0]
		t.idle = t.idle[1:]
		longest := t.roots[top]
		delete(t.roots, top)
		if longest == nil || longest.workspace == nil { // one that is still being opened is closed by [sites.load]
			continue
		}
		t.server.client.Go("close "+top, func(context.Context) {
			if err := longest.workspace.Close(); err != nil {
				t.server.config.Log.Warn("closing", "repository", top, "error", err)
			}
		})
	}
}

// load opens a repository and hands it the documents that were opened meanwhile.
func (t *sites) load(ctx context.Context, r *root, top string) {
	defer close(r.done)
	s := t.server
	progress := s.newProgress("Reading history")
	w, err := workspace.Open(ctx, top, func() (*workspace.Stores, error) { return t.ledger(ctx, top) }, workspace.Options{
		Dirs: s.config.Dirs, Now: s.config.Now, Rand: s.config.Rand, Editor: s.settings(), Lines: true, Visits: s.can.visits,
		OnChange:   func(*workspace.Snapshot) { s.changed() },
		OnGivenWay: s.tellGivenWay,
		EditOpen:   s.editRecord(top),
		Getenv:     s.config.Getenv,
		Patience:   s.config.Patience,
		OnProgress: progress.report, Refreshing: true,
		Log: func(err error) {
			if errors.Is(err, git.ErrNoGit) {
				s.withoutGit(ctx)
			}
			if !errors.Is(err, context.Canceled) { // what is broken off at the end of a session is no fault
				s.config.Log.Warn("in the background", "repository", top, "error", err)
			}
		},
	})
	if err != nil {
		r.err = err
		s.config.Log.Warn("no hints here", "repository", top, "reason", err)
		return
	}
	t.mu.Lock()
	if t.closed || t.roots[top] != r {
		t.mu.Unlock()
		_ = w.Close()
		r.err = errHungUp
		return
	}
	r.workspace = w
	for _, doc := range s.documents.View().All() {
		if b := t.bound[documentKey(doc.URI)]; b.root == r {
			b.put(doc)
		}
	}
	t.mu.Unlock()
	if excess := w.Snapshot().Excess; excess != nil {
		s.config.Log.Warn(phrase.Unread(excess)+"; "+phrase.UnreadTodo, "repository", top)
	}
	s.client.Go("watch "+top, func(context.Context) {
		w.Watch(func() {
			close(r.indexed)
			progress.end()
			s.client.Go("ask who you are", func(ctx context.Context) {
				s.greet(ctx, w)
				s.askWhoYouAre(ctx, w)
			})
		})
		s.recordPending(ctx, w)
	})
	s.changed()
}

// ledger opens the stores of a repository on first use; most repositories share them. A failure is told to whoever wants to record something, and
// tried again for the next repository.
func (t *sites) ledger(ctx context.Context, top string) (*workspace.Stores, error) {
	c := t.server.config
	dir := workspace.StoreDir(ctx, c.Dirs, top)
	t.opening.Lock()
	defer t.opening.Unlock()
	if stores := t.stores[dir]; stores != nil {
		return stores, nil
	}
	stores, err := workspace.OpenStores(ctx, c.Dirs, dir, c.Now, c.Rand)
	if err != nil {
		c.Log.Error("nothing can be recorded", "reason", err)
		return nil, err
	}
	t.stores[dir] = stores
	return stores, nil
}

// reopenLedger tries again to open the stores for a repository that was opened without them: whatever was wrong may be
// mended.
func (t *sites) reopenLedger(ctx context.Context, w *workspace.Workspace) *workspace.Snapshot {
	if stores, err := t.ledger(ctx, w.Repository.Top); err == nil {
		w.Attach(ctx, stores)
	}
	return w.Snapshot()
}

// ready returns the document's site if its repository is open; it never waits.
func (t *sites) ready(doc *Document) *site {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, ok := t.bound[documentKey(doc.URI)]
	if !ok || b.root.workspace == nil {
		return nil
	}
	return &site{document: doc, workspace: b.root.workspace, snapshot: b.root.workspace.Snapshot(), path: b.path}
}

// wait is [sites.ready], after waiting for a repository that is being opened.
func (t *sites) wait(ctx context.Context, doc *Document) (*site, bool) {
	t.mu.Lock()
	b, ok := t.bound[documentKey(doc.URI)]
	t.mu.Unlock()
	if !ok || !b.root.wait(ctx, patience) {
		return nil, false
	}
	at := t.ready(doc)
	return at, at != nil
}

// awaitOpen waits for a repository that is being opened as long as somebody does who gave a command.
func (t *sites) awaitOpen(ctx context.Context, doc *Document) {
	t.mu.Lock()
	b, ok := t.bound[documentKey(doc.URI)]
	t.mu.Unlock()
	if ok {
		b.root.wait(ctx, commandPatience)
	}
}

func (r *root) wait(ctx context.Context, patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-r.done:
		return r.workspace != nil
	case <-ctx.Done():
		return false
	}
}

// awaitIndexed waits until the history of the document's repository has been read for the first time since it was opened.
func (t *sites) awaitIndexed(ctx context.Context, at *site) {
	t.mu.Lock()
	b, ok := t.bound[documentKey(at.document.URI)]
	t.mu.Unlock()
	if !ok {
		return
	}
	select {
	case <-b.root.indexed:
	case <-ctx.Done():
	}
}

// at returns the workspace of a repository by its top, if it is open here.
func (t *sites) at(top string) *workspace.Workspace {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r := t.roots[top]; r != nil {
		return r.workspace
	}
	return nil
}

// workspaces lists the open repositories.
func (t *sites) workspaces() []*workspace.Workspace {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []*workspace.Workspace
	for _, r := range t.roots {
		if r.workspace != nil {
			out = append(out, r.workspace)
		}
	}
	return out
}

// enter opens the repository that a folder lies in, before any of its files is opened.
func (t *sites) enter(folder string) {
	repository, err := git.Find(folder)
	if err != nil || repository.Top == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	r := t.roots[repository.Top]
	if r == nil {
		r = t.begin(repository.Top)
	}
	r.folder = true
	t.idle = slices.DeleteFunc(t.idle, func(top string) bool { return top == repository.Top })
}

// begin needs the lock.
func (t *sites) begin(top string) *root {
	r := &root{done: make(chan struct{}), indexed: make(chan struct{})}
	t.roots[top] = r
	t.server.client.Go("open "+top, func(ctx context.Context) { t.load(ctx, r, top) })
	return r
}

// failed says whether opening the repository went wrong; what was wrong may be mended by now.
func (r *root) failed() bool {
	select {
	case <-r.done:
		return r.err != nil
	default:
		return false
	}
}

func (t *sites) close() {
	t.mu.Lock()
	t.closed = true
	roots := t.roots
	t.roots = map[string]*root{}
	t.mu.Unlock()
	for top, r := range roots {
		if r.workspace == nil {
			continue
		}
		if err := r.workspace.Close(); err != nil {
			t.server.config.Log.Warn("closing", "repository", top, "error", err)
		}
	}
	t.opening.Lock()
	defer t.opening.Unlock()
	for dir, stores := range t.stores {
		if err := stores.Close(); err != nil {
			t.server.config.Log.Warn("closing the stores", "folder", dir, "error", err)
		}
	}
}
