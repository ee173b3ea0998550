package action_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

func attending(w *workspace.Workspace, id string) string {
	e, _ := w.Snapshot().Ledger.Find(id)
	var out []string
	for _, a := range w.Snapshot().Attendees(e) {
		out = append(out, a.Who+" "+string(a.State))
	}
	return strings.Join(out, ", ")
}

func TestABlockOfThree(t *testing.T) {
	m := newTeam(t)
	three, one, two := m.member(""), m.member("@dev1"), m.member("dev2@example.com")
	ctx := t.Context()
	e := record(t, three, action.Pairing, action.Values{
		"with": []string{"@dev1", "dev2@example.com"}, "at": "2026-11-26 14:00", "zone": "Romance Standard Time", "for": "60m", "topic": "the ledger", "purpose": "onboard",
	})
	if p := e.Pairing; p.Zone != "Europe/Paris" || p.Start.Hour() != 13 || p.Purpose != ledger.PurposeOnboard {
		t.Errorf("%+v", p)
	}
	r, err := action.Respond(ctx, one, e.ID, "take")
	if err != nil || r.Invitation != nil { // a hidden address takes no mail
		t.Fatalf("%s, %v", r.Invitation, err)
	}
	r, err = action.Respond(ctx, two, e.ID, "decline")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"METHOD:REPLY\r\n", "PARTSTAT=DECLINED", "mailto:dev2@example.com", "ORGANIZER;CN=Dev Three:mailto:dev3@example.com", "DTSTART;TZID=Europe/Paris:20261126T140000", "UID:" + e.Pairing.UID} {
		if ics := strings.ReplaceAll(string(r.Invitation), "\r\n ", ""); !strings.Contains(ics, want) || strings.Contains(ics, "RSVP") || strings.Count(ics, "ATTENDEE") != 1 {
			t.Errorf("the answer is without %s:\n%s", want, ics)
		}
	}
	if got := attending(two, e.ID); got != "dev3@example.com taken, @dev1 taken, dev2@example.com declined" {
		t.Error(got)
	}
	if now, _ := two.Snapshot().Ledger.Find(e.ID); two.Snapshot().Deserted(now) || now.State != ledger.Planned {
		t.Error("one who comes is enough")
	}
	if _, err := action.Respond(ctx, one, e.ID, "decline"); err != nil {
		t.Fatal(err)
	}
	if now, _ := one.Snapshot().Ledger.Find(e.ID); !one.Snapshot().Deserted(now) {
		t.Error("nobody comes, and it is not said")
	}

	// Only whoever planned it moves it, and then everybody is asked again.
	_, err = action.Reschedule(ctx, two, "", e.ID, action.Values{"at": "fri 10:00"})
	says(t, err, "planned by Dev Three")
	_, err = action.CancelBlock(ctx, two, e.ID)
	says(t, err, "planned by Dev Three")
	_, err = action.Amend(ctx, two, e.ID, action.Values{"topic": "mine"})
	says(t, err, "planned by Dev Three")
	_, err = action.Respond(ctx, three, e.ID, "take")
	says(t, err, "is yours")
	_, err = action.Reschedule(ctx, three, "", e.ID, action.Values{})
	says(t, err, "say another time")
	_, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"for": "60m"})
	says(t, err, "say another time")
	_, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"at": "2020-01-01T10:00:00Z"})
	faulty(t, err, "at", "time to come")
	m.now = m.now.Add(time.Minute)
	r, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"at": "2026-11-27 09:30", "zone": "Europe/Paris", "for": "30m"})
	if err != nil || r.Entry.Pairing.Sequence != 1 || r.Entry.Pairing.Minutes != 30 || attending(three, e.ID) != "dev3@example.com taken, @dev1 offered, dev2@example.com offered" {
		t.Errorf("%+v, %v", r.Entry.Pairing, err)
	}
	for _, want := range []string{"METHOD:REQUEST\r\n", "DTSTART;TZID=Europe/Paris:20261127T093000", "DTEND;TZID=Europe/Paris:20261127T100000", "SEQUENCE:1", "UID:" + e.Pairing.UID, "Also with: Dev One"} {
		if ics := strings.ReplaceAll(string(r.Invitation), "\r\n ", ""); !strings.Contains(ics, want) {
			t.Errorf("the invitation is without %s:\n%s", want, ics)
		}
	}

	r, err = action.CancelBlock(ctx, three, e.ID)
	if err != nil || r.Entry.State != ledger.Cancelled || !strings.Contains(string(r.Invitation), "METHOD:CANCEL") || !strings.Contains(string(r.Invitation), "SEQUENCE:2") {
		t.Errorf("%+v, %v\n%s", r.Entry.Pairing, err, r.Invitation)
	}
	_, err = action.CancelBlock(ctx, three, e.ID)
	says(t, err, "is cancelled")
	_, err = action.Respond(ctx, two, e.ID, "take")
	says(t, err, "is cancelled")
	_, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"for": "90m"})
	faulty(t, err, "at", "planned anew with a time")
	if r, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"at": "2026-11-30 09:30"}); err != nil || r.Entry.State != ledger.Planned || r.Entry.Pairing.Sequence != 3 {
		t.Errorf("planned anew: %+v, %v", r.Entry, err)
	}
}

