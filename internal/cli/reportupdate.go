package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/report"
)

func (a *app) reportUpdate() *cobra.Command {
	var since string
	c := a.reporting(&cobra.Command{
		Use: "update [--since DAY]", Short: "Draft an update for those outside the team: done, decided, at risk, to choose",
		Long: "Draft an update for those outside the team, in their language: what is done and decided, what is at risk (cause known or not,\n" +
			"what it takes, what gets better), what has to be chosen. It names nobody and no code; words that look like code are listed,\n" +
			"to be explained or left out. It is a draft: edit it before you send it.",
	}, func(_ context.Context, s *session, _ []string) (rendered, error) {
		from, err := sinceDay(since, s.Snapshot().Now())
		if err != nil {
			return nil, usagef("--since: %w", err)
		}
		return report.Update(s.Snapshot(), from), nil
	})
	c.Flags().StringVar(&since, "since", "2w", "what happened since a `day`, such as 2026-11-01, or 2w (weeks) or 10d (days)")
	return c
}
