//go:build radicale

package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/caldav/caldavtest"
	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/gittest"
)

// calendared is a user with a repository, and with a calendar on a server that somebody else wrote.
type calendared struct {
	t        *testing.T
	top      string
	environ  []string
	daemon   caldavtest.Daemon
	password string
}

func newCalendared(t *testing.T) *calendared {
	dir := t.TempDir()
	u := &calendared{t: t, top: filepath.Join(dir, "repo"), daemon: caldavtest.Radicale(t), password: caldavtest.Password}
	gittest.Repo(t, u.top, `
me Dev One <dev1@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
begin
+ pay/a.go
commit main 2026-10-20T10:00:00Z Dev Two <dev2@example.com>
retry
+ pay/b.go
`)
	home := filepath.Join(dir, "home")
	for name, value := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_HOME": filepath.Join(home, "data"),
		"XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_STATE_HOME": filepath.Join(home, "state"), "TZ": "Europe/Berlin",
		"GIT_CONFIG_GLOBAL": filepath.Join(home, "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
	} {
		t.Setenv(name, value)
		u.environ = append(u.environ, name+"="+value)
	}
	work := u.daemon.Make(t, "/dev1/work/", `<c:comp name="VEVENT"/>`)
	settings := filepath.Join(home, "config", "leadline", "config.toml")
	if err := os.MkdirAll(filepath.Dir(settings), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, fmt.Appendf(nil, "[pairing]\ntime-zone = \"Europe/Berlin\"\n[calendar]\nblocks = %q\ncaldav = [%q]\n", work, work), 0o644); err != nil {
		t.Fatal(err)
	}
	return u
}

// run runs the real command line.
func (u *calendared) run(args ...string) (code int, out, notes string) {
	u.t.Helper()
	var stdout, stderr bytes.Buffer
	environ := append([]string{
		"LEADLINE_CALENDAR_HOST=" + strings.TrimPrefix(u.daemon.URL, "http://"), "LEADLINE_CALENDAR_USER=" + caldavtest.DaemonUser, "LEADLINE_CALENDAR_PASSWORD=" + u.password,
	}, u.environ...)
	code = cli.Main(context.Background(), args, cli.Deps{
		In: strings.NewReader(""), Out: &stdout, Err: &stderr, Environ: environ, Dir: u.top,
		Now:  func() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) },
		Rand: rand.Reader, Executable: os.Executable, LookPath: exec.LookPath,
	})
	return code, stdout.String(), stderr.String()
}

// works runs a command that has to succeed.
func (u *calendared) works(args ...string) string {
	u.t.Helper()
	code, out, notes := u.run(args...)
	if code != 0 {
		u.t.Fatalf("leadline %q: %d, %s", args, code, notes)
	}
	return out
}

// fails runs a command that has to fail, and say why.
func (u *calendared) fails(words string, args ...string) string {
	u.t.Helper()
	code, out, notes := u.run(args...)
	if code == 0 || !strings.Contains(notes, words) {
		u.t.Errorf("leadline %q: %d, %q lacks %q", args, code, notes, words)
	}
	return out
}

// busy is when the calendar keeps the user busy, as Leadline reads it back.
func (u *calendared) busy() string {
	u.t.Helper()
	var known struct {
		Busy []struct{ Start, End time.Time }
	}
	if err := json.Unmarshal([]byte(u.works("calendar", "look", "--json")), &known); err != nil {
		u.t.Fatal(err)
	}
	var out []string
	for _, b := range known.Busy {
		out = append(out, b.Start.UTC().Format("02 15:04")+" to "+b.End.UTC().Format("15:04"))
	}
	return strings.Join(out, ", ")
}

// block is how the ledger has the only block.
func (u *calendared) block() (start, state string, sequence int) {
	u.t.Helper()
	var all []struct {
		Start    time.Time
		State    string
		Sequence int
	}
	if err := json.Unmarshal([]byte(u.works("pairing", "list", "--json")), &all); err != nil || len(all) != 1 {
		u.t.Fatalf("%v, %+v", err, all)
	}
	return all[0].Start.UTC().Format("02 15:04"), all[0].State, all[0].Sequence
}

