package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) review() *cobra.Command {
	return a.group("review", "Ask for a review, and answer when you are asked",
		a.say(saying{
			use: "request --to WHO [--base REV | PATH…]", short: "Ask somebody to review a change",
			form: action.Review, paths: true,
		}),
		a.reviewList(),
		a.reviewLimit(),
		a.respond("take", "Say that you will review it"),
		a.respond("later", "Think about it first"),
		a.respond("decline", "Say that you cannot; nobody keeps a reason"),
		a.respond("done", "Say that you reviewed it"),
	)
}

func (a *app) reviewList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the reviews asked for, newest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error { return a.withLedger(c.Context(), a.listReviews) },
	}
}

func (a *app) listReviews(_ context.Context, s *session) error {
	snapshot := s.Snapshot()
	entries := snapshot.Ledger.All(ledger.TypeReview)
	if a.json {
		out := []reviewJSON{}
		for _, e := range entries {
			out = append(out, reviewOf(snapshot, e))
		}
		return a.answer(out)
	}
	if len(entries) == 0 {
		return a.print("No review was asked for here yet. Ask for the first: leadline review request --to @dev2 FILE\n")
	}
	v := s.voice()
	rows := [][]string{{"ID", "ASKED", "OF", "ABOUT", "STATE"}}
	for _, e := range entries {
		rows = append(rows, []string{e.ID, phrase.Ago(e.At, v.Now), v.NameOf(e.Review.To), phrase.Clean(e.Title(), 60), string(e.State)})
	}
	return a.print(a.table(true, rows))
}
