//go:build unix

package exec_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

func shell(script string) exec.Command {
	return exec.Command{Path: "sh", Args: []string{"-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")}, Timeout: time.Minute}
}

func TestOutput(t *testing.T) {
	t.Setenv("LEADLINE_SECRET", "inherited")
	c := shell(`cat; echo "$LEADLINE_SECRET$GIVEN $PWD"`)
	c.Env = append(c.Env, "GIVEN=given")
	c.Stdin = strings.NewReader("in ")
	c.Dir = "/"
	out, err := c.Output(t.Context())
	if got := string(out); got != "in given /\n" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestNoEnvironmentMeansNone(t *testing.T) {
	t.Setenv("LEADLINE_SECRET", "inherited")
	out, err := exec.Command{Path: "env"}.Output(t.Context())
	if len(out) != 0 || err != nil {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestExitError(t *testing.T) {
	_, err := shell(`echo trouble >&2; exit 3`).Output(t.Context())
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Code != 3 || exit.Stderr != "trouble\n" || !strings.Contains(err.Error(), "trouble") {
		t.Errorf("got %v", err)
	}
	_, err = exec.Command{Path: "leadline-no-such-program"}.Output(t.Context())
	if !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestStderrIsCapped(t *testing.T) {
	_, err := shell(`yes | head -c 1000000 >&2; exit 1`).Output(t.Context())
	var exit *exec.ExitError
	if !errors.As(err, &exit) || len(exit.Stderr) > 20_000 {
		t.Errorf("kept %d bytes", len(exit.Stderr))
	}
}

func TestLimits(t *testing.T) {
	endless := shell("while :; do :; done")
	endless.Timeout = 50 * time.Millisecond
	if _, err := endless.Output(t.Context()); !errors.Is(err, exec.ErrTimeout) {
		t.Errorf("time: got %v, want ErrTimeout", err)
	}
	chatty := exec.Command{Path: "yes", OutputLimit: 1000}
	out, err := chatty.Output(t.Context())
	if len(out) != 1000 || !errors.Is(err, exec.ErrOutputLimit) {
		t.Errorf("output: got %d bytes, %v, want 1000, ErrOutputLimit", len(out), err)
	}
	exact := shell("printf 12345")
	exact.OutputLimit = 5
	if out, err := exact.Output(t.Context()); string(out) != "12345" || err != nil {
		t.Errorf("exactly the limit: got %q, %v", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := shell("true").Output(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("context: got %v", err)
	}
}

// A child of the child must not outlive the cancelled run, nor may it hold it up.
func TestCancelKillsTheWholeGroup(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p, err := shell(`sh -c 'trap "" TERM HUP INT; while :; do read x </dev/zero; done' & echo ready; wait`).Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(p.Stdout)
	if _, err := out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	cancel()
	// The output ends only when the grandchild, which holds it open, is gone too.
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Errorf("reading on: %v", err)
	}
	if err := p.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestWaitBeforeTheEndOfOutput(t *testing.T) {
	p, err := exec.Command{Path: "yes"}.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(p.Stdout, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err == nil {
		t.Error("a program whose output was closed ended well")
	}
}
