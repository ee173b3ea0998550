// Package workspace holds one open repository and says what is known of it as immutable snapshots.
//
// There is one path for every change: an edit, a save, a new HEAD, a new event or new settings make a new
// [Snapshot], and whoever listens is told. A request takes its snapshot once, on arrival, and never looks
// again. Facts about a file's history are loaded when the file is opened, so that no request waits for
// git or for a disk.
//
// Writing goes through [Workspace.Append]: it returns when the event is durable and the newest snapshot
// shows it.
package workspace

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/index"
)

// Options are what a workspace needs from its surroundings. The zero value works.
type Options struct {
	Dirs config.Dirs
	// Now and Rand default to the system's clock and randomness.
	Now  func() time.Time
	Rand io.Reader
	// Lines asks for who wrote each line of the open documents, in the background.
	Lines bool
	// Reader finds that out; nil stands for git.
	Reader LineReader
	// Editor is the editor's settings object, JSON; nil without one.
	Editor []byte
	// Visits remembers privately when the reader had which file open: an editor does, a command line does not.
	Visits bool
	// EditOpen has the editor edit an open document, if it still has this text; else the error is git.ErrChanged. It says
	// whether the editor takes edits at all. nil: it does not.
	EditOpen func(ctx context.Context, path, text string, edits []adr.Edit) (bool, error)
	// OnChange is called after every new snapshot that an edit did not cause; it must return quickly.
	OnChange func(*Snapshot)
	// Patience is how long [Open] waits for what people said, if not until it is read. Hints go on without, and OnChange is
	// called when it is there: a store may hold a million events, and who opens a file wants to see something at once.
	Patience time.Duration
	// Refreshing says that [Workspace.Refresh] follows at once: history that nobody has read yet is read from the beginning.
	Refreshing bool
	// OnProgress is called while history is indexed; total is 0 when it is not known.
	OnProgress func(done, total int)
	// Getenv reads the environment, for tokens of the repository's host; nil: there are none in it.
	Getenv func(name string) string
	// OnGivenWay is called when a sync in the background brought changes that took the place of the reader's; nil: nobody asks.
	OnGivenWay func([]share.Contest)
	// Log receives what went wrong in the background, one sentence each.
	Log func(error)
}

// Workspace is one open repository. Safe for concurrent use.
type Workspace struct {
	Repository *git.Repository

	options Options
	stores  atomic.Pointer[Stores] // nil while they cannot be opened
	history *git.Store             // nil when git or the cache cannot be used
	index   *index.Index           // likewise
	// confined is the history that is not read, see [Workspace.confine]; nil where it is.
	confined *git.Store
	use      *index.Use // of their folder; nil when it cannot be held
	ours     committed  // which of the files that we read HEAD has

	current    atomic.Pointer[Snapshot]
	mu         sync.Mutex    // guards the making of the next snapshot
	reload     sync.Mutex    // one reading of the ledger at a time
	since      int64         // generation of the lead's store last read; guarded by reload
	refresh    sync.Mutex    // one refresh of the index at a time
	lookout    *lookout      // that began with Open, until Refresh takes it; nil where there is none
	soon       *begun        // a walk that git is on already, until somebody reads it; nil where there is none
	ahead      chan struct{} // closed when the walk that began with Open has ended; nil where none did
	authoring  sync.Mutex    // one search for who wrote TODO comments at a time
	freshening sync.Mutex    // one reading of changed files for TODO comments at a time

	settling sync.Mutex // one reading of settings and people at a time
	roster   roster     // guarded by settling
	ruled    atomic.Pointer[ruled]
	seeking  sync.Mutex // one search for the originals of copies at a time
	areas    areas
	listings listings
	left     abandonedFiles
	lines    readings
	coupling couplings
	reviews  reviews
	joints   joints
	changing changing
	guards   guards
	why      reasoning
	visiting sync.Mutex // one visit is remembered at a time
	pressing pressing   // the first answers about documents that were opened
	trailing sync.Mutex // one run of followAnchors at a time
	shelf    shelf
	present  present
	cites    citations
	asking   asking
	syncing  syncing

	calendars calendars

	searchable atomic.Pointer[[]*ledger.Entry] // the records that can be searched

	background  conc.WaitGroup
	cancel      context.CancelFunc
	ctx         context.Context
	unsubscribe func()        // guarded by mu
	said        chan struct{} // closed when the ledger has been read, or cannot be
	watching    atomic.Bool
}

