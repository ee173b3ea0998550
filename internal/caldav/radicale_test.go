//go:build radicale

package caldav

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// These tests speak with Debian's radicale, a CalDAV server that somebody else wrote. `make test` installs it.

// daemon is a radicale on the loopback with one account, dev1.
type daemon struct {
	url  string
	stop func()
}

// The password is "s3cret", as `openssl passwd -apr1` writes it.
const account = "dev1:$apr1$Wn1ZbDLu$12QZsP8yjtYqZ9xK4hHJf0\n"

var listening = regexp.MustCompile(`Listening on '\[127\.0\.0\.1\]:(\d+)'`)

func radicale(t *testing.T) daemon {
	t.Helper()
	program, err := osexec.LookPath("radicale")
	if err != nil {
		t.Fatalf("%v: `make test` installs it (.ci/packages radicale)", err)
	}
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	settings := fmt.Sprintf("[server]\nhosts = 127.0.0.1:0\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s\nhtpasswd_encryption = md5\ndelay = 0\n"+
		"[storage]\nfilesystem_folder = %s\n[logging]\nlevel = info\n", path("accounts"), path("calendars"))
	for name, text := range map[string]string{"accounts": account, "settings": settings} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	command := osexec.CommandContext(ctx, program, "--config", path("settings"))
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C.UTF-8", "PYTHONUNBUFFERED=1"}
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	d := daemon{stop: func() { cancel(); <-ended }}
	t.Cleanup(d.stop)
	port := make(chan string, 1)
	var said strings.Builder
	go func() { // whatever it says more is read too, or it would wait for that
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			fmt.Fprintln(&said, lines.Text())
			if found := listening.FindStringSubmatch(lines.Text()); found != nil {
				port <- found[1]
				break
			}
		}
		_, _ = io.Copy(io.Discard, stderr)
		_ = command.Wait()
		close(ended)
	}()
	select {
	case p := <-port:
		d.url = "http://127.0.0.1:" + p
	case <-ended:
		t.Fatalf("radicale ended instead of listening:\n%s", said.String())
	case <-t.Context().Done():
		t.Fatal(t.Context().Err())
	}
	return d
}

// make makes a collection, as a calendar program would.
func (d daemon) make(t *testing.T, path, components string) string {
	t.Helper()
	body := `<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>` + filepath.Base(path) +
		`</d:displayname><c:supported-calendar-component-set>` + components + `</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>`
	d.raw(t, "MKCALENDAR", path, body)
	return d.url + path
}

// raw is another program of the same person.
func (d daemon) raw(t *testing.T, method, path, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("dev1", "s3cret")
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "text/calendar")
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, path, got.Status)
	}
}

