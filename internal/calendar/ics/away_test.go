package ics

import (
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

func TestWhoIsOutRatherThanInAMeeting(t *testing.T) {
	const text = `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:meeting
DTSTART:20261123T090000Z
DTEND:20261123T170000Z
END:VEVENT
BEGIN:VEVENT
UID:leave
DTSTART;VALUE=DATE:20261124
DTEND;VALUE=DATE:20261126
END:VEVENT
BEGIN:VEVENT
UID:birthday
DTSTART;VALUE=DATE:20261127
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:perhaps
DTSTART;VALUE=DATE:20261128
STATUS:TENTATIVE
END:VEVENT
BEGIN:VEVENT
UID:outlook
DTSTART:20261201T080000Z
DTEND:20261201T160000Z
X-MICROSOFT-CDO-BUSYSTATUS:OOF
RRULE:FREQ=DAILY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:nowhere
DTSTART;TZID=Nowhere:20261204T080000
DTEND;TZID=Nowhere:20261204T160000
X-MICROSOFT-CDO-BUSYSTATUS:OOF
END:VEVENT
END:VCALENDAR
`
	got, err := Read(t.Context(), strings.NewReader(text), Query{Window: calendar.Interval{Start: day(t, "2026-11-20"), End: day(t, "2026-12-20")}})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range got.Away {
		out = append(out, i.Start.Format("02T15")+"-"+i.End.Format("02T15"))
	}
	if want := "24T00-26T00 01T08-01T16 02T08-02T16"; strings.Join(out, " ") != want {
		t.Errorf("away %v, want %s", out, want)
	}
	if len(got.Busy) != 5 || got.Busy[4].End.Sub(got.Busy[4].Start) < 30*time.Hour {
		t.Errorf("busy %v", got.Busy)
	}
}
