package caldav

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func options() Options {
	return Options{Credential: Password("dev1", "s3cret"), Now: func() time.Time { return now }}
}

// hour is one of a day in November 2026.
func hour(day, from, to int) Interval {
	return Interval{time.Date(2026, 11, day, from, 0, 0, 0, time.UTC), time.Date(2026, 11, day, to, 0, 0, 0, time.UTC)}
}

var week = Interval{time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}

// event is the text of one, in UTC.
func event(uid string, sequence int, when Interval) []byte {
	return []byte(strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.org//test//EN", "BEGIN:VEVENT", "UID:" + uid, fmt.Sprint("SEQUENCE:", sequence),
		"DTSTAMP:20261121T120000Z", "DTSTART:" + when.Start.Format(utc), "DTEND:" + when.End.Format(utc), "SUMMARY:Pairing", "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n"))
}

// plain reads events that start and end in UTC and do not recur.
func plain(ics []byte) ([]Interval, error) {
	var out []Interval
	var one Interval
	for line := range unfolded(ics) {
		name, value, _ := strings.Cut(line, ":")
		if name != "DTSTART" && name != "DTEND" {
			continue
		}
		at, err := time.Parse(utc, value)
		if err != nil {
			return nil, err
		}
		if name == "DTSTART" {
			one.Start = at
			continue
		}
		one.End = at
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, errors.New("no event in it")
	}
	return out, nil
}

// script is a server that answers what a test says, and remembers what it was asked.
type script struct {
	*httptest.Server
	mu    sync.Mutex
	asked []asked
}

type asked struct {
	line   string // "METHOD /path"
	header http.Header
	body   string
}

func serve(t *testing.T, answer http.HandlerFunc) *script {
	t.Helper()
	s := &script{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.asked = append(s.asked, asked{r.Method + " " + r.URL.Path, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *script) told() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

func (s *script) open(t *testing.T, path string) *Server {
	t.Helper()
	server, err := Open(s.URL+path, options())
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// list is a multistatus with texts of events.
func list(texts ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">`)
	for i, text := range texts {
		fmt.Fprintf(&b, `<d:response><d:href>/cal/%d.ics</d:href><d:propstat><d:prop><c:calendar-data><![CDATA[%s]]></c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`, i, text)
	}
	return b.String() + `</d:multistatus>`
}

func multistatus(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusMultiStatus)
	_, _ = io.WriteString(w, text)
}

// reason is that of a problem; "" of nil.
func reason(t *testing.T, err error) Reason {
	t.Helper()
	if err == nil {
		return ""
	}
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is no problem", err)
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the password is in %q", err)
	}
	return p.Reason
}

func TestOpen(t *testing.T) {
	for address, want := range map[string]Reason{
		"https://cal.example.org":                "",
		"https://cal.example.org:8443/dev1/":     "",
		" webcal://cal.example.org/x.ics ":       "",
		"http://127.0.0.1:5232/":                 "",
		"http://[::1]:5232/":                     "",
		"http://localhost:5232/":                 "",
		"http://cal.example.org/":                Address,
		"http://localhost.example.org/":          Address,
		"https://dev1:s3cret@cal.example.org/":   Address,
		"ftp://cal.example.org/":                 Address,
		"cal.example.org/dev1":                   Address,
		"https:///dev1":                          Address,
		"https://:443/":                          Address,
		"https://cal.example.org/%zz/s3cret":     Address,
		"file:///etc/passwd":                     Address,
		"":                                       Address,
		"https://a/" + strings.Repeat("a", 9999): Address,
	} {
		if host, err := HostOf(address); reason(t, err) != want || (err == nil) != (host != "") {
			t.Errorf("the host of %.60q: %q, %v", address, host, err)
		}
		if _, err := Open(address, options()); reason(t, err) != want {
			t.Errorf("%.60q: %v, want the reason %q", address, err, want)
		}
	}
}

func TestEventsStayOnTheServer(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	server := s.open(t, "/dav/")
	for _, address := range []string{"https://elsewhere.example.org/cal/", "//elsewhere.example.org/cal/", "http://127.0.0.1:1/cal/", "relative"} {
		if _, err := server.Create(t.Context(), address, "u1", event("u1", 0, hour(24, 9, 10))); err == nil {
			t.Errorf("%s is taken for a place on %s", address, s.URL)
		}
	}
	if told := s.told(); len(told) > 0 {
		t.Errorf("it was asked %v", told)
	}
}
