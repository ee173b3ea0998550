// Package dash is the lead's desk as a web page on one's own machine: what `leadline dash` serves.
//
// Every page is a handful of sections, each a table with a caption, with the query of the lead's store that gives the same rows,
// and sometimes a picture of that table, drawn here as SVG. What is in them comes from package report and the workspace's snapshot;
// there is no figure, order or trend about a person on any page, and whoever wants to be named nowhere is called "somebody".
//
// The server listens on loopback alone and gives nothing to anybody who has not the address that was printed: that holds a random
// token, which is exchanged for a cookie (see gate.go). Pages hold no script or style of their own, and ask nothing of any other host.
// They are brought up to date by server-sent events when something is said (see live.go).
//
// What can be changed through them is what an editor's menu changes: deeds, which are forms that package action carries out in the
// name of whom git says the reader is (see deed.go, verb.go and act.go). They work without script.
package dash

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// Options are what a dashboard needs. Workspace is required.
type Options struct {
	Workspace *workspace.Workspace
	// Lead answers queries; nil while the store cannot be opened.
	Lead *leadstore.Store
	// ConfigDir is where the user keeps settings, and queries of their own.
	ConfigDir string
	// Changes are told by whoever opened the workspace when something has changed.
	Changes *Changes
	Now     func() time.Time
	Rand    io.Reader
	// Log receives what went wrong, one sentence each.
	Log func(error)
}

// Server serves the pages of one repository. Safe for concurrent use.
type Server struct {
	options Options
	pages   *template.Template
	gate    gate
	assets  map[string]asset
	did     ledgerOfForms
}

// New makes a server.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Changes == nil {
		o.Changes = NewChanges()
	}
	if o.Log == nil {
		o.Log = func(error) {}
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	assets, err := readAssets()
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, pages: pages, assets: assets}
	if s.gate, err = newGate(o.Rand); err != nil {
		return nil, err
	}
	return s, nil
}

// secret is a random word of n bytes, fit for an address.
func secret(from io.Reader, n int) (string, error) {
	raw := make([]byte, n)
	if _, err := io.ReadFull(from, raw); err != nil {
		return "", fmt.Errorf("cannot draw a random token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Listen takes a port of this machine that no other machine can reach; 0 is any that is free. The error says what to do.
func Listen(ctx context.Context, port int) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err == nil {
		return l, nil
	}
	if port != 0 {
		return nil, fmt.Errorf("cannot listen on port %d: %w. Another dash may be open there: look for its address, name another --port, or none for any that is free", port, err)
	}
	if l, six := config.Listen(ctx, "tcp", "[::1]:0"); six == nil {
		return l, nil
	}
	return nil, fmt.Errorf("cannot listen on this machine: %w", err)
}

// Address is where the pages are, with the token that opens them.
func (s *Server) Address(l net.Listener) string {
	u := url.URL{Scheme: "http", Host: l.Addr().String(), Path: s.gate.place, RawQuery: url.Values{tokenName: {s.gate.token}}.Encode()}
	return u.String()
}

const (
	patience  = 10 * time.Second // for a request's headers, and for requests under way when the server ends
	mostWords = 32 << 10         // bytes of headers, the address included
)

// Serve answers requests until ctx ends, then waits a moment for those under way.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := http.Server{
		Handler: s.Handler(l.Addr().String()), ReadHeaderTimeout: patience, ReadTimeout: patience, IdleTimeout: time.Minute,
		MaxHeaderBytes: mostWords, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		s.getReady(ctx)
	}()
	defer func() { <-ready }()
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		done <- server.Shutdown(last)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		cancel()
		return fmt.Errorf("the dashboard ended: %w", err)
	}
	return <-done
}

// warmth is how long whoever started the server waits for it at most.
const warmth = time.Second

// Warm makes the first page once and shows it to nobody: whoever opens the address at once finds open and read what it needs.
// It is for before the address is printed.
func (s *Server) Warm(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, warmth)
	defer cancel()
	r := &request{ctx: ctx, server: s, w: s.options.Workspace}
	r.anew()
	v, err := week(r)
	if err != nil {
		return // whoever asks for the page is told
	}
	r.frame(&v, "/")
	_ = s.pages.ExecuteTemplate(io.Discard, "page", v)
}

// getReady works out in the background what several pages need and takes a while, whenever something has changed that it depends
// on: the workspace keeps it, so that no page waits for it.
func (s *Server) getReady(ctx context.Context) {
	told, end := s.options.Changes.listen()
	defer end()
	for {
		_, areas := s.options.Workspace.Areas(ctx)
		_, reviews := s.options.Workspace.ReviewBook(ctx)
		if err := errors.Join(areas, reviews); err != nil && ctx.Err() == nil {
			s.options.Log(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-told:
		}
	}
}

// maker works out one page.
type maker func(r *request) (view, error)

// pages are the pages by their addresses below the gate's place.
var pages = map[string]maker{
	"": week, "map": knowledge, "area": area, "away": away, "reviews": reviews, "takeovers": takeOvers, "delegations": delegations, "open": open,
	"decisions": decisions, "pairing": pairing, "entry": entry, "query": query,
}

// Handler answers the requests that come to an address of this machine, given as host:port.
func (s *Server) Handler(address string) http.Handler {
	mux := http.NewServeMux()
	for name, make := range pages {
		if name == "" {
			name = "{$}"
		}
		mux.HandleFunc("GET /"+name, func(out http.ResponseWriter, in *http.Request) {
			s.answer(out, s.request(in), make, in.URL.RequestURI(), nil)
		})
	}
	mux.HandleFunc("POST /act", s.act)
	mux.HandleFunc("GET /invitation", s.invitation)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("GET /assets/{name}", s.asset)
	return s.gate.around(address, mux)
}

// request is one page being made: what is known at this moment, and what was asked.
type request struct {
	voice
	ctx     context.Context
	server  *Server
	w       *workspace.Workspace
	s       *workspace.Snapshot
	session string
	asked   url.Values
	now     time.Time
	version uint64
}

func (s *Server) request(in *http.Request) *request {
	r := &request{
		ctx: in.Context(), server: s, w: s.options.Workspace, session: sessionOf(in), asked: in.URL.Query(),
		version: s.options.Changes.version(),
	}
	r.anew()
	return r
}

// answer writes the page that make works out at an address. What went wrong is said on it, too; failed is a form that could not be
// done.
func (s *Server) answer(out http.ResponseWriter, r *request, make maker, at string, failed *problem) {
	v, err := make(r)
	status := http.StatusOK
	var missing *missingError
	switch {
	case errors.As(err, &missing):
		status, v = http.StatusNotFound, view{Title: "Not found", Lead: missing.Error()}
	case err != nil && r.ctx.Err() != nil:
		return
	case err != nil:
		s.options.Log(err)
		status, v = http.StatusInternalServerError, view{Title: "That did not work", Lead: err.Error()}
	}
	if failed != nil {
		status = failed.status()
		failed.on(&v)
	}
	r.frame(&v, at)
	var body bytes.Buffer
	if err := s.pages.ExecuteTemplate(&body, "page", v); err != nil {
		s.options.Log(fmt.Errorf("cannot write the page %s: %w", at, err))
		http.Error(out, "This page cannot be written. Please report it, with what `leadline doctor` says.", http.StatusInternalServerError)
		return
	}
	head := out.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Set("Content-Length", strconv.Itoa(body.Len()))
	out.WriteHeader(status)
	_, _ = out.Write(body.Bytes()) // whoever asked may have gone
}

// missingError says that there is no such thing to show.
type missingError struct{ text string }

func (e *missingError) Error() string { return e.text }
