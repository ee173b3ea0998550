package calendar

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
)

func block() Block {
	return Block{
		UID: "P-4H7WQZ.01J@leadline", Topic: "retry on timeout", Description: "pay/charge.go:12\nhow a retry bills once",
		Start: time.Date(2026, 11, 26, 14, 0, 0, 0, time.FixedZone("", 3600)), Duration: time.Hour,
		Organizer: Attendee{Name: "Dev One", Email: "dev1@example.com"},
		Attendees: []Attendee{{Name: "Dev One", Email: "dev1@example.com"}, {Name: "Dev Two", Email: "dev2@example.com"}, {Name: "Dev Three"}},
		Stamp:     time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC),
	}
}

func render(t testing.TB, b Block) (string, *ical.Calendar) {
	t.Helper()
	out, err := b.ICS()
	if err != nil {
		t.Fatal(err)
	}
	checkBytes(t, out)
	cal, err := ical.NewDecoder(bytes.NewReader(bytes.ReplaceAll(out, []byte("\r\n "), nil))).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	return string(out), cal
}

// checkBytes checks the rules of RFC 5545 3.1 that a decoder forgives.
func checkBytes(t testing.TB, out []byte) {
	t.Helper()
	if !utf8.Valid(out) || !bytes.HasPrefix(out, []byte("BEGIN:VCALENDAR\r\n")) || !bytes.HasSuffix(out, []byte("\r\nEND:VCALENDAR\r\n")) {
		t.Errorf("not a calendar in UTF-8: %q", out)
	}
	for l := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte("\r\n")), []byte("\r\n")) {
		if len(l) == 0 || len(l) > 75 || !utf8.Valid(l) || bytes.ContainsFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("bad line of %d octets: %q", len(l), l)
		}
	}
}

func TestAnInvitation(t *testing.T) {
	got, _ := render(t, block())
	golden := filepath.Join("testdata", "invitation.ics")
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.ReplaceAll(string(want), "\n", "\r\n"), got); d != "" {
		t.Error(d)
	}
}

func TestMethodFollowsWhoCanBeReached(t *testing.T) {
	tests := []struct {
		name                   string
		change                 func(*Block)
		method, status, guests string
		named                  string // in the description
	}{
		{"request", func(*Block) {}, "REQUEST", "CONFIRMED", "dev1 dev2", "Also with: Dev Three"},
		{"cancel", func(b *Block) { b.Method = MethodCancel }, "CANCEL", "CANCELLED", "dev1 dev2", "Dev Three"},
		{"nobody else has an address", func(b *Block) { b.Attendees = b.Attendees[2:] }, "PUBLISH", "CONFIRMED", "", "Dev Three"},
		{"the organizer has none", func(b *Block) { b.Organizer.Email = "dev1@(none)" }, "", "CONFIRMED", "", "Dev One, Dev Three, Dev One, Dev Two"},
		{"published", func(b *Block) { b.Method = MethodPublish }, "PUBLISH", "CONFIRMED", "", "Dev Three, Dev One, Dev Two"},
		{"twice the same", func(b *Block) { b.Attendees = append(b.Attendees, Attendee{Name: "D", Email: "DEV2@example.com"}) }, "REQUEST", "CONFIRMED", "dev1 dev2", "Dev Three"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := block()
			test.change(&b)
			_, cal := render(t, b)
			event := cal.Events()[0]
			var guests []string
			for _, p := range event.Props.Values(ical.PropAttendee) {
				guests = append(guests, strings.TrimSuffix(strings.TrimPrefix(p.Value, "mailto:"), "@example.com"))
				want := "NEEDS-ACTION"
				if strings.Contains(p.Value, "dev1") {
					want = "ACCEPTED"
				}
				if p.Params.Get("PARTSTAT") != want || p.Params.Get("ROLE") != "REQ-PARTICIPANT" {
					t.Errorf("%+v", p)
				}
			}
			method, _ := cal.Props.Text(ical.PropMethod)
			status, _ := event.Props.Text(ical.PropStatus)
			about, _ := event.Props.Text(ical.PropDescription)
			if method != test.method || status != test.status || strings.Join(guests, " ") != test.guests || !strings.HasSuffix(about, test.named) {
				t.Errorf("method %q, status %q, guests %q, about %q", method, status, guests, about)
			}
		})
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	for _, bad := range []string{
		"x\r\nATTENDEE:mailto:evil@example.com", "x\nEND:VEVENT", "x\rATTACH:file:///etc", "a\u2028ATTENDEE:x", "a\u0085B:c", "q\";X=\"y\":z,;\\n^n", "\x00\x1b[31m", "\u202egnp.exe",
		strings.Repeat("é", 5000), strings.Repeat("🙂", 300), "\xff\xfe", " ", "\ufeff", "\\", "a\vb\fc",
	} {
		b := block()
		b.Topic, b.Description, b.Location, b.UID = bad, bad, bad, "u"+bad
		b.Organizer.Name = bad
		b.Attendees = []Attendee{{Name: bad, Email: "dev2@example.com"}, {Name: bad, Email: bad}, {Name: "mail " + bad, Email: "dev3@example.com" + bad}}
		_, cal := render(t, b)
		events := cal.Events()
		if len(events) != 1 || len(cal.Children) != 1 {
			t.Fatalf("%q made %d events", bad, len(events))
		}
		for name, props := range events[0].Props {
			if !strings.Contains(" UID DTSTAMP DTSTART DTEND SEQUENCE SUMMARY DESCRIPTION LOCATION ORGANIZER ATTENDEE STATUS TRANSP ", " "+name+" ") {
				t.Errorf("%q made a property %s", bad, name)
			}
			for _, p := range props {
				if strings.Contains(p.Value, "evil") && name == "ATTENDEE" {
					t.Errorf("%q made an attendee %v", bad, p)
				}
			}
		}
	}
}

