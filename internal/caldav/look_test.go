package caldav

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const freeBusyText = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VFREEBUSY\r\nDTSTART:20261123T000000Z\r\nDTEND:20261130T000000Z\r\n" +
	"FREEBUSY;FBTYPE=BUSY:20261124T090000Z/20261124T100000Z,20261124T1000\r\n 00Z/PT1H\r\nFREEBUSY;FBTYPE=FREE:20261125T090000Z/PT8H\r\n" +
	"FREEBUSY:20261126T090000Z/PT30M\r\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T093000Z/PT30M\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"

func TestFreeBusyQueryComesFirst(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, freeBusyText) })
	got, err := Look(t.Context(), Source{Collection, s.URL + "/cal/"}, week, plain, Busy{}, options())
	want := Busy{At: now, Window: week, Intervals: []Interval{hour(24, 9, 11), hour(26, 9, 10)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	told := s.told()
	if len(told) != 1 || told[0].line != "REPORT /cal/" || told[0].header.Get("Depth") != "1" || !strings.Contains(told[0].body, `start="20261123T000000Z" end="20261130T000000Z"`) {
		t.Errorf("asked %+v", told)
	}
}

// Servers without the report say so in many ways.
func TestEventsWhereThereIsNoFreeBusyQuery(t *testing.T) {
	say := func(code int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code); _, _ = io.WriteString(w, text) }
	}
	for name, refuse := range map[string]http.HandlerFunc{
		"403":                say(403, `<error xmlns="DAV:"><supported-report/></error>`),
		"404":                say(404, ""),
		"400":                say(400, "what?"),
		"415":                say(415, ""),
		"501":                say(501, ""),
		"500":                say(500, "trace"),
		"an empty list":      func(w http.ResponseWriter, _ *http.Request) { multistatus(w, list()) },
		"nothing":            say(200, ""),
		"a page":             say(200, "<html>"),
		"events":             say(200, string(event("u1", 0, hour(24, 9, 10)))),
		"a broken free-busy": say(200, strings.ReplaceAll(freeBusyText, "PT30M", "PT3")),
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if strings.Contains(string(body), "free-busy-query") {
					refuse(w, r)
					return
				}
				multistatus(w, list(string(event("u1", 0, hour(24, 9, 10))), "nonsense", string(event("u2", 0, hour(24, 10, 11))), string(event("u3", 0, hour(2, 10, 11)))))
			})
			got, err := Look(t.Context(), Source{Collection, s.URL + "/cal/"}, week, plain, Busy{}, options())
			want := Busy{At: now, Window: week, Intervals: []Interval{hour(24, 9, 11)}, Unread: 1}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestFeed(t *testing.T) {
	version := `"one"`
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", version)
		w.Header().Set("Last-Modified", "Sat, 21 Nov 2026 11:00:00 GMT")
		if r.Header.Get("If-None-Match") == version {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(append([]byte("\xef\xbb\xbf"), event("u1", 0, hour(24, 9, 10))...))
	})
	source := Source{Feed, s.URL + "/private-5ecret/basic.ics"}
	first, err := Look(t.Context(), source, week, plain, Busy{}, options())
	want := Busy{At: now, Window: week, Intervals: []Interval{hour(24, 9, 10)}, Tag: version, Stamp: "Sat, 21 Nov 2026 11:00:00 GMT"}
	if diff := cmp.Diff(want, first); diff != "" || err != nil {
		t.Fatalf("%v\n%s", err, diff)
	}
	never := func([]byte) ([]Interval, error) { return nil, errors.New("read again") }
	later := options()
	later.Now = func() time.Time { return now.Add(time.Hour) }
	again, err := Look(t.Context(), source, week, never, first, later)
	if err != nil || !again.At.Equal(now.Add(time.Hour)) || !cmp.Equal(first.Intervals, again.Intervals) {
		t.Errorf("unchanged, it is %+v, %v", again, err)
	}
	s.told()
	next := Interval{week.Start, week.End.AddDate(0, 0, 7)} // more than was read
	if wider, err := Look(t.Context(), source, next, plain, again, later); err != nil || !wider.Window.End.Equal(next.End) {
		t.Errorf("a wider window: %+v, %v", wider, err)
	}
	if told := s.told(); len(told) != 1 || told[0].header.Get("If-None-Match") != "" {
		t.Errorf("asked %+v", told)
	}
	version = `"two"`
	failed, err := Look(t.Context(), source, week, never, again, later)
	if reason(t, err) != Garbled || !cmp.Equal(first.Intervals, failed.Intervals) || failed.Tag != `"one"` {
		t.Errorf("what could not be read leaves %+v, %v", failed, err)
	}

	// All of it can be kept and comes back; nothing of it says what somebody does.
	text, err := json.Marshal(failed)
	if err != nil || strings.Contains(string(text), "Pairing") || strings.Contains(string(text), "5ecret") {
		t.Errorf("kept is %s, %v", text, err)
	}
	var back Busy
	if err := json.Unmarshal(text, &back); err != nil || !cmp.Equal(failed, back) {
		t.Errorf("it comes back as %+v, %v", back, err)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "me.ics")
	look := func(path string, before Busy, read Reader) (Busy, error) {
		return Look(t.Context(), Source{File, path}, week, read, before, options())
	}
	if _, err := look(path, Busy{}, plain); reason(t, err) != Absent {
		t.Errorf("no file: %v", err)
	}
	if _, err := look(dir, Busy{}, plain); reason(t, err) != Address {
		t.Errorf("a folder: %v", err)
	}
	if err := os.WriteFile(path, event("u1", 0, hour(24, 9, 10)), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := look(path, Busy{}, plain)
	if err != nil || !cmp.Equal([]Interval{hour(24, 9, 10)}, got.Intervals) {
		t.Fatalf("%+v, %v", got, err)
	}
	if again, err := look(path, got, nil); err != nil || !cmp.Equal(got, again) { // no reader: it is not read
		t.Errorf("%+v, %v", again, err)
	}
	if err := os.Truncate(path, longestAnswer+1); err != nil {
		t.Fatal(err)
	}
	kept, err := look(path, got, plain)
	if reason(t, err) != Large || !strings.Contains(err.Error(), "50 MB") || !cmp.Equal(got.Intervals, kept.Intervals) {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestLookChecksWhatIsAsked(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, window := range []Interval{{}, {week.End, week.Start}, {week.Start, week.Start.AddDate(9, 0, 0)}} {
		if _, err := Look(t.Context(), Source{Feed, s.URL}, window, plain, Busy{}, options()); err == nil {
			t.Errorf("%v is taken for a window", window)
		}
	}
	if _, err := Look(t.Context(), Source{"gopher", s.URL}, week, plain, Busy{}, options()); reason(t, err) != Address {
		t.Error(err)
	}
	if told := s.told(); len(told) > 0 {
		t.Errorf("asked %v", told)
	}
}

// BenchmarkEvents reads a list of 10,000 events, about 4 MB, as a server sends it.
func BenchmarkEvents(b *testing.B) {
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = string(event(fmt.Sprint("u", i), 0, hour(24, 9, 10)))
	}
	text := []byte(list(texts...))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := sane(text, mostElements); err != nil {
			b.Fatal(err)
		}
		if got, err := events(text, week, plain); err != nil || len(got.Intervals) != 1 {
			b.Fatal(got, err)
		}
	}
}
