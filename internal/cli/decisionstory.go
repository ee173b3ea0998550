package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) decisionTimeline() *cobra.Command {
	var f workspace.DecisionFilter
	c := &cobra.Command{
		Use: "timeline", Short: "Show week by week what was decided, and what became of it",
		Long: "Show week by week what was decided and what became of it, the newest week first. Decisions in files that give no date\n" +
			"come last.",
		Example: "  leadline decision timeline --path pay",
		Args:    a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.timeline(ctx, s, f) })
		},
	}
	a.decisionFlags(c, &f)
	return c
}

func (a *app) timeline(ctx context.Context, s *session, f workspace.DecisionFilter) error {
	entries, err := s.found(ctx, f)
	if err != nil {
		return err
	}
	in := s.Snapshot().Now().Location()
	weeks := report.Timeline(entries, in)
	if a.json {
		return a.answer(weeks)
	}
	if len(weeks) == 0 {
		return a.print("No decision is like that.\n")
	}
	text := ""
	for i, w := range weeks {
		if i > 0 {
			text += "\n"
		}
		rows := [][]string{}
		for _, step := range w.Steps {
			rows = append(rows, step.Row(in))
		}
		text += a.style().Strong(w.Heading()) + "\n" + indent(a.table(false, rows))
	}
	return a.print(text)
}

func (a *app) decisionGraph() *cobra.Command {
	c := &cobra.Command{
		Use: "graph [ID]", Short: "Draw which decisions superseded which, and which relate, as text for Mermaid",
		Long: "Draw which decisions superseded which, and which relate to one another: as text for Mermaid, which many hosts draw\n" +
			"where it stands in Markdown between ```mermaid and ```. With an ID only what hangs together with it.",
		Example: "  leadline decision graph > decisions.mmd\n  leadline decision graph D-7K3QXM",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(_ context.Context, s *session) error { return a.graph(s, args) })
		},
	}
	c.Flags().Bool("mermaid", true, "text for Mermaid, which is what is printed anyway")
	return c
}

func (a *app) graph(s *session, args []string) error {
	var of *ledger.Entry
	if len(args) > 0 {
		e, err := s.decisionCalled(args[0])
		if err != nil {
			return err
		}
		of = e
	}
	g := report.GraphOf(s.Snapshot(), of)
	if a.json {
		return a.answer(g)
	}
	if len(g.Nodes) == 0 {
		a.note("no decision supersedes another, or relates to one: there is nothing to draw")
	}
	return a.print(g.Mermaid())
}

// decisionCalled finds a decision by its id, or by the number of its record.
func (s *session) decisionCalled(name string) (*ledger.Entry, error) {
	if c, ok := ledger.CitationOf(name); ok && c.Number != "" {
		if found := s.Snapshot().Cited("")(c); len(found) > 0 {
			return found[0], nil
		}
	}
	if e := s.Snapshot().Entry(name); e != nil && e.Decision != nil {
		return e, nil
	}
	e, err := action.Find(s.Snapshot(), name)
	if err == nil && e.Decision == nil {
		err = fmt.Errorf("%s is a %s, no decision; `leadline %s list` shows it", phrase.Clean(e.ID, 40), e.Type, commandOf(e.Type))
	}
	return e, err
}