func TestTextsSurvive(t *testing.T) {
	b := block()
	b.Topic = `one; two, three \ four: "five"`
	b.Description = strings.Repeat("für älle — 🙂 ", 40) + "\r\n\r\nend\n"
	b.Attendees[1] = Attendee{Name: `Two; "D", ^n`, Email: "dev+two%x@exämple.com"}
	_, cal := render(t, b)
	event := cal.Events()[0]
	if got, _ := event.Props.Text(ical.PropSummary); got != b.Topic {
		t.Errorf("topic %q", got)
	}
	want := strings.TrimRight(strings.Repeat("für älle — 🙂 ", 40), "") + "\n\nend\n\nAlso with: Dev Three"
	if got, _ := event.Props.Text(ical.PropDescription); got != want {
		t.Error(cmp.Diff(want, got))
	}
	p := event.Props.Values(ical.PropAttendee)[1]
	if p.Value != "mailto:dev+two%25x@ex%C3%A4mple.com" || p.Params.Get("CN") != "Two; 'D', ^^n" {
		t.Errorf("%+v", p)
	}
	start, _ := event.DateTimeStart(nil)
	end, _ := event.DateTimeEnd(nil)
	if !start.Equal(b.Start) || end.Sub(start) != b.Duration {
		t.Errorf("%v to %v", start, end)
	}
}

func TestBlocksThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(*Block){
		"no id": func(b *Block) { b.UID = "\x00" }, "no start": func(b *Block) { b.Start = time.Time{} }, "no stamp": func(b *Block) { b.Stamp = time.Time{} },
		"no length": func(b *Block) { b.Duration = 0 }, "negative": func(b *Block) { b.Duration = -1 }, "for ever": func(b *Block) { b.Duration = 1 << 62 },
		"year 10000": func(b *Block) { b.Start = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "method": func(b *Block) { b.Method = "X\r\nY" },
		"answer":   func(b *Block) { b.Attendees[1].Answer = "YES\r\nX:Y" },
		"sequence": func(b *Block) { b.Sequence = -1 }, "crowd": func(b *Block) { b.Attendees = make([]Attendee, 1000) },
	} {
		b := block()
		change(&b)
		if out, err := b.ICS(); err == nil {
			t.Errorf("%s: %q", name, out)
		}
	}
}

func FuzzICS(f *testing.F) {
	f.Add("topic", "about\r\nEND:VEVENT", "Dev \"Two\"", "dev2@example.com")
	f.Fuzz(func(t *testing.T, topic, about, name, email string) {
		b := block()
		b.Topic, b.Description, b.Attendees = topic, about, []Attendee{{Name: name, Email: email}, {Name: topic, Email: about}}
		_, cal := render(t, b)
		if len(cal.Children) != 1 || len(cal.Children[0].Children) != 0 || len(cal.Children[0].Props) > 12 {
			t.Errorf("more than one event: %+v", cal.Children)
		}
	})
}

// A time that the clocks show twice is written as the moment that it is: readers differ in which of the two they take.
func TestATimeThatComesTwiceIsWrittenInUTC(t *testing.T) {
	in := placed(t, "Europe/Paris")
	for _, c := range []struct {
		start time.Time
		want  string
	}{
		{time.Date(2026, 10, 24, 23, 59, 0, 0, time.UTC), "DTSTART;TZID=Europe/Paris:20261025T015900"},
		{time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), "DTSTART:20261025T000000Z"}, // 02:00, and an hour later again
		{time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), "DTSTART:20261025T003000Z"},
		{time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "DTSTART:20261025T013000Z"},
		{time.Date(2026, 10, 25, 2, 0, 0, 0, time.UTC), "DTSTART;TZID=Europe/Paris:20261025T030000"},
		{time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), "DTSTART;TZID=Europe/Paris:20260329T030000"},
	} {
		b := Block{UID: "u", Topic: "t", Start: c.start.In(in), Duration: time.Minute, Stamp: c.start, Organizer: Attendee{Email: "dev1@example.com"}}
		text, err := b.ICS()
		if err != nil || !strings.Contains(string(text), c.want+"\r\n") {
			t.Errorf("%s is without %s, %v\n%s", c.start, c.want, err, text)
		}
	}
}

func TestAnAnswerNeedsTwoAddresses(t *testing.T) {
	one, two := Attendee{Email: "dev1@example.com"}, Attendee{Email: "dev2@example.com", Answer: Accepted}
	block := Block{UID: "u", Topic: "t", Start: time.Unix(0, 0), Duration: time.Minute, Stamp: time.Unix(0, 0), Organizer: one, Attendees: []Attendee{two}, Method: MethodReply}
	if text, err := block.ICS(); err != nil || !strings.Contains(string(text), "METHOD:REPLY\r\n") || strings.Contains(string(text), "RSVP") {
		t.Errorf("%s, %v", text, err)
	}
	for name, change := range map[string]func(*Block){
		"nothing said": func(b *Block) { b.Attendees = []Attendee{{Email: two.Email}} }, "nobody": func(b *Block) { b.Attendees = nil },
		"two": func(b *Block) { b.Attendees = []Attendee{two, two} }, "no address": func(b *Block) { b.Attendees = []Attendee{{Name: "x", Answer: Accepted}} },
		"to nobody": func(b *Block) { b.Organizer = Attendee{Name: "x"} }, "to oneself": func(b *Block) { b.Attendees = []Attendee{{Email: "DEV1@example.com", Answer: Accepted}} },
	} {
		b := block
		change(&b)
		if text, err := b.ICS(); err == nil {
			t.Errorf("%s: %s", name, text)
		}
	}
}
