// Package exec runs another program safely.
//
// A child gets exactly the environment it is given, a process group of its own,
// a time limit, a memory limit and a limit on what it may write to standard
// output. Its output is streamed. When the context ends, the time is over or the
// output limit is passed, the whole group is killed, so that a pager, a filter or
// a hook started by the child does not outlive it.
//
// The memory limit counts private writable memory (RLIMIT_DATA on Linux) rather
// than address space: git maps whole pack files read-only, and gigabytes of those
// are not memory in use. On Windows a job object limits the whole group. Elsewhere
// the limit is not enforced, see [LimitsMemory]; time and output are limited everywhere.
//
// The package decides nothing about what is run: hardening for git lives in
// package git.
package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	osexec "os/exec"
	"strings"
	"sync/atomic"
	"time"
)

// stderrLimit caps what is kept of a child's standard error, in bytes.
const stderrLimit = 16 << 10

// killGrace is how long Wait goes on waiting for pipes that something outside
// the process group still holds open after the child is gone.
const killGrace = 2 * time.Second

// ErrNotFound says that the program is not installed.
var ErrNotFound = errors.New("program not found")

// ErrOutputLimit says that the program wrote more than Command.OutputLimit bytes
// and was killed for it.
var ErrOutputLimit = errors.New("too much output")

// ErrTimeout says that the program ran longer than Command.Timeout and was killed.
var ErrTimeout = errors.New("took too long")

// Command describes one run of a program. The zero limits mean no limit.
type Command struct {
	Path  string   // a name looked up in this process's PATH, or an absolute path
	Args  []string // without the program's own name
	Dir   string
	Env   []string // exactly this, nothing inherited
	Stdin io.Reader

	Timeout     time.Duration
	MemoryLimit int64 // bytes of private writable memory
	OutputLimit int64 // bytes on standard output

	// Patient gives way to other programs where processors are short: nobody waits for it at a keyboard.
	Patient bool
}

// Process is a running program. Stdout must be read by one goroutine at a time,
// and Wait must be called exactly once, by that goroutine or after it is done.
type Process struct {
	Stdout io.Reader

	cmd     *osexec.Cmd
	pipe    *os.File
	stderr  *head
	release func()
	cancel  context.CancelFunc
	ctx     context.Context // the caller's, to tell whose impatience ended the run
	limited context.Context // with the time limit
	over    atomic.Bool
	path    string
}

// ExitError says that a program ended with a code other than 0 or by a signal
// (Code is -1 then). Stderr is what it said, at most 16 KiB.
type ExitError struct {
	Path   string
	Code   int
	Stderr string
}

func (e *ExitError) Error() string {
	text := strings.TrimSpace(e.Stderr)
	if text == "" {
		return fmt.Sprintf("%s ended with code %d", e.Path, e.Code)
	}
	return fmt.Sprintf("%s ended with code %d: %s", e.Path, e.Code, text)
}

// LookPath finds a program in this process's PATH. The error is ErrNotFound.
func LookPath(name string) (string, error) {
	path, err := osexec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, ErrNotFound)
	}
	return path, nil
}

// Start starts the program. The returned process is killed when ctx ends.
func (c Command) Start(ctx context.Context) (*Process, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := LookPath(c.Path)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithCancel(ctx)
	if c.Timeout > 0 {
		cancel()
		limited, cancel = context.WithTimeoutCause(ctx, c.Timeout, ErrTimeout)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		cancel()
		return nil, fmt.Errorf("making a pipe for %s: %w", c.Path, err)
	}
	widen(reader)

	cmd := osexec.CommandContext(limited, path, c.Args...)
	cmd.Dir = c.Dir
	cmd.Env = c.Env
	if cmd.Env == nil {
		cmd.Env = []string{} // nil would mean: inherit everything
	}
	cmd.Stdin = c.Stdin
	cmd.Stdout = writer
	kept := &head{limit: stderrLimit}
	cmd.Stderr = kept
	cmd.WaitDelay = killGrace
	isolate(cmd)

	p := &Process{cmd: cmd, pipe: reader, stderr: kept, cancel: cancel, ctx: ctx, limited: limited, path: c.Path}
	err = cmd.Start()
	writer.Close()
	if err != nil {
		reader.Close()
		cancel()
		return nil, fmt.Errorf("starting %s: %w", c.Path, err)
	}
	p.release = limit(cmd.Process.Pid, c.MemoryLimit)
	if c.Patient {
		giveWay(cmd.Process.Pid)
	}
	p.Stdout = &stdout{p: p, left: c.OutputLimit, capped: c.OutputLimit > 0}
	return p, nil
}

// Output runs the program to its end and returns what it wrote to standard output.
// On an error the output so far is returned with it.
func (c Command) Output(ctx context.Context) ([]byte, error) {
	p, err := c.Start(ctx)
	if err != nil {
		return nil, err
	}
	out, readErr := io.ReadAll(p.Stdout)
	if err := p.Wait(); err != nil {
		return out, err
	}
	return out, readErr
}

// Stop kills the program and everything in its group. Wait must still be called.
func (p *Process) Stop() { p.cancel() }

// Wait stops reading, waits for the program to end and frees what belongs to it.
// A program that still wants to write finds its output closed. The error is the
// context's, ErrTimeout, ErrOutputLimit or an *ExitError.
func (p *Process) Wait() error {
	p.pipe.Close()
	err := p.cmd.Wait()
	p.release()
	cause := context.Cause(p.limited)
	p.cancel()
	switch {
	case p.over.Load():
		return fmt.Errorf("%s: %w", p.path, ErrOutputLimit)
	case err == nil:
		return nil
	case p.ctx.Err() != nil:
		return p.ctx.Err()
	case errors.Is(cause, ErrTimeout):
		return fmt.Errorf("%s: %w", p.path, ErrTimeout)
	}
	var exit *osexec.ExitError
	if errors.As(err, &exit) {
		return &ExitError{Path: p.path, Code: exit.ExitCode(), Stderr: p.stderr.String()}
	}
	return fmt.Errorf("running %s: %w", p.path, err)
}

// stdout is the reading end, which counts.
type stdout struct {
	p      *Process
	left   int64
	capped bool
}

func (r *stdout) Read(b []byte) (int, error) {
	n, err := r.p.pipe.Read(b)
	if !r.capped {
		return n, err
	}
	if int64(n) > r.left {
		n = int(r.left)
		r.left = 0
		r.p.over.Store(true)
		r.p.cancel()
		return n, ErrOutputLimit
	}
	r.left -= int64(n)
	return n, err
}

// head keeps the first bytes written to it and swallows the rest.
type head struct {
	limit int
	kept  []byte
}

func (h *head) Write(b []byte) (int, error) {
	if room := h.limit - len(h.kept); room > 0 {
		h.kept = append(h.kept, b[:min(room, len(b))]...)
	}
	return len(b), nil
}

func (h *head) String() string { return string(h.kept) }
