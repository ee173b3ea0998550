package workspace_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// ics is a calendar of some events, each by its properties.
func ics(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%d@example.com\r\nSUMMARY:Secret title %d\r\n%s\r\nEND:VEVENT\r\n", i, i, strings.ReplaceAll(e, "\n", "\r\n"))
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// Today is Wednesday 18 November 2026.
var week = ics(
	"DTSTART:20261118T100000Z\nDTEND:20261118T103000Z\nRRULE:FREQ=WEEKLY",
	"DTSTART;TZID=Romance Standard Time:20261119T090000\nDTEND;TZID=Romance Standard Time:20261119T091000",
	"DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261125",
	"DTSTART:20261120T200000Z\nDTEND:20261120T210000Z",
)

// mine writes the reader's own settings.
func (h *home) mine(settings string) {
	h.t.Helper()
	if err := os.MkdirAll(h.dirs.Config, 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.dirs.UserFile(), []byte(settings), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h *home) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(filepath.Dir(h.top), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// busy are the times in which the reader is busy within the next two weeks.
func busy(w *workspace.Workspace) (out []string, known bool) {
	s := w.Snapshot()
	from := s.Now()
	all, known := s.Calendars.Busy(from, from.AddDate(0, 0, 14))
	for _, i := range all {
		out = append(out, i.Start.Format("02T15:04")+"-"+i.End.Format("02T15:04"))
	}
	return out, known
}

var weekBusy = []string{
	"18T10:00-18T10:30", "19T08:00-19T08:10", "20T20:00-20T21:00", "22T23:00-24T23:00", "25T10:00-25T10:30",
}

const zoned = "[pairing]\ntime-zone = \"Europe/Paris\"\n"

func TestCalendarsTellOfTimesAlone(t *testing.T) {
	h := newTeam(t)
	path := h.file("work.ics", week)
	h.mine(zoned + "[calendar]\nfiles = [\"" + path + "\"]\n")
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if got, known := busy(w); len(got) > 0 || known {
			t.Errorf("before a look: %v, %v", got, known)
		}
		w.LookAtCalendars(t.Context())
		got, known := busy(w)
		if d := cmp.Diff(weekBusy, got); d != "" || !known {
			t.Errorf("known %v\n%s", known, d)
		}
		s := w.Snapshot()
		times := w.Times(t.Context(), []*people.Person{s.Me, s.Person("dev2@example.com")}, s.Now(), s.Now().AddDate(0, 0, 14))
		if len(times[0].Busy) < len(weekBusy) || times[0].HoursOnly || len(times[1].Busy) > 0 || !times[1].HoursOnly {
			t.Errorf("times %+v", times)
		}
		if far := w.Times(t.Context(), []*people.Person{s.Me}, s.Now(), s.Now().AddDate(1, 0, 0)); !far[0].HoursOnly {
			t.Error("a year is not known, but said to be")
		}
	})
	// Another process knows it without a look.
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if got, _ := busy(w); len(got) != len(weekBusy) {
			t.Errorf("another process sees %v", got)
		}
	})
	private := filepath.Join(h.dirs.Data, "private.db")
	if about, err := os.Stat(private); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", about.Mode(), err)
	}
	for _, dir := range []string{h.dirs.Data, h.dirs.Cache, h.dirs.State} {
		holdsNot(t, dir, "Secret title", "example.com\",\"Kind\"")
	}

	// What is named no more is gone, also from the disk.
	h.mine(zoned)
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		w.LookAtCalendars(t.Context())
		if got, known := busy(w); len(got) > 0 || known || w.Snapshot().Calendars != nil {
			t.Errorf("after it was removed: %v, %v", got, known)
		}
	})
	holdsNot(t, h.dirs.Data, "2026-11-19T08:10")
}

