package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

// attachedJSON is where an entry stands now, as a person says.
type attachedJSON struct {
	ID      string       `json:"id"`
	Anchors []anchorJSON `json:"anchors"`
}

func (a *app) attach() *cobra.Command {
	var all, undo bool
	c := &cobra.Command{
		Use: "attach ID PATH[:LINE[-LINE]]…", Short: "Say where a decision, question or risk belongs now",
		Long: "Say where something that was said belongs now, after its code was moved or rewritten beyond recognition:\n" +
			"`leadline decision check` lists what has lost its place. The places given take that of the ones that are lost;\n" +
			"where none is, of those that have changed; where all are well, of all. Everybody sees it; --undo takes it back.",
		Args: cobra.ArbitraryArgs,
	}
	c.Flags().BoolVar(&all, "all", false, "in place of all its places, also those that are well")
	c.Flags().BoolVar(&undo, "undo", false, "take back where it was said to belong last")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 || undo && (len(args) > 1 || all) || !undo && len(args) < 2 {
			return usagef("give an id and where it belongs now, as in `leadline attach D-7K3QXM pay/charge.go:3-7`, or an id and --undo")
		}
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			var places []action.Where
			for _, arg := range args[1:] {
				p, err := s.place(arg)
				if err != nil {
					return err
				}
				places = append(places, p.where())
			}
			var r action.Receipt
			var err error
			if undo {
				r, err = action.Unattach(ctx, s.Workspace, args[0])
			} else {
				r, err = action.Attach(ctx, s.Workspace, args[0], places, all)
			}
			if err != nil {
				return err
			}
			marks := s.marks()[r.ID]
			if a.json {
				return a.answer(attachedJSON{ID: r.ID, Anchors: anchorsOf(marks)})
			}
			word := " belongs to "
			if undo {
				word = " is back at "
			}
			text := r.ID + " " + phrase.Clean(r.Entry.Title(), 60) + word
			for i, m := range marks {
				if i > 0 {
					text += ", "
				}
				text += phrase.Clean(spot(m.Place), 500)
			}
			return a.print(text + "\n")
		})
	}
	return c
}
