package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

func (a *app) report() *cobra.Command {
	return a.group("report", "Sum up what was said", a.reportWeek(), a.reportDecisions(), a.reportDelegations(), a.reportLoad())
}

func (a *app) reportWeek() *cobra.Command {
	var last, markdown bool
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
				return a.print(week.Render(s.reporting(markdown)))
			})
		},
	}
	c.Flags().BoolVar(&last, "last", false, "last week instead")
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

func (a *app) reportDelegations() *cobra.Command {
	var markdown bool
	c := &cobra.Command{
		Use: "delegations", Short: "Sum up what was handed on: offered, help wanted, handed back, done", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := report.Delegations(ctx, s.Snapshot(), s.KnowersOf)
				if err != nil {
					return err
				}
				if a.json {
					return a.answer(r)
				}
				return a.print(r.Render(s.reporting(markdown)))
			})
		},
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

func (a *app) reportDecisions() *cobra.Command {
	var markdown bool
	c := &cobra.Command{
		Use: "decisions", Short: "Sum up what is undecided, due for review, hard to undo and guessed, and who was told", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(_ context.Context, s *session) error {
				r := report.Decisions(s.Snapshot(), a.Now().Local().Location())
				if a.json {
					return a.answer(r)
				}
				return a.print(r.Render(s.reporting(markdown)))
			})
		},
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

func (a *app) reportLoad() *cobra.Command {
	var markdown bool
	c := &cobra.Command{
		Use: "load", Short: "Say which reviews wait, for whom that is too much, and who could help", Args: a.exactly(0),
		Long: "Say which reviews wait now, for whom that is too much (more than they want at once, or much more than for others), who said\n" +
			"how many they want and has fewer, and who could take over which request, with reasons. Nothing is said about anybody's\n" +
			"past, and nobody is asked by it.",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				askHost(ctx, s.Workspace)
				r, err := report.Load(ctx, s.Snapshot(), s.Workspace)
				if err != nil {
					return err
				}
				v := s.reporting(markdown)
				if a.json {
					r.Say(v)
					return a.answer(r)
				}
				if err := a.print(r.Render(v)); err != nil {
					return err
				}
				return a.sayHostAge(s)
			})
		},
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

// reporting is the voice of a report: on this terminal, or as a page.
func (s *session) reporting(markdown bool) phrase.Voice {
	v := s.voice()
	if markdown {
		v.Style = phrase.Markdown()
	}
	return v
}
