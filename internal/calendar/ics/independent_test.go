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
	dir := t.TempDir()
	for i := range blocks {
		b := &blocks[i]
		b.Topic, b.Location, b.Description = odd.Replace(b.Topic), odd.Replace(b.Location), odd.Replace(b.Description)
		text, err := b.ICS()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.ics", i)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var moments []int64
	for at := day(t, "2026-06-01"); at.Year() < 2031; at = at.AddDate(0, 0, 11) {
		moments = append(moments, at.Unix())
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
		for k, a := range b.Attendees {
			answer, rsvp := a.Answer, ""
			if answer == "" {
				answer = "NEEDS-ACTION"
				if b.Method != calendar.MethodCancel {
					rsvp = "TRUE"
				}
			}
			address := a.Email
			if k > 0 {
				address = strings.NewReplacer("%", "%25", "'", "%27", "ä", "%C3%A4").Replace(a.Email)
			}
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
