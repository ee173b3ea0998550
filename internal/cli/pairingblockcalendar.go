package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/workspace"
)

// inCalendar is what is added to time that is kept.
func inCalendar(b plate.Block) string {
	switch {
	case b.Stands.There():
		return " · in your calendar"
	case action.UnsentTime(b) != "":
		return " · not in your calendar yet: leadline pairing block publish " + b.ID
	}
	return ""
}

func (a *app) publishTime() *cobra.Command {
	return &cobra.Command{
		Use: "publish ID", Short: "Put time that you kept into your own calendar", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				a.lookAtOwnTime(ctx, s)
				b, err := action.OwnTime(s.Snapshot(), args[0])
				if err != nil {
					return err
				}
				d, err := action.DeliverTime(s.Snapshot(), b)
				if err != nil {
					return err
				}
				// Saying so is a yes, as with pairing publish; on a terminal it is shown first.
				if d != nil && (!a.interactive() || a.confirmTime(s, d)) {
					if err := action.SendTime(ctx, s.Workspace, d); err != nil {
						return err
					}
				}
				if now, err := action.OwnTime(s.Snapshot(), b.ID); err == nil {
					b = now
				}
				if a.json {
					return a.answer(keptOf(b))
				}
				return a.print(s.voice().KeptTime(b) + inCalendar(b) + "\n")
			})
		},
	}
}

// deliverTime puts time that was kept into the reader's calendar, if they confirm it: by --publish, or when they are asked.
func (a *app) deliverTime(ctx context.Context, s *session, f blockFlags, b plate.Block) error {
	d, err := action.DeliverTime(s.Snapshot(), b)
	switch {
	case errors.Is(err, workspace.ErrNoCalendar) && !f.publish:
		return nil
	case err != nil || d == nil:
		return err
	case f.publish:
	case f.asked.Changed, !a.interactive(), !a.confirmTime(s, d):
		return nil
	}
	return action.SendTime(ctx, s.Workspace, d)
}

func (a *app) confirmTime(s *session, d *action.TimeDelivery) bool {
	if a.print(strings.Join(s.voice().TimeDelivery(d), "\n")+"\n") != nil {
		return false
	}
	yes, _ := a.confirm(bufio.NewReader(io.LimitReader(a.In, 1<<10)), "Do that?", false)
	return yes
}

// lookAtOwnTime takes over what was changed, in the reader's calendar, about time that they keep, and says it.
func (a *app) lookAtOwnTime(ctx context.Context, s *session) {
	lookInCalendar(ctx, a, s, action.LookAtTime, s.voice().SeenTime)
}
