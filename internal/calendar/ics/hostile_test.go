package ics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
)

// twoYears is a query of two years in UTC.
func twoYears(t testing.TB) Query {
	return Query{Window: calendar.Interval{Start: day(t, "2026-01-01"), End: day(t, "2028-01-01")}}
}

func event1(properties string) string {
	return "BEGIN:VEVENT\r\nUID:1\r\n" + properties + "\r\nEND:VEVENT\r\n"
}

// Whatever a hostile calendar says, reading it ends, and a sound event beside
// it counts. That each of these ends at all is the test.
func TestHostileRules(t *testing.T) {
	const start = "DTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\n"
	tests := []struct {
		name, properties string
		busy             int // intervals, the sound event's among them
		fault            string
	}{
		{"every second, without end", start + "RRULE:FREQ=SECONDLY", 1, "more often than can be counted"},
		{"every second, since long ago", "DTSTART:00010101T000000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY;COUNT=999999999999", 1, "more often"},
		{"every second of every minute of every hour of a year", start + "RRULE:FREQ=YEARLY;BYHOUR=" + upTo(23) + ";BYMINUTE=" + upTo(59) + ";BYSECOND=" + upTo(59), 2, "more often"},
		{"never", start + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 2, ""},
		{"never, by the year", start + "RRULE:FREQ=YEARLY;BYYEARDAY=1;BYMONTH=12", 2, ""},
		{"never an hour", start + "RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=9", 2, ""},
		{"never a minute", start + "RRULE:FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1", 2, ""},
		{"never a minute, over days", start + "RRULE:FREQ=MINUTELY;INTERVAL=1440;BYHOUR=7", 2, ""},
		{"seconds in between", start + "RRULE:FREQ=SECONDLY;INTERVAL=86400;BYHOUR=9", 2, "more often"},
		{"an enormous count", start + "RRULE:FREQ=YEARLY;COUNT=99999999999999999999", 3, ""},
		{"an enormous interval", start + "RRULE:FREQ=WEEKLY;INTERVAL=99999999999999999999", 2, ""},
		{"an interval of nothing", start + "RRULE:FREQ=DAILY;INTERVAL=0", 2, "not a number above 0"},
		{"the 53rd Monday of a month", start + "RRULE:FREQ=MONTHLY;BYDAY=53MO", 2, "no month has"},
		{"the 53rd Monday before a year's end", start + "RRULE:FREQ=YEARLY;BYDAY=-53MO", 2, ""},
		{"the 53rd Monday of February", start + "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=-53MO,53MO", 2, "no month has"},
		{"the 53rd week", start + "RRULE:FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=MO", 3, ""}, // 28 December 2026
		{"weeks by the month", start + "RRULE:FREQ=MONTHLY;BYWEEKNO=1", 2, "not by years"},
		{"minus the least number", start + "RRULE:FREQ=MONTHLY;BYMONTHDAY=-9223372036854775808", 2, "out of bounds"},
		{"Easter", start + "RRULE:FREQ=YEARLY;BYEASTER=0", 2, "not known"},
		{"no frequency", start + "RRULE:COUNT=3", 2, "how often"},
		{"a thousand rules", start + strings.Repeat("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n", 1000), 2, "more rules than"},
		{"two years long, each hour", "DTSTART:19500101T000000Z\r\nDURATION:P99W\r\nRRULE:FREQ=HOURLY", 1, ""},
		{"a length of ages", "DTSTART:20260105T080000Z\r\nDURATION:P9999999999D", 1, "its length"},
		{"from the first year to the last", "DTSTART:00010101T000000Z\r\nDTEND:99991231T235959Z", 1, ""}, // over the sound one
		{"year 0", "DTSTART:00000101T000000Z\r\nDTEND:00000101T010000Z", 1, "its start"},
		{"year 10000", start + "RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z;INTERVAL=9999", 2, ""},
		{"a parameter without a value", "DTSTART;TZID=x\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z", 2, ""},
		{"quotes without end", "ATTENDEE;CN=\"x:mailto:a\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z", 2, ""},
		{"odd quotes in a start", "DTSTART;TZID=a\"b\":20260105T080000Z", 1, "not written as the format asks"},
		{"a carriage return within a zone's name", "DTSTART;TZID=Mars\rBEGIN:VEVENT:20260105T080000\r\nDURATION:PT1H", 1, "cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := "BEGIN:VCALENDAR\r\n" + event1(test.properties) + "BEGIN:VEVENT\r\nUID:sound\r\nDTSTART:20271224T080000Z\r\nDTEND:20271224T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
			got, err := Read(t.Context(), strings.NewReader(text), twoYears(t))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Busy) != test.busy || fmt.Sprint(got.Faults) != "[]" != (test.fault != "") || !strings.Contains(fmt.Sprint(got.Faults), test.fault) {
				t.Errorf("%d busy, want %d; faults %v, want %q", len(got.Busy), test.busy, got.Faults, test.fault)
			}
		})
	}
}

