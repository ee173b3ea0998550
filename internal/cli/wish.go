package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) wish() *cobra.Command {
	return &cobra.Command{
		Use:   "wish AREA learn|less|none",
		Short: "Say what you would like to learn, or to do less of",
		Long: "Say what you would like of an area, in this repository. It is yours alone to say, your team sees it, and it can be taken back.\n\n" +
			"  leadline wish pay learn   I'd like to learn pay/: offer me work there, with somebody who knows it\n" +
			"  leadline wish pay less    less of pay/ please: suggest me last\n" +
			"  leadline wish pay none    neither, any more\n" +
			"  leadline wish             what you wish for now\n\n" +
			"AREA is a folder or a file. The nearest area counts where you said several things.",
		Args: a.atMost(2),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return a.withLedger(c.Context(), a.listWishes)
			case len(args) == 1:
				return usagef("say what you wish for as well, as in `leadline wish %s learn`; see `leadline wish --help`", phrase.Clean(args[0], 200))
			case action.WishWords[args[1]] == "":
				return usagef("%q is no wish; say learn, less or none", args[1])
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.sayWish(ctx, s, args[0], args[1]) })
		},
	}
}

func (a *app) sayWish(ctx context.Context, s *session, arg, word string) error {
	area, err := s.area(ctx, arg)
	if err != nil {
		return err
	}
	id, err := action.Wish(ctx, s.Workspace, area, word)
	if err != nil {
		return err
	}
	leftOut := s.Snapshot().LeftOut(s.Snapshot().Me)
	if a.json {
		return a.answer(wishJSON{ID: some(id), Area: area, Wish: word, LeftOut: leftOut})
	}
	text := phrase.Wished(area, word)
	if word != "none" {
		text += fmt.Sprintf(" `leadline wish %s none` takes it back.", phrase.Clean(arg, 200))
	}
	if word == "learn" && leftOut {
		text += "\nYou asked to be left out, so nobody sees it before `leadline know --name-me-again`."
	}
	return a.print(text + "\n")
}

func (a *app) listWishes(_ context.Context, s *session) error {
	mine := s.Snapshot().MyWishes()
	if a.json {
		out := []wishJSON{}
		for _, w := range mine {
			out = append(out, wishJSON{Area: w.Area, Wish: action.WishWord(w.Kind), LeftOut: s.Snapshot().LeftOut(s.Snapshot().Me)})
		}
		return a.answer(out)
	}
	if len(mine) == 0 {
		return a.print("You wish for nothing here. `leadline wish AREA learn` says what you would like to learn.\n")
	}
	rows := [][]string{{"AREA", "WISH"}}
	for _, w := range mine {
		rows = append(rows, []string{phrase.Clean(w.Area, 200), action.WishWord(w.Kind)})
	}
	return a.print(a.table(true, rows))
}
