package caldav

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Whatever is asked, the answer is this.
func TestHostileAnswers(t *testing.T) {
	say := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
		}
	}
	answer := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { multistatus(w, text) }
	}
	endless := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(code)
			if r.Method == "PROPFIND" || r.Method == "REPORT" || r.Method == http.MethodGet {
				chunk := []byte(strings.Repeat("<a>", 1<<15))
				for range 1000 {
					if _, err := w.Write(chunk); err != nil {
						return
					}
				}
			}
		}
	}
	billion := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d:multistatus xmlns:d="DAV:">&b;</d:multistatus>`
	for name, c := range map[string]struct {
		answer       http.HandlerFunc
		want, listed Reason // of busy times, and of calendars
		words        string
	}{
		"401 Digest":            {say(401, "WWW-Authenticate", `Digest realm="x", nonce="y"`), Unknown, Unknown, "Digest"},
		"401 OAuth":             {say(401, "WWW-Authenticate", `Bearer realm="x"`), Unknown, Unknown, "private iCal address"},
		"401":                   {say(401, "WWW-Authenticate", `Basic realm="x"`), Unknown, Unknown, "app password"},
		"403":                   {say(403), Forbidden, Forbidden, "check what this account may"},
		"404":                   {say(404), Absent, Absent, "check the address"},
		"410":                   {say(410), Absent, Absent, "check the address"},
		"429":                   {say(429, "Retry-After", "120"), Limited, Limited, "after 12:02 UTC"},
		"429 without a time":    {say(429), Limited, Limited, "after 12:01 UTC"},
		"429 for a century":     {say(429, "Retry-After", "99999999999999"), Limited, Limited, "UTC"},
		"503":                   {say(503, "Retry-After", "Sat, 21 Nov 2026 12:30:00 GMT"), Limited, Limited, "after 12:30 UTC"},
		"502":                   {say(502), Failing, Failing, "code 502"},
		"500":                   {say(500), Failing, Failing, "code 500"},
		"507":                   {say(507), Full, Full, "no room"},
		"304":                   {say(304), Garbled, Garbled, "cannot be read"},
		"412":                   {say(412), Garbled, Garbled, "cannot be read"},
		"to another server":     {say(302, "Location", "https://evil.example.org/dav/?s=5ecret"), Elsewhere, Elsewhere, "https://evil.example.org/dav/;"},
		"in circles":            {say(301, "Location", "/again"), Elsewhere, Elsewhere, "without end"},
		"down to http":          {say(301, "Location", "http://localhost:1/"), Elsewhere, Elsewhere, "localhost:1"},
		"with somebody":         {say(301, "Location", "http://x:y@127.0.0.1/"), Garbled, Garbled, "code 301"},
		"to nowhere":            {say(302), Garbled, Garbled, "code 302"},
		"a page":                {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html><body>Sign in") }, Garbled, Garbled, "is it the address of a calendar?"},
		"half of XML":           {answer(`<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:resp`), Garbled, Garbled, "cannot be read"},
		"no XML":                {answer("\x00\x01\x02<<<"), Garbled, Garbled, "cannot be read"},
		"nothing":               {answer(""), Garbled, Garbled, "cannot be read"},
		"other XML":             {answer(`<rss><response xmlns="DAV:"/></rss>`), Garbled, Garbled, "cannot be read"},
		"another character set": {answer(`<?xml version="1.0" encoding="utf-7"?><multistatus xmlns="DAV:"/>`), Garbled, Garbled, "cannot be read"},
		"entities":              {answer(billion), Garbled, Garbled, "cannot be read"},
		"deep XML":              {answer(strings.Repeat("<a>", 1<<20)), Garbled, Garbled, "over 64"},
		"ends first":            {answer(strings.Repeat("</a>", 1000) + strings.Repeat("<a>", 1000)), Garbled, Garbled, "never began"},
		"no end":                {endless(207), Large, Large, "MB"},
		"only events in pain":   {answer(list("BEGIN", "END", "")), Garbled, Garbled, "cannot be read"},
		"control characters":    {answer("<a\x1b[2J\u202e>"), Garbled, Garbled, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.answer)
			before := Busy{At: now.Add(-time.Hour), Window: week, Intervals: []Interval{hour(24, 9, 10)}}
			after, err := Look(t.Context(), Source{Collection, s.URL + "/cal/"}, week, plain, before, options())
			if reason(t, err) != c.want || !strings.Contains(err.Error(), c.words) {
				t.Errorf("busy times: %v, want %q and %q", err, c.want, c.words)
			}
			if strings.ContainsAny(err.Error(), "\x1b\u202e\n") || strings.Contains(err.Error(), "5ecret") || len(err.Error()) > 600 {
				t.Errorf("said is %q", err)
			}
			want := before
			want.Problem = after.Problem
			if diff := cmp.Diff(want, after); diff != "" || !after.Problem.At.Equal(now) {
				t.Errorf("what was known has changed:\n%s", diff)
			}
			server := s.open(t, "/dav/")
			if _, err := server.Calendars(t.Context()); reason(t, err) != c.listed {
				t.Errorf("calendars: %v, want %q", err, c.listed)
			}
			if n := len(s.told()); n > 40 {
				t.Errorf("it was asked %d times", n)
			}
		})
	}
}

func TestSane(t *testing.T) {
	for text, want := range map[string]Reason{
		`<a b="" c="d"><e/><f>text</f></a>`:          "",
		"<a>" + strings.Repeat("<b/>", 100) + "</a>": Large,
		"<a " + strings.Repeat(`b="" `, 100) + "/>":  Large,
		strings.Repeat("<a>", deepest+1):             Garbled,
		"</a><a>":                                    Garbled,
		"<a":                                         Garbled,
	} {
		if err := sane([]byte(text), 99); reason(t, err) != want {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestSilence(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		cancel() // the answer has begun, and never ends
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	_, err := Look(ctx, Source{Feed, s.URL + "/5ecret.ics"}, week, plain, Busy{}, options())
	if reason(t, err) != Offline || !strings.Contains(err.Error(), "too long") {
		t.Errorf("%v", err)
	}
}

func TestNothingListens(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	_, err := Look(t.Context(), Source{Feed, s.URL + "/5ecret.ics"}, week, plain, Busy{}, options())
	if reason(t, err) != Offline || strings.Contains(err.Error(), "5ecret") {
		t.Errorf("%v", err)
	}
}

func TestFeedWithoutEnd(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat("BEGIN:VCALENDAR\r\n", 1<<15))
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	if _, err := Look(t.Context(), Source{Feed, s.URL + "/5ecret.ics"}, week, plain, Busy{}, options()); reason(t, err) != Large || !strings.Contains(err.Error(), "over 50 MB") {
		t.Errorf("%v", err)
	}
}

func TestCertificates(t *testing.T) {
	var asked atomic.Bool
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Store(true)
		_, _ = w.Write(event("u1", 0, hour(24, 9, 10)))
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	source := Source{Feed, s.URL + "/5ecret.ics"}
	if _, err := Look(t.Context(), source, week, plain, Busy{}, options()); reason(t, err) != Untrusted || asked.Load() {
		t.Errorf("%v", err)
	}
	o := options()
	o.Transport = s.Client().Transport
	if got, err := Look(t.Context(), source, week, plain, Busy{}, o); err != nil || len(got.Intervals) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}
