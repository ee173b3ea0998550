package cli

import (
	"context"
	"path"

	"github.com/sourcegraph/conc"
	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

func (a *app) report() *cobra.Command {
	return a.group("report", "Sum up what was said, and what is known", a.reportWeek(), a.reportDecisions(), a.reportDelegations(), a.reportLoad(), a.reportPairings(),
		a.reportSilos(), a.reportArea(), a.reportAway(), a.reportHandover(), a.reportOnboarding(), a.reportUpdate(),
		a.reportBalance(), a.reportMoves())
}

// rendered is a report.
type rendered interface {
	Render(v phrase.Voice) string
}

// reporting is the command of a report: made, then said in the style that is asked for, or as JSON.
func (a *app) reporting(c *cobra.Command, make func(ctx context.Context, s *session, args []string) (rendered, error)) *cobra.Command {
	var markdown, page bool
	if c.Args == nil {
		c.Args = a.exactly(0)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if more([]bool{a.json, markdown, page}) {
			return usagef("--json, --markdown and --html exclude each other; give one of them")
		}
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			r, err := make(ctx, s, args)
			if err != nil {
				return err
			}
			if a.json {
				return a.answer(r)
			}
			text := r.Render(s.styled(markdown || page))
			if page {
				if text, err = report.HTML("Leadline · "+called(c)+" · "+path.Base(s.Repository.Top), text); err != nil {
					return err
				}
			}
			return a.print(text)
		})
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	c.Flags().BoolVar(&page, "html", false, "as a page for a browser")
	return c
}

func (a *app) reportWeek() *cobra.Command {
	var last bool
	c := a.reporting(&cobra.Command{Use: "week", Short: "Sum up this week: decided, handed on, paired, next"},
		func(ctx context.Context, s *session, _ []string) (rendered, error) {
			from, to := report.WeekOf(s.Snapshot().Now())
			if last {
				from, to = from.AddDate(0, 0, -7), from
			}
			return report.WeekWith(ctx, s.Workspace, from, to)
		})
	c.Flags().BoolVar(&last, "last", false, "last week instead")
	return c
}

func (a *app) reportDelegations() *cobra.Command {
	return a.reporting(&cobra.Command{Use: "delegations", Short: "Sum up what was handed on: offered, help wanted, handed back, done"},
		func(ctx context.Context, s *session, _ []string) (rendered, error) {
			return report.Delegations(ctx, s.Snapshot(), s.KnowersOf)
		})
}

func (a *app) reportDecisions() *cobra.Command {
	return a.reporting(&cobra.Command{Use: "decisions", Short: "Sum up what is undecided, due for review, hard to undo and guessed, and who was told"},
		func(_ context.Context, s *session, _ []string) (rendered, error) {
			return report.Decisions(s.Snapshot(), s.Snapshot().Now().Location()), nil
		})
}

func (a *app) reportLoad() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "load", Short: "Say which reviews wait, for whom that is too much, and who could help",
		Long: "Say which reviews wait now, for whom that is too much (more than they want at once, or much more than for others), who said\n" +
			"how many they want and has fewer, and who could take over which request, with reasons. Nothing is said about anybody's\n" +
			"past, and nobody is asked by it.",
	}, func(ctx context.Context, s *session, _ []string) (rendered, error) {
		askHost(ctx, s.Workspace)
		if s.Snapshot().Loads() != nil { // who could review what is learned beside the rest
			var ahead conc.WaitGroup
			defer ahead.Wait()
			ahead.Go(func() { _, _ = s.ReviewBook(ctx) }) // an error comes again to whoever asks
		}
		r, err := report.Load(ctx, s.Snapshot(), s.Workspace)
		r.Say(s.voice())
		return r, err
	})
}

func (a *app) reportPairings() *cobra.Command {
	return a.reporting(&cobra.Command{Use: "pairings", Short: "Say what rests on one person and nobody plans to share, and which blocks were planned and happened, by area"},
		func(ctx context.Context, s *session, _ []string) (rendered, error) {
			return report.Pairings(ctx, s.Snapshot(), s.Workspace)
		})
}

// styled is the voice on this terminal, or on a page.
func (s *session) styled(markdown bool) phrase.Voice {
	v := s.voice()
	if markdown {
		v.Style = phrase.Markdown()
	}
	return v
}
