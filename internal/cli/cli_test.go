package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// try runs a command line in a folder without a repository.
func try(t *testing.T, out io.Writer, args ...string) (code int, stderr string) {
	t.Helper()
	home := t.TempDir()
	var errs bytes.Buffer
	code = Main(context.Background(), args, Deps{
		In: strings.NewReader(""), Out: out, Err: &errs, Environ: []string{"HOME=" + home, "USERPROFILE=" + home},
		Dir: home, Now: time.Now, Rand: rand.Reader,
		Serve:      func(context.Context, io.Reader, io.Writer) int { return 7 },
		Executable: func() (string, error) { return "", errors.New("none") },
		LookPath:   func(string) (string, error) { return "", errors.New("none") },
	})
	return code, errs.String()
}

func TestExitCodes(t *testing.T) {
	for line, want := range map[string]int{
		"":                             exitOK,
		"--help":                       exitOK,
		"help":                         exitOK,
		"help json":                    exitOK,
		"version":                      exitOK,
		"who --help":                   exitOK,
		"who a.go":                     exitFailed, // no repository
		"decision list":                exitFailed,
		"decision log --title x":       exitFailed,
		"query nonsense":               exitFailed,
		"peek a.go":                    exitFailed,
		"nonsense":                     exitUsage,
		"help nonsense":                exitUsage,
		"decision":                     exitUsage,
		"decision nonsense":            exitUsage,
		"who":                          exitUsage,
		"who a b":                      exitUsage,
		"who --nonsense":               exitUsage,
		"version --json=maybe":         exitUsage,
		"todo take":                    exitUsage,
		"todo delegate --line x":       exitUsage,
		"query --csv --json --table x": exitUsage,
		"uninstall --with-ledger":      exitUsage,
		"lsp":                          7,
	} {
		code, stderr := try(t, io.Discard, strings.Fields(line)...)
		if code != want {
			t.Errorf("leadline %s: exit code %d, want %d (%s)", line, code, want, stderr)
		}
		if failed := code == exitFailed || code == exitUsage; failed != (strings.Count(stderr, "\n") == 1) {
			t.Errorf("leadline %s: says %q, want one line exactly when it fails", line, stderr)
		}
	}
}

// gone is a reader that has left.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, &pathError{syscall.EPIPE} }

type pathError struct{ error }

func (e *pathError) Unwrap() error { return e.error }

func TestReaderThatLeftIsNoFailure(t *testing.T) {
	for _, line := range []string{"version", "help json", "query --csv select+1", "query --json select+1"} {
		args := strings.Fields(line)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "+", " ")
		}
		if code, stderr := try(t, gone{}, args...); code != exitOK || stderr != "" {
			t.Errorf("leadline %s: exit code %d, says %q", line, code, stderr)
		}
	}
}

// A pipe that breaks elsewhere, to a server or to git, is a failure like any other.
func TestOtherBrokenPipesAreFailures(t *testing.T) {
	for _, broken := range []error{&pathError{syscall.EPIPE}, &pathError{io.ErrClosedPipe}} {
		var errs bytes.Buffer
		a := &app{Deps: Deps{Err: &errs}, out: &reader{Writer: io.Discard}}
		if code := a.exit(broken); code != exitFailed || errs.Len() == 0 {
			t.Errorf("%v: exit code %d, says %q", broken, code, &errs)
		}
	}
}

// The contract of DESIGN.md: these keys, in these answers.
func TestShapes(t *testing.T) {
	var out bytes.Buffer
	if code, stderr := try(t, &out, "help", "json"); code != exitOK {
		t.Fatal(stderr)
	}
	var shapes map[string]any
	if err := json.Unmarshal(out.Bytes(), &shapes); err != nil {
		t.Fatalf("help json is no JSON: %v", err)
	}
	for command, keys := range map[string]string{
		"who":           "path owners rule knowers copied_from silo why companions decisions todos",
		"decision list": "id title status undo door confidence decided_by anchors review_by",
		"todo list":     "id path line tag text author age_days state assignee delegation",
		"pairing schedule|take|later|decline|done": "id start end people ics",
		"retract": "id",
	} {
		shape := shapes["leadline "+command]
		if all, ok := shape.([]any); ok {
			shape = all[0]
		}
		object, ok := shape.(map[string]any)
		if !ok {
			t.Errorf("%s has no shape", command)
			continue
		}
		for _, key := range strings.Fields(keys) {
			if _, ok := object[key]; !ok {
				t.Errorf("%s lacks %s", command, key)
			}
		}
	}
	who := shapes["leadline who"].(map[string]any)
	want := map[string]any{"file": "text", "line": "number", "pattern": "text"}
	if d := cmp.Diff(want, who["rule"]); d != "" {
		t.Error(d)
	}
}

// What is not known is null and lists are never null, whatever the value was made from.
func TestEmptyAnswers(t *testing.T) {
	raw, err := json.Marshal(list([]string(nil)))
	if err != nil || string(raw) != "[]" {
		t.Errorf("an empty list is %s", raw)
	}
	raw, err = json.Marshal(at(time.Date(2026, 11, 18, 10, 0, 0, 5e8, time.FixedZone("", 3600))))
	if err != nil || string(raw) != `"2026-11-18T09:00:00Z"` {
		t.Errorf("a moment is %s", raw)
	}
}

func TestLineSuffix(t *testing.T) {
	for arg, want := range map[string][]string{
		"a.go":         nil,
		"a.go:3":       {"a.go:3", "a.go", "3", ""},
		"a.go:3-7":     {"a.go:3-7", "a.go", "3", "7"},
		"a:b:3":        {"a:b:3", "a:b", "3", ""},
		`C:\a.go`:      nil,
		`C:\a.go:12`:   {`C:\a.go:12`, `C:\a.go`, "12", ""},
		":3":           nil,
		"a.go:":        nil,
		"a.go:3-":      nil,
		"a:9999999999": nil,
	} {
		if d := cmp.Diff(want, lineSuffix().FindStringSubmatch(arg)); d != "" {
			t.Errorf("%s: %s", arg, d)
		}
	}
}

func TestOlder(t *testing.T) {
	for version, want := range map[string]bool{
		"2.31.0": false, "2.39.5": false, "3.0": false, "2.30.9": true, "1.99": true, "2": true, "": true, "2.x": true,
		"2.47.1.windows.1": false,
	} {
		if older(version, oldestGit) != want {
			t.Errorf("older(%q) is not %v", version, want)
		}
	}
}

func TestTableCleansCells(t *testing.T) {
	a := &app{Deps: Deps{Out: io.Discard}}
	got := a.table(true, [][]string{{"A", "B"}, {"x\x1b[31m\ny", "🎉"}, {"", "\u202eb"}})
	want := "A         B\nx[31m y   🎉\n          b\n"
	if d := cmp.Diff(strings.Join(strings.Fields(want), " "), strings.Join(strings.Fields(got), " ")); d != "" {
		t.Error(d)
	}
	for _, line := range strings.Split(got, "\n") {
		if strings.TrimRight(line, " ") != line {
			t.Errorf("%q ends in blanks", line)
		}
	}
}
