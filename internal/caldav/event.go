package caldav

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Object is one event as a calendar holds it: an iCalendar text without METHOD (RFC 4791, section 4.1) of one UID.
type Object struct {
	Address string // absolute
	Tag     string // the calendar's name for this version, as it gave it
	ICS     []byte
}

// Create puts a new event into a calendar, under a name made from its UID, and answers it as the calendar holds it. Where the
// calendar has one of that name, from an attempt whose answer was lost or from elsewhere, the error is a *Conflict with that one. A server
// that schedules (RFC 6638) writes to whoever the text names as attendees. Other errors are a *Problem; after one that is
// Offline it is not known whether the event is there, and the same call can be made again.
func (s *Server) Create(ctx context.Context, calendar, uid string, ics []byte) (Object, error) {
	into, err := s.there(calendar)
	if err != nil {
		return Object{}, err
	}
	at := into.JoinPath(fileName(uid))
	return s.put(ctx, at, http.Header{"If-None-Match": {"*"}}, ics)
}

// Change puts another text, with a higher SEQUENCE, in the place of an event. o says what it was changed from: where the
// calendar has another version by now, the error is a *Conflict with that one. Other errors are a *Problem.
func (s *Server) Change(ctx context.Context, o Object, ics []byte) (Object, error) {
	at, h, err := s.condition(o)
	if err != nil {
		return Object{}, err
	}
	changed, err := s.put(ctx, at, h, ics)
	if absent(err) {
		return Object{}, &Conflict{}
	}
	return changed, err
}

// Delete takes an event out of its calendar. One that is gone already is no error; for one that was changed the error is a *Conflict.
func (s *Server) Delete(ctx context.Context, o Object) error {
	at, h, err := s.condition(o)
	if err != nil {
		return err
	}
	got, err := s.wire.ask(ctx, http.MethodDelete, at, h, nil)
	switch {
	case absent(err):
		return nil
	case err != nil:
		return err
	case got.code != http.StatusPreconditionFailed:
		return nil
	}
	conflict, err := s.newer(ctx, at)
	switch {
	case err != nil:
		return err
	case conflict.Newer == nil:
		return nil
	}
	return conflict
}

// Get looks at an event; where it is still the version of o, o is the answer. One that is gone is a *Problem that is Absent.
func (s *Server) Get(ctx context.Context, o Object) (Object, error) {
	at, err := s.there(o.Address)
	if err != nil {
		return Object{}, err
	}
	h := http.Header{"Accept": {"text/calendar"}}
	if o.Tag != "" && len(o.ICS) > 0 {
		h.Set("If-None-Match", o.Tag)
	}
	got, err := s.wire.ask(ctx, http.MethodGet, at, h, nil)
	switch {
	case err != nil:
		return Object{}, err
	case got.code == http.StatusNotModified && h.Get("If-None-Match") != "":
		return o, nil
	case got.code != http.StatusOK:
		return Object{}, s.wire.problem(&Problem{Reason: Garbled, Detail: fmt.Sprint("code ", got.code)})
	}
	if err := calendarText(got.body); err != nil {
		return Object{}, s.wire.problem(err)
	}
	if o.Tag != "" && len(o.ICS) > 0 && tag(got.header) == o.Tag { // not every server answers on condition
		return o, nil
	}
	return Object{Address: at.String(), Tag: tag(got.header), ICS: got.body}, nil
}

func (s *Server) put(ctx context.Context, at *url.URL, h http.Header, ics []byte) (Object, error) {
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	got, err := s.wire.ask(ctx, http.MethodPut, at, h, ics)
	if err != nil {
		return Object{}, err
	}
	switch got.code {
	case http.StatusPreconditionFailed:
		conflict, err := s.newer(ctx, at)
		if err != nil {
			return Object{}, err
		}
		return Object{}, conflict
	case http.StatusNotModified:
		return Object{}, s.wire.problem(&Problem{Reason: Garbled, Detail: "code 304"})
	}
	out := Object{Address: got.at.String(), Tag: tag(got.header), ICS: ics}
	if where := got.header.Get("Location"); where != "" && len(where) <= longestAddress {
		if there, err := got.at.Parse(where); err == nil && same(there, s.at) && there.User == nil {
			out.Address = there.String()
		}
	}
	if out.Tag != "" {
		return out, nil
	}
	// A server that keeps the event in its own words tells no version for ours (RFC 4791, section 5.3.4).
	return s.Get(ctx, Object{Address: out.Address})
}

// newer is the version that a condition failed on.
func (s *Server) newer(ctx context.Context, at *url.URL) (*Conflict, error) {
	now, err := s.Get(ctx, Object{Address: at.String()})
	switch {
	case absent(err):
		return &Conflict{}, nil
	case err != nil:
		return nil, fmt.Errorf("the event was changed in the calendar meanwhile, and what it is now is not known: %w", err)
	}
	return &Conflict{Newer: &now}, nil
}

// condition is where an event is and what its version must be.
func (s *Server) condition(o Object) (*url.URL, http.Header, error) {
	at, err := s.there(o.Address)
	if err != nil {
		return nil, nil, err
	}
	// A weak name never fulfils If-Match (RFC 9110, section 13.1.1); it mostly is a strong one that a proxy weakened.
	version := strings.TrimPrefix(o.Tag, "W/")
	if version == "" {
		return nil, nil, s.wire.problem(&Problem{Reason: Refused, Detail: "it names no versions of events, so that a change could undo somebody else's"})
	}
	return at, http.Header{"If-Match": {version}}, nil
}

// fileName is a name for an event's place that no server and no path trips over.
func fileName(uid string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("-_.@", r)
	}
	if uid == "" || len(uid) > 120 || uid[0] == '.' || strings.IndexFunc(uid, func(r rune) bool { return !plain(r) }) >= 0 {
		sum := sha256.Sum256([]byte(uid))
		uid = hex.EncodeToString(sum[:16])
	}
	return uid + ".ics"
}
