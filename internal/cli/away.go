package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
)

// awayJSON is when the reader is away.
type awayJSON struct {
	ID   *string `json:"id"`   // of the event; null where nothing was recorded
	From *string `json:"from"` // a date; null where they said none, or it is over
	To   *string `json:"to"`   // the last day; null until further notice
}

func (a *app) away() *cobra.Command {
	return &cobra.Command{
		Use: "away [FROM [TO]|none]", Short: "Say when you are away, so that nobody is told to ask you",
		Long: "Say when you are away, in days such as mon, 24 Dec or 2026-12-24, both included: nobody is told then to ask you for a review.\n" +
			"Your team sees it. It is yours alone to say, and `none` takes it back. Without a day it says what holds now.",
		Args: a.atMost(2),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.withLedger(c.Context(), a.tellAway)
			}
			from, to := args[0], ""
			if len(args) == 2 {
				to = args[1]
			}
			if from == "none" {
				if from = ""; to != "" {
					return usagef("none takes back what you said; it has no last day")
				}
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.beAway(ctx, s, from, to) })
		},
	}
}

func (a *app) beAway(ctx context.Context, s *session, from, to string) error {
	id, away, err := action.BeAway(ctx, s.Workspace, from, to)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(awayJSON{some(id), some(away.From), some(away.To)})
	}
	if away.From == "" {
		return a.print("You are here.\n")
	}
	return a.print("You are away " + s.voice().Away(away) + ": nobody is told then to ask you. `leadline away none` takes it back.\n")
}

func (a *app) tellAway(_ context.Context, s *session) error {
	var away ledger.Away
	if me := s.Snapshot().Me; me != nil {
		if said, ok := s.Snapshot().Away(me); ok {
			away = said
		}
	}
	if a.json {
		return a.answer(awayJSON{nil, some(away.From), some(away.To)})
	}
	if away.From == "" {
		return a.print("You said of no day that you are away. `leadline away mon fri` does.\n")
	}
	return a.print("You are away " + s.voice().Away(away) + ". `leadline away none` takes it back.\n")
}
