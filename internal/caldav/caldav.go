// Package caldav reads when somebody is busy from their own calendars, and writes one event at a time into them.
//
// A calendar is a file, the address of a file (a feed), or a collection on a CalDAV server (RFC 4791, over WebDAV, RFC 4918).
// [Look] asks any of them for the busy times of a window and answers intervals alone: titles, places and people are read past
// and never kept. A CalDAV server is asked with free-busy-query (RFC 4791, section 7.10) where it has that, else for the events
// of the window. Recurrences are never expanded by the server but by the [Reader] that the caller hands in, so that one
// set of rules holds for every calendar; what iCalendar means is its business, not this package's.
//
// [Server] finds calendars (RFC 6764, section 6) and creates, changes, removes and looks at events. Each change names the version it was
// made to: where the calendar has a newer one, nothing is written, and that version comes back as a [Conflict]. What was done in
// the calendar wins.
//
// Every call asks one server: redirects are followed there and nowhere else. Answers are bounded in size, depth and time,
// and what goes wrong is one list of reasons ([Problem]). Credentials are handed in ([Find] looks for them), sent over https or on
// the loopback only, and neither kept nor printed. Whether a calendar may be asked at all, and an event be sent, is for the
// caller to settle with the user.
//
// It does not sign in with OAuth, and it does not look for servers in the DNS.
package caldav

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Interval is a stretch of time from Start up to, not including, End.
type Interval struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Reader answers when an iCalendar text keeps somebody busy. It knows the window that is asked about, and bounds its work itself.
type Reader func(ics []byte) ([]Interval, error)

// Options of whatever asks a server.
type Options struct {
	Credential Credential
	Now        func() time.Time
	// Transport carries the requests; nil is Go's own, with the proxy that the environment names.
	Transport http.RoundTripper
}

// Server is a calendar server, asked as one person. It is safe for concurrent use.
type Server struct {
	at   *url.URL
	wire *wire
}

// Open names a server by its address, that of one of its calendars, or where its CalDAV is; nothing is asked yet. Only https
// will do, except on the loopback. The error is a *Problem.
func Open(address string, o Options) (*Server, error) {
	at, err := parse(address)
	if err != nil {
		return nil, err
	}
	return &Server{at: at, wire: newWire(at, o)}, nil
}

// HostOf is the host, with a port where there is one, that a calendar's address names: whose credential [Find] is to look for. The
// error is a *Problem.
func HostOf(address string) (string, error) {
	at, err := parse(address)
	if err != nil {
		return "", err
	}
	return at.Host, nil
}

// parse checks an address that somebody gave.
func parse(address string) (*url.URL, error) {
	wrong := func(detail string) (*url.URL, error) { return nil, &Problem{Reason: Address, Detail: detail} }
	if len(address) > longestAddress {
		return wrong("it is too long")
	}
	at, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil: // the error repeats the address, which may hold a secret
		return wrong("it cannot be read")
	case at.Scheme == "webcal", at.Scheme == "webcals":
		at.Scheme = "https"
	}
	switch {
	case at.Host == "" || at.Hostname() == "" || at.Opaque != "":
		return wrong("it names no host")
	case at.User != nil:
		return wrong("a name or password must not stand in it")
	case at.Scheme == "http" && !loopback(at.Hostname()):
		return wrong("http would show the calendar to everybody on the way; use https")
	case at.Scheme != "http" && at.Scheme != "https":
		return wrong("it must begin with https://")
	}
	at.Fragment, at.RawFragment = "", ""
	if at.Path == "" {
		at.Path = "/"
	}
	return at, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// there is an address on this server: an absolute one, or a path.
func (s *Server) there(address string) (*url.URL, error) {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		at, err := url.Parse(address)
		if err != nil {
			return nil, &Problem{Reason: Address, Detail: "it cannot be read"}
		}
		return s.at.ResolveReference(at), nil
	}
	at, err := parse(address)
	if err != nil {
		return nil, err
	}
	if !same(at, s.at) {
		return nil, &Problem{Reason: Elsewhere, Detail: place(at)}
	}
	return at, nil
}

// same says whether two addresses are of one server.
func same(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
}
