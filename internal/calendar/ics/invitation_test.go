package ics

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/zone"
)

// zoneNames have changes by rule, by list, of half an hour, none, and none for long.
var zoneNames = []string{
	"UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Tokyo", "Africa/Casablanca", "America/Sao_Paulo",
	"Asia/Jerusalem", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "Europe/Dublin", "Etc/GMT+5", "Asia/Kathmandu", "Antarctica/Troll",
}

// randomBlocks gives blocks of every kind, with texts that are hard to write.
func randomBlocks(t testing.TB, n int) []calendar.Block {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 5545))
	words := []string{
		"retry", "on;off", "a,b", `back\slash`, `\n`, "für", "älle", "🙂", "\"quoted\"", "x:y", "^caret", "日本語", strings.Repeat("lang", 17), "END:VEVENT", "ATTENDEE:mailto:x", "50%", "=",
	}
	text := func(most int, between string) string {
		out := make([]string, 1+rng.IntN(most))
		for i := range out {
			out[i] = words[rng.IntN(len(words))]
		}
		return strings.Join(out, between)
	}
	name := func() string { return strings.ReplaceAll(text(3, " "), `"`, "'") } // a parameter cannot hold one
	var out []calendar.Block
	for i := range n {
		in, err := zone.Load(zoneNames[i%len(zoneNames)])
		if err != nil {
			t.Fatal(err)
		}
		b := calendar.Block{
			UID: fmt.Sprintf("P-%06d@leadline", i), Topic: text(4, " "), Location: text(3, " "), Description: text(20, "\n"),
			Start:    time.Unix(1_767_225_600+rng.Int64N(2*366*86400)/900*900, 0).In(in),
			Duration: time.Duration(1+rng.IntN(20)) * 15 * time.Minute,
			Sequence: rng.IntN(1000), Stamp: time.Unix(1_767_225_600+rng.Int64N(86400), 0).UTC(),
			Organizer: calendar.Attendee{Name: name(), Email: "dev0@example.com"},
			Method:    []string{calendar.MethodRequest, calendar.MethodCancel, calendar.MethodStored, calendar.MethodReply}[rng.IntN(4)],
		}
		if rng.IntN(8) == 0 {
			b.Topic = strings.Repeat("🙂é日", 1+rng.IntN(99))
		}
		b.Attendees = []calendar.Attendee{{Name: b.Organizer.Name, Email: b.Organizer.Email, Answer: calendar.Accepted}}
		for k := range 1 + rng.IntN(8) {
			b.Attendees = append(b.Attendees, calendar.Attendee{
				Name: name(), Email: fmt.Sprintf("dev%d+l'x%%@exämple.com", k+1),
				Answer: []string{calendar.Unanswered, calendar.Accepted, calendar.Declined, calendar.Tentative}[rng.IntN(4)],
			})
		}
		if b.Method == calendar.MethodReply { // of one who was invited
			answers := []string{calendar.Accepted, calendar.Declined, calendar.Tentative}
			b.Attendees = b.Attendees[1:2]
			b.Attendees[0].Answer = answers[rng.IntN(len(answers))]
		}
		out = append(out, b)
	}
	return out
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	for _, b := range randomBlocks(t, 500) {
		text, err := b.ICS()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadBlock(t.Context(), strings.NewReader(string(text)), b.UID, time.UTC)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if d := cmp.Diff(b, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); d != "" {
			t.Errorf("%s\n%s", d, text)
		}
		// In the zone of the block, or in UTC where the end or start comes twice there.
		if in := got.Start.Location().String(); in != b.Start.Location().String() && in != "UTC" {
			t.Errorf("%s in %s", b.Start, in)
		}
		busy, err := Read(t.Context(), strings.NewReader(string(text)), Query{Window: calendar.Interval{Start: b.Start.AddDate(0, 0, -3), End: b.Start.AddDate(0, 0, 3)}})
		if err != nil || busy.Faults != nil || (len(busy.Busy) == 1) != (b.Method != calendar.MethodCancel && b.Method != calendar.MethodReply) {
			t.Errorf("%v, %v", busy, err)
		}
	}
}

