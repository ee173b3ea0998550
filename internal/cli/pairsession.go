package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hook"
	"github.com/leadline/leadline/internal/ledger"
)

// pairSessionJSON is the session that lasts on this machine; all but active is empty where none does.
type pairSessionJSON struct {
	Active   bool         `json:"active"`
	Pairing  *string      `json:"pairing"` // id of its block
	With     []authorJSON `json:"with"`
	Until    *instant     `json:"until"`
	Trailers []string     `json:"trailers"`
	// Hook is the git hook that adds the lines to messages; null where it is not installed. HookProblem is why it is not though
	// it was asked for.
	Hook        *string `json:"hook"`
	HookProblem *string `json:"hook_problem"`
}

// authorJSON is somebody as commits name them.
type authorJSON struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

func (a *app) pairingStart() *cobra.Command {
	var with []string
	var hooked bool
	c := &cobra.Command{
		Use: "start [ID | --with WHO]", Short: "Begin a session: commits credit everybody who sits with me", Args: cobra.MaximumNArgs(1),
		Long: "Begin a session of pairing on this machine: of the block with that id, of the one that is now, or with anybody. It tells the\n" +
			"lines that credit the others in your commits; with --hook git adds them by itself, until the session ends. It ends with\n" +
			"`leadline pairing stop`, and by itself some hours after its block, or at midnight. Nobody else is told of it.",
		RunE: func(c *cobra.Command, args []string) error {
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			if id != "" && len(with) > 0 {
				return usagef("give the id of a block, or --with whom; not both")
			}
			// Commits credit people as history names them, so it is read first.
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				begun, err := action.BeginSession(ctx, s.Workspace, id, whos(with))
				if err != nil {
					return err
				}
				var problem error
				if hooked {
					if _, problem = hook.Install(ctx, s.Repository); problem != nil {
						a.note("%s", problem)
					}
				}
				return a.saySession(s, begun, problem)
			})
		},
	}
	c.Flags().StringArrayVar(&with, "with", nil, "with `WHO`: @handle, address, or \"Name <address>\"; several with commas")
	c.Flags().BoolVar(&hooked, "hook", false, "have git add the lines to the messages of commits, by a hook that goes when the session ends")
	return c
}

// whos are people as somebody lists them, with commas in between; those in quotes or between angle brackets are part of a name or an
// address.
func whos(lists []string) []string {
	var out []string
	for _, list := range lists {
		quoted, bracketed, from := false, false, 0
		for i := range len(list) {
			switch c := list[i]; {
			case c == '"':
				quoted = !quoted
			case c == '<' || c == '>':
				bracketed = c == '<'
			case c == ',' && !quoted && !bracketed:
				out, from = append(out, list[from:i]), i+1
			}
		}
		out = append(out, list[from:])
	}
	return out
}

func (a *app) pairingStop() *cobra.Command {
	return &cobra.Command{
		Use: "stop", Short: "End the session, and take its git hook away", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withStores(c.Context(), func(ctx context.Context, s *session) error {
				_, lasted, err := action.EndSession(ctx, s.Workspace)
				if err != nil {
					return err
				}
				removed, changed, err := hook.Remove(s.Repository)
				if err != nil {
					return err
				}
				if changed != "" {
					a.note("%s was changed since it was installed, so it stays; take out the lines of Leadline yourself", changed)
				}
				if a.json {
					return a.answer(sessionOf(s, ledger.Session{}, nil))
				}
				text := "No session lasts here."
				if lasted {
					text = "The session is over."
				}
				if removed {
					text += " Git adds nothing to messages any more."
				}
				return a.print(text + "\n")
			})
		},
	}
}

func (a *app) pairingStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say whom I sit with now, as far as this machine knows", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withStores(c.Context(), func(_ context.Context, s *session) error {
				now, ok := s.Snapshot().Session()
				if !ok && !a.json {
					return a.print("No session lasts here. Begin one: leadline pairing start --with @dev2\n")
				}
				return a.saySession(s, now, nil)
			})
		},
	}
}

// hookPatience is how long a hook may keep a commit waiting.
const hookPatience = 3 * time.Second

