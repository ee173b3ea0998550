package workspace_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/workspace"
)

// dav answers as a CalDAV server does that has calendars at /dev1/, and wants a password.
func dav(password string, calendars ...string) http.HandlerFunc {
	const multistatus = `<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">%s</multistatus>`
	one := func(href, prop string) string {
		return "<response><href>" + href + "</href><propstat><prop>" + prop + "</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
	}
	return func(out http.ResponseWriter, r *http.Request) {
		if user, given, _ := r.BasicAuth(); user != "dev1" || given != password {
			out.Header().Set("WWW-Authenticate", "Basic")
			out.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, _ := io.ReadAll(r.Body)
		answer := func(text string) {
			out.Header().Set("Content-Type", "application/xml")
			out.WriteHeader(http.StatusMultiStatus)
			_, _ = fmt.Fprintf(out, multistatus, text)
		}
		switch ask := string(body); {
		case r.Method == "REPORT" && strings.Contains(ask, "free-busy-query"):
			_, _ = io.WriteString(out, "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nFREEBUSY:20261118T120000Z/PT1H,20261123T000000Z/20261125T000000Z\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n")
		case r.Method == "PROPFIND" && strings.Contains(ask, "current-user-principal"):
			answer(one(r.URL.Path, "<current-user-principal><href>/dev1/</href></current-user-principal>"))
		case r.Method == "PROPFIND" && strings.Contains(ask, "calendar-home-set"):
			answer(one("/dev1/", "<C:calendar-home-set><href>/dev1/</href></C:calendar-home-set>"))
		case r.Method == "PROPFIND":
			all := ""
			for _, c := range calendars {
				all += one("/dev1/"+c+"/", "<resourcetype><collection/><C:calendar/></resourcetype><displayname>"+c+"</displayname>")
			}
			answer(all)
		default:
			out.WriteHeader(http.StatusMethodNotAllowed)
		}
	}
}

func TestFindingACalendar(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	h := newTeam(t)
	h.mine("[pairing]\ntime-zone = \"UTC\"\n")
	server, plain, nothing := newFeed(t, dav("hunter2", "work")), newFeed(t, says(week)), newFeed(t, refuses(http.StatusNotFound))
	environment := map[string]string{}
	w, done := h.open(workspace.Options{Getenv: func(name string) string { return environment[name] }})
	defer done()
	find := func(place string, kind caldav.Kind) (workspace.Found, error) {
		t.Helper()
		return w.FindCalendar(t.Context(), place, kind)
	}
	reason := func(err error) caldav.Reason {
		var p *caldav.Problem
		if errors.As(err, &p) {
			return p.Reason
		}
		return ""
	}

	if got, err := find(plain.URL+"/basic.ics", ""); err != nil || got.Kind != caldav.Feed || len(got.Intervals) == 0 || len(got.Away) == 0 {
		t.Errorf("a feed: %v, %+v", err, got)
	}
	if _, err := find(nothing.URL+"/x", ""); reason(err) != caldav.Absent {
		t.Errorf("nothing: %v", err)
	}
	if _, err := find(server.URL, ""); reason(err) != caldav.Unknown || !strings.Contains(err.Error(), "LEADLINE_CALENDAR_HOST") {
		t.Errorf("without a password: %v", err)
	}
	if _, err := find("https://dev1:hunter2@calendar.example.org/", ""); reason(err) != caldav.Address || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("with a password in it: %v", err)
	}
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	environment["LEADLINE_CALENDAR_HOST"], environment["LEADLINE_CALENDAR_USER"], environment["LEADLINE_CALENDAR_PASSWORD"] = at.Host, "dev1", "hunter2"
	got, err := find(server.URL, "")
	if err != nil || got.Kind != caldav.Collection || got.Address != server.URL+"/dev1/work/" || len(got.Intervals) != 2 {
		t.Fatalf("a server: %v, %+v", err, got)
	}
	if d := cmp.Diff([]caldav.Interval{got.Intervals[1]}, got.Away); d != "" { // whole days, from a server that says no more than times
		t.Error(d)
	}
	server.now(dav("hunter2", "work", "home"))
	var several *workspace.SeveralError
	if _, err := find(server.URL, ""); !errors.As(err, &several) || len(several.Calendars) != 2 {
		t.Errorf("several: %v", err)
	}
	if got, err := find(server.URL+"/dev1/home", ""); err != nil || got.Address != server.URL+"/dev1/home/" {
		t.Errorf("one of several: %v, %+v", err, got)
	}
	holdsNot(t, filepath.Dir(h.top), "hunter2")
}

// A command that prints one password is run for one server, and for others only where it says for which.
func TestAPasswordIsForOneServer(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	h := newTeam(t)
	one, other := newFeed(t, dav("hunter2", "work")), newFeed(t, dav("hunter3", "work"))
	script := h.file("password", "#!/bin/sh\ncase \"$1\" in *"+strings.TrimPrefix(one.URL, "http://")+") echo hunter2;; *) echo hunter3;; esac\n")
	if err := os.Chmod(script, 0o700); err != nil {
		t.Fatal(err)
	}
	collections := fmt.Sprintf("[calendar]\nuser = \"dev1\"\ncaldav = [%q, %q]\n", one.URL+"/dev1/work/", other.URL+"/dev1/work/")
	look := func(settings string) (out []caldav.Reason) {
		h.mine(settings)
		w, done := h.open(workspace.Options{Getenv: os.Getenv})
		defer done()
		w.LookAgain(t.Context())
		for _, s := range w.Snapshot().Calendars.Sources {
			reason := caldav.Reason("")
			if s.Problem != nil {
				reason = s.Problem.Reason
			}
			out = append(out, reason)
		}
		return out
	}
	if got := look(collections + fmt.Sprintf("command = [%q, \"dav\"]\n", script)); !cmp.Equal(got, []caldav.Reason{caldav.Unknown, caldav.Unknown}) || one.count()+other.count() > 0 {
		t.Errorf("one password for two servers: %v, asked %d times", got, one.count()+other.count())
	}
	if got := look(collections + fmt.Sprintf("command = [%q, \"dav/{host}\"]\n", script)); !cmp.Equal(got, []caldav.Reason{"", ""}) {
		t.Errorf("a password for each: %v", got)
	}
	if got := look(collections + "command = [\"/nonexistent/pass\", \"{host}\"]\n"); !cmp.Equal(got, []caldav.Reason{caldav.Unknown, caldav.Unknown}) {
		t.Errorf("a command that is not there: %v", got)
	}
}
