package caldav

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	webdav "github.com/emersion/go-webdav/caldav"
)

// Calendar is a collection on a server that takes events.
type Calendar struct {
	Address string `json:"address"` // absolute
	Name    string `json:"name"`    // as its owner calls it; the last part of its path where they do not
}

// mostCalendars bounds what one account has.
const mostCalendars = 200

// Calendars finds the calendars of whoever the server is asked as, by address: from where the server was opened over the
// principal and its home (RFC 4791, section 6.2.1; RFC 5397), with the well-known place (RFC 6764) where no path was given or
// nothing is found there, and last the calendars right at the address. The error is a *Problem.
func (s *Server) Calendars(ctx context.Context) ([]Calendar, error) {
	here, known := s.at, s.at.ResolveReference(&url.URL{Path: "/.well-known/caldav"})
	starts := []*url.URL{here, known}
	if here.Path == "/" {
		starts = []*url.URL{known, here}
	}
	var first *Problem
	for _, start := range starts {
		found, err := s.from(ctx, start)
		if err == nil {
			return found, nil
		}
		if !err.local() {
			return nil, err
		}
		if first == nil || start == here {
			first = err
		}
	}
	found, err := s.within(ctx, here, here.Path)
	if err == nil && len(found) > 0 {
		return found, nil
	}
	return nil, first
}

// local says whether another place on the same server may do better.
func (p *Problem) local() bool {
	return slices.Contains([]Reason{Absent, Garbled, Forbidden, Refused}, p.Reason)
}

// from follows one start to the calendars of the person.
func (s *Server) from(ctx context.Context, start *url.URL) ([]Calendar, *Problem) {
	client, err := webdav.NewClient(s.wire, start.String())
	if err != nil {
		return nil, s.wire.problem(err)
	}
	principal, err := client.FindCurrentUserPrincipal(ctx)
	if err == nil && principal == "" {
		err = &Problem{Reason: Absent, Detail: "it names nobody"}
	}
	if err != nil {
		return nil, s.wire.problem(err)
	}
	home, err := client.FindCalendarHomeSet(ctx, principal)
	if err == nil && home == "" {
		err = &Problem{Reason: Absent, Detail: "the account has no calendars"}
	}
	if err != nil {
		return nil, s.wire.problem(err)
	}
	return s.within(ctx, start, home)
}

// within lists the calendars in a collection.
func (s *Server) within(ctx context.Context, at *url.URL, path string) ([]Calendar, *Problem) {
	client, err := webdav.NewClient(s.wire, at.String())
	if err != nil {
		return nil, s.wire.problem(err)
	}
	listed, err := client.FindCalendars(ctx, path)
	if err != nil {
		return nil, s.wire.problem(err)
	}
	out := []Calendar{}
	for _, c := range listed {
		takes := len(c.SupportedComponentSet) == 0 || slices.ContainsFunc(c.SupportedComponentSet, func(name string) bool { return strings.EqualFold(name, "VEVENT") })
		if !takes || !strings.HasPrefix(c.Path, "/") || len(c.Path) > longestAddress {
			continue
		}
		if len(out) == mostCalendars {
			break
		}
		address := url.URL{Scheme: s.at.Scheme, Host: s.at.Host, Path: c.Path}
		name := cut(c.Name)
		if name == "" {
			parts := strings.Split(strings.Trim(c.Path, "/"), "/")
			name = cut(parts[len(parts)-1])
		}
		out = append(out, Calendar{Address: address.String(), Name: name})
	}
	slices.SortFunc(out, func(a, b Calendar) int { return cmp.Compare(a.Address, b.Address) })
	return out, nil
}

// absent says that nothing is at a place.
func absent(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Reason == Absent
}
