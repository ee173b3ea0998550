//go:build editors

package editortest

import (
	"context"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lspclient"
)

// screen is a terminal of 130 by 45 with an editor in it, as a person would see it.
type screen struct {
	bench  *bench
	tmux   string
	socket string
}

// look starts an editor in a terminal, in the folder dir. The terminal ends with the test.
func (b *bench) look(t *testing.T, dir string, command ...string) *screen {
	t.Helper()
	s := &screen{bench: b, tmux: onPath(t, "tmux"), socket: b.path("t")}
	s.tell(t, dir, append([]string{"-f", os.DevNull, "new-session", "-d", "-x", "130", "-y", "45"}, command...)...)
	t.Cleanup(func() {
		// An editor that waits for ENTER may not see that its terminal is gone.
		for _, args := range [][]string{{"send-keys", "Enter"}, {"kill-server"}} {
			c := exec.Command{Path: s.tmux, Args: append([]string{"-S", s.socket}, args...), Env: b.env, Timeout: time.Minute}
			_, _ = c.Output(context.Background()) // it may have ended by itself; the test's own context has
		}
	})
	return s
}

func (s *screen) tell(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.Command{Path: s.tmux, Args: append([]string{"-S", s.socket}, args...), Dir: dir, Env: s.bench.env, Timeout: time.Minute}
	out, err := c.Output(t.Context())
	if err != nil {
		t.Fatalf("tmux %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

// keys presses keys by their names in tmux.
func (s *screen) keys(t *testing.T, keys ...string) {
	t.Helper()
	s.tell(t, "", append([]string{"send-keys"}, keys...)...)
}

// types writes a text as it stands.
func (s *screen) types(t *testing.T, text string) {
	t.Helper()
	s.tell(t, "", "send-keys", "-l", text)
}

func (s *screen) text(t *testing.T) string {
	t.Helper()
	return s.tell(t, "", "capture-pane", "-p")
}

// sees waits until all of these are on the screen, and returns it.
func (s *screen) sees(t *testing.T, parts ...string) string {
	t.Helper()
	var text string
	eventually(t, func() error {
		text = s.text(t)
		for _, part := range parts {
			if !strings.Contains(text, part) {
				return fmt.Errorf("the screen does not show %q:\n%s", part, strings.TrimSpace(text))
			}
		}
		return nil
	})
	return text
}

// loses waits until something is gone from the screen.
func (s *screen) loses(t *testing.T, part string) {
	t.Helper()
	eventually(t, func() error {
		if text := s.text(t); strings.Contains(text, part) {
			return fmt.Errorf("the screen still shows %q:\n%s", part, strings.TrimSpace(text))
		}
		return nil
	})
}

// eventually waits until something holds, of which nothing else tells.
func eventually(t *testing.T, holds func() error) {
	t.Helper()
	again := time.NewTicker(30 * time.Millisecond)
	defer again.Stop()
	late := time.After(15 * time.Second)
	for {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-late:
			t.Fatal(err)
		}
	}
}

func onPath(t *testing.T, program string) string {
	t.Helper()
	path, err := osexec.LookPath(program)
	if err != nil {
		t.Fatalf("there is no %s: run `make test`, which installs it", program)
	}
	return path
}

// install puts an editor's settings in place with `leadline setup`, and the server on PATH, as a person would.
func (b *bench) install(t *testing.T, server, editor string) {
	t.Helper()
	for i, v := range b.env {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			b.env[i] = "PATH=" + filepath.Dir(server) + ":" + path
		}
	}
	c := exec.Command{Path: server, Args: []string{"setup", editor, "--write"}, Dir: b.dir, Env: b.env, Timeout: time.Minute}
	if _, err := c.Output(t.Context()); err != nil {
		t.Fatalf("leadline setup %s --write: %v", editor, err)
	}
}

// offered are the titles of the code actions that the server answered with last, in its order.
func (r *recording) offered(t *testing.T) (titles []action) {
	t.Helper()
	for _, m := range r.answers(t, "textDocument/codeAction") {
		titles = nil
		decode(t, m.Result, &titles)
	}
	return titles
}

type action struct {
	Title   string
	Kind    string
	Command struct{ Command string }
}

// answers are what the servers answered to the requests of a method, in order.
func (r *recording) answers(t *testing.T, method string) (found []lspclient.Message) {
	t.Helper()
	said, err := filepath.Glob(filepath.Join(r.dir, "out.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range said {
		asked := map[string]bool{}
		if _, err := os.Stat(strings.Replace(out, "/out.", "/in.", 1)); err != nil {
			continue // the server is just being started
		}
		hear(t, strings.Replace(out, "/out.", "/in.", 1), func(m lspclient.Message) {
			if m.ID != nil && !m.Answer && m.Method == method {
				asked[string(m.ID)] = true
			}
		})
		hear(t, out, func(m lspclient.Message) {
			if m.Answer && asked[string(m.ID)] {
				found = append(found, m)
			}
		})
	}
	return found
}

// demands are the requests of the servers and the clients, by method: how often each was made.
func (r *recording) demands(t *testing.T, side string) map[string]int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, side+".*"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, file := range files {
		hear(t, file, func(m lspclient.Message) {
			if m.ID != nil && !m.Answer {
				count[m.Method]++
			}
		})
	}
	return count
}

func atLeast(n, want int, what string) error {
	if n < want {
		return fmt.Errorf("%d %s, want %d", n, what, want)
	}
	return nil
}
