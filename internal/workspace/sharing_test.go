package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

const sharers = `[pairing]
time-zone = "Europe/Paris"
hours = "9:00-17:00"
workdays = ["mon-thu"]
days-off = "2026-11-26"
notice = "2h"
meetings = "4h"
`

// What is shared is rounded, cut to the hours that are worked, and says when somebody works; nothing of the evening, of lunch or of
// a day off is in it, and no word.
func TestSharingSaysNoMoreThanItMust(t *testing.T) {
	h := newTeam(t)
	path := h.file("work.ics", ics(
		"DTSTART:20261118T100700Z\nDTEND:20261118T103800Z",                                   // 11:07 to 11:38
		"DTSTART:20261118T113000Z\nDTEND:20261118T123000Z",                                   // over lunch, 12:30 to 13:30
		"DTSTART:20261119T153000Z\nDTEND:20261119T190000Z",                                   // into the evening
		"DTSTART:20261119T200000Z\nDTEND:20261119T210000Z",                                   // in it
		"DTSTART:20261120T100000Z\nDTEND:20261120T110000Z",                                   // on a Friday
		"DTSTART:20261126T100000Z\nDTEND:20261126T110000Z",                                   // on a day off
		"DTSTART:20261208T100000Z\nDTEND:20261208T110000Z",                                   // later than is shared
		"DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125",                             // a day out
		"DTSTART:20261123T080000Z\nDTEND:20261123T160000Z\nTRANSP:TRANSPARENT",               // free
		"DTSTART:20261130T090000Z\nDTEND:20261130T090500Z\nSTATUS:TENTATIVE",                 // perhaps
		"DTSTART;TZID=Europe/Paris:20261201T080000\nDTEND;TZID=Europe/Paris:20261201T091500", // from before work
	))
	h.mine(sharers + "[calendar]\nfiles = [\"" + path + "\"]\n")
	var id string
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if _, err := w.Share(t.Context(), 2); !errors.Is(err, workspace.ErrCalendarUnset) {
			t.Errorf("before a look: %v", err)
		}
		w.LookAtCalendars(t.Context())
		if got := shareEvents(t, w); len(got) > 0 {
			t.Fatalf("shared unasked: %v", got)
		}
		a, err := w.Share(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		at := func(s string) time.Time { return must[time.Time](t)(time.Parse("2006-01-02T15:04", s)) }
		want := ledger.Availability{
			Zone: "Europe/Paris", From: "2026-11-18", To: "2026-12-01", Days: []time.Weekday{1, 2, 3, 4}, Hours: &ledger.Clock{From: 540, To: 1020},
			Lunch: &ledger.Clock{From: 720, To: 780}, Off: []string{"2026-11-26"}, Notice: 120, Meeting: 240,
			Busy: []ledger.Stretch{
				{Start: at("2026-11-18T10:00"), Minutes: 45},
				{Start: at("2026-11-18T12:00"), Minutes: 30},
				{Start: at("2026-11-19T15:30"), Minutes: 30},
				{Start: at("2026-11-24T08:00"), Minutes: 180},
				{Start: at("2026-11-24T12:00"), Minutes: 240},
				{Start: at("2026-11-30T09:00"), Minutes: 15},
				{Start: at("2026-12-01T08:00"), Minutes: 15},
			},
		}
		if d := cmp.Diff(want, a); d != "" {
			t.Errorf("shared (-want +got):\n%s", d)
		}
		events := shareEvents(t, w)
		if len(events) != 1 || strings.Contains(string(events[0].Body), "Secret") {
			t.Fatalf("events %v", events)
		}
		id = events[0].ID
	})

	// Another person plans with it, and it beats what settings say of the hours.
	h.mine("[people.dev3]\nemails = [\"dev3@example.com\"]\nhours = \"6:00-22:00\"\ntime-zone = \"Asia/Tokyo\"\n")
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		s := w.Snapshot()
		three := s.Person("dev3@example.com")
		p := w.Times(t.Context(), []*people.Person{three}, s.Now(), s.Now().AddDate(0, 0, 7))[0]
		if p.Zone != "Europe/Paris" || p.Week[1][0].From != 540 || len(p.Week[5]) > 0 || p.HoursOnly || len(p.Busy) != 7 || p.Notice != 2*time.Hour || p.Limit != 4*time.Hour {
			t.Errorf("times %+v", p)
		}
		if far := w.Times(t.Context(), []*people.Person{three}, s.Now(), s.Now().AddDate(0, 0, 30))[0]; !far.HoursOnly {
			t.Error("a month is not shared, but taken to be")
		}
		for day, want := range map[string]workspace.Absence{"2026-11-18": "", "2026-11-24": workspace.AwayBusy, "2026-11-26": workspace.AwayOff} {
			if why, absent := s.Absent(three, day); why != want || absent != (want != "") {
				t.Errorf("on %s: %q", day, why)
			}
		}
	})

	// It can be taken back, and then is in no file any more.
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if w.Snapshot().Sharing() != 2 {
			t.Errorf("sharing %d weeks", w.Snapshot().Sharing())
		}
		if err := w.Unshare(t.Context()); err != nil {
			t.Fatal(err)
		}
		events := shareEvents(t, w)
		if len(events) != 2 || events[0].ID != id || string(events[0].Body) != "{}" || string(events[1].Body) != "{}" || w.Snapshot().Sharing() != 0 {
			t.Errorf("after it was taken back: %v", events)
		}
	})
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		s := w.Snapshot()
		p := w.Times(t.Context(), []*people.Person{s.Person("dev3@example.com")}, s.Now(), s.Now().AddDate(0, 0, 7))[0]
		if p.Zone != "Asia/Tokyo" || !p.HoursOnly || len(p.Busy) > 0 || !s.Here(s.Person("dev3@example.com")) {
			t.Errorf("times %+v", p)
		}
	})
}