func TestWhatCameOfABlock(t *testing.T) {
	m := newTeam(t)
	three, one, two := m.member(""), m.member("@dev1"), m.member("dev2@example.com")
	ctx := t.Context()
	plan := func() *ledger.Entry {
		return record(t, three, action.Pairing, action.Values{"with": "@dev1", "at": "in 2 hours", "for": "60m", "topic": "the ledger"})
	}
	e, other := plan(), plan()
	_, err := action.FinishBlock(ctx, two, e.ID, true, "")
	says(t, err, "one of them says")
	_, err = action.Respond(ctx, two, e.ID, "take")
	says(t, err, "ask Dev Three to add you")
	_, err = action.FinishBlock(ctx, one, e.ID, false, "")
	says(t, err, "has not begun")
	m.now = m.now.Add(4 * time.Hour)
	for _, say := range []func() error{
		func() error { _, err := action.CancelBlock(ctx, three, e.ID); return err },
		func() error { _, err := action.Respond(ctx, one, e.ID, "take"); return err },
	} {
		says(t, say(), "is over")
	}
	r, err := action.FinishBlock(ctx, one, e.ID, true, " dev1  can do it\n")
	if err != nil || r.Entry.State != ledger.Done || r.Entry.Pairing.Outcome != "dev1 can do it" || r.Entry.Pairing.How != ledger.HowSaid {
		t.Errorf("%+v, %v", r.Entry.Pairing, err)
	}
	_, err = action.Reschedule(ctx, three, "", e.ID, action.Values{"at": "tomorrow 10:00"})
	says(t, err, "took place")
	if r, err = action.Respond(ctx, one, other.ID, "drop"); err != nil || r.Entry.State != ledger.Dropped {
		t.Errorf("%+v, %v", r.Entry, err)
	}
	if r, err = action.Reschedule(ctx, three, "", other.ID, action.Values{"at": "tomorrow 10:00"}); err != nil || r.Entry.State != ledger.Planned {
		t.Errorf("%+v, %v", r.Entry, err)
	}
}

func TestABlockGrowsFromWhatWasSaid(t *testing.T) {
	w := newTeam(t).member("")
	q := record(t, w, action.Question, action.Values{"text": "why so?", "at": "a.go:3"})
	r, err := action.Record(t.Context(), w, action.Pairing, action.Input{Values: action.Values{"with": "@dev1", "at": "thu 14:00", "about": strings.ToLower(q.ID)}})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Entry.Pairing; p.Topic != "why so?" || p.Minutes != 60 || p.About != q.ID || len(r.Entry.Anchors) != 1 {
		t.Errorf("%+v %+v", p, r.Entry.Anchors)
	}
	_, err = action.Record(t.Context(), w, action.Pairing, action.Input{Values: action.Values{"with": "@dev1", "at": "thu 14:00", "topic": "x", "about": "Q-NEVER0", "zone": "Mars/Olympus", "purpose": "fun"}})
	for _, words := range []string{"about: nothing here is called", "zone: no time zone", "purpose: \"fun\" is none of spread"} {
		says(t, err, words)
	}
	many := make([]string, 20)
	for i := range many {
		many[i] = "@dev" + string(rune('a'+i))
	}
	_, err = action.Record(t.Context(), w, action.Pairing, action.Input{Values: action.Values{"with": many, "at": "thu 14:00", "topic": "x"}})
	faulty(t, err, "with", "no more than 20")
	if _, err = action.Record(t.Context(), w, action.Pairing, action.Input{Values: action.Values{"with": many[:19], "at": "thu 14:00", "topic": "x"}}); err != nil {
		t.Error(err)
	}
}

// Who hides an address is written to at the first that settings name for them and that takes mail; without one they are named, and
// an address that only history has is left alone.
func TestWhoIsWrittenTo(t *testing.T) {
	for settings, want := range map[string]string{
		"": "",
		"[people.dev1]\nemails = [\"1001+dev1@users.noreply.github.com\", \"one@team.example\"]\n": "one@team.example",
		"[people.dev1]\nemails = [\"one@team.example\", \"1001+dev1@users.noreply.github.com\"]\n": "one@team.example",
		"[people.dev1]\nemails = [\"1001+dev1@users.noreply.github.com\"]\n":                       "",
	} {
		m := newTeam(t)
		if err := os.WriteFile(filepath.Join(m.top, ".leadline.toml"), []byte(settings), 0o644); err != nil {
			t.Fatal(err)
		}
		w := m.member("")
		e := record(t, w, action.Pairing, action.Values{"with": "@dev1", "at": "thu 14:00", "for": "60m", "topic": "t"})
		got := ""
		for _, a := range action.Block(w.Snapshot(), e).Attendees {
			if a.Name == "Dev One" {
				got = a.Email
			}
		}
		if got != want {
			t.Errorf("%q: written to at %q, want %q", settings, got, want)
		}
	}
}
