//go:build radicale

package caldav

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/caldav/caldavtest"
)

// These tests speak with Debian's radicale, a CalDAV server that somebody else wrote. `make test` installs it.

// daemon is a radicale on the loopback with one account, dev1.
type daemon struct{ caldavtest.Daemon }

func radicale(t *testing.T) daemon {
	t.Helper()
	return daemon{caldavtest.Radicale(t)}
}

func (d daemon) open(t *testing.T) *Server {
	t.Helper()
	s, err := Open(d.URL, options())
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
	work := d.Make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	d.Make(t, "/dev1/tasks/", `<c:comp name="VTODO"/>`)
	server := d.open(t)

	found, err := server.Calendars(t.Context())
	if diff := cmp.Diff([]Calendar{{Address: work, Name: "work"}}, found); diff != "" || err != nil {
		t.Fatalf("calendars: %v\n%s", err, diff)
	}
	for _, path := range []string{"/dev1/", "/dev1/work/", "/.well-known/caldav"} { // whatever of its addresses somebody knows
		from, err := Open(d.URL+path, options())
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
	d.Do(t, http.MethodPut, "/dev1/work/other.ics", string(event("other", 0, hour(24, 13, 14))))
	d.Do(t, http.MethodPut, "/dev1/work/past.ics", string(event("past", 0, hour(2, 9, 10))))
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
	d.Do(t, http.MethodPut, "/dev1/work/P-4H7WQZ@example.org.ics", string(event("P-4H7WQZ@example.org", 2, hour(27, 9, 10))))
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
	work := d.Make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	for name, c := range map[string]Credential{"wrong": Password("dev1", "s3cret?"), "none": {}} {
		o := options()
		o.Credential = c
		if _, err := Look(t.Context(), Source{Collection, work}, week, plain, Busy{}, o); reason(t, err) != Unknown {
			t.Errorf("%s password: %v", name, err)
		}
		server, err := Open(d.URL, o)
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
	if _, err := Look(t.Context(), Source{Collection, d.URL + "/dev1/nothing/"}, week, plain, Busy{}, options()); reason(t, err) != Absent {
		t.Errorf("no such calendar: %v", err)
	}
	if _, err := Look(t.Context(), Source{Collection, d.URL + "/dev2/work/"}, week, plain, Busy{}, options()); reason(t, err) != Forbidden {
		t.Errorf("somebody else's calendar: %v", err)
	}
	if _, err := server.Create(t.Context(), d.URL+"/dev1/nothing/", "u1", event("u1", 0, hour(24, 9, 10))); reason(t, err) != Absent {
		t.Errorf("into no calendar: %v", err)
	}
	if _, err := server.Create(t.Context(), work, "u1", []byte("BEGIN:VCALENDAR\r\nnonsense\r\n")); err == nil {
		t.Error("nonsense is taken for an event")
	}
}

// What was known stays, with its age, and nothing is written into the void.
func TestRadicaleGone(t *testing.T) {
	d := radicale(t)
	work := d.Make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	server := d.open(t)
	o, err := server.Create(t.Context(), work, "u1", event("u1", 0, hour(24, 9, 10)))
	if err != nil {
		t.Fatal(err)
	}
	before, err := Look(t.Context(), Source{Collection, work}, week, plain, Busy{}, options())
	if err != nil {
		t.Fatal(err)
	}
	d.Stop()
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