func (d daemon) open(t *testing.T) *Server {
	t.Helper()
	s, err := Open(d.url, options())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (d daemon) busy(t *testing.T, calendar string) []Interval {
	t.Helper()
	got, err := Look(t.Context(), Source{Collection, calendar}, week, plain, Busy{}, options())
	if err != nil {
		t.Fatal(err)
	}
	return got.Intervals
}

func TestRadicale(t *testing.T) {
	d := radicale(t)
	work := d.make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	d.make(t, "/dev1/tasks/", `<c:comp name="VTODO"/>`)
	server := d.open(t)

	found, err := server.Calendars(t.Context())
	if diff := cmp.Diff([]Calendar{{Address: work, Name: "work"}}, found); diff != "" || err != nil {
		t.Fatalf("calendars: %v\n%s", err, diff)
	}
	for _, path := range []string{"/dev1/", "/dev1/work/", "/.well-known/caldav"} { // whatever of its addresses somebody knows
		from, err := Open(d.url+path, options())
		if err != nil {
			t.Fatal(err)
		}
		again, err := from.Calendars(t.Context())
		if diff := cmp.Diff(found, again); diff != "" || err != nil {
			t.Errorf("calendars from %s: %v\n%s", path, err, diff)
		}
	}
	if got := d.busy(t, work); len(got) != 0 {
		t.Errorf("an empty calendar is busy at %v", got)
	}

	// Publish, and read the busy times back beside what stands there.
	d.raw(t, http.MethodPut, "/dev1/work/other.ics", string(event("other", 0, hour(24, 13, 14))))
	d.raw(t, http.MethodPut, "/dev1/work/past.ics", string(event("past", 0, hour(2, 9, 10))))
	o, err := server.Create(t.Context(), work, "P-4H7WQZ@example.org", event("P-4H7WQZ@example.org", 0, hour(24, 14, 15)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.busy(t, work), []Interval{hour(24, 13, 15)}; !cmp.Equal(want, got) {
		t.Errorf("busy at %v, want %v", got, want)
	}
	if same, err := server.Get(t.Context(), o); err != nil || !cmp.Equal(o, same) {
		t.Errorf("looked at, it is %+v, %v", same, err)
	}
	var conflict *Conflict
	if _, err := server.Create(t.Context(), work, "P-4H7WQZ@example.org", event("P-4H7WQZ@example.org", 0, hour(25, 14, 15))); !errors.As(err, &conflict) || conflict.Newer == nil || conflict.Newer.Tag != o.Tag {
		t.Errorf("made once more: %v", err)
	}

	// Move.
	moved, err := server.Change(t.Context(), o, event("P-4H7WQZ@example.org", 1, hour(26, 9, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.busy(t, work), []Interval{hour(24, 13, 14), hour(26, 9, 10)}; !cmp.Equal(want, got) {
		t.Errorf("after the move busy at %v, want %v", got, want)
	}

	// A change in the calendar wins over one made to what was known before, and over a cancellation.
	d.raw(t, http.MethodPut, "/dev1/work/P-4H7WQZ@example.org.ics", string(event("P-4H7WQZ@example.org", 2, hour(27, 9, 10))))
	for name, attempt := range map[string]func() error{
		"move": func() error {
			_, err := server.Change(t.Context(), moved, event("P-4H7WQZ@example.org", 2, hour(26, 15, 16)))
			return err
		},
		"cancel": func() error { return server.Delete(t.Context(), moved) },
	} {
		conflict = nil
		if err := attempt(); !errors.As(err, &conflict) || conflict.Newer == nil {
			t.Fatalf("%s of what was changed meanwhile: %v", name, err)
		}
		if when, err := plain(conflict.Newer.ICS); err != nil || !cmp.Equal([]Interval{hour(27, 9, 10)}, when) {
			t.Errorf("%s: the newer version is at %v, %v", name, when, err)
		}
	}
	seen, err := server.Get(t.Context(), moved)
	if diff := cmp.Diff(*conflict.Newer, seen); diff != "" || err != nil {
		t.Errorf("the next look: %v\n%s", err, diff)
	}

	// Cancel, with what is known now; twice is no harm.
	for range 2 {
		if err := server.Delete(t.Context(), seen); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := d.busy(t, work), []Interval{hour(24, 13, 14)}; !cmp.Equal(want, got) {
		t.Errorf("after it was cancelled busy at %v, want %v", got, want)
	}
	conflict = nil
	if _, err := server.Change(t.Context(), seen, event("P-4H7WQZ@example.org", 3, hour(26, 15, 16))); !errors.As(err, &conflict) || conflict.Newer != nil {
		t.Errorf("moving what is gone: %v", err)
	}
	if _, err := server.Get(t.Context(), seen); reason(t, err) != Absent {
		t.Errorf("looking at what is gone: %v", err)
	}
}

func TestRadicaleSaysNo(t *testing.T) {
	d := radicale(t)
	work := d.make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	for name, c := range map[string]Credential{"wrong": Password("dev1", "s3cret?"), "none": {}} {
		o := options()
		o.Credential = c
		if _, err := Look(t.Context(), Source{Collection, work}, week, plain, Busy{}, o); reason(t, err) != Unknown {
			t.Errorf("%s password: %v", name, err)
		}
		server, err := Open(d.url, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := server.Calendars(t.Context()); reason(t, err) != Unknown {
			t.Errorf("calendars with the %s password: %v", name, err)
		}
		if _, err := server.Create(t.Context(), work, "u1", event("u1", 0, hour(24, 9, 10))); reason(t, err) != Unknown {
			t.Errorf("an event with the %s password: %v", name, err)
		}
	}
	server := d.open(t)
	if _, err := Look(t.Context(), Source{Collection, d.url + "/dev1/nothing/"}, week, plain, Busy{}, options()); reason(t, err) != Absent {
		t.Errorf("no such calendar: %v", err)
	}
	if _, err := Look(t.Context(), Source{Collection, d.url + "/dev2/work/"}, week, plain, Busy{}, options()); reason(t, err) != Forbidden {
		t.Errorf("somebody else's calendar: %v", err)
	}
	if _, err := server.Create(t.Context(), d.url+"/dev1/nothing/", "u1", event("u1", 0, hour(24, 9, 10))); reason(t, err) != Absent {
		t.Errorf("into no calendar: %v", err)
	}
	if _, err := server.Create(t.Context(), work, "u1", []byte("BEGIN:VCALENDAR\r\nnonsense\r\n")); err == nil {
		t.Error("nonsense is taken for an event")
	}
}

// What was known stays, with its age, and nothing is written into the void.
func TestRadicaleGone(t *testing.T) {
	d := radicale(t)
	work := d.make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	server := d.open(t)
	o, err := server.Create(t.Context(), work, "u1", event("u1", 0, hour(24, 9, 10)))
	if err != nil {
		t.Fatal(err)
	}
	before, err := Look(t.Context(), Source{Collection, work}, week, plain, Busy{}, options())
	if err != nil {
		t.Fatal(err)
	}
	d.stop()
	after, err := Look(t.Context(), Source{Collection, work}, week, plain, before, options())
	if reason(t, err) != Offline || after.Problem == nil || !cmp.Equal(before.Intervals, after.Intervals) || !after.At.Equal(before.At) {
		t.Errorf("%+v, %v", after, err)
	}
	if _, err := server.Change(t.Context(), o, event("u1", 1, hour(25, 9, 10))); reason(t, err) != Offline {
		t.Errorf("moving: %v", err)
	}
	if err := server.Delete(t.Context(), o); reason(t, err) != Offline {
		t.Errorf("cancelling: %v", err)
	}
	if _, err := server.Calendars(t.Context()); reason(t, err) != Offline {
		t.Errorf("calendars: %v", err)
	}
}
