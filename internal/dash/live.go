package dash

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Changes tells open pages that something was said. The zero value is not for use, see [NewChanges]; safe for concurrent use.
type Changes struct {
	mu      sync.Mutex
	count   uint64 // guarded by mu, as listeners is
	waiting map[chan struct{}]bool
}

// NewChanges makes one that has told nothing yet.
func NewChanges() *Changes { return &Changes{waiting: map[chan struct{}]bool{}} }

// Tell says that something has changed. It never waits.
func (c *Changes) Tell() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	for one := range c.waiting {
		select {
		case one <- struct{}{}:
		default: // knows already
		}
	}
}

func (c *Changes) version() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// mostListening is how many pages may be open at once: each keeps a connection.
const mostListening = 100

// listen gives a channel on which changes are told, several at once as one; nil where too many listen.
func (c *Changes) listen() (told chan struct{}, end func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) >= mostListening {
		return nil, func() {}
	}
	told = make(chan struct{}, 1)
	c.waiting[told] = true
	return told, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, told)
	}
}

const (
	alive     = 20 * time.Second // between two signs of life: proxies and sleeping laptops end what is silent
	writeTime = 5 * time.Second
)

// events is the stream on which a page hears of changes. A page says which version it shows: what was said between its making and
// its listening is told at once.
func (s *Server) events(out http.ResponseWriter, in *http.Request) {
	told, end := s.options.Changes.listen()
	defer end()
	if told == nil {
		refuse(out, http.StatusServiceUnavailable, "Too many pages are open; close some.")
		return
	}
	head := out.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	control := http.NewResponseController(out)
	say := func(text string) bool {
		_ = control.SetWriteDeadline(time.Now().Add(writeTime)) // not every writer has one
		_, err := fmt.Fprint(out, text)
		return err == nil && control.Flush() == nil
	}
	shown := in.Header.Get("Last-Event-ID")
	if shown == "" {
		shown = in.URL.Query().Get("since")
	}
	changed := func() bool {
		shown = strconv.FormatUint(s.options.Changes.version(), 10)
		return say("event: changed\nid: " + shown + "\ndata: " + shown + "\n\n")
	}
	if !say("retry: 2000\n\n") {
		return
	}
	if shown != strconv.FormatUint(s.options.Changes.version(), 10) && !changed() {
		return
	}
	beat := time.NewTicker(alive)
	defer beat.Stop()
	for {
		select {
		case <-in.Context().Done():
			return
		case <-told:
			if !changed() {
				return
			}
		case <-beat.C:
			if !say(": still here\n\n") {
				return
			}
		}
	}
}
