package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

// reviewLimitJSON is how many reviews the reader wants open at once.
type reviewLimitJSON struct {
	ID    *string `json:"id"`    // of the event; null where nothing was recorded
	Limit *int    `json:"limit"` // null for any number
}

func (a *app) reviewLimit() *cobra.Command {
	return &cobra.Command{
		Use: "limit [MANY|none]", Short: "Say how many reviews you want open at once",
		Long: "Say how many reviews you want open at once, in this repository: while as many are, nobody is told to ask you for another.\n" +
			"It is yours alone to say, and `none` takes it back. Without a number it says what holds now.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.withLedger(c.Context(), a.tellLimit)
			}
			open := 0
			if args[0] != "none" {
				var err error
				if open, err = strconv.Atoi(args[0]); err != nil || open < 1 || open > action.MostLimit {
					return usagef("%q is no limit; give a number from 1 to %d, or none", args[0], action.MostLimit)
				}
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.limitReviews(ctx, s, open) })
		},
	}
}

func (a *app) limitReviews(ctx context.Context, s *session, open int) error {
	id, err := action.LimitReviews(ctx, s.Workspace, open)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(reviewLimitJSON{ID: some(id), Limit: some(open)})
	}
	if open == 0 {
		return a.print("You have no limit of reviews any more.\n")
	}
	return a.print(fmt.Sprintf("With %s open, nobody is told to ask you for another. `leadline review limit none` takes it back.\n", phrase.Count(open, "review")))
}

func (a *app) tellLimit(_ context.Context, s *session) error {
	limit := 0
	if me := s.Snapshot().Me; me != nil {
		limit, _ = s.Snapshot().Limit(me)
	}
	if a.json {
		return a.answer(reviewLimitJSON{Limit: some(limit)})
	}
	if limit == 0 {
		return a.print("You have set no limit of reviews. `leadline review limit 3` sets one.\n")
	}
	return a.print(fmt.Sprintf("You want at most %s open at once. `leadline review limit none` takes it back.\n", phrase.Count(limit, "review")))
}
