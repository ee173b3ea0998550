package cli_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leadline/leadline/internal/caldav/caldavtest"
	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
)

// The scripts under testdata/script run this binary as leadline, with the clock that they set.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"leadline": func() { os.Exit(leadline()) }})
}

func leadline() int {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	now := time.Now
	if fixed, err := time.Parse(time.RFC3339, os.Getenv("LEADLINE_TEST_NOW")); err == nil {
		now = func() time.Time { return fixed }
	}
	return cli.Main(context.Background(), os.Args[1:], cli.Deps{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), Dir: dir, Now: now, Rand: rand.Reader,
		Serve: func(ctx context.Context, in io.Reader, out io.Writer) int {
			dirs, err := config.FindDirs(os.Getenv, runtime.GOOS)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			return lsp.Main(ctx, in, out, lsp.Config{Dirs: dirs, Now: now, Getenv: os.Getenv})
		},
		Executable: os.Executable, LookPath: exec.LookPath,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			for name, value := range map[string]string{
				"HOME": home, "USERPROFILE": home,
				"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_HOME": filepath.Join(home, "data"),
				"XDG_CACHE_HOME": filepath.Join(home, "cache"), "XDG_STATE_HOME": filepath.Join(home, "state"),
				"LEADLINE_STORE": "", "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC", "LC_ALL": "C", "NO_COLOR": "",
				"LEADLINE_TEST_NOW": "2026-11-18T10:00:00Z",
				// With -race each process would sleep for a second before it ends, in case another thread reports something then.
				"GORACE": "atexit_sleep_ms=0",
			} {
				e.Setenv(name, value)
			}
			return os.MkdirAll(home, 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"history": history, "save": save, "calendar": calendars},
	})
}

// history DIR FILE builds a repository from a history as package gittest reads it.
func history(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: history DIR FILE")
	}
	gittest.Repo(scriptTB{ts: ts}, ts.MkAbs(args[0]), ts.ReadFile(args[1]))
}

// calendars is a calendar server of the script's own, whose collection the settings of the user name:
//
//	calendar start                 and its account in the environment
//	calendar show                  puts all that it holds on standard output, through the file calendar.ics
//	calendar change OLD NEW        another program replaces a text in every event
//	calendar clear                 another program takes every event out
//	calendar refuse STATUS         it answers so from now on; 0 ends that
//	calendar stop
func calendars(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: calendar start|show|change|clear|refuse|stop")
	}
	if args[0] == "start" {
		s := caldavtest.Start()
		ts.Defer(s.Stop)
		running.Store(ts.Getenv("WORK"), s)
		for name, value := range map[string]string{"HOST": s.Host, "USER": caldavtest.User, "PASSWORD": caldavtest.Password} {
			ts.Setenv("LEADLINE_CALENDAR_"+name, value)
		}
		settings := filepath.Join(ts.Getenv("XDG_CONFIG_HOME"), "leadline", "config.toml")
		ts.Check(os.MkdirAll(filepath.Dir(settings), 0o755))
		ts.Check(os.WriteFile(settings, []byte("[calendar]\nblocks = \""+s.Collection+"\"\n"), 0o644))
		return
	}
	found, ok := running.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no calendar was started")
	}
	s := found.(*caldavtest.Server)
	switch {
	case args[0] == "show":
		var all strings.Builder
		for _, name := range s.Names() {
			all.WriteString(strings.ReplaceAll(strings.ReplaceAll(s.Text(name), "\r\n ", ""), "\r\n", "\n"))
		}
		ts.Check(os.WriteFile(ts.MkAbs("calendar.ics"), []byte(all.String()), 0o644))
	case args[0] == "change" && len(args) == 3:
		for _, name := range s.Names() {
			s.Write(name, strings.ReplaceAll(s.Text(name), args[1], args[2]))
		}
	case args[0] == "clear":
		for _, name := range s.Names() {
			s.Remove(name)
		}
	case args[0] == "refuse" && len(args) == 2:
		status, err := strconv.Atoi(args[1])
		ts.Check(err)
		s.Refuse(status)
	case args[0] == "stop":
		s.Stop()
	default:
		ts.Fatalf("usage: calendar start|show|change|clear|refuse|stop")
	}
}

// running are the calendar servers of scripts, by their work folder.
var running sync.Map

// save NAME PATTERN puts what the last standard output has for the pattern's first group into $NAME.
func save(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: save NAME PATTERN")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) != 2 {
		ts.Fatalf("no match for %q with one group", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// scriptTB lets a harness for tests fail a script. It has only what gittest calls.
type scriptTB struct {
	testing.TB
	ts *testscript.TestScript
}

func (t scriptTB) Helper()                        {}
func (t scriptTB) Fatal(args ...any)              { t.ts.Fatalf("%s", fmt.Sprint(args...)) }
func (t scriptTB) Fatalf(format string, a ...any) { t.ts.Fatalf(format, a...) }
