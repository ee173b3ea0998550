package config

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const mine = `
[calendar]
files = ["~/work.ics", "/srv/team.ics"]
feeds = ["webcal://calendar.example.org/private-3f2a/basic.ics"]
caldav = ["https://dav.example.org/dev1/work/"]
blocks = "https://dav.example.org/dev1/work/"
user = "dev1"
command = ["pass", "show", "show", "dav/{host}"]
addresses = ["dev1@corp.example.com"]
every = "1h"
`

func TestCalendarsAreTheUsersOwn(t *testing.T) {
	want := Calendar{
		Files: []string{"~/work.ics", "/srv/team.ics"}, Feeds: []string{"https://calendar.example.org/private-3f2a/basic.ics"},
		Collections: []string{"https://dav.example.org/dev1/work/"}, Blocks: "https://dav.example.org/dev1/work/", User: "dev1",
		Command: []string{"pass", "show", "show", "dav/{host}"}, Addresses: []string{"dev1@corp.example.com"}, Every: time.Hour,
	}
	got, faults, _ := Load(Input{User: user(mine)})
	if d := cmp.Diff(want, got.Calendar); d != "" || len(faults) > 0 {
		t.Errorf("%v\n%s", faults, d)
	}

	// A repository, and an editor's settings that may be a repository's, name nothing: not even as a question.
	editor := json.RawMessage(`{"calendar": {"files": ["/etc/passwd"], "feeds": ["https://evil.example/x.ics"], "caldav": ["https://evil.example/"],
		"blocks": "https://evil.example/", "user": "eve", "command": ["sh", "-c", "true"], "addresses": ["eve@evil.example"], "every": "15m"}}`)
	for name, in := range map[string]Input{"repository": {Repository: repository(mine), GitDir: "/r/.git"}, "editor": {Editor: editor}} {
		got, faults, proposals := Load(in)
		if !cmp.Equal(got.Calendar, Default().Calendar) || len(faults) != 8 || len(proposals) > 0 {
			t.Errorf("%s: %+v, %d faults, proposals %v", name, got.Calendar, len(faults), proposals)
		}
		for _, f := range faults {
			if !strings.Contains(f.Message, "for you alone to say") || strings.Contains(f.Message, "3f2a") {
				t.Errorf("%s: %s", name, f.Message)
			}
		}
	}
	// What is there already stays.
	got, _, _ = Load(Input{Repository: repository(`calendar.feeds = ["https://evil.example/x.ics"]`), User: user(mine)})
	if d := cmp.Diff(want, got.Calendar); d != "" {
		t.Error(d)
	}
}

func TestCalendarFaultsKeepSecrets(t *testing.T) {
	for _, line := range []string{
		`feeds = ["https://dev1:hunter2@calendar.example.org/"]`, `feeds = ["http://calendar.example.org/hunter2"]`, `feeds = ["ftp://hunter2.example"]`,
		`caldav = ["https://"]`, `caldav = ["file:///hunter2"]`, `files = ["hunter2.ics"]`, `files = ["/a\u0000b"]`, `blocks = "hunter2"`,
		`command = "hunter2"`, `every = "5m"`, `user = "a:hunter2"`,
	} {
		got, faults, _ := Load(Input{User: user("[calendar]\n" + line)})
		if len(faults) != 1 || strings.Contains(faults[0].String(), "hunter2") || !cmp.Equal(got.Calendar, Default().Calendar) {
			t.Errorf("%s: %v, %+v", line, faults, got.Calendar)
		}
	}
}