// shareEvents are the events of the team about when somebody is busy.
func shareEvents(t *testing.T, w *workspace.Workspace) (out []eventlog.Event) {
	t.Helper()
	events, err := w.Stored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == string(ledger.AvailabilityShared) {
			out = append(out, e)
		}
	}
	return out
}

// ticking opens the repository in a process whose store has the same clock.
func (h *home) ticking(c *clock) *workspace.Workspace {
	h.t.Helper()
	ctx := context.Background()
	stores, err := workspace.OpenStores(ctx, h.dirs, workspace.StoreDir(ctx, h.dirs, h.top), c.now, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	w, err := workspace.Open(ctx, h.top, workspace.Opened(stores, nil), workspace.Options{Dirs: h.dirs, Now: c.now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			h.t.Error(err)
		}
	})
	return w
}

// An editor goes on sharing what changes, at most once an hour, and only for who agreed on this machine.
func TestSharingGoesOn(t *testing.T) {
	h := newTeam(t)
	path := h.file("work.ics", week)
	h.mine(zoned + "[calendar]\nfiles = [\"" + path + "\"]\n")
	c := &clock{at: now()}
	w := h.ticking(c)
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.LookAtCalendars(t.Context())
	tend := func(by time.Duration, change string, want int) {
		t.Helper()
		c.turn(by)
		if change != "" {
			h.file("work.ics", change)
		}
		w.LookAgain(t.Context())
		if err := w.TendSharing(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := shareEvents(t, w); len(got) != want {
			t.Errorf("after %v: %d events, want %d", by, len(got), want)
		}
	}
	tend(time.Hour, "", 0)
	if _, err := w.Share(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	tend(2*time.Hour, "", 1)
	tend(time.Minute, ics("DTSTART:20261119T100000Z\nDURATION:PT3H"), 2)
	tend(time.Minute, ics("DTSTART:20261119T100000Z\nDURATION:PT2H"), 2)
	tend(2*time.Hour, "", 3)
	tend(24*time.Hour, "", 4) // another day, another week ahead
	h.mine(zoned)
	w.Reload(t.Context(), nil)
	tend(24*time.Hour, "", 4) // no calendar, nothing to tell: what was told is over by itself
	other := h.ticking(c)
	if err := other.Unshare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := shareEvents(t, w); len(got) != 5 {
		t.Errorf("taken back: %d events", len(got))
	}
}

// Nobody is named for a review on a day on which their calendar keeps them away; a planned block keeps both busy.
func TestWhoIsOutIsNotAsked(t *testing.T) {
	h := newTeam(t)
	h.mine("[calendar]\nfiles = [\"" + h.file("leave.ics", ics("DTSTART;VALUE=DATE:20261118\nDTEND;VALUE=DATE:20261121")) + "\"]\n[pairing]\ntime-zone = \"UTC\"\n")
	h.as("Dev Two", "dev2@example.com", func(w *workspace.Workspace) {
		w.LookAtCalendars(t.Context())
		s := w.Snapshot()
		away, offered := s.MyAway()
		if d := cmp.Diff(ledger.Away{From: "2026-11-18", To: "2026-11-20"}, away); d != "" || !offered {
			t.Errorf("offered %v: %s", offered, d)
		}
		if !s.Here(s.Me) {
			t.Error("what only they know keeps them away for others")
		}
		if _, err := w.Share(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
	})
	h.mine("[pairing]\ntime-zone = \"UTC\"\n")
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		s := w.Snapshot()
		two := s.Person("dev2@example.com")
		if s.Here(two) {
			t.Error("who is out the whole day is taken to be here")
		}
		start := time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC)
		schedule(t, w, start)
		got := w.Meeting(t.Context(), []*people.Person{s.Me, two}, s.Now(), s.Now().AddDate(0, 0, 10))
		for _, p := range got {
			if d := cmp.Diff(calendar.Interval{Start: start, End: start.Add(time.Hour)}, p.Busy[len(p.Busy)-1]); d != "" {
				t.Errorf("%s: %s", p.Handle, d)
			}
		}
	})
	// Who has said so already is not asked.
	h.mine("[calendar]\nfiles = [\"" + h.file("leave.ics", ics("DTSTART;VALUE=DATE:20261118\nDTEND;VALUE=DATE:20261121")) + "\"]\n[pairing]\ntime-zone = \"UTC\"\n")
	h.as("Dev Two", "dev2@example.com", func(w *workspace.Workspace) {
		if _, _, err := action.BeAway(t.Context(), w, "2026-11-18", "2026-11-21"); err != nil {
			t.Fatal(err)
		}
		if away, offered := w.Snapshot().MyAway(); offered {
			t.Errorf("asked again: %v", away)
		}
	})
}

