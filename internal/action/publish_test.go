package action_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/caldav/caldavtest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// withCalendar has everybody in a team name the same calendar as their own.
func (m *team) withCalendar() *caldavtest.Server {
	m.t.Helper()
	server := caldavtest.New(m.t)
	if err := os.MkdirAll(m.dirs.Config, 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(m.dirs.Config, "config.toml"), []byte("[calendar]\nblocks = \""+server.Collection+"\"\n"), 0o644); err != nil {
		m.t.Fatal(err)
	}
	m.getenv = func(name string) string {
		return map[string]string{
			"LEADLINE_CALENDAR_HOST": server.Host, "LEADLINE_CALENDAR_USER": caldavtest.User, "LEADLINE_CALENDAR_PASSWORD": caldavtest.Password,
		}[name]
	}
	return server
}

func blockIn(t *testing.T, w *workspace.Workspace, id string) *ledger.Entry {
	t.Helper()
	if err := w.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	e, ok := w.Snapshot().Ledger.Find(id)
	if !ok {
		t.Fatalf("no %s", id)
	}
	return e
}

func delivery(t *testing.T, w *workspace.Workspace, id string) *action.Delivery {
	t.Helper()
	d, err := action.Deliver(w.Snapshot(), blockIn(t, w, id))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNothingIsSentBeforeItIsConfirmed(t *testing.T) {
	m := newTeam(t)
	server := m.withCalendar()
	w := m.member("")
	e := record(t, w, action.Pairing, action.Values{"with": []string{"@dev1", "dev2@example.com"}, "at": "thu 14:00", "for": "60m", "topic": "t"})
	if _, err := action.Reschedule(t.Context(), w, "", e.ID, action.Values{"at": "thu 15:00"}); err != nil {
		t.Fatal(err)
	}
	d := delivery(t, w, e.ID)
	if server.Puts() != 0 || d.Step != action.DeliverNew || len(d.To) != 1 || d.To[0].Email != "dev2@example.com" || d.Calendar != server.Collection {
		t.Errorf("%d sent; %+v", server.Puts(), d)
	}
	if err := action.Send(t.Context(), w, d); err != nil || server.Puts() != 1 {
		t.Fatal(err, server.Puts())
	}
	if d := delivery(t, w, e.ID); d != nil {
		t.Errorf("there is more to do: %+v", d)
	}
	if k, ok := w.Snapshot().Kept(e.ID); !ok || !k.There() || k.Wanted || k.Problem != "" {
		t.Errorf("%+v", k)
	}
	if _, err := action.Retract(t.Context(), w, e.ID); err == nil || !strings.Contains(err.Error(), "call it off first") {
		t.Errorf("it stands in the calendar, and is taken back: %v", err)
	}
	// Another person of the same machine knows nothing of that calendar, and is not in the block.
	if _, ok := m.member("@dev1").Snapshot().Kept("P-NEVER0"); ok {
		t.Error("something is known of nothing")
	}
}

// An answer to the first attempt was lost: the same block is there already, and is taken for what it is.
func TestTheAnswerOfTheServerWasLost(t *testing.T) {
	m := newTeam(t)
	server := m.withCalendar()
	w := m.member("")
	e := record(t, w, action.Pairing, action.Values{"with": "dev2@example.com", "at": "thu 14:00", "for": "60m", "topic": "t"})
	d := delivery(t, w, e.ID)
	if err := action.Send(t.Context(), w, d); err != nil {
		t.Fatal(err)
	}
	if err := action.Send(t.Context(), w, d); err != nil || len(server.Names()) != 1 {
		t.Errorf("%v, %v", err, server.Names())
	}
	if now := blockIn(t, w, e.ID); now.Pairing.Sequence != 0 || now.State != ledger.Planned {
		t.Errorf("%+v", now.Pairing)
	}
}

func TestWhatACalendarCannotMean(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":       "",
		"a page":        "<html>log in</html>",
		"another event": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:other\r\nDTSTAMP:20261118T090000Z\r\nDTSTART:20261119T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"no start":      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261118T090000Z\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"no zone":       "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261118T090000Z\r\nDTSTART;TZID=Mars:20261119T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			m := newTeam(t)
			server := m.withCalendar()
			w := m.member("")
			e := record(t, w, action.Pairing, action.Values{"with": "dev2@example.com", "at": "thu 14:00", "for": "60m", "topic": "t"})
			if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); err != nil {
				t.Fatal(err)
			}
			server.Write(server.Names()[0], strings.ReplaceAll(text, "%s", e.Pairing.UID))
			if seen, err := action.LookAtCalendar(t.Context(), w); err == nil || len(seen) != 0 {
				t.Errorf("%+v, %v", seen, err)
			}
			if _, err := action.Reschedule(t.Context(), w, "", e.ID, action.Values{"at": "fri 10:00"}); err != nil {
				t.Fatal(err)
			}
			var unsent *action.UnsentError
			if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); !errors.As(err, &unsent) || !strings.Contains(err.Error(), "cannot be read") {
				t.Errorf("%v", err)
			}
			if now := blockIn(t, w, e.ID); now.Pairing.Start.Day() != 20 || now.State != ledger.Planned || action.Unsent(w.Snapshot(), now) == "" {
				t.Errorf("%+v", now)
			}
		})
	}
}

