package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/report"
)

func (a *app) report() *cobra.Command {
	return a.group("report", "Sum up what was said", a.reportWeek())
}

func (a *app) reportWeek() *cobra.Command {
	var last bool
	c := &cobra.Command{
		Use: "week", Short: "Sum up this week: decided, handed on, paired, next", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				from, to := report.WeekOf(a.Now().Local())
				if last {
					from, to = from.AddDate(0, 0, -7), from
				}
				week := report.Week(s.Snapshot(), from, to)
				if a.json {
					return a.answer(week)
				}
				return a.print(week.Render(s.voice()))
			})
		},
	}
	c.Flags().BoolVar(&last, "last", false, "last week instead")
	return c
}