func (a *app) pairingTrailers() *cobra.Command {
	var into, source, unwritten string
	c := &cobra.Command{
		Use: "trailers", Short: "Print the lines that credit whoever I sit with; nothing without a session", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if into == "" && unwritten == "" {
				return a.withStores(c.Context(), func(_ context.Context, s *session) error {
					now, _ := s.Snapshot().Session()
					if a.json {
						return a.answer(list(now.Trailers()))
					}
					return a.print(strings.Join(append(now.Trailers(), ""), "\n"))
				})
			}
			ctx, cancel := context.WithTimeout(c.Context(), hookPatience)
			defer cancel()
			done := make(chan error, 1)
			go func() {
				done <- a.withStores(ctx, func(_ context.Context, s *session) error {
					if unwritten != "" {
						return a.emptyUnwritten(s, unwritten)
					}
					return a.addTrailers(s, into, source)
				})
			}()
			select {
			case err := <-done:
				return err
			case <-ctx.Done():
				return fmt.Errorf("the lines were not added within %s; the commit goes on without them", hookPatience)
			}
		},
	}
	c.Flags().StringVar(&into, "into", "", "add them to the message in `FILE`, as a prepare-commit-msg hook does")
	c.Flags().StringVar(&source, "source", "", "where the message comes from, the second `ARGUMENT` of such a hook")
	c.Flags().StringVar(&unwritten, "unwritten", "", "empty the message in `FILE` if it holds nothing else")
	return c
}

// addTrailers does what a prepare-commit-msg hook is for. A session that is over takes its hook with it.
func (a *app) addTrailers(s *session, file, source string) error {
	now, ok := s.Snapshot().Session()
	if !ok {
		_, _, err := hook.Remove(s.Repository)
		return err
	}
	if hook.Skipped(s.Repository, source) {
		return nil
	}
	file, err := a.messageFile(s.Repository, file)
	if err != nil {
		return err
	}
	return hook.Write(file, now.Trailers(), a.editsMessage())
}

func (a *app) emptyUnwritten(s *session, file string) error {
	if _, ok := s.Snapshot().Session(); !ok || !a.editsMessage() {
		return nil
	}
	file, err := a.messageFile(s.Repository, file)
	if err != nil {
		return err
	}
	return hook.Empty(file)
}

// editsMessage says whether git opens an editor for the message: it says so to its hooks by naming another one, ":", if not.
func (a *app) editsMessage() bool { return a.getenv("GIT_EDITOR") != ":" }

// messageFile is a message of this repository; nothing else is ever written to.
func (a *app) messageFile(r *git.Repository, name string) (string, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(a.dir(), name)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(name))
	if err != nil {
		return "", fmt.Errorf("there is no message in %s: %w", name, err)
	}
	if rest, err := filepath.Rel(r.GitDir, dir); err != nil || !filepath.IsLocal(rest) {
		return "", fmt.Errorf("%s is no message of a commit here; those are in %s", name, r.GitDir)
	}
	return filepath.Join(dir, filepath.Base(name)), nil
}

// withStores runs a command that needs what people said and nothing of the history, which is not brought up to date.
func (a *app) withStores(ctx context.Context, run func(ctx context.Context, s *session) error) (err error) {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.Snapshot().StoreErr; err != nil {
		return err
	}
	return run(ctx, s)
}

func (a *app) saySession(s *session, now ledger.Session, problem error) error {
	out := sessionOf(s, now, problem)
	if a.json {
		return a.answer(out)
	}
	text := s.voice().Session(now) + "\n"
	for _, line := range out.Trailers {
		text += "    " + line + "\n"
	}
	switch {
	case out.Hook != nil:
		text += "Git adds that to your commits here. `leadline pairing stop` ends it.\n"
	case len(out.Trailers) > 0 && problem == nil:
		text += "Put that at the end of the messages of your commits, or have git do it: leadline pairing start --hook\n"
	}
	return a.print(text)
}

func sessionOf(s *session, now ledger.Session, problem error) pairSessionJSON {
	out := pairSessionJSON{Active: now.On(s.app.Now()), With: []authorJSON{}, Trailers: list(now.Trailers())}
	if problem != nil {
		out.HookProblem = some(problem.Error())
	}
	if installed := hook.Installed(s.Repository); len(installed) > 0 {
		out.Hook = some(installed[0])
		if rel, err := filepath.Rel(s.Repository.Top, installed[0]); err == nil && filepath.IsLocal(rel) {
			out.Hook = some(filepath.ToSlash(rel))
		}
	}
	if !out.Active {
		out.Trailers = []string{}
		return out
	}
	out.Pairing = some(now.Pairing)
	until := at(now.Until)
	out.Until = &until
	for _, who := range now.With {
		out.With = append(out.With, authorJSON{who.Name, who.Email})
	}
	return out
}

// hooksHere are the hooks of a session in the repository around the current directory.
func (a *app) hooksHere() []string {
	r, err := git.Find(a.dir())
	if err != nil {
		return nil
	}
	return hook.Installed(r)
}