// holdsNot looks for words in every file of a folder.
func holdsNot(t *testing.T, dir string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, word := range words {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s holds %q", path, word)
			}
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

// feed is a server with one calendar.
type feed struct {
	*httptest.Server
	mu     sync.Mutex
	asked  int
	answer http.HandlerFunc
}

func newFeed(t *testing.T, answer http.HandlerFunc) *feed {
	f := &feed{answer: answer}
	f.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked++
		answer := f.answer
		f.mu.Unlock()
		answer(out, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *feed) now(answer http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

func (f *feed) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

func says(text string) http.HandlerFunc {
	return func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			out.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(out, text)
	}
}

func refuses(code int, header ...string) http.HandlerFunc {
	return func(out http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			out.Header().Set(header[i], header[i+1])
		}
		out.WriteHeader(code)
	}
}

func TestFeedsAreAskedPolitely(t *testing.T) {
	h := newTeam(t)
	t.Setenv("HOME", t.TempDir()) // whatever credentials the tester has are nobody's here
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	f := newFeed(t, says(week))
	h.mine(zoned + "[calendar]\nfeeds = [\"" + f.URL + "/private-3f2a/basic.ics\"]\n")
	c := &clock{at: now()}
	w, done := h.open(workspace.Options{Now: c.now})
	defer done()
	look := func(by time.Duration) workspace.CalendarSource {
		t.Helper()
		c.turn(by)
		w.LookAtCalendars(t.Context())
		return w.Snapshot().Calendars.Sources[0]
	}
	if got := look(0); got.Problem != nil || len(got.Intervals) == 0 || !strings.HasPrefix(got.Place(), "127.0.0.1") || strings.Contains(got.Place(), "3f2a") {
		t.Fatalf("%+v, place %s", got, got.Place())
	}
	holdsNot(t, h.dirs.Data, "3f2a")
	if look(14 * time.Minute); f.count() != 1 {
		t.Errorf("asked %d times within a quarter of an hour", f.count())
	}
	if got := look(2 * time.Minute); f.count() != 2 || !got.At.Equal(c.now()) || len(got.Intervals) == 0 {
		t.Errorf("asked %d times; not modified: %+v", f.count(), got)
	}

	// What was known stays, with its age and the reason.
	known := w.Snapshot().Calendars.Sources[0]
	for _, test := range []struct {
		answer http.HandlerFunc
		reason caldav.Reason
		says   string
	}{
		{refuses(http.StatusUnauthorized, "WWW-Authenticate", "Basic"), caldav.Unknown, "LEADLINE_CALENDAR_HOST"},
		{refuses(http.StatusForbidden), caldav.Forbidden, "check what this account may read"},
		{refuses(http.StatusNotFound), caldav.Absent, "check the address"},
		{refuses(http.StatusInternalServerError), caldav.Failing, "try again later"},
		{refuses(http.StatusOK), caldav.Garbled, "it is empty"},
		{refuses(http.StatusFound, "Location", "https://elsewhere.example/"), caldav.Elsewhere, "elsewhere.example"},
	} {
		f.now(test.answer)
		got := look(16 * time.Minute)
		if got.Problem == nil || got.Problem.Reason != test.reason || !strings.Contains(got.Problem.Error(), test.says) || strings.Contains(got.Problem.Error(), "3f2a") {
			t.Errorf("%s: %v", test.reason, got.Problem)
			continue
		}
		if !got.At.Equal(known.At) || len(got.Intervals) != len(known.Intervals) {
			t.Errorf("%s: what was known went: %+v", test.reason, got)
		}
	}

	// Come back later means it, also for somebody who asks for it.
	f.now(refuses(http.StatusTooManyRequests, "Retry-After", "7200"))
	look(16 * time.Minute)
	before := f.count()
	look(time.Hour)
	w.LookAgain(t.Context())
	if f.count() != before {
		t.Error("a server that wants to be left alone was asked again")
	}
	f.now(says(week))
	if got := look(2 * time.Hour); got.Problem != nil {
		t.Errorf("after that: %v", got.Problem)
	}
	if w.LookAgain(t.Context()); f.count() != before+2 {
		t.Errorf("asked to look: %d", f.count()-before)
	}

	// Settings that read it in another way have it looked at anew, once: also where that fails.
	for i, answer := range []http.HandlerFunc{says(week), refuses(http.StatusInternalServerError)} {
		h.mine(fmt.Sprintf("%s[calendar]\naddresses = [\"dev%d@corp.example.com\"]\nfeeds = [%q]\n", zoned, i, f.URL+"/private-3f2a/basic.ics"))
		w.Reload(t.Context(), nil)
		f.now(answer)
		before := f.count()
		for range 3 {
			look(time.Second)
		}
		if f.count() != before+1 {
			t.Errorf("other settings: asked %d times", f.count()-before)
		}
	}

	// Offline.
	f.Close()
	if got := look(time.Hour); got.Problem == nil || got.Problem.Reason != caldav.Offline || len(got.Intervals) == 0 {
		t.Errorf("offline: %+v", got.Problem)
	}
}

func TestProcessesDoNotLookAtOnce(t *testing.T) {
	h := newTeam(t)
	f := newFeed(t, says(week))
	h.mine("[calendar]\nfeeds = [\"" + f.URL + "/\"]\n")
	var processes []*workspace.Workspace
	for range 4 {
		w, done := h.open(workspace.Options{})
		defer done()
		processes = append(processes, w)
	}
	var all sync.WaitGroup
	for _, w := range processes {
		all.Go(func() { w.LookAtCalendars(context.Background()) })
	}
	all.Wait()
	if f.count() != 1 {
		t.Errorf("%d looks", f.count())
	}
	for _, w := range processes {
		if err := w.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Snapshot().Calendars; len(got.Sources[0].Intervals) == 0 {
			t.Errorf("a process does not know it: %+v", got)
		}
	}
}

// Whatever a calendar holds, the look ends, and what is sound of it counts.
func TestHostileCalendars(t *testing.T) {
	long := strings.Repeat("BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261118T120000Z\r\nDTEND:20261118T130000Z\r\nDESCRIPTION:"+strings.Repeat("x", 100_000)+"\r\nEND:VEVENT\r\n", 520)
	for name, test := range map[string]struct {
		text   string
		reason caldav.Reason
		faults bool
		busy   string
	}{
		"50 MB":           {"BEGIN:VCALENDAR\r\n" + long + "END:VCALENDAR\r\n", "", false, "18T12:00-18T13:00"},
		"every second":    {ics("DTSTART:20261118T120000Z\nDTEND:20261118T120001Z\nRRULE:FREQ=SECONDLY", "DTSTART:20261119T120000Z\nDURATION:PT1H"), "", true, "19T12:00-19T13:00"},
		"nobody's zone":   {ics("DTSTART;TZID=Atlantis:20261119T120000\nDURATION:PT1H"), "", true, "18T22:00-20T01:00"},
		"half a calendar": {strings.TrimSuffix(ics("DTSTART:20261118T120000Z\nDURATION:PT1H", "DTSTART:nonsense"), "END:VCALENDAR\r\n"), "", true, "18T12:00-18T13:00"},
		"a line break":    {ics("DTSTART:20261118T120000Z\nDURATION:PT1H\nATTENDEE;CN=\"a\rBEGIN:VEVENT\":mailto:x@example.com"), "", false, "18T12:00-18T13:00"},
		"no calendar":     {"hello", caldav.Garbled, false, ""},
		"nothing":         {"", caldav.Garbled, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newTeam(t)
			h.mine("[pairing]\ntime-zone = \"UTC\"\n[calendar]\nfiles = [\"" + h.file("odd.ics", test.text) + "\"]\n")
			w, done := h.open(workspace.Options{})
			defer done()
			w.LookAtCalendars(t.Context())
			source := w.Snapshot().Calendars.Sources[0]
			reason := caldav.Reason("")
			if source.Problem != nil {
				reason = source.Problem.Reason
			}
			got, _ := busy(w)
			if reason != test.reason || (source.Faults > 0) != test.faults || !strings.Contains(strings.Join(got, " "), test.busy) {
				t.Errorf("%v, %d faults, busy %v", source.Problem, source.Faults, got)
			}
		})
	}
}

