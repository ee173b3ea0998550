package caldav

import (
	"bytes"
	"context"
	"net/http"
)

// readFeed asks for a whole iCalendar text, on condition where an older answer is at hand.
func readFeed(ctx context.Context, address string, window Interval, read Reader, before Busy, o Options) (Busy, error) {
	at, err := parse(address)
	if err != nil {
		return Busy{}, err
	}
	h := http.Header{"Accept": {"text/calendar"}}
	if before.covers(window) {
		if before.Tag != "" {
			h.Set("If-None-Match", before.Tag)
		}
		if before.Stamp != "" {
			h.Set("If-Modified-Since", before.Stamp)
		}
	}
	got, err := newWire(at, o).ask(ctx, http.MethodGet, at, h, nil)
	switch {
	case err != nil:
		return Busy{}, err
	case got.code == http.StatusNotModified && len(h) > 1:
		return before, nil
	case got.code != http.StatusOK:
		return Busy{}, &Problem{Reason: Garbled, Detail: "it answers a question that was not asked"}
	}
	return readAll(got.body, window, read, Busy{Tag: tag(got.header), Stamp: short(got.header.Get("Last-Modified"))})
}

// tag is the name of an answer's version, as it may be sent back; "" where it has none.
func tag(h http.Header) string { return short(h.Get("ETag")) }

// short drops what is too long to be sent back.
func short(v string) string {
	if len(v) > longestText {
		return ""
	}
	return v
}

// calendarText says what is wrong with a text that is no calendar at all: mostly the page on which to sign in.
func calendarText(text []byte) error {
	start := bytes.TrimLeft(bytes.TrimPrefix(text[:min(len(text), 4096)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(start) == 0:
		return &Problem{Reason: Garbled, Detail: "it is empty"}
	case len(start) >= 15 && bytes.EqualFold(start[:15], []byte("BEGIN:VCALENDAR")):
		return nil
	case start[0] == '<':
		return &Problem{Reason: Garbled, Detail: "it is a web page"}
	}
	return &Problem{Reason: Garbled, Detail: "it does not begin as a calendar does"}
}
