// Package caldavtest is a calendar server for tests: one collection in memory, on this machine's loopback, for one account. It keeps
// events with their versions and holds to the conditions on them (RFC 4791, section 5.3.2; RFC 9110, section 13.1), as far as
// writing single events goes. It finds no calendars, tells no busy times and knows nothing of iCalendar: [Radicale] starts a real one.
package caldavtest

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"sync"
	"testing"
)

// The account that the server knows.
const (
	User     = "dev3"
	Password = "s3cret"
)

// Server is a calendar server with one collection. Safe for concurrent use.
type Server struct {
	// Collection is the address of the collection.
	Collection string
	// Host is the host and port of it.
	Host string

	listening *httptest.Server
	mu        sync.Mutex
	version   int
	held      map[string]event // by the last part of the path
	refuse    int
	puts      int
}

type event struct{ text, tag string }

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts a server; whoever does that stops it.
func Start() *Server {
	s := &Server{held: map[string]event{}}
	s.listening = httptest.NewServer(http.HandlerFunc(s.serve))
	s.Collection = s.listening.URL + "/dev3/work/"
	s.Host = s.listening.Listener.Addr().String()
	return s
}

// Stop ends the server; nothing can be reached at its address any more.
func (s *Server) Stop() { s.listening.Close() }

// Refuse has the server answer everything with a status; 0 ends that.
func (s *Server) Refuse(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = status
}

// Names lists the events, sorted.
func (s *Server) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.held))
}

// Text is what an event holds; "" where there is none of that name.
func (s *Server) Text(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held[name].text
}

// Puts counts the events that were written by way of HTTP.
func (s *Server) Puts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.puts
}

// Write puts an event there, as another program of the same person would.
func (s *Server) Write(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(name, text)
}

// Remove takes an event out, as another program would.
func (s *Server) Remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, name)
}

func (s *Server) write(name, text string) event {
	s.version++
	e := event{text, fmt.Sprintf(`"v%d"`, s.version)}
	s.held[name] = e
	return e
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, password, _ := r.BasicAuth()
	dir, name := path.Split(r.URL.Path)
	e, there := s.held[name]
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	switch {
	case s.refuse != 0:
		w.WriteHeader(s.refuse)
	case user != User || password != Password:
		w.Header().Set("WWW-Authenticate", `Basic realm="calendars"`)
		w.WriteHeader(http.StatusUnauthorized)
	case dir != "/dev3/work/" || name == "" || !there && match == "" && r.Method != http.MethodPut:
		w.WriteHeader(http.StatusNotFound)
	case none == "*" && there, match != "" && match != e.tag:
		w.WriteHeader(http.StatusPreconditionFailed)
	case r.Method == http.MethodPut:
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.puts++
		w.Header().Set("ETag", s.write(name, string(body)).tag)
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodDelete:
		delete(s.held, name)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet:
		w.Header().Set("ETag", e.tag)
		_, _ = io.WriteString(w, e.text)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}
