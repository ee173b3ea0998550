//go:build editors

package editortest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// bench is what one test gives its editors: a home of their own, and the variables they run with.
type bench struct {
	dir string // temporary; holds everything below
	env []string
}

func newBench(t *testing.T, env ...string) *bench {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{dir: dir}
	b.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC", "TERM=dumb",
		"HOME=" + b.path("home"),
		"XDG_CONFIG_HOME=" + b.path("config"), "XDG_DATA_HOME=" + b.path("data"), "XDG_STATE_HOME=" + b.path("state"),
		"XDG_CACHE_HOME=" + b.path("cache"), "XDG_RUNTIME_DIR=" + b.path("run"), "LEADLINE_STORE=" + b.path("store"),
		"PROBE_LIBRARY=" + root(t, "testdata/editors/neovim/probe.lua"), "PROBE_PLUGIN=" + root(t, "editors/neovim"),
	}, env...)
	for _, name := range []string{"home", "run"} {
		if err := os.Mkdir(b.path(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *bench) path(elem ...string) string {
	return filepath.Join(append([]string{b.dir}, elem...)...)
}

// root returns the absolute path of a file of this repository.
func root(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// event is what a probe tells, one a line; the keys are the probe's.
type event struct {
	Event string
	Error string
	raw   json.RawMessage
}

// into decodes the probe's own keys.
func (e event) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(e.raw, v); err != nil {
		t.Fatalf("the probe's %q: %v in %s", e.Event, err, e.raw)
	}
}

// editor is a running editor with a probe in it.
type editor struct {
	events chan event
}

// start runs a probe of testdata/editors/neovim in Neovim, in the folder dir.
func (b *bench) start(t *testing.T, dir, probe string) *editor {
	t.Helper()
	return b.run(t, dir, neovim(t), "--headless", "-u", "NONE", "-i", "NONE", "-S", root(t, "testdata/editors/neovim/"+probe))
}

// run starts an editor that tells what it sees on standard output, one event a line.
func (b *bench) run(t *testing.T, dir, program string, args ...string) *editor {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c := exec.Command{Path: program, Args: args, Dir: dir, Env: b.env, Timeout: 2 * time.Minute}
	p, err := c.Start(ctx)
	if err != nil {
		cancel()
		t.Fatalf("starting %s: %v", program, err)
	}
	e := &editor{events: make(chan event, 64)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(e.events)
		lines := bufio.NewScanner(p.Stdout)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			ev := event{raw: bytes.Clone(lines.Bytes())}
			if err := json.Unmarshal(ev.raw, &ev); err != nil {
				ev = event{Event: "failed", Error: "not JSON: " + lines.Text()}
			}
			e.events <- ev
		}
		if err := p.Wait(); err != nil && ctx.Err() == nil {
			e.events <- event{Event: "failed", Error: err.Error()}
		}
	}()
	t.Cleanup(func() {
		cancel()
		go func() { // a test that ended early has left events behind
			for range e.events {
			}
		}()
		<-ended
	})
	return e
}

// next waits for the probe's next event, which must have this name.
func (e *editor) next(t *testing.T, name string) event {
	t.Helper()
	ev, ok := <-e.events
	switch {
	case !ok:
		t.Fatalf("the editor ended before it told of %q", name)
	case ev.Event == "failed":
		t.Fatalf("waiting for %q, the probe failed: %s", name, ev.Error)
	case ev.Event != name:
		t.Fatalf("the probe told of %q, want %q: %s", ev.Event, name, ev.raw)
	}
	return ev
}

var version = regexp.MustCompile(`^NVIM v(\d+)\.(\d+)`)

// neovim finds a Neovim that is new enough. There is no skipping: without one nothing here is tested.
func neovim(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LEADLINE_NVIM")
	if path == "" {
		path, _ = osexec.LookPath("nvim")
	}
	if path == "" {
		t.Fatal("there is no nvim: run `make test`, which installs it, or name one in LEADLINE_NVIM")
	}
	c := exec.Command{Path: path, Args: []string{"--version"}, Env: []string{"HOME=" + t.TempDir()}, Timeout: time.Minute}
	out, err := c.Output(t.Context())
	if err != nil {
		t.Fatalf("asking %s for its version: %v; run `make test`, which installs one that works", path, err)
	}
	m := version.FindSubmatch(out)
	if m == nil {
		t.Fatalf("%s is not Neovim: run `make test`, which installs it", path)
	}
	major, _ := strconv.Atoi(string(m[1]))
	minor, _ := strconv.Atoi(string(m[2]))
	if major == 0 && minor < 10 {
		t.Fatalf("%s is %s, older than 0.10: run `make test`, which installs a newer one", path, m[0])
	}
	return path
}