// A repository that names calendars, addresses and commands has no effect.
func TestARepositoryNamesNoCalendar(t *testing.T) {
	h := newTeam(t)
	f := newFeed(t, says(week))
	ran := h.file("ran", "")
	hostile := fmt.Sprintf("[calendar]\nfiles = [%q]\nfeeds = [%q]\ncaldav = [%q]\nblocks = %q\ncommand = [\"rm\", %q]\n", h.file("work.ics", week), f.URL, f.URL, f.URL, ran)
	if err := os.WriteFile(filepath.Join(h.top, workspace.SettingsFile), []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	editor := []byte(fmt.Sprintf(`{"calendar":{"feeds":[%q],"caldav":[%q],"command":["rm",%q]}}`, f.URL, f.URL, ran))
	w, done := h.open(workspace.Options{Editor: editor})
	defer done()
	w.LookAgain(t.Context())
	s := w.Snapshot()
	if _, err := os.Stat(ran); err != nil || f.count() > 0 || s.Calendars != nil || s.Settings.Calendar.Blocks != "" || len(s.Proposals) > 0 {
		t.Errorf("%v, asked %d times, %+v, %v", err, f.count(), s.Calendars, s.Proposals)
	}
	if len(s.Faults) != 8 {
		t.Errorf("faults %v", s.Faults)
	}
	if _, err := w.CalendarServer(t.Context(), f.URL); err != nil || f.count() > 0 {
		t.Errorf("%v", err)
	}
	// Nor does the zone it wishes for change how the reader's own calendar is read.
	h.mine("[calendar]\nfiles = [\"" + h.file("floating.ics", ics("DTSTART:20261118T120000\nDURATION:PT1H")) + "\"]\n")
	if err := os.WriteFile(filepath.Join(h.top, workspace.SettingsFile), []byte("[pairing]\ntime-zone = \"Asia/Tokyo\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tz, done := h.open(workspace.Options{Getenv: func(name string) string { return map[string]string{"TZ": "UTC"}[name] }})
	defer done()
	tz.LookAtCalendars(t.Context())
	if got, _ := busy(tz); !cmp.Equal(got, []string{"18T12:00-18T13:00"}) {
		t.Errorf("a floating time is at %v", got)
	}
}