// Opened is for [Open], where the ledger is open already, or could not be opened.
func Opened(stores *Stores, err error) func() (*Stores, error) {
	return func() (*Stores, error) { return stores, err }
}

// Open opens the repository that path lies in. open opens the ledger, while history is being opened; it may be nil or fail: hints
// go on without a ledger. The index is not built or refreshed until [Workspace.Refresh]. It fails with
// git.ErrNotRepository or a *git.RefusedError; the ledger then is not opened.
func Open(ctx context.Context, path string, open func() (*Stores, error), o Options) (*Workspace, error) {
	repository, err := git.Find(path)
	if err != nil {
		return nil, err
	}
	if repository.Bare {
		return nil, fmt.Errorf("%s is a bare repository, which has no files to open: %w", repository.GitDir, git.ErrNotRepository)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = func(error) {}
	}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	w := &Workspace{Repository: repository, options: o, said: make(chan struct{}), changing: changing{poked: make(chan struct{}, 1)}, asking: newAsking(), calendars: calendars{turn: make(chan struct{}, 1)}}
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	w.current.Store(&Snapshot{
		Clock: o.Now, Top: repository.Top, People: people.NewDirectory(nil, people.Options{}), machine: sync.OnceValue(func() *time.Location { return machineZone(o.Getenv, o.Now()) }),
		documents: map[string]*Document{}, facts: map[string]*facts{}, records: &records{leads: w.leads},
	})
	var beside conc.WaitGroup
	said := w.readSaid(ctx, open)
	beside.Go(func() { w.readRecords(ctx) })
	w.openHistory(ctx)
	w.walkAhead()
	w.loadSettings(ctx)
	beside.Wait()
	if w.Snapshot().Settings.Decisions.Folder != "" { // which was not known when the others were read
		w.readRecords(ctx)
	}
	w.takeSaid(ctx, said)
	return w, nil
}

// Attach gives a ledger to a workspace that was opened without one, or whose ledger could not be read.
func (w *Workspace) Attach(ctx context.Context, stores *Stores) {
	w.join(stores)
	w.refreshed(stores.Forget(ctx, w.options.Now()))
	if err := w.loadLedger(ctx); err != nil {
		w.update(func(s *Snapshot) { s.StoreErr = err })
	}
}

// join hears from now on of what is said.
func (w *Workspace) join(stores *Stores) {
	if !w.stores.CompareAndSwap(nil, stores) {
		return
	}
	w.mu.Lock()
	w.unsubscribe = stores.subscribe(w.ledgerChanged)
	w.mu.Unlock()
	if w.watching.Load() {
		w.refreshed(stores.Watch(w.ctx))
	}
}

// stand shows what was read before the workspace joined.
func (w *Workspace) stand(ctx context.Context, read ledgerRead, err error) {
	if err == nil {
		w.reload.Lock()
		err = w.takeIn(ctx, read)
		w.reload.Unlock()
	}
	if err == nil && w.options.OnChange != nil { // somebody listens: nothing said in between may be missed
		err = w.loadLedger(ctx)
	}
	if err != nil {
		w.update(func(s *Snapshot) { s.StoreErr = err })
	}
}