// Some programs write a time without a zone, or a whole day, when somebody drags an event: that is on the clocks of whoever owns
// the calendar, never on those of UTC. And what no block can be makes none.
func TestTimesWithoutAZoneAreThoseOfTheOwner(t *testing.T) {
	const head, tail = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261118T090000Z\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n"
	for name, test := range map[string]struct{ says, start string }{
		"no zone":        {"DTSTART:20261119T160000\r\nDURATION:PT1H\r\n", "2026-11-19T21:00:00Z"},
		"a whole day":    {"DTSTART;VALUE=DATE:20261120\r\n", "2026-11-20T05:00:00Z"},
		"the year 9999":  {"DTSTART:99991231T230000Z\r\nDURATION:PT2H\r\n", ""},
		"the year 1":     {"DTSTART:00010101T000000Z\r\nDURATION:PT2H\r\n", ""},
		"a hundred days": {"DTSTART:20261119T160000Z\r\nDURATION:P100D\r\n", ""},
		"a high number":  {"SEQUENCE:9223372036854775807\r\nDTSTART:20261119T160000Z\r\nDURATION:PT1H\r\n", "2026-11-19T16:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTeam(t)
			server := m.withCalendar()
			settings := filepath.Join(m.dirs.Config, "config.toml")
			text, err := os.ReadFile(settings)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(settings, append(text, "[pairing]\ntime-zone = \"America/New_York\"\n"...), 0o644); err != nil {
				t.Fatal(err)
			}
			w := m.member("")
			e := record(t, w, action.Pairing, action.Values{"with": "dev2@example.com", "at": "thu 14:00", "for": "60m", "topic": "t"})
			if got := e.Pairing.Start.Format(time.RFC3339); got != "2026-11-19T19:00:00Z" {
				t.Fatal(got)
			}
			if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); err != nil {
				t.Fatal(err)
			}
			server.Write(server.Names()[0], strings.ReplaceAll(head+test.says+tail, "%s", e.Pairing.UID))
			_, err = action.LookAtCalendar(t.Context(), w)
			now := blockIn(t, w, e.ID).Pairing
			if test.start == "" {
				if err == nil || !strings.Contains(err.Error(), "set it right there") || !now.Start.Equal(e.Pairing.Start) {
					t.Errorf("%v: %+v", err, now)
				}
				return
			}
			if got := now.Start.Format(time.RFC3339); err != nil || got != test.start || now.Sequence < 1 || now.Sequence > 1<<31-1 {
				t.Errorf("%v: at %s, number %d", err, got, now.Sequence)
			}
		})
	}
}

// What is years away is a slip of the pen.
func TestTheYearIsChecked(t *testing.T) {
	w := newTeam(t).member("")
	for _, at := range []string{"9999-12-31T23:30:00Z", "2206-11-26 14:00"} {
		_, err := action.Record(t.Context(), w, action.Pairing, action.Input{Values: action.Values{"with": "dev2@example.com", "at": at, "for": "60m", "topic": "t"}})
		if err == nil || !strings.Contains(err.Error(), "check the year") {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// What people answered by way of their calendars is kept when the block is written anew at the same time, and asked again at another.
func TestAnswersInTheCalendarAreKept(t *testing.T) {
	m := newTeam(t)
	server := m.withCalendar()
	w := m.member("")
	e := record(t, w, action.Pairing, action.Values{"with": "dev2@example.com", "at": "thu 14:00", "for": "60m", "topic": "t"})
	if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); err != nil {
		t.Fatal(err)
	}
	name := server.Names()[0]
	unfolded := func() string { return strings.ReplaceAll(server.Text(name), "\r\n ", "") }
	server.Write(name, strings.Replace(unfolded(), "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED", 1))
	if _, err := action.Amend(t.Context(), w, e.ID, action.Values{"topic": "other"}); err != nil {
		t.Fatal(err)
	}
	if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); err != nil {
		t.Fatal(err)
	}
	if text := unfolded(); !strings.Contains(text, "SUMMARY:other") || !strings.Contains(text, "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:dev2@example.com") {
		t.Errorf("the answer is lost:\n%s", text)
	}
	server.Write(name, unfolded()) // a version of another name
	if _, err := action.Reschedule(t.Context(), w, "", e.ID, action.Values{"at": "fri 10:00"}); err != nil {
		t.Fatal(err)
	}
	if err := action.Send(t.Context(), w, delivery(t, w, e.ID)); err != nil {
		t.Fatal(err)
	}
	if text := unfolded(); strings.Contains(text, "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:dev2") || !strings.Contains(text, "DTSTART:20261120T100000Z") {
		t.Errorf("an answer to Thursday counts for Friday:\n%s", text)
	}
}

// Two processes of one person see the same change: it is recorded once.
func TestTwoLookAtOneCalendar(t *testing.T) {
	m := newTeam(t)
	server := m.withCalendar()
	one, two := m.member(""), m.member("")
	e := record(t, one, action.Pairing, action.Values{"with": "dev2@example.com", "at": "thu 14:00", "for": "60m", "topic": "t"})
	if err := action.Send(t.Context(), one, delivery(t, one, e.ID)); err != nil {
		t.Fatal(err)
	}
	server.Write(server.Names()[0], strings.NewReplacer("20261119T1400", "20261123T0900", "20261119T1500", "20261123T1000").Replace(server.Text(server.Names()[0])))
	for i, w := range []*workspace.Workspace{one, two} {
		seen, err := action.LookAtCalendar(t.Context(), w)
		if err != nil || len(seen) != 1-i {
			t.Errorf("%d: %+v, %v", i, seen, err)
		}
	}
	if p := blockIn(t, two, e.ID).Pairing; !p.Start.Equal(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)) || p.Sequence != 1 {
		t.Errorf("%+v", p)
	}
	m.now = m.now.AddDate(0, 0, 30) // what is over is not looked at
	server.Refuse(500)
	if seen, err := action.LookAtCalendar(t.Context(), one); err != nil || len(seen) != 0 {
		t.Errorf("%+v, %v", seen, err)
	}
}
