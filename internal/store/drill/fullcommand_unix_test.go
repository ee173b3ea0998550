//go:build unix && !race

package drill_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/gittest"
)

// What a process that plays the whole program is asked, and how large a file may become for it; "" for any size.
const (
	envAsked = "LEADLINE_DRILL_ASKED"
	envRoom  = "LEADLINE_DRILL_ROOM"
)

// command is the program, on a disk on which there is little room: for it and for the git that it runs.
func command(ctx context.Context, dir string) error {
	if room := os.Getenv(envRoom); room != "" {
		most, err := strconv.ParseUint(room, 10, 64)
		if err != nil {
			return err
		}
		signal.Ignore(syscall.SIGXFSZ)
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	var asked []string
	if err := json.Unmarshal([]byte(os.Getenv(envAsked)), &asked); err != nil {
		return err
	}
	os.Exit(cli.Main(ctx, asked, cli.Deps{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), Dir: dir, Now: time.Now, Rand: rand.Reader,
		Executable: os.Executable, LookPath: exec.LookPath,
	}))
	return nil
}

// desk is somebody's home, and their clone.
type desk struct {
	*testing.T
	home, clone string
}

// ask runs the program; room is how large a file may become, 0 for any size.
func (d desk) ask(room int, asked ...string) (out, said string, err error) {
	d.Helper()
	text, err := json.Marshal(asked)
	if err != nil {
		d.Fatal(err)
	}
	c := play(d.T, "command", d.clone)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	c.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "XDG_") || strings.HasPrefix(e, "LEADLINE_") }),
		envRole+"=command", envDir+"="+d.clone, envAsked+"="+string(text), "HOME="+d.home, "TMPDIR="+d.home, "TZ=UTC", "GIT_CONFIG_NOSYSTEM=1", "NO_COLOR=1")
	if room > 0 {
		c.Env = append(c.Env, envRoom+"="+strconv.Itoa(room))
	}
	err = c.Run()
	return stdout.String(), stderr.String(), err
}

// does is ask where nothing may go wrong.
func (d desk) does(asked ...string) string {
	d.Helper()
	out, said, err := d.ask(0, asked...)
	if err != nil {
		d.Fatalf("%q: %v: %s", asked, err, said)
	}
	return out
}

func (d desk) decisions() string {
	d.Helper()
	return d.does("query", "--csv", "SELECT id, title FROM decisions ORDER BY id")
}

// said is every event, none where nobody said anything yet.
func (d desk) said() string {
	d.Helper()
	out, said, err := d.ask(0, "export", "--events")
	if err != nil && !strings.Contains(said, "nothing has been said yet") {
		d.Fatal(err, said)
	}
	return out
}

