package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// The states of a check: all is well, worth knowing, and to be mended.
const (
	stateOK   = "ok"
	stateNote = "note"
	stateTodo = "to do"
)

// checkup collects what doctor finds, in order.
type checkup struct{ found []checkJSON }

func (c *checkup) ok(what, found string) {
	c.found = append(c.found, checkJSON{Check: what, State: stateOK, Found: found})
}

func (c *checkup) note(what, found, todo string) {
	c.found = append(c.found, checkJSON{Check: what, State: stateNote, Found: found, Todo: some(todo)})
}

func (c *checkup) mend(what, found, todo string) {
	c.found = append(c.found, checkJSON{Check: what, State: stateTodo, Found: found, Todo: some(todo)})
}

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Check what Leadline needs, and say what to do about each fault", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			var found checkup
			a.checkGit(c.Context(), &found)
			a.checkPlaces(c.Context(), &found)
			a.checkEditors(&found)
			for _, f := range found.found {
				if f.State == stateTodo {
					a.code = exitFailed
				}
			}
			if a.json {
				return a.answer(doctorJSON{OK: a.code == exitOK, Checks: found.found})
			}
			var b strings.Builder
			for _, f := range found.found {
				text := f.Found
				if f.Todo != nil {
					text += ": " + *f.Todo
				}
				fmt.Fprintf(&b, "%-5s  %-10s  %s\n", f.State, f.Check, phrase.Clean(text, longestError))
			}
			return a.print(b.String())
		},
	}
}

// oldestGit is the first version with everything that the private store asks of git.
var oldestGit = [2]int{2, 31}

func (a *app) checkGit(ctx context.Context, c *checkup) {
	version, err := git.Version(ctx)
	switch {
	case errors.Is(err, git.ErrNoGit):
		c.mend("git", "not found", "install git 2.31 or newer")
	case err != nil:
		c.mend("git", err.Error(), "see that `git version` works")
	case older(version, oldestGit):
		c.mend("git", version, "update git to 2.31 or newer")
	case !exec.LimitsMemory:
		c.note("git", version+"; this system does not limit how much memory it takes",
			"histories that are traps are found by counting before they are read, and time is limited; look at repositories that you do not trust at all on Linux, or in a container")
	default:
		c.ok("git", version)
	}
}

func older(version string, than [2]int) bool {
	parts := strings.SplitN(version, ".", 3)
	for i, least := range than {
		if i >= len(parts) {
			return true
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n != least {
			return err != nil || n < least
		}
	}
	return false
}

// checkPlaces looks at the stores and, inside a repository, at what is known of it.
func (a *app) checkPlaces(ctx context.Context, c *checkup) {
	dirs, err := a.dirs()
	if err != nil {
		c.mend("home", err.Error(), "")
		return
	}
	stores, storeErr := a.openForCheck(ctx, dirs)
	defer func() { _ = stores.Close() }()
	a.checkStore(ctx, c, dirs, stores, storeErr)
	w, err := workspace.Open(ctx, a.dir(), workspace.Opened(stores, storeErr), workspace.Options{
		Dirs: dirs, Now: a.Now, Rand: a.Rand, OnProgress: a.progress().show,
		Log: func(err error) { c.note("background", err.Error(), "") }, Getenv: a.getenv,
	})
	var refused *git.RefusedError
	switch {
	case errors.As(err, &refused):
		c.mend("repository", refused.Error(), "open another clone of it")
		return
	case errors.Is(err, git.ErrNotRepository):
		c.note("repository", "none here", "go into a repository and call doctor there too")
		return
	case err != nil:
		c.mend("repository", err.Error(), "")
		return
	}
	defer func() { _ = w.Close() }()
	refreshErr := w.Refresh(ctx)
	checkRepository(c, w)
	checkIndex(c, w, refreshErr)
	checkIdentity(ctx, c, w)
	checkFiles(ctx, c, w)
	checkSettings(c, w.Snapshot())
	now := w.Snapshot().Now()
	checkHost(ctx, c, w, now)
	checkCalendars(ctx, c, w, phrase.Voice{Now: now})
	checkSync(ctx, c, w, now)
}

func checkRepository(c *checkup, w *workspace.Workspace) {
	s := w.Snapshot()
	switch {
	case w.Repository.Shallow:
		c.note("repository", s.Top+", a shallow clone", "only recent history is known; `git fetch --unshallow` brings the rest")
	case s.Head.Hash == "":
		c.note("repository", s.Top+", without commits yet", "commit something; until then nobody can be known")
	case s.Head.Ref == "":
		c.ok("repository", s.Top+", HEAD detached")
	default:
		c.ok("repository", s.Top)
	}
}

func checkIndex(c *checkup, w *workspace.Workspace, err error) {
	s := w.Snapshot()
	switch {
	case s.Excess != nil:
		c.note("index", phrase.Unread(s.Excess), phrase.UnreadTodo)
	case errors.Is(err, git.ErrMissingObject):
		c.mend("index", "some history is not on this machine", "`git fetch --refetch` in a partial clone brings it")
	case err != nil:
		c.mend("index", err.Error(), "call `leadline index --rebuild`")
	case !s.Indexed && s.Head.Hash != "":
		c.mend("index", "not complete", "call `leadline index`")
	default:
		c.ok("index", fmt.Sprintf("up to date; %s known", count(len(s.People.All()), "person", "people")))
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func checkIdentity(ctx context.Context, c *checkup, w *workspace.Workspace) {
	me, source, err := w.Repository.User(ctx)
	switch {
	case err != nil:
		c.mend("identity", err.Error(), "see that `git config user.email` works")
	case me.Email == "":
		c.mend("identity", "git does not say who you are", "git config --global user.name \"…\" and git config --global user.email …")
	case source.Differs:
		c.note("identity", fmt.Sprintf("%s <%s>, set by this repository; elsewhere you are <%s>", me.Name, me.Email, source.Global.Email),
			"if that is not you, git config --unset user.email")
	default:
		c.ok("identity", fmt.Sprintf("%s <%s>", me.Name, me.Email))
	}
}

func checkSettings(c *checkup, s *workspace.Snapshot) {
	for _, f := range s.Faults {
		c.mend("settings", f.String(), "")
	}
	for _, p := range s.Proposals {
		c.note("settings", p.Sentence, "`leadline init --accept` agrees")
	}
	if len(s.Faults)+len(s.Proposals) == 0 {
		c.ok("settings", "no faults")
	}
}

// editors are the clients with a recipe of ours, by the name of their program.
var editors = []struct{ program, name, todo string }{
	{"code", "VS Code", "install the extension from editors/vscode"},
	{"nvim", "Neovim", "add editors/neovim to its runtime path and call require('leadline').setup()"},
	{"hx", "Helix", "see editors/helix"},
	{"emacs", "Emacs", "see editors/emacs"},
	{"vim", "Vim", "see editors/vim"},
}

func (a *app) checkEditors(c *checkup) {
	none := true
	for _, e := range editors {
		path, err := a.LookPath(e.program)
		if err != nil {
			continue
		}
		none = false
		c.note("editor", e.name+" is "+phrase.Clean(path, 200), "if hints do not show there, "+e.todo)
	}
	if none {
		c.note("editor", "none of those that we have a recipe for is on PATH", "any client of the Language Server Protocol works: start `leadline lsp`")
	}
	if self, err := a.Executable(); err == nil {
		if found, err := a.LookPath("leadline"); err != nil || !sameFile(found, self) {
			c.note("program", self+" is not the leadline on PATH", "add its folder to PATH, or give editors its full path")
		}
	}
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