// openHistory opens the private store and the index. Without them hints speak of the ledger and the
// owners alone.
func (w *Workspace) openHistory(ctx context.Context) {
	dir := CacheDir(w.options.Dirs, w.Repository)
	var err error
	if w.use, err = index.Hold(ctx, w.options.Dirs.Cache, filepath.Base(dir), w.options.Now); err != nil {
		w.options.Log(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		w.options.Log(fmt.Errorf("cannot make the folder for the index, %s: %w. Make it writable, or name another in XDG_CACHE_HOME", dir, err))
		return
	}
	w.ours.notes = filepath.Join(dir, "head.files")
	history, err := git.OpenStore(ctx, filepath.Join(dir, "git"), w.Repository)
	if err != nil {
		w.options.Log(err)
		return
	}
	w.history = history
	w.lines.running, w.lines.failed = map[string]*reading{}, map[string]failure{}
	if w.lines.reader = w.options.Reader; w.lines.reader == nil {
		w.lines.reader = blame.NewReader(history)
	}
	file := index.File(dir)
	if tips, err := w.tips(); err == nil && len(tips) > 0 { // else Refresh says why not
		w.lookout = w.lookOut(tips)
	}
	w.walkSoon(file)
	if w.index, err = index.Open(ctx, file); err != nil {
		w.options.Log(err)
	}
	if w.lookout != nil {
		if excess := w.lookout.atTips(); excess != nil {
			w.confine(excess)
		}
	}
}

// CacheDir is where the index of a repository lies. Worktrees share it, clones do not.
func CacheDir(dirs config.Dirs, r *git.Repository) string {
	sum := sha256.Sum256([]byte(r.CommonDir))
	return filepath.Join(dirs.Cache, hex.EncodeToString(sum[:10]))
}

// Snapshot returns what is known now.
func (w *Workspace) Snapshot() *Snapshot { return w.current.Load() }

// update makes the next snapshot. change gets a copy whose maps it must replace, not write to.
func (w *Workspace) update(change func(*Snapshot)) *Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := *w.current.Load()
	next.Generation++
	change(&next)
	w.current.Store(&next)
	return &next
}

func (w *Workspace) changed(s *Snapshot) {
	w.poke(false)
	if w.options.OnChange != nil {
		w.options.OnChange(s)
	}
}

// Edit sets the text of an open document, opening it if need be, and starts loading its history.
func (w *Workspace) Edit(path, text string) *Snapshot {
	document := NewDocument(text)
	var load *facts
	s := w.update(func(s *Snapshot) {
		document.checked = s.documents[path].lastCheck()
		s.documents = with(s.documents, path, document)
		if s.facts[path] == nil {
			load = newFacts()
			s.facts = with(s.facts, path, load)
		}
		s.recompose(path)
	})
	if load != nil {
		w.pressing.begin()
		w.background.Go(func() {
			defer close(load.told)
			w.fill(w.ctx, load, path, s)
			w.pressing.end()
			w.pressing.pass(w.ctx)
			w.seekOrigin(w.ctx, path, load)
			w.followOpen(w.ctx, path)
			w.followDocument(w.ctx, path)
			w.readMissed(w.ctx, path)
			w.readBeside(w.ctx, path)
		})
		w.Look(path)
	}
	w.poke(false)
	return s
}

// Forget closes a document.
func (w *Workspace) Forget(path string) {
	defer w.forgetLines(path)
	defer w.poke(false, path)
	w.update(func(s *Snapshot) {
		s.documents = without(s.documents, path)
		s.facts = without(s.facts, path)
		s.missed = without(s.missed, path)
		s.beside = without(s.beside, path)
		s.rolls = without(s.rolls, path)
		s.versions = without(s.versions, path)
		s.reasons = without(s.reasons, path)
		s.recompose(path)
	})
}

// OpenSaved opens a document with its text on disk and waits for its history: what a command line needs
// for one file. A file that is not there, or is no regular file, is opened empty: history may know it.
func (w *Workspace) OpenSaved(ctx context.Context, path string) *Snapshot {
	text, err := w.Repository.ReadWorktreeFile(path, MostText)
	if err != nil {
		text = nil
	}
	s := w.Edit(path, string(text))
	s.Await(ctx, path)
	w.followOpen(ctx, path)
	w.followDocument(ctx, path)
	return w.Snapshot()
}

// Close stops all background work and closes the index. Snapshots stay usable.
func (w *Workspace) Close() error {
	w.cancel()
	w.mu.Lock()
	unsubscribe := w.unsubscribe
	w.mu.Unlock()
	if unsubscribe != nil {
		unsubscribe()
	}
	w.background.Wait()
	var err error
	if w.index != nil {
		err = w.index.Close()
	}
	return errors.Join(err, w.use.End())
}

func with[V any](m map[string]V, key string, value V) map[string]V {
	next := maps.Clone(m)
	if next == nil {
		next = map[string]V{}
	}
	next[key] = value
	return next
}

func without[V any](m map[string]V, key string) map[string]V {
	next := maps.Clone(m)
	delete(next, key)
	return next
}

// IsMine says whether an entry was said by the reader.
func (s *Snapshot) IsMine(e *ledger.Entry) bool { return s.Me != nil && s.Actor(e.By) == s.Me }
