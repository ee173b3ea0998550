package caldav

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func FuzzFreeBusy(f *testing.F) {
	f.Add([]byte(freeBusyText))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20261124T090000Z/P1W,20261124T090000Z/-PT1H\n"))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:00010101T000000Z/99991231T235959Z\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		found, ok := freeBusy(text, week)
		if !ok && found != nil {
			t.Error("what could not be read has periods")
		}
		inOrder(t, merged(found, week))
	})
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte(list(string(event("u1", 0, hour(24, 9, 10))), "nonsense")))
	f.Add([]byte(`<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 507 x</status></response></multistatus>`))
	f.Add([]byte(`<multistatus xmlns="DAV:"><response><href>/cal/</href></response></multistatus>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if sane(text, 1000) != nil {
			return
		}
		got, err := events(text, week, plain)
		if err == nil {
			inOrder(t, got.Intervals)
		}
	})
}

func inOrder(t *testing.T, in []Interval) {
	t.Helper()
	last := week.Start.Add(-time.Nanosecond)
	for _, i := range in {
		if !i.Start.After(last) || !i.End.After(i.Start) || i.End.After(week.End) {
			t.Fatalf("%v are not in order within %v", in, week)
		}
		last = i.End
	}
}

func TestParseLength(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT1H": time.Hour, "P1DT2H3M4S": 26*time.Hour + 3*time.Minute + 4*time.Second, "P2W": 14 * 24 * time.Hour, "+PT0S": 0,
		"": -1, "P": -1, "PT": -1, "1H": -1, "-PT1H": -1, "PT1": -1, "P1H": -1, "PT1D": -1, "P1D2D": -1, "PTH": -1, "P999999999W": -1, "P1827D": 1827 * 24 * time.Hour, "P1831D": -1,
		"PT9999999999S": -1, "P1DT": -1, "P1827DT999H": -1,
	} {
		got, ok := parseLength(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

// always answers one text to everything, as a list of properties.
type always string

func (a always) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusMultiStatus, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a)))}, nil
}

func FuzzCalendars(f *testing.F) {
	const open, end = `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/a/</href><propstat><prop>`, `</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`
	f.Add(open + `<current-user-principal><href>/a/</href></current-user-principal><C:calendar-home-set><href>/a/</href></C:calendar-home-set>` +
		`<resourcetype><C:calendar/></resourcetype><displayname>work</displayname><C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>` + end)
	f.Add(open + `<current-user-principal><unauthenticated/></current-user-principal>` + end)
	f.Add(open + `<current-user-principal><href>:</href></current-user-principal><C:max-resource-size>-1</C:max-resource-size>` + end)
	f.Fuzz(func(t *testing.T, text string) {
		o := options()
		o.Transport = always(text)
		server, err := Open("https://cal.example.org/", o)
		if err != nil {
			t.Fatal(err)
		}
		found, err := server.Calendars(t.Context())
		if err != nil {
			reason(t, err)
		}
		for _, c := range found {
			if at, err := server.there(c.Address); err != nil || c.Name == "" && at.Path != "/" {
				t.Errorf("%+v is none of the server's: %v", c, err)
			}
		}
	})
}
