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
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"history": history, "save": save},
	})
}

// history DIR FILE builds a repository from a history as package gittest reads it.
func history(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: history DIR FILE")
	}
	gittest.Repo(scriptTB{ts: ts}, ts.MkAbs(args[0]), ts.ReadFile(args[1]))
}

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
