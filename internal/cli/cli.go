// Package cli is the command line: it parses a request, calls one hint or one action, and renders the
// answer as text for people or as JSON for programs.
//
// Every command is a file named after its noun. What commands print as JSON is laid down in json.go and
// printed by `leadline help json`. Exit codes: 0 it worked, 1 it failed, 2 it was asked the wrong way.
// Errors are one line on standard error: what happened, then what to do.
//
// There is no SQL, no git and no policy here, and no global state: [Main] may be called many times in one
// process, also at once.
package cli

import (
	"context"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// Deps are what the commands need from their surroundings. All fields are required except where noted.
type Deps struct {
	In       io.Reader
	Out, Err io.Writer
	// Environ is the environment, as os.Environ gives it.
	Environ []string
	// Dir is the current directory, absolute.
	Dir  string
	Now  func() time.Time
	Rand io.Reader
	// Serve runs the language server until its client ends it, and returns the exit code.
	Serve func(ctx context.Context, in io.Reader, out io.Writer) int
	// Executable is the path of this program; it is started anew by peek.
	Executable func() (string, error)
	// LookPath finds a program that the user may have installed.
	LookPath func(name string) (string, error)
}

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Main runs one command line (without the program's name) and returns its exit code. A mistake of ours is said in a
// sentence: what was recorded before it is safe, and a stack trace tells its reader nothing.
func Main(ctx context.Context, args []string, d Deps) (code int) {
	a := &app{Deps: d, out: &reader{Writer: d.Out}}
	a.Out = a.out
	defer func() {
		if p := recover(); p != nil {
			a.note("stopped by a mistake of its own (%v); what was recorded is safe. Please report it, with what `leadline doctor` says", p)
			code = exitFailed
		}
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(d.In)
	root.SetOut(a.Out)
	root.SetErr(d.Err)
	return a.exit(root.ExecuteContext(ctx))
}

// app is one run: the surroundings and what the global flags say.
type app struct {
	Deps
	out     *reader // what Out is
	json    bool
	noColor bool
	chdir   string
	code    int // exit code of a command that reports by it, such as doctor
}

// dir is the directory that relative paths are relative to.
func (a *app) dir() string {
	if filepath.IsAbs(a.chdir) {
		return filepath.Clean(a.chdir)
	}
	return filepath.Join(a.Dir, a.chdir)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "leadline",
		Short: "Why the code on your screen is as it is, whom to ask, and what was decided and promised about it",
		Long: "Leadline is a language server for teams, and this command line beside it. While you code it shows who owns\n" +
			"a place, whom to ask, and what was decided, delegated and planned about it.",
		Args:          a.noSuchCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	flags := root.PersistentFlags()
	flags.BoolVar(&a.json, "json", false, "answer with JSON; `leadline help json` shows the shapes")
	flags.StringVarP(&a.chdir, "dir", "C", "", "work as if started in `DIR`")
	flags.BoolVar(&a.noColor, "no-color", false, "no colours, as NO_COLOR does")
	flags.Lookup("json").Usage = "answer with JSON (shapes: leadline help json)"
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w; see `%s --help`", err, c.CommandPath())
	})
	root.AddCommand(
		a.lsp(), a.index(), a.who(), a.why(), a.tour(), a.catchUp(), a.companions(), a.owners(), a.silos(), a.truckFactor(), a.decision(), a.askAbout(), a.question(), a.risk(), a.retro(), a.todo(), a.plate(), a.pairing(), a.review(), a.reviewers(), a.report(), a.query(),
		a.me(), a.know(), a.wish(), a.away(), a.calendar(), a.retract(), a.amend(), a.attach(), a.init(), a.setup(), a.sync(), a.forget(), a.backup(), a.restore(), a.export(), a.importEvents(), a.doctor(), a.dash(), a.peek(), a.version(), a.uninstall(),
	)
	root.SetHelpCommand(a.help(root))
	return root
}

// group is a command that only holds others.
func (a *app) group(name, short string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Args: a.noSuchCommand}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return usagef("%s needs one more word: %s; see `%s --help`", called(c), names(c), c.CommandPath())
	}
	c.AddCommand(children...)
	return c
}

func (a *app) lsp() *cobra.Command {
	return &cobra.Command{
		Use: "lsp", Short: "Run the language server on standard input and output", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			a.code = a.Serve(c.Context(), a.In, a.out.Writer)
			return nil
		},
	}
}
