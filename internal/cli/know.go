package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) know() *cobra.Command {
	var out, back bool
	c := &cobra.Command{
		Use:   "know AREA yes|no|unsaid",
		Short: "Correct what history says about you: what you know, and whether you are named at all",
		Long: "Correct what history says about you, in this repository. Nobody can say it for you, and it can be taken back.\n\n" +
			"  leadline know pay yes        ask me about pay/, whatever history says\n" +
			"  leadline know pay no         I no longer know pay/\n" +
			"  leadline know pay unsaid     neither: let history say\n" +
			"  leadline know --leave-me-out   name me nowhere: no hint, no list, no table says what I know\n" +
			"  leadline know --name-me-again  take that back\n\n" +
			"AREA is a folder or a file. The nearest area counts where you said several things.",
		Args: a.atMost(2),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case out && back:
				return usagef("--leave-me-out and --name-me-again say the opposite; give one of them")
			case (out || back) && len(args) > 0:
				return usagef("--leave-me-out and --name-me-again are about all of the repository and take no area")
			case out || back:
				return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.leaveOut(ctx, s, out) })
			case len(args) < 2:
				return usagef("say which area and whether you know it, as in `leadline know pay yes`; see `leadline know --help`")
			case action.KnowledgeWords[args[1]] == "":
				return usagef("%q says nothing about what you know; say yes, no or unsaid", args[1])
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.sayKnown(ctx, s, args[0], args[1]) })
		},
	}
	c.Flags().BoolVar(&out, "leave-me-out", false, "name me nowhere in this repository")
	c.Flags().BoolVar(&back, "name-me-again", false, "take --leave-me-out back")
	return c
}

func (a *app) sayKnown(ctx context.Context, s *session, arg, word string) error {
	area, err := s.area(ctx, arg)
	if err != nil {
		return err
	}
	id, err := action.Know(ctx, s.Workspace, area, word)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(knowJSON{ID: id, Area: &area, Know: &word, LeftOut: s.Snapshot().LeftOut(s.Snapshot().Me)})
	}
	text := phrase.Known(area, word)
	if word != "unsaid" {
		text += fmt.Sprintf(" `leadline know %s unsaid` takes it back.", phrase.Clean(arg, 200))
	}
	if word == "yes" && s.Snapshot().LeftOut(s.Snapshot().Me) {
		text += "\nYou asked to be left out, so nobody sees it before `leadline know --name-me-again`."
	}
	return a.print(text + "\n")
}

// area is a folder or file as an argument names it, from the repository's top. It must be there, or have been.
func (s *session) area(ctx context.Context, arg string) (string, error) {
	full := s.app.path(arg)
	if full == s.Repository.Top {
		return ".", nil
	}
	p, err := s.place(arg)
	if err != nil {
		return "", err
	}
	area := ledger.Area(p.Path)
	if area == "." || area != "" && exists(filepath.Join(s.Repository.Top, filepath.FromSlash(area))) {
		return area, nil
	}
	if area == "" || !remembered(s.OpenSaved(ctx, area).Knowers(area)) {
		return "", fmt.Errorf("nothing is known of %s: it is neither in the work tree nor in its history; check the path", strings.TrimSuffix(arg, "/"))
	}
	return area, nil
}

// remembered says whether history knows a path: what people say of an area is said of paths that never were, too.
func remembered(knowers []ownership.Knower) bool {
	return slices.ContainsFunc(knowers, func(k ownership.Knower) bool { return k.Share > 0 })
}

func (a *app) leaveOut(ctx context.Context, s *session, out bool) error {
	id, err := action.LeaveOut(ctx, s.Workspace, out)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(knowJSON{ID: id, LeftOut: out})
	}
	if !out {
		return a.print(phrase.NamedAgain + "\n")
	}
	return a.print(phrase.LeftOut + "\n`leadline know --name-me-again` takes it back.\n")
}