// A definition that travels with a block is right for years: read as a zone of
// its own, under a name that nobody knows, it shows what the database does.
func TestZoneDefinitionsHoldForYears(t *testing.T) {
	window := calendar.Interval{Start: day(t, "2026-01-01"), End: day(t, "2030-12-31")}
	for _, name := range zoneNames[1:] {
		in, err := zone.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		b := randomBlocks(t, 1)[0]
		b.Start = time.Date(2026, 1, 15, 12, 0, 0, 0, in)
		written, err := b.ICS()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(written), "TZID="+name, "TZID=Somewhere")
		text = strings.ReplaceAll(text, "TZID:"+name, "TZID:Somewhere")
		text = strings.Replace(text, "SEQUENCE:", "RRULE:FREQ=HOURLY;INTERVAL=7\r\nSEQUENCE:", 1)
		text = strings.ReplaceAll(strings.ReplaceAll(text, "METHOD:CANCEL", "X:Y"), "STATUS:CANCELLED", "X:Y")
		x, err := read(t.Context(), strings.NewReader(text), Query{Window: window})
		if err != nil || len(x.faults.list) > 0 || len(x.busy) < 5000 {
			t.Fatalf("%s: %d, %v, %v in\n%s", name, len(x.busy), x.faults.list, err, text)
		}
		at := 0
		for wall := zone.Wall(b.Start, in); at < len(x.busy); wall = wall.Add(7 * time.Hour) {
			want := zone.At(wall, in)
			if got := x.busy[at].Start; !got.Equal(want) {
				t.Fatalf("%s: %s at %s, want %s in\n%s", name, wall.Format(time.DateTime), got, want.UTC(), text)
			}
			at++
		}
	}
}

func TestReadBlockOfOthers(t *testing.T) {
	const head, tail = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "END:VCALENDAR\r\n"
	moved := head + "BEGIN:VEVENT\r\nUID:P-1\r\nSEQUENCE:1\r\nSUMMARY:old\r\nDTSTART:20260101T080000Z\r\nDTEND:20260101T090000Z\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:P-1\r\nSEQUENCE:2\r\nSUMMARY:one\\, two, three\r\nDTSTART;TZID=Romance Standard Time:20260329T023000\r\nDTEND;TZID=Romance Standard Time:20260329T033000\r\n" +
		"ATTENDEE;CN=\"Dev, Two\";PARTSTAT=declined:MAILTO:dev2@example.com\r\nEND:VEVENT\r\n" + tail
	got, err := ReadBlock(t.Context(), strings.NewReader(moved), "P-1", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if got.Topic != "one, two, three" || got.Start.Format(time.RFC3339) != "2026-03-29T03:30:00+02:00" || got.Duration != time.Hour || got.Method != calendar.MethodStored ||
		!cmp.Equal(got.Attendees, []calendar.Attendee{{Name: "Dev, Two", Email: "dev2@example.com", Answer: calendar.Declined}}) {
		t.Errorf("%+v", got)
	}
	if _, err := ReadBlock(t.Context(), strings.NewReader(moved), "P-2", time.UTC); !errors.Is(err, ErrNoBlock) {
		t.Error(err)
	}
	for _, bad := range []string{"DTSTART:x", "DTSTART;TZID=Mars/Base:20260101T080000\r\nDTEND;TZID=Mars/Base:20260101T090000"} {
		if got, err := ReadBlock(t.Context(), strings.NewReader(head+"BEGIN:VEVENT\r\nUID:P-1\r\n"+bad+"\r\nEND:VEVENT\r\n"+tail), "P-1", time.UTC); err == nil {
			t.Errorf("%s: %+v", bad, got)
		}
	}
}

func FuzzReadBlock(f *testing.F) {
	f.Add("DTSTART;TZID=x:20260101T080000\nDURATION:P1D\nATTENDEE;PARTSTAT=TENTATIVE;CN=^n^^:mailto:%zz\nORGANIZER:x", "1")
	f.Add("DTSTART;VALUE=DATE:20260101\nSEQUENCE:-9\nSTATUS:CANCELLED\nSUMMARY:\\", "1")
	f.Fuzz(func(t *testing.T, properties, uid string) {
		b, err := ReadBlock(t.Context(), strings.NewReader("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"+properties+"\nEND:VEVENT\nEND:VCALENDAR\n"), uid, time.UTC)
		if err == nil && (b.Start.IsZero() || b.Duration < 0 || b.Sequence < 0) {
			t.Errorf("%+v", b)
		}
	})
}
