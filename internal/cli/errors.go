package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store"
)

// usageError says that a command was asked the wrong way.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

const longestError = 2000

// reader is whoever reads standard output. That they left is told from any other broken pipe: a server or a git of ours
// that ends too early is a failure. Safe for concurrent use where the Writer is.
type reader struct {
	io.Writer
	left atomic.Bool
}

func (r *reader) Write(b []byte) (int, error) {
	n, err := r.Writer.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		r.left.Store(true)
	}
	return n, err
}

// exit reports an error and returns the code to exit with. A reader that went away is no error: that is
// how `leadline query … | head` ends.
func (a *app) exit(err error) int {
	var usage usageError
	var faults action.Faults
	var refused *git.RefusedError
	switch {
	case err == nil:
		return a.code
	case a.out.left.Load():
		return exitOK
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted; what was recorded before stays")
	case errors.As(err, &refused):
		err = fmt.Errorf("%w; open another clone of this repository, or put that right", err)
	case errors.Is(err, git.ErrNotRepository) && a.inBare():
		err = fmt.Errorf("%s is in a bare repository, which has no files; go into a clone or a work tree of it", a.dir())
	case errors.Is(err, git.ErrNotRepository):
		err = fmt.Errorf("%s is in no git repository; go into one, or name one with -C DIR", a.dir())
	}
	a.note("%s", worded(err))
	if errors.As(err, &usage) || errors.As(err, &faults) {
		return exitUsage
	}
	return exitFailed
}

// worded says what to do where a disk is full: what the system says of it does not.
func worded(err error) string {
	var said *store.Error
	if errors.As(err, &said) || !store.Full(err) {
		return err.Error()
	}
	return fmt.Sprintf("%s: the disk is full. Free some space and try again; what was recorded before is safe", err)
}

// note writes one line to standard error, whatever the text holds.
func (a *app) note(format string, args ...any) {
	fmt.Fprintln(a.Err, "leadline: "+phrase.Clean(fmt.Sprintf(format, args...), longestError))
}

// noteOnce writes what went wrong in the background: once, however often it does.
func (a *app) noteOnce() func(error) {
	var mu sync.Mutex
	said := map[string]bool{}
	return func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if !said[err.Error()] {
			said[err.Error()] = true
			a.note("%s", worded(err))
		}
	}
}

func (a *app) inBare() bool {
	r, err := git.Find(a.dir())
	return err == nil && r.Bare
}

// noSuchCommand accepts no arguments: any there are would be names of commands that do not exist.
func (a *app) noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	did := ""
	c.SuggestionsMinimumDistance = 2 // letters that may differ
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		did = "did you mean " + strings.Join(near, " or ") + "? "
	}
	if c.HasParent() {
		return usagef("%s does not know %q; %ssee `%s --help`", called(c), args[0], did, c.CommandPath())
	}
	return usagef("there is no command %q; %ssee `leadline --help`", args[0], did)
}

func (a *app) exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usagef("%s needs more: %s; see `%s --help`", called(c), c.UseLine(), c.CommandPath())
		case len(args) > n:
			return usagef("%s does not know what to do with %q: %s; see `%s --help`", called(c), args[n], c.UseLine(), c.CommandPath())
		}
		return nil
	}
}

// atMost takes up to n arguments.
func (a *app) atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("%s does not know what to do with %q: %s; see `%s --help`", called(c), args[n], c.UseLine(), c.CommandPath())
		}
		return nil
	}
}

// called is how a person calls a command, without the program's name.
func called(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "leadline ") }

func names(c *cobra.Command) string {
	var out []string
	for _, child := range c.Commands() {
		if child.IsAvailableCommand() && child.Name() != "help" {
			out = append(out, child.Name())
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
