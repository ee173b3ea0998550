package lsp

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/draft"
)

// Config is what the server needs from its surroundings. The zero value, with Dirs set, works.
type Config struct {
	Dirs    config.Dirs
	Version string
	Now     func() time.Time
	Rand    io.Reader // crypto/rand when nil
	Log     *slog.Logger
	// Getenv reads the environment, for tokens of the repository's host; nil: there are none in it.
	Getenv func(name string) string
	// Patience is how long opening a repository waits for what people said, before hints go on without it; 0: until it is read.
	Patience time.Duration
	// Welcome has readers told once in each repository what there is to see.
	Welcome bool
}

// Server answers one editor. It holds the open documents and the repositories they lie in; everything it
// says is a rendering of a hint, everything it records an action.
type Server struct {
	protocol.UnimplementedServer

	config    Config
	client    Client
	documents *Documents
	sites     *sites
	drafts    draft.Folder
	dirty     chan struct{} // of size 1: diagnostics and hints want looking at
	fresh     chan struct{} // of size 1: something changed that the reader may have to be told

	can       abilities // set by initialize, before anything else runs
	editor    atomic.Pointer[[]byte]
	last      atomic.Pointer[place]
	tokens    atomic.Int64 // of progress, handed out so far
	arrivals  atomic.Uint64
	touches   atomic.Uint64 // how often something changed that is shown
	toldNoGit sync.Once
	// askedLenses and askedHints say that the editor has asked since it was told to ask again: only then is there something old
	// on its screen. What it has not asked for yet it will, and being told to meanwhile would only make it wait longer.
	askedLenses, askedHints atomic.Bool
	// asksInVain says that the editor refused a choice though it had promised to ask.
	asksInVain atomic.Bool
	exitOnce   sync.Once

	rulebooks rulebooks
	outlines  outlines

	mu        sync.Mutex
	published map[uri.URI]string // what was last pushed, so that nothing is pushed twice
	faults    map[uri.URI][]shownFault
	edited    map[string]string // path → day of the last edit that was looked at
	welcomes  map[uri.URI]welcome
	statuses  map[string]string // what the status bar was last told, by the top of a repository
	begun     map[string]bool   // paths of drafts that this editor began
	marked    map[string]bool   // paths of drafts whose comments were marked

	publishes sync.Mutex // one document's diagnostics at a time: what was found out earlier is not said later

	drafting sync.Mutex        // one saved draft at a time
	saves    saves             // guarded by drafting
	pages    sync.Mutex        // one page at a time
	written  map[string]string // pages by path; guarded by pages
}

// place is where the reader was last: some editors send no arguments with a command.
type place struct {
	URI   uri.URI        `json:"uri"`
	Range protocol.Range `json:"range"`
}

// New returns a server for one editor.
func New(client Client, c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{
		config: c, client: client, documents: NewDocuments(c.Log), drafts: draft.Folder{Dir: draftsDir(c.Dirs)},
		dirty: make(chan struct{}, 1), fresh: make(chan struct{}, 1), published: map[uri.URI]string{}, faults: map[uri.URI][]shownFault{},
		edited: map[string]string{}, statuses: map[string]string{}, welcomes: map[uri.URI]welcome{},
		begun: map[string]bool{}, marked: map[string]bool{}, saves: saves{},
	}
	s.sites = newSites(s)
	return s
}

// Main serves an editor on the given streams until it leaves, and returns the process's exit code.
func Main(ctx context.Context, in io.Reader, out io.Writer, c Config) int {
	var server *Server
	code, err := Serve(ctx, in, out, func(client Client) Handler {
		server = New(client, c)
		return server
	}, Options{Log: c.Log})
	server.close()
	if err != nil && c.Log != nil {
		c.Log.Error("the connection broke", "error", err)
	}
	return code
}

// close lets go of every repository and store.
func (s *Server) close() {
	s.exitOnce.Do(s.sites.close)
}

// arrival is what a request is answered from, whatever happens after it arrived.
type arrival struct {
	number uint64 // of requests, in the order of the wire
	view   *View
	site   *site // nil when the request names no open document of a repository that is ready
}

type arrivalKey struct{}

// Arrive takes the snapshot of a request, in the order of the wire.
func (s *Server) Arrive(ctx context.Context, method string, params jsonrpc2.RawMessage) context.Context {
	switch method { // before the snapshot is taken: a newer one finds this noted
	case protocol.MethodTextDocumentCodeLens:
		s.askedLenses.Store(true)
	case protocol.MethodTextDocumentInlayHint:
		s.askedHints.Store(true)
	}
	a := &arrival{number: s.arrivals.Add(1), view: s.documents.View()}
	if name, ok := documentURI(params); ok {
		if doc, ok := a.view.Get(uri.URI(name)); ok {
			a.site = s.sites.ready(doc)
		}
	}
	return context.WithValue(ctx, arrivalKey{}, a)
}

// view is what was open when the request arrived.
func (s *Server) view(ctx context.Context) *View {
	if a, ok := ctx.Value(arrivalKey{}).(*arrival); ok {
		return a.view
	}
	return s.documents.View()
}

// turn is the request's number in the order of the wire.
func (s *Server) turn(ctx context.Context) uint64 {
	if a, ok := ctx.Value(arrivalKey{}).(*arrival); ok {
		return a.number
	}
	return s.arrivals.Add(1)
}

// site is where a request about a document stands: its text and what is known of its repository. ok is
// false for documents in no repository, about which there is nothing to say.
func (s *Server) site(ctx context.Context, u uri.URI) (*site, bool) {
	if a, ok := ctx.Value(arrivalKey{}).(*arrival); ok && a.site != nil && documentKey(a.site.document.URI) == documentKey(u) {
		a.site.await(ctx)
		return a.site, true
	}
	doc, ok := s.view(ctx).Get(u)
	if !ok {
		return nil, false
	}
	at, ok := s.sites.wait(ctx, doc)
	if ok {
		at.await(ctx)
	}
	return at, ok
}

// touch asks for diagnostics and hints to be looked at, soon and once.
func (s *Server) touch() {
	s.touches.Add(1)
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}