func TestDaysAndTimes(t *testing.T) {
	got, faults, _ := Load(Input{Repository: repository(`
[pairing]
workdays = ["Sun-Tue", "thu"]
days-off = ["2026-12-24..2027-01-02", "2026-05-01 to 2026-05-01", "2026-06-01/2026-06-03"]
holidays = "2026-12-25"
lunch = "none"
buffer = "10m"
notice = "2d"
meetings = "4h30m"
[people.dev2]
workdays = "fri-mon"
days-off = "2026-11-30"
lunch = "13:00-14:00"
[people.dev3]
lunch = "none"
`)})
	want := Default()
	want.Pairing.Workdays = Weekdays{true, true, true, false, true, false, false}
	want.Pairing.Off = []Dates{{"2026-12-24", "2027-01-02"}, {"2026-05-01", "2026-05-01"}, {"2026-06-01", "2026-06-03"}}
	want.Pairing.Holidays = []Dates{{"2026-12-25", "2026-12-25"}}
	want.Pairing.Lunch, want.Pairing.Buffer, want.Pairing.Notice, want.Pairing.Meetings = Hours{}, 10*time.Minute, days(2), 270*time.Minute
	want.People = []Person{
		{Handle: "dev2", Workdays: Weekdays{true, true, false, false, false, true, true}, Off: []Dates{{"2026-11-30", "2026-11-30"}}, Lunch: &Hours{780, 840}},
		{Handle: "dev3", Lunch: &Hours{}},
	}
	if d := cmp.Diff(want, got); d != "" || len(faults) > 0 {
		t.Errorf("%v\n%s", faults, d)
	}
	for line, says := range map[string]string{
		`workdays = ["freeday"]`: "a day of the week", `workdays = ["mon-2"]`: "a day of the week", `days-off = ["fri"]`: "pairing.workdays",
		`days-off = ["24 Dec"]`: "2026-12-24", `days-off = ["2026-02-30"]`: "2026-12-24", `days-off = ["2026-12-24..2026-12-01"]`: "on or after",
		`days-off = ["2026-01-01..2099-01-01"]`: "400 days", `lunch = "13-12"`: "end after", `buffer = "3h"`: `up to 2 hours, such as "10m"`,
		`notice = "31d"`: "up to 30 days", `meetings = "-1h"`: "up to 24 hours",
	} {
		if got, faults, _ := Load(Input{User: user("[pairing]\n" + line)}); len(faults) != 1 || !strings.Contains(faults[0].Message, says) || !cmp.Equal(got, Default()) {
			t.Errorf("%s: %v", line, faults)
		}
	}
}

func TestSetLeavesTheRestAsItWas(t *testing.T) {
	value := List([]string{"/a \"b\".ics", `C:\c`})
	for name, test := range map[string]struct{ before, after string }{
		"no file":     {"", "[calendar]\nfiles = " + value + "\n"},
		"another":     {"me = \"@dev1\"", "me = \"@dev1\"\n\n[calendar]\nfiles = " + value + "\n"},
		"section":     {"# mine\n[calendar] # here\nuser = \"dev1\"\n[hints]\n", "# mine\n[calendar] # here\nfiles = " + value + "\nuser = \"dev1\"\n[hints]\n"},
		"section end": {"[calendar]", "[calendar]\nfiles = " + value + "\n"},
		"key":         {"[calendar]\nfiles = [\n  \"/old\", # why\n] # so\nuser = \"dev1\"", "[calendar]\nfiles = " + value + " # so\nuser = \"dev1\""},
		"dotted":      {"calendar.files = []\r\n", "calendar.files = " + value + "\r\n"},
		"mark, CRLF":  {"\uFEFFme = \"@a\"\r\n", "\uFEFFme = \"@a\"\r\n\r\n[calendar]\r\nfiles = " + value + "\r\n"},
		"inline":      {"calendar = { files = [\"/a\"] }\n", ""},
		"inline too":  {"calendar = { user = \"dev1\" }\n", ""},
		"broken":      {"[calendar]\nfiles = [\"/a\n", "[calendar]\nfiles = " + value + "\nfiles = [\"/a\n"},
	} {
		got, err := Set([]byte(test.before), "calendar.files", value)
		if d := cmp.Diff(test.after, string(got)); d != "" || (err == nil) != (test.after != "") {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
	}
}