// schedule records a block with Dev Two.
func schedule(t *testing.T, w *workspace.Workspace, start time.Time) {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"topic": "retries", "people": []string{"dev3@example.com", "dev2@example.com"}, "start": start, "minutes": 60, "uid": "u@example.com",
	})
	if err != nil {
		t.Fatal(err)
	}
	const id = "P-7K3QXM"
	if _, err := w.Append(context.Background(), eventlog.Event{
		V: ledger.Version, Kind: string(ledger.PairingScheduled), Subject: id, Visibility: ledger.Team, Body: body,
	}); err != nil {
		t.Fatal(err)
	}
}

// What somebody agreed to holds for their git directory and its remote: it survives that a team's identity takes the place of the
// repository's own, and neither another clone nor another remote has it.
func TestAgreeingToShareStaysWithTheCloneAndItsRemote(t *testing.T) {
	h := newTeam(t)
	const origin = "https://forge.example/team.git"
	gittest.Git(t, h.top, "remote", "add", "origin", origin)
	h.mine(zoned + "[calendar]\nfiles = [\"" + h.file("work.ics", week) + "\"]\n")
	c := &clock{at: now()}
	w := h.ticking(c)
	w.LookAtCalendars(t.Context())
	if _, err := w.Share(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	before := w.Snapshot().Repo
	sharing := func(top string) (weeks int, repo string) {
		t.Helper()
		there := *h
		there.top = top
		s := there.ticking(c).Snapshot()
		return s.Sharing(), s.Repo
	}

	stores, err := workspace.OpenStores(t.Context(), h.dirs, workspace.StoreDir(t.Context(), h.dirs, h.top), c.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stores.Events.Adopt(t.Context(), before, "team"), stores.Close()); err != nil { // and crashed before the private store followed
		t.Fatal(err)
	}
	if weeks, repo := sharing(h.top); weeks != 2 || repo != "team" {
		t.Errorf("after the team's identity was adopted: %d weeks in %s", weeks, repo)
	}

	clone := filepath.Join(t.TempDir(), "clone")
	gittest.Git(t, h.top, "clone", "-q", h.top, clone)
	gittest.Git(t, clone, "remote", "set-url", "origin", origin)
	if weeks, repo := sharing(clone); weeks != 0 || repo != "team" {
		t.Errorf("in another clone of the same remote: %d weeks in %s", weeks, repo)
	}

	gittest.Git(t, h.top, "remote", "set-url", "origin", "https://evil.example/team.git")
	if weeks, repo := sharing(h.top); weeks != 0 || repo != "team" {
		t.Errorf("with another remote: %d weeks in %s", weeks, repo)
	}
	gittest.Git(t, h.top, "remote", "set-url", "origin", "https://dev:secret@forge.example/team.git")
	if weeks, _ := sharing(h.top); weeks != 0 {
		t.Errorf("as another user of the host: %d weeks", weeks)
	}
	gittest.Git(t, h.top, "remote", "set-url", "origin", origin)
	if weeks, _ := sharing(h.top); weeks != 2 {
		t.Errorf("as it was: %d weeks", weeks)
	}
}