func upTo(n int) string {
	var out []string
	for i := range n + 1 {
		out = append(out, fmt.Sprint(i))
	}
	return strings.Join(out, ",")
}

// Work is bounded for a file, not only for a rule: hundreds of events whose
// rules lead nowhere or everywhere.
func TestWorkIsBounded(t *testing.T) {
	for _, rule := range []string{"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=5;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=12;BYSETPOS=1"} {
		var text strings.Builder
		text.WriteString("BEGIN:VCALENDAR\r\n")
		for i := range 500 {
			fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:20250105T080000Z\r\nDURATION:PT1M\r\nRRULE:%s\r\nEND:VEVENT\r\n", i, rule)
		}
		text.WriteString("END:VCALENDAR\r\n")
		x, err := read(t.Context(), strings.NewReader(text.String()), twoYears(t))
		if err != nil {
			t.Fatal(err)
		}
		if len(x.busy) > fileWork || len(x.faults.list) > MaxFaults || len(x.faults.list) == 0 {
			t.Errorf("%s: %d intervals, faults %v", rule, len(x.busy), x.faults.list)
		}
	}
}

// repeated gives a text many times over.
type repeated struct {
	text string
	left int
	at   int
}

func (r *repeated) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) {
		if r.at == len(r.text) {
			r.at = 0
			r.left--
		}
		if r.left <= 0 {
			return n, io.EOF
		}
		c := copy(b[n:], r.text[r.at:])
		n, r.at = n+c, r.at+c
	}
	return n, nil
}

func many(head, text string, n int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &repeated{text: text, left: n}, strings.NewReader(tail))
}

func TestLargeFiles(t *testing.T) {
	const head, tail = "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:sound\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	mega := strings.Repeat("x", 1<<20)
	past := event1("DTSTART:20100105T080000Z\r\nDTEND:20100105T090000Z\r\nSUMMARY:" + strings.Repeat("long ago ", 100))
	tests := []struct {
		name  string
		file  io.Reader
		err   error
		fault string
	}{
		{"50 MB of the past", many(head, past, 50<<20/len(past), tail), nil, ""},
		{"a picture of 50 MB in one line", many(head+"BEGIN:VEVENT\r\nUID:2\r\nATTACH;ENCODING=BASE64:", mega, 50, "\r\nDTSTART:20260105T083000Z\r\nDTEND:20260105T084500Z\r\nEND:VEVENT\r\n"+tail), nil, ""},
		{"a picture of 50 MB, folded", many(head+"BEGIN:VEVENT\r\nUID:2\r\nATTACH;ENCODING=BASE64:", "\r\n "+strings.Repeat("x", 73), 50<<20/76, "\r\nEND:VEVENT\r\n"+tail), nil, "its start"},
		{"a start of 50 MB", many(head+"BEGIN:VEVENT\r\nUID:2\r\nDTSTART:", mega, 50, "\r\nEND:VEVENT\r\n"+tail), nil, "too much"},
		{"exceptions without end", many(head+"BEGIN:VEVENT\r\nUID:2\r\n", "EXDATE:20260105T080000Z\r\n", 2_000_000, "END:VEVENT\r\n"+tail), nil, "too much"},
		{"a million events within each other", many(head, "BEGIN:VEVENT\r\n", 1_000_000, tail), nil, "no end"},
		{"a million alarms within each other", many(head+"BEGIN:VEVENT\r\n", "BEGIN:VALARM\r\n", 1_000_000, ""), nil, "breaks off"},
		{"65 MB", many(head, past, 65<<20/len(past), tail), ErrTooLarge, ""},
		{"no end", many("", mega, 1<<40, ""), ErrTooLarge, ""},
		{"a page for logging in", strings.NewReader("<!doctype html>\n<title>Log in</title>\nBEGIN: no\n"), ErrNotCalendar, ""},
		{"nothing", strings.NewReader(""), ErrNotCalendar, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Read(t.Context(), test.file, twoYears(t))
			if !errors.Is(err, test.err) {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			if !strings.Contains(fmt.Sprint(got.Faults), test.fault) || test.fault == "" && got.Faults != nil {
				t.Errorf("faults %v, want %q", got.Faults, test.fault)
			}
			want := []calendar.Interval{{Start: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), End: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}}
			if d := cmp.Diff(want, got.Busy); d != "" && test.fault != "breaks off" {
				t.Error(d)
			}
		})
	}
}

func TestReadingEndsWhenNobodyWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, many("BEGIN:VCALENDAR\r\n", "X:1\r\n", 1000, ""), twoYears(t)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, w := range []calendar.Interval{{}, {Start: day(t, "2026-01-02"), End: day(t, "2026-01-01")}, {Start: day(t, "2026-01-01"), End: day(t, "2036-01-01")}} {
		if _, err := Read(t.Context(), strings.NewReader("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Query{Window: w}); err == nil {
			t.Error(w)
		}
	}
}

// What leaves a calendar is when somebody is busy, and nothing that they wrote.
func TestNoTitlesLeave(t *testing.T) {
	const secret = "Dismissal of Dev Two"
	text := "BEGIN:VCALENDAR\r\nX-WR-CALNAME:" + secret + "\r\n" +
		event1("SUMMARY:"+secret+"\r\nLOCATION:"+secret+"\r\nDTSTART:20260105T080000Z\r\nDTEND:x\r\nRRULE:FREQ=x") +
		event1("SUMMARY;X="+secret+":"+secret+"\r\n"+secret+"\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\nATTENDEE;CN="+secret+":mailto:x@example.com") + "END:VCALENDAR\r\n"
	got, err := Read(t.Context(), strings.NewReader(text), twoYears(t))
	if err != nil || len(got.Busy) != 1 || strings.Contains(fmt.Sprint(got), "Dismissal") {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO,-1TU\nEXDATE;VALUE=DATE:20260112\nRDATE;VALUE=PERIOD:20260201T080000Z/PT1H",
		"RRULE:FREQ=YEARLY;BYWEEKNO=1,-1,53;BYDAY=SU;WKST=SU\nDURATION:P1DT2H",
		"RRULE:FREQ=MONTHLY;BYMONTHDAY=31,-31;BYSETPOS=-1,2;UNTIL=20271231\nATTENDEE;PARTSTAT=DECLINED:mailto:a@example.com",
		"RRULE:FREQ=HOURLY;INTERVAL=7;BYHOUR=3;BYMINUTE=5\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260105T080000Z",
		"END:VEVENT\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:-2359\nRRULE:FREQ=YEARLY\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=x:20260105T080000\nDTEND;TZID=x:20260106T080000",
		"END:VEVENT\nBEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20260105T080000Z/PT1H\nEND:VFREEBUSY\nBEGIN:VEVENT",
		"DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY;INTERVAL=2\n X\n\tY",
	} {
		f.Add(seed)
	}
	zone := time.FixedZone("x", -3600*5-1800)
	f.Fuzz(func(t *testing.T, properties string) {
		text := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + properties + "\nDTSTART:20260105T080000\nDTEND:20260105T090000\nEND:VEVENT\nEND:VCALENDAR\n"
		q := twoYears(t)
		q.Zone, q.Owner = zone, []string{"a@example.com"}
		got, err := Read(t.Context(), strings.NewReader(text), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range [][]calendar.Interval{got.Busy, got.Tentative} {
			last := q.Window.Start.Add(-1)
			for _, i := range list {
				if !i.Start.After(last) || !i.Start.Before(i.End) || i.End.After(q.Window.End) {
					t.Fatalf("%v after %v", i, last)
				}
				last = i.End
			}
		}
	})
}
