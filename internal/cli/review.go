package cli

import (
	"context"
	"fmt"

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
			long: "Ask somebody to review a change: the files you name, or what you changed since --base, else since the upstream's\n" +
				"default branch; uncommitted changes count. The request closes by itself when the change lands there, squashed and\n" +
				"rebased ones too. Whoever is asked takes it, keeps it for later or declines. `leadline reviewers` says who could.",
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

func (a *app) listReviews(ctx context.Context, s *session) error {
	snapshot := s.Snapshot()
	entries := snapshot.Ledger.All(ledger.TypeReview)
	doubts, err := s.Doubts(ctx)
	if err != nil {
		a.note("%s; whether branches are still there is not said", err)
	}
	if a.json {
		out := []reviewJSON{}
		for _, e := range entries {
			one := reviewOf(snapshot, e)
			one.Doubt = some(string(doubts[e.ID]))
			out = append(out, one)
		}
		return a.answer(out)
	}
	if len(entries) == 0 {
		return a.print("No review was asked for here yet. Ask for the first: leadline review request --to @dev2 FILE\n")
	}
	v := s.voice()
	rows := [][]string{{"ID", "ASKED", "OF", "ABOUT", "STATE"}}
	for _, e := range entries {
		rows = append(rows, []string{e.ID, phrase.Ago(e.At, v.Now), v.NameOf(e.Review.To), phrase.Clean(e.Title(), 60), phrase.ReviewState(e)})
	}
	text := a.table(true, rows)
	for _, e := range entries {
		if doubt := doubts[e.ID]; doubt != "" {
			text += fmt.Sprintf("%s: %s. Not wanted any more? leadline review done %s\n", e.ID, phrase.Doubtful(e.Review, doubt), e.ID)
		}
	}
	return a.print(text)
}
