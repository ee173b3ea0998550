package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/report"
)

func (a *app) reportHandover() *cobra.Command {
	var until string
	c := a.reporting(&cobra.Command{
		Use: "handover [--until DAY]", Short: "When you leave or change teams: what rests on you, and how it could go to others",
		Long: "When you leave or change teams: which areas would rest on nobody, who could take them and on which days (watch, do it\n" +
			"together, do it alone), what you promised and have to decide, and a draft of what to tell the others. It is for you alone,\n" +
			"and nobody is asked by it.",
	}, func(ctx context.Context, s *session, _ []string) (rendered, error) {
		last, err := action.ParseDay(until, s.Snapshot().Now())
		if err != nil {
			return nil, usagef("--until: %w", err)
		}
		return report.Handover(ctx, s.Snapshot(), s.Workspace, last)
	})
	c.Flags().StringVar(&until, "until", "in 2 weeks", "your last `day` here")
	return c
}

func (a *app) reportOnboarding() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "onboarding [PATH]", Short: "When you are new: what to learn and from whom, and small things to begin with", Args: a.atMost(1),
		Long: "When you are new here, or to a folder: what to read, which places to know and whom to ask there, what was decided, and small\n" +
			"things to begin with. `leadline tour` shows the same places at length.",
	}, func(ctx context.Context, s *session, args []string) (rendered, error) {
		at, err := s.folder(args)
		if err != nil {
			return nil, err
		}
		return report.Onboarding(ctx, s.Snapshot(), s.Workspace, at)
	})
}
