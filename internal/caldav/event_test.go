package caldav

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shelf keeps events as a server does; quirks change what it says.
type shelf struct {
	mu      sync.Mutex
	version int
	held    map[string]string // path → text
	tags    map[string]string
	weak    bool // a proxy weakens the names of versions
	silent  bool // PUT names no version
	own     bool // it keeps its own words
}

func (h *shelf) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	path := r.URL.Path
	text, there := h.held[path]
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	name := func() string {
		if h.weak {
			return "W/" + h.tags[path]
		}
		return h.tags[path]
	}
	switch {
	case !there && r.Method != http.MethodPut && match == "":
		w.WriteHeader(http.StatusNotFound)
	case none == "*" && there, match != "" && match != h.tags[path]:
		w.WriteHeader(http.StatusPreconditionFailed)
	case r.Method == http.MethodPut:
		body, _ := io.ReadAll(r.Body)
		h.version++
		h.held[path], h.tags[path] = string(body), fmt.Sprintf(`"v%d"`, h.version)
		if h.own {
			h.held[path] = strings.Replace(string(body), "-//example.org//test//EN", "-//example.org//shelf//EN", 1)
		}
		if !h.silent {
			w.Header().Set("ETag", name())
		}
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodDelete:
		delete(h.held, path)
		delete(h.tags, path)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("ETag", name())
		_, _ = io.WriteString(w, text)
	}
}

func TestEvents(t *testing.T) {
	for name, quirks := range map[string]*shelf{"plain": {}, "weak": {weak: true}, "silent": {silent: true, own: true}} {
		t.Run(name, func(t *testing.T) {
			quirks.held, quirks.tags = map[string]string{}, map[string]string{}
			s := serve(t, quirks.serve)
			server := s.open(t, "/")
			o, err := server.Create(t.Context(), s.URL+"/cal/", "../P 1\r\nX", event("u1", 0, hour(24, 9, 10)))
			if err != nil {
				t.Fatal(err)
			}
			if put := s.told()[0]; !strings.HasPrefix(put.line, "PUT /cal/") || strings.Contains(put.line, "..") || put.header.Get("If-None-Match") != "*" ||
				put.header.Get("Content-Type") != "text/calendar; charset=utf-8" || put.body != string(event("u1", 0, hour(24, 9, 10))) {
				t.Errorf("sent %+v", put)
			}
			if held := quirks.held[strings.TrimPrefix(o.Address, s.URL)]; held != string(o.ICS) || o.Tag == "" {
				t.Errorf("it says that it holds %+v, and holds %q", o, held)
			}
			changed, err := server.Change(t.Context(), o, event("u1", 1, hour(25, 9, 10)))
			if err != nil {
				t.Fatal(err)
			}
			var conflict *Conflict
			if _, err := server.Change(t.Context(), o, event("u1", 1, hour(26, 9, 10))); !errors.As(err, &conflict) || !cmp.Equal(&changed, conflict.Newer) {
				t.Errorf("changing an older version: %v", err)
			}
			if !strings.Contains(conflict.Error(), "that counts") {
				t.Error(conflict)
			}
			if err := server.Delete(t.Context(), changed); err != nil {
				t.Error(err)
			}
			if err := server.Delete(t.Context(), changed); err != nil {
				t.Errorf("once more: %v", err)
			}
			conflict = nil
			if _, err := server.Change(t.Context(), changed, event("u1", 2, hour(26, 9, 10))); !errors.As(err, &conflict) || conflict.Newer != nil || !strings.Contains(err.Error(), "taken out") {
				t.Errorf("changing what is gone: %v", err)
			}
			s.told()
			if _, err := server.Change(t.Context(), Object{Address: changed.Address}, event("u1", 2, hour(26, 9, 10))); reason(t, err) != Refused || len(s.told()) > 0 {
				t.Errorf("changing without a version: %v", err)
			}
		})
	}
}

