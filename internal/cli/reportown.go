package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/report"
)

func (a *app) reportBalance() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "balance", Short: "For you alone: how much of reviews, knowledge and decisions rests on you",
		Long: "For you alone, worked out on this machine and kept nowhere: how much of what waits for a review waits for you, what rests on\n" +
			"you, how many decisions were yours alone, what others would like to learn of it, how long you had no hand in the code, your\n" +
			"own commits outside your hours, and what your calendars leave for focus. There is no such report about anybody else.",
	}, func(ctx context.Context, s *session, _ []string) (rendered, error) {
		return report.Balance(ctx, s.Snapshot(), s.Workspace)
	})
}

func (a *app) reportMoves() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "moves", Short: "Propose three moves for the week, so that what one person knows rests on two",
		Long: "Propose at most three moves for the week, so that what rests on one person rests on two: a review that waits, an offer that\n" +
			"nobody has yet, or a block, for people who said that they would like to learn it. Nobody is asked by it. A week later it says\n" +
			"which of them came true. What was proposed is remembered on this machine alone.",
	}, func(ctx context.Context, s *session, _ []string) (rendered, error) {
		kept, err := s.Proposals(ctx)
		if err != nil {
			return nil, err
		}
		r, err := report.Moves(ctx, s.Snapshot(), s.Workspace, report.LastProposed(kept, s.Snapshot().Now()))
		if err != nil {
			return nil, err
		}
		return r, s.KeepProposals(ctx, r.Proposing(kept, s.Snapshot().Now()))
	})
}