// files are those in a folder and the folders in it.
func files(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			found = append(found, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return found
}

// much is what so many people could have said, as lines that can be imported; like is one that was exported.
func much(t *testing.T, like string, n int) []byte {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal([]byte(like), &e); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for i := range n {
		e["id"], e["writer"], e["seq"], e["subject"] = fmt.Sprintf("01ZZZZZZZZZZZZZZZZZZZ%05d", i), strings.Repeat("w", 26), i+1, fmt.Sprintf("D-%06d", i)
		e["body"] = map[string]any{"decision": map[string]any{"title": fmt.Sprint("number ", i), "status": "accepted", "because": noise(i)}}
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	return out.Bytes()
}

// noise is text that does not pack well.
func noise(seed int) string {
	var b strings.Builder
	for x := uint64(seed)*2654435761 + 88172645463325252; b.Len() < 300; {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b.WriteString(strconv.FormatUint(x, 36))
	}
	return b.String()
}

// Whatever the disk is full at: it is said to be, with what to do; nothing is lost, nothing half is left under the name of a whole, and
// once there is room the same command does all of it.
func TestCommandsOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	origin := filepath.Join(dir, "origin")
	gittest.Repo(t, origin, small)
	bare := filepath.Join(dir, "team.git")
	if out, err := exec.Command("git", "clone", "-q", "--bare", origin, bare).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	at := func(name string) desk {
		t.Helper()
		d := desk{t, filepath.Join(dir, name+".home"), filepath.Join(dir, name)}
		for _, args := range [][]string{{"clone", "-q", bare, d.clone}, {"-C", d.clone, "config", "user.email", name + "@example.com"}, {"-C", d.clone, "config", "user.name", name}} {
			if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		if err := os.MkdirAll(d.home, 0o700); err != nil {
			t.Fatal(err)
		}
		return d
	}

	// Somebody who has said much, and another who has said little.
	const many = 1500
	team := at("team")
	team.does("decision", "log", "--title", "first")
	lines := filepath.Join(dir, "lines.ndjson")
	if err := os.WriteFile(lines, much(t, team.does("export", "--events"), many), 0o600); err != nil {
		t.Fatal(err)
	}
	team.does("import", "--events", lines)
	team.does("export", "--events", lines)
	team.does("backup", filepath.Join(dir, "whole"))
	all := team.decisions()
	if strings.Count(all, "\n") != many+2 {
		t.Fatalf("%d lines", strings.Count(all, "\n"))
	}
	beforehand := func(name string) desk {
		d := at(name)
		d.does("decision", "log", "--title", "my own")
		return d
	}

	for _, c := range []struct {
		name string
		room int // enough for the store as it is, and for some of what comes
		// prepared is the desk, and what is asked of it with little room and then with enough.
		prepared func(t *testing.T) (desk, []string)
		target   string // what appears whole or not at all
	}{
		{name: "import", room: 600 << 10, prepared: func(*testing.T) (desk, []string) {
			return beforehand("import"), []string{"import", "--events", lines}
		}},
		{name: "restore", room: 600 << 10, prepared: func(*testing.T) (desk, []string) {
			return beforehand("restore"), []string{"restore", filepath.Join(dir, "whole")}
		}},
		{name: "restore into nothing", room: 600 << 10, prepared: func(*testing.T) (desk, []string) {
			return at("anew"), []string{"restore", filepath.Join(dir, "whole")}
		}},
		{name: "sync", room: 100 << 10, prepared: func(t *testing.T) (desk, []string) {
			other := at("other")
			other.does("decision", "log", "--title", "other")
			other.does("sync")
			for i := range 12 { // of a writer's own, as far as a sync accepts them
				other.does("decision", "log", "--title", fmt.Sprint("long ", i), "--because", strings.Repeat(noise(i), 60))
			}
			other.does("sync")
			return at("sync"), []string{"sync"}
		}},
		{name: "backup", room: 600 << 10, target: filepath.Join(dir, "copy"), prepared: func(*testing.T) (desk, []string) {
			return team, []string{"backup", filepath.Join(dir, "copy")}
		}},
		{name: "export", room: 600 << 10, target: filepath.Join(dir, "all.ndjson"), prepared: func(*testing.T) (desk, []string) {
			return team, []string{"export", "--events", filepath.Join(dir, "all.ndjson")}
		}},
		{name: "rebuild", room: 600 << 10, prepared: func(t *testing.T) (desk, []string) {
			made, err := filepath.Glob(filepath.Join(team.home, ".local", "share", "leadline", "leadline*"))
			if err != nil || len(made) == 0 {
				t.Fatal(made, err)
			}
			for _, name := range made {
				if err := os.Remove(name); err != nil {
					t.Fatal(err)
				}
			}
			return team, []string{"decision", "list"}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, asked := c.prepared(t)
			d.T = t
			before, mine := files(t, dir), d.said()
			out, said, err := d.ask(c.room, asked...)
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 {
				t.Fatalf("%v: %s%s", err, out, said)
			}
			if !strings.Contains(said, "full") && !strings.Contains(said, "no room") || !strings.Contains(strings.ToLower(said), "free some space") {
				t.Errorf("it is not said what to do: %s", said)
			}
			if strings.Contains(said, ".;") || strings.Contains(said, "..") {
				t.Errorf("it is said badly: %s", said)
			}
			for _, name := range files(t, dir) {
				if slices.Contains(before, name) {
					continue
				}
				if base := filepath.Base(name); name == c.target || strings.HasPrefix(base, ".leadline-") || strings.HasPrefix(base, "tmp_") {
					t.Errorf("%s is left behind", name)
				}
			}
			kept := d.said()
			for line := range strings.Lines(mine) {
				if id, _, _ := strings.Cut(line, ","); !strings.Contains(kept, id) {
					t.Errorf("%s is lost", id)
				}
			}
			if out := d.does("doctor"); strings.Contains(out, "damaged") {
				t.Error(out)
			}
			d.does(asked...)
			if c.target == "" && c.name != "sync" {
				got := d.decisions()
				for line := range strings.Lines(all) {
					if !strings.Contains(got, line) {
						t.Fatalf("after there was room again %q is missing", line)
					}
				}
			}
			if again := d.said(); c.target != "" {
				if diff := cmp.Diff(mine, again); diff != "" {
					t.Error(diff)
				}
			}
			if c.name == "sync" && strings.Count(d.decisions(), "long ") != 12 {
				t.Errorf("what the others said is not all there:\n%s", d.decisions())
			}
		})
	}
}
