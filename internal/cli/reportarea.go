package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/report"
)

func (a *app) reportSilos() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "silos", Short: "Say which areas rest on one person, and where help is",
		Long: "Say which areas rest on one person, worst first: who is next to each, who asked to learn it, and which block is planned.\n" +
			"`leadline silos` has the shares.",
	}, func(ctx context.Context, s *session, _ []string) (rendered, error) {
		return report.Silos(ctx, s.Snapshot(), s.Workspace)
	})
}

func (a *app) reportArea() *cobra.Command {
	return a.reporting(&cobra.Command{
		Use: "area [PATH]", Short: "Say all there is to know about a file or a folder", Args: a.atMost(1),
		Long: "Say all there is to know about a file or a folder (without one, everything): owners, whom to ask, what rests on one person,\n" +
			"what was decided, asked, put at risk, handed on and planned there, and what changes with it.",
	}, func(ctx context.Context, s *session, args []string) (rendered, error) {
		at := "."
		if len(args) > 0 {
			var err error
			if _, at, err = s.locate(args[0]); err != nil {
				return nil, err
			}
			if !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(at))) {
				return nil, fmt.Errorf("there is no %s in the work tree; check the path", args[0])
			}
		}
		return report.Area(ctx, s.Snapshot(), s.Workspace, at)
	})
}

func (a *app) reportAway() *cobra.Command {
	var from, to string
	c := a.reporting(&cobra.Command{
		Use: "away WHO [--from DAY] [--to DAY]", Short: "Say what rests on nobody while somebody is away", Args: a.exactly(1),
		Long: "Say what rests on nobody while somebody (me, a handle, an address or a name) is away, who is next to it, and what of theirs falls into\n" +
			"those days. Days are written mon, 24 Dec or 2026-12-24, both included; without them, what they said with `leadline away`.",
	}, func(ctx context.Context, s *session, args []string) (rendered, error) {
		who := s.Snapshot().Person(args[0])
		if args[0] == "me" {
			who = s.Snapshot().Me
		}
		if who == nil || s.Snapshot().LeftOut(who) && who != s.Snapshot().Me {
			return nil, s.nobodyCalled(args[0])
		}
		first, last, err := s.absence(who, from, to)
		if err != nil {
			return nil, err
		}
		return report.Absence(ctx, s.Snapshot(), s.Workspace, who, first, last)
	})
	c.Flags().StringVar(&from, "from", "", "the first `day`; without it, as they said, else today")
	c.Flags().StringVar(&to, "to", "", "the last `day`; without it, as they said, else until further notice")
	return c
}

// absence is the first and the last day that somebody is away, as given, else as they said.
func (s *session) absence(who *people.Person, from, to string) (first, last string, err error) {
	now := s.Snapshot().Now()
	if said, ok := s.Snapshot().Away(who); ok && from == "" && to == "" {
		return said.From, said.To, nil
	}
	if from == "" {
		from = "today"
	}
	if first, err = action.ParseDay(from, now); err != nil {
		return "", "", usagef("--from: %w", err)
	}
	if to == "" {
		return first, "", nil
	}
	if last, err = action.ParseDay(to, now); err != nil {
		return "", "", usagef("--to: %w", err)
	}
	if last < first {
		return "", "", usagef("%s is before %s; give the first day, then the last", last, first)
	}
	return first, last, nil
}