// A block's life with a real calendar: published, read back as busy time, moved, changed there, changed at both ends, refused, cut off,
// and called off.
func TestABlockInARealCalendar(t *testing.T) {
	u := newCalendared(t)
	out := u.works("pairing", "schedule", "--with", "dev2@example.com", "--at", "2026-11-20 10:00", "--zone", "Europe/Berlin", "--for", "90m", "--topic", "retry, für alle 🙂")
	id := regexp.MustCompile(`P-[0-9A-Z]+`).FindString(out)
	if got := u.busy(); got != "" {
		t.Fatalf("before it was published: busy at %s", got)
	}
	u.works("pairing", "publish", id)
	if got := u.busy(); got != "20 09:00 to 10:30" {
		t.Errorf("published: busy at %s", got)
	}
	path := regexp.MustCompile(`/dev1/work/[^<]+\.ics`).FindString(u.daemon.Do(t, "REPORT", "/dev1/work/",
		`<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>`))
	held := u.daemon.Do(t, "GET", path, "")
	for _, want := range []string{"DTSTART;TZID=Europe/Berlin:20261120T100000", "SEQUENCE:0", "BEGIN:VTIMEZONE", "mailto:dev2@example.com", "retry\\, für alle 🙂"} {
		if !strings.Contains(strings.ReplaceAll(held, "\r\n ", ""), want) {
			t.Errorf("the calendar lacks %s:\n%s", want, held)
		}
	}
	if strings.Contains(held, "METHOD") {
		t.Error("what stands in a collection has no method")
	}

	u.works("pairing", "move", id, "--at", "2026-11-23 14:00", "--zone", "Europe/Berlin", "--publish")
	if got := u.busy(); got != "23 13:00 to 14:30" {
		t.Errorf("moved: busy at %s", got)
	}

	// Another program moves it: seen at the next look, and it counts.
	edit := func(from, to string) {
		t.Helper()
		text := u.daemon.Do(t, "GET", path, "")
		if !strings.Contains(text, from) {
			t.Fatalf("no %s in\n%s", from, text)
		}
		u.daemon.Do(t, "PUT", path, strings.ReplaceAll(text, from, to))
	}
	edit("20261123T1", "20261124T1")
	if out := u.works("pairing", "publish"); !strings.Contains(out, "was moved in your calendar to Tuesday 14:00, and that counts") {
		t.Errorf("moved there: %s", out)
	}
	if start, state, sequence := u.block(); start != "24 13:00" || state != "planned" || sequence < 2 {
		t.Errorf("moved there: %s, %s, %d", start, state, sequence)
	}

	// Moved at both ends before anybody looked: the calendar's counts, ours is offered again, and can be said.
	edit("20261124T1", "20261125T1")
	u.fails("was changed in your calendar meanwhile, moved to", "pairing", "move", id, "--at", "2026-11-26T09:00:00Z", "--publish")
	if start, _, _ := u.block(); start != "25 13:00" {
		t.Errorf("changed at both ends: %s", start)
	}
	if got := u.busy(); got != "25 13:00 to 14:30" {
		t.Errorf("changed at both ends: busy at %s", got)
	}
	u.works("pairing", "move", id, "--at", "2026-11-26T09:00:00Z", "--publish")
	if got := u.busy(); got != "26 09:00 to 10:30" {
		t.Errorf("said again: busy at %s", got)
	}

	// It does not know us: nothing said is lost, and it is sent when it can be.
	u.password = "wrong"
	u.fails("not in your calendar yet: the calendar server does not let you in", "pairing", "move", id, "--at", "2026-11-27T09:00:00Z", "--publish")
	if start, _, _ := u.block(); start != "27 09:00" {
		t.Errorf("401: %s", start)
	}
	u.password = caldavtest.Password
	if got := u.busy(); got != "26 09:00 to 10:30" {
		t.Errorf("401: busy at %s", got)
	}
	u.works("pairing", "publish")
	if got := u.busy(); got != "27 09:00 to 10:30" {
		t.Errorf("after 401: busy at %s", got)
	}

	// Called off, and taken out by another program.
	u.works("pairing", "cancel", id, "--publish")
	if got := u.busy(); got != "" {
		t.Errorf("cancelled: busy at %s", got)
	}
	u.works("pairing", "move", id, "--at", "2026-11-30T09:00:00Z", "--publish")
	u.daemon.Do(t, "DELETE", path, "")
	u.works("pairing", "publish")
	if _, state, _ := u.block(); state != "cancelled" {
		t.Errorf("taken out: %s", state)
	}

	// The server is gone.
	u.works("pairing", "move", id, "--at", "2026-12-01T09:00:00Z", "--publish")
	u.daemon.Stop()
	u.fails("not in your calendar yet: the calendar cannot be reached", "pairing", "move", id, "--at", "2026-12-02T09:00:00Z", "--publish")
	if start, state, _ := u.block(); start != "02 09:00" || state != "planned" {
		t.Errorf("gone: %s, %s", start, state)
	}
	if out := u.works("pairing", "list"); !strings.Contains(out, id+" is not in your calendar yet: the calendar cannot be reached") {
		t.Errorf("gone: %s", out)
	}
}

// Time for oneself in a real calendar: nobody is invited, it is read back as busy, what is changed there counts, and dropping it takes it out.
func TestOwnTimeInARealCalendar(t *testing.T) {
	u := newCalendared(t)
	out := u.works("pairing", "block", "--what", "thinking", "--for", "90m", "--when", "2026-11-20 10:00", "--about", "für mich 🙂", "--publish")
	id := regexp.MustCompile(`B-[0-9A-Z]+`).FindString(out)
	name := "/dev1/work/" + strings.ToLower(id) + "@leadline.ics"
	text := u.daemon.Do(t, "GET", name, "")
	if !strings.Contains(text, "SUMMARY:Thinking: für mich 🙂") || strings.Contains(text, "ATTENDEE") || strings.Contains(text, "METHOD") {
		t.Errorf("the calendar has:\n%s", text)
	}
	if got := u.busy(); got != "20 09:00 to 10:30" {
		t.Errorf("busy %s", got)
	}
	u.daemon.Do(t, "PUT", name, strings.NewReplacer("20261120T100000", "20261120T140000", "20261120T113000", "20261120T153000").Replace(text))
	if out := u.works("pairing", "block"); !strings.Contains(out, "kept      thinking: für mich 🙂 · Friday 14:00–15:30") {
		t.Error(out)
	}
	if out := u.works("pairing", "block", "drop", id); !strings.Contains(out, "out of your calendar") {
		t.Error(out)
	}
	if got := u.busy(); got != "" {
		t.Errorf("busy %s", got)
	}
	u.password = "wrong"
	u.fails("is kept, and not in your calendar yet", "pairing", "block", "--for", "2h", "--when", "2026-11-20 10:00", "--publish")
}
