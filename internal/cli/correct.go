package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
)

func (a *app) retract() *cobra.Command {
	return &cobra.Command{
		Use: "retract ID", Short: "Take back something said", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.Retract(ctx, s.Workspace, args[0])
				if err != nil {
					return err
				}
				if a.json {
					out := retractedJSON{ID: r.ID, Retracted: true, Restored: []string{}}
					for _, e := range r.Restored {
						out.Restored = append(out.Restored, e.ID)
					}
					return a.answer(out)
				}
				text := "Took back " + r.ID + ". It is shown nowhere now.\n"
				for _, e := range r.Restored {
					text += "As before: " + a.sentence(s, e) + "\n"
				}
				return a.print(text)
			})
		},
	}
}

func (a *app) amend() *cobra.Command {
	var block blockFlags
	c := &cobra.Command{
		Use: "amend ID --KEY VALUE", Short: "Correct something said; an empty value removes what was there", Args: a.exactly(1),
		Long: "Correct something said. The keys are those of the command that said it: a decision has --title, a pairing\n" +
			"block has --at, and so on. An empty value removes what was there.",
	}
	for _, form := range action.Forms() {
		if !form.About {
			amendable := *form // places are what somebody said first; they are attached anew
			amendable.Fields = slices.DeleteFunc(slices.Clone(form.Fields), func(f action.Field) bool { return f.Sort == action.Places })
			addFields(c, &amendable)
		}
	}
	block.add(c, "write the new invitation to `FILE`; - for standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			return a.recordBlock(ctx, s, block, func() (action.Receipt, error) {
				return action.Amend(ctx, s.Workspace, args[0], values(c, action.Forms()...))
			}, "Corrected")
		})
	}
	return c
}