func TestEventsRefused(t *testing.T) {
	dav := func(element string) string {
		return `<?xml version="1.0"?><d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><c:` + element + `/></d:error>`
	}
	for name, c := range map[string]struct {
		code  int
		body  string
		want  Reason
		words string
	}{
		"twice":          {403, dav("no-uid-conflict"), Refused, "same event in another place"},
		"tasks only":     {403, dav("supported-calendar-component"), Refused, "takes no events"},
		"not valid":      {409, dav("valid-calendar-data"), Refused, "valid"},
		"no collection":  {409, "", Absent, "check the address"},
		"read only":      {403, "no", Forbidden, "read and write"},
		"no method":      {405, "", Forbidden, "read and write"},
		"too large":      {413, "", Refused, "too large"},
		"quota":          {507, "", Full, "room"},
		"moved":          {301, "", Garbled, "301"},
		"nothing":        {304, "", Garbled, "304"},
		"a media type":   {415, "", Refused, "takes no events"},
		"a long story":   {422, strings.Repeat("<x>", 1000), Garbled, "422"},
		"a fault":        {500, "Traceback", Failing, "code 500"},
		"gone for good":  {410, "", Absent, "check the address"},
		"another server": {308, "https://evil.example.org/", Elsewhere, "evil.example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.code/100 == 3 {
					w.Header().Set("Location", c.body+"/elsewhere")
				}
				w.WriteHeader(c.code)
				if c.code != http.StatusNotModified {
					_, _ = io.WriteString(w, c.body)
				}
			})
			_, err := s.open(t, "/").Create(t.Context(), s.URL+"/cal/", "u1", event("u1", 0, hour(24, 9, 10)))
			if reason(t, err) != c.want || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v, want %q and %q", err, c.want, c.words)
			}
			if told := s.told(); len(told) != 1 {
				t.Errorf("it was asked %v", told)
			}
		})
	}
}

// A server may put an event elsewhere, on itself.
func TestCreateFollowsTheServersPlace(t *testing.T) {
	for location, want := range map[string]string{"/cal/own.ics": "/cal/own.ics", "https://evil.example.org/x.ics": "/cal/u1.ics", "::": "/cal/u1.ics"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.Header().Set("ETag", `"v1"`)
			w.WriteHeader(http.StatusCreated)
		})
		o, err := s.open(t, "/").Create(t.Context(), s.URL+"/cal/", "u1", event("u1", 0, hour(24, 9, 10)))
		if err != nil || o.Address != s.URL+want {
			t.Errorf("%q: it is at %q, %v", location, o.Address, err)
		}
	}
}

// What changed meanwhile cannot be read: said as what it is, no conflict with nothing.
func TestConflictThatCannotBeRead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusPreconditionFailed)
	})
	server := s.open(t, "/")
	for name, err := range map[string]error{
		"change": func() error {
			_, err := server.Change(t.Context(), Object{s.URL + "/cal/u1.ics", `"v1"`, nil}, event("u1", 1, hour(24, 9, 10)))
			return err
		}(),
		"delete": server.Delete(t.Context(), Object{s.URL + "/cal/u1.ics", `"v1"`, nil}),
	} {
		var conflict *Conflict
		if reason(t, err) != Failing || errors.As(err, &conflict) || !strings.Contains(err.Error(), "changed in the calendar meanwhile") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The credential goes to the one server, whatever that says.
func TestCredentialStaysWithItsServer(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) {})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/dav/", http.StatusTemporaryRedirect)
	})
	server := s.open(t, "/dav/")
	if _, err := server.Calendars(t.Context()); reason(t, err) != Elsewhere || !strings.Contains(err.Error(), other.URL+"/dav/") {
		t.Errorf("%v", err)
	}
	if told := other.told(); len(told) > 0 {
		t.Errorf("the other server was asked %v", told)
	}
	told := s.told()
	if len(told) == 0 {
		t.Fatal("the server was not asked")
	}
	for _, a := range told {
		if a.header.Get("Authorization") != "Basic ZGV2MTpzM2NyZXQ=" {
			t.Errorf("asked with %v", a.header)
		}
	}
}

func TestCredentialPrintsAsNothing(t *testing.T) {
	for _, c := range []Credential{Password("dev1", "s3cret"), Token("s3cret")} {
		o := Options{Credential: c}
		if said := fmt.Sprintf("%v %+v %#v %s %q", o, o, c, c, c); strings.Contains(said, "s3cret") {
			t.Errorf("it prints as %s", said)
		}
		if text, err := json.Marshal(c); err == nil {
			t.Errorf("it is written as %s", text)
		}
	}
}
