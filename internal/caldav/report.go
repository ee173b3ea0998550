package caldav

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"
)

const utc = "20060102T150405Z"

// The reports of RFC 4791, sections 7.10 and 7.8, for a window. The second does not ask the server to expand recurrences: those
// that can do so differ in how, and the reader must know anyway.
const (
	freeBusyQuery = `<?xml version="1.0" encoding="utf-8"?>
<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="%s" end="%s"/></C:free-busy-query>`
	calendarQuery = `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/></D:prop><C:filter>` +
		`<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="%s" end="%s"/></C:comp-filter></C:comp-filter>` +
		`</C:filter></C:calendar-query>`
)

// busy asks the calendar at the server's own address.
func (s *Server) busy(ctx context.Context, window Interval, read Reader) (Busy, error) {
	got, err := s.report(ctx, freeBusyQuery, window)
	if err == nil {
		// Servers that do not know the report may answer an empty list, or nothing.
		if found, ok := freeBusy(got.body, window); ok {
			return Busy{Window: window, Intervals: merged(found, window)}, nil
		}
	} else if !unspoken(err) {
		return Busy{}, err
	}
	if got, err = s.report(ctx, calendarQuery, window); err != nil {
		return Busy{}, err
	}
	if got.code != http.StatusMultiStatus {
		return Busy{}, &Problem{Reason: Garbled, Detail: "it is no list of events"}
	}
	return events(got.body, window, read)
}

func (s *Server) report(ctx context.Context, query string, window Interval) (answer, error) {
	// A server's seconds are whole: round outward.
	text := fmt.Sprintf(query, window.Start.UTC().Format(utc), window.End.UTC().Add(time.Second-time.Nanosecond).Format(utc))
	h := http.Header{"Content-Type": {"application/xml; charset=utf-8"}, "Depth": {"1"}}
	return s.wire.ask(ctx, "REPORT", s.at, h, []byte(text))
}

// unspoken says whether a server may have refused a report because it does not know it.
func unspoken(err error) bool {
	var p *Problem
	if !errors.As(err, &p) {
		return false
	}
	switch p.Reason {
	case Forbidden, Absent, Garbled, Refused:
		return true
	case Failing:
		return p.Detail == "code 500" || p.Detail == "code 501"
	}
	return false
}

// events reads a list of events, each a text of its own. One that cannot be read is counted; the others stand.
func events(list []byte, window Interval, read Reader) (Busy, error) {
	out := Busy{Window: window}
	var found []Interval
	seen := 0
	for one, err := range responses(list) {
		if err != nil {
			return Busy{}, &Problem{Reason: Garbled, Detail: cut(err.Error())}
		}
		if strings.HasSuffix(one.Href, "/") {
			continue // the calendar itself
		}
		seen++
		texts := one.texts()
		unread := len(texts) == 0
		for _, text := range texts {
			intervals, err := read(text)
			unread = unread || err != nil
			found = append(found, intervals...)
		}
		if unread {
			out.Unread++
		}
	}
	if seen > 0 && out.Unread == seen {
		return Busy{}, &Problem{Reason: Garbled, Detail: fmt.Sprintf("none of its %d events can be read", seen)}
	}
	out.Intervals = merged(found, window)
	return out, nil
}

var errNoList = errors.New("it is no list of events")

// responses yields the elements of a multistatus one by one; after an error nothing more.
func responses(list []byte) iter.Seq2[response, error] {
	return func(yield func(response, error) bool) {
		d := xml.NewDecoder(bytes.NewReader(list))
		for inside := false; ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) && inside {
				return
			}
			if err != nil {
				yield(response{}, err)
				return
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			var one response
			switch {
			case !inside && start.Name == dav("multistatus"):
				inside = true
				continue
			case !inside:
				err = errNoList
			case start.Name == dav("response"):
				err = d.DecodeElement(&one, &start)
			default:
				if err = d.Skip(); err == nil {
					continue
				}
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

func dav(local string) xml.Name { return xml.Name{Space: "DAV:", Local: local} }

// response is one element of a multistatus (RFC 4918, section 14.24) with the text of an event in it.
type response struct {
	Href  string `xml:"DAV: href"`
	Stats []struct {
		Prop struct {
			Text []byte `xml:"urn:ietf:params:xml:ns:caldav calendar-data"`
		} `xml:"DAV: prop"`
	} `xml:"DAV: propstat"`
}

func (r response) texts() [][]byte {
	var out [][]byte
	for _, s := range r.Stats {
		if len(bytes.TrimSpace(s.Prop.Text)) > 0 {
			out = append(out, s.Prop.Text)
		}
	}
	return out
}
