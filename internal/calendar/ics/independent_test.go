//go:build icalendar

package ics

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
)

// These tests have what we write read by Python's icalendar, which somebody else wrote. `make test` installs it.

// python is Debian's own, for which make test installs the package icalendar;
// another that comes first in PATH may not have it.
const python = "/usr/bin/python3"

// seen is what the independent reader finds in a file.
type seen struct {
	UID, Summary, Description, Location, Method, Status, Transp string
	Start, End, Stamp                                           int64
	Sequence                                                    int
	Attendees                                                   [][]string // address, name, PARTSTAT, RSVP
	Offsets                                                     []int      // of the zone's definition at the given moments, in seconds
}

func TestAnIndependentReaderAcceptsWhatIsWritten(t *testing.T) {
	blocks := randomBlocks(t, 160)
	// Debian's icalendar reads a backslash before an n, itself escaped, as a line break.
	odd := strings.NewReplacer(`\n`, "newline")
	for i := range blocks {
		b := &blocks[i]
		b.Topic, b.Location, b.Description = odd.Replace(b.Topic), odd.Replace(b.Location), odd.Replace(b.Description)
	}
	var moments []int64
	for at := day(t, "2026-06-01"); at.Year() < 2031; at = at.AddDate(0, 0, 11) {
		moments = append(moments, at.Unix())
	}
	all := readElsewhere(t, blocks, moments)
	for i, b := range blocks {
		want := seen{
			UID: b.UID, Summary: b.Topic, Description: b.Description, Location: b.Location, Method: b.Method, Status: "CONFIRMED", Transp: "OPAQUE",
			Start: b.Start.Unix(), End: b.Start.Add(b.Duration).Unix(), Stamp: b.Stamp.Unix(), Sequence: b.Sequence,
		}
		switch b.Method {
		case calendar.MethodCancel:
			want.Status = "CANCELLED"
		case calendar.MethodStored:
			want.Method = ""
		}
		for _, a := range b.Attendees {
			answer, rsvp := a.Answer, ""
			if answer == "" {
				answer = "NEEDS-ACTION"
				if b.Method != calendar.MethodCancel {
					rsvp = "TRUE"
				}
			}
			address := strings.NewReplacer("%", "%25", "'", "%27", "ä", "%C3%A4").Replace(a.Email)
			want.Attendees = append(want.Attendees, []string{"mailto:" + address, strings.ReplaceAll(a.Name, "^", "^^"), answer, rsvp})
		}
		got := all[i]
		if got.Offsets != nil {
			for k, at := range moments {
				if at < b.Start.Unix() {
					got.Offsets[k] = 0
					want.Offsets = append(want.Offsets, 0)
					continue
				}
				_, offset := time.Unix(at, 0).In(b.Start.Location()).Zone()
				want.Offsets = append(want.Offsets, offset)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d, %s:\n%s", i, b.Start, d)
		}
	}
}

// readElsewhere writes blocks, and has each read by the other reader.
func readElsewhere(t *testing.T, blocks []calendar.Block, moments []int64) []seen {
	t.Helper()
	dir := t.TempDir()
	for i, b := range blocks {
		text, err := b.ICS()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.ics", i)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked, err := json.Marshal(moments)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, python, filepath.Join("testdata", "read.py"), dir, string(asked))
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []seen
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != len(blocks) {
		t.Fatalf("%d read of %d written", len(all), len(blocks))
	}
	return all
}

// A block is planned, moved, answered and cancelled by people whose names and topics are out to be more than text: it stays one
// event of the same id, with growing numbers, and nobody is invited but those who were.
func TestTheLifeOfABlockIsReadElsewhere(t *testing.T) {
	in, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	organizer := calendar.Attendee{Name: "Dev\r\nATTENDEE:mailto:evil@example.com", Email: "dev1@example.com"}
	guest := calendar.Attendee{Name: "\"Two\", the 🙂;\u202e\x00 one\n", Email: "dev2@example.com"}
	planned := calendar.Block{
		UID: "P-4H7WQZ@leadline", Topic: "retry\r\nBEGIN:VALARM\r\n" + strings.Repeat("🙂 ", 400), Description: "one\r\ntwo\rEND:VEVENT\n\tthree",
		Location: "desk\u2028ORGANIZER:mailto:evil@example.com", Start: time.Date(2026, 3, 29, 1, 30, 0, 0, in), Duration: time.Hour,
		Stamp: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Organizer: organizer, Attendees: []calendar.Attendee{organizer, guest}, Method: calendar.MethodRequest,
	}
	moved := planned
	moved.Start, moved.Sequence = time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(in), 1 // 02:30, which comes twice there
	answered := moved
	answered.Method, answered.Attendees = calendar.MethodReply, []calendar.Attendee{{Name: guest.Name, Email: guest.Email, Answer: calendar.Tentative}}
	cancelled := moved
	cancelled.Method, cancelled.Sequence = calendar.MethodCancel, 2
	names := [][]string{
		{"mailto:dev1@example.com", "Dev ATTENDEE:mailto:evil@example.com", "ACCEPTED", ""},
		{"mailto:dev2@example.com", "'Two', the 🙂; one", "NEEDS-ACTION", "TRUE"},
	}
	life := []calendar.Block{planned, moved, answered, cancelled}
	for i, got := range readElsewhere(t, life, []int64{planned.Start.Unix()}) {
		b := life[i]
		if !strings.HasPrefix(got.Summary, "retry BEGIN:VALARM 🙂") || !strings.HasSuffix(got.Summary, "…") || got.Description != "one\ntwo\nEND:VEVENT\n three" || got.Location != "desk ORGANIZER:mailto:evil@example.com" {
			t.Errorf("%d: %q %q %q", i, got.Summary, got.Description, got.Location)
		}
		if got.UID != b.UID || got.Method != b.Method || got.Sequence != b.Sequence || got.Start != b.Start.Unix() || got.End != b.Start.Add(b.Duration).Unix() {
			t.Errorf("%d: %+v", i, got)
		}
		want := names
		switch b.Method {
		case calendar.MethodReply:
			want = [][]string{{names[1][0], names[1][1], "TENTATIVE", ""}}
		case calendar.MethodCancel:
			want = [][]string{names[0], {names[1][0], names[1][1], "NEEDS-ACTION", ""}}
		}
		if d := cmp.Diff(want, got.Attendees); d != "" {
			t.Errorf("%d: %s", i, d)
		}
	}
}
