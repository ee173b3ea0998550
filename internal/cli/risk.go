package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) risk() *cobra.Command {
	return a.group("risk", "Raise a risk where you see it, early, and close it when it is over",
		a.say(saying{
			use: "raise --problem PROBLEM", short: "Raise a risk at the code: the problem, its cause if known, what it takes, what gets better", form: action.Risk,
		}),
		a.riskList(), a.riskShow(), a.riskClose())
}

func (a *app) riskList() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list", Short: "List the open risks of this repository, newest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.listRisks(s, all) })
		},
	}
	c.Flags().BoolVar(&all, "all", false, "those that are closed, too")
	return c
}

func (a *app) listRisks(s *session, all bool) error {
	marks := s.marks()
	out := []riskJSON{}
	rows := [][]string{{"ID", "RISK", "STATE", "CAUSE", "TAKES", "WHERE"}}
	for _, e := range s.Snapshot().Ledger.All(ledger.TypeRisk) {
		if !all && !e.Open() {
			continue
		}
		out = append(out, riskOf(s.Snapshot(), e, marks[e.ID]))
		cause := "not known"
		if e.Risk.Cause != "" {
			cause = phrase.Clean(e.Risk.Cause, 40)
		}
		rows = append(rows, []string{e.ID, phrase.Clean(e.Title(), 60), string(e.State), cause, phrase.Clean(e.Risk.Takes, 30), spots(marks[e.ID])})
	}
	if a.json {
		return a.answer(out)
	}
	if len(out) == 0 {
		return a.print("No risk is open here. Raise one early, where you see it: leadline risk raise --problem \"…\" --path FILE --line N\n")
	}
	return a.print(a.table(true, rows))
}

func (a *app) riskShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show all that is known of one risk", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				e, err := action.Find(s.Snapshot(), args[0])
				if err != nil {
					return err
				}
				if e.Risk == nil {
					return fmt.Errorf("%s is a %s, no risk; `leadline risk list --all` shows the risks", e.ID, e.Type)
				}
				marks := s.marks()[e.ID]
				if a.json {
					return a.answer(riskOf(s.Snapshot(), e, marks))
				}
				v, r := s.voice(), e.Risk
				rows := [][]string{{"state", string(e.State)}}
				add := func(label, text string) {
					if text != "" {
						rows = append(rows, []string{label, phrase.Clean(text, longestSentence)})
					}
				}
				cause := r.Cause
				if cause == "" {
					cause = "not known"
				}
				add("cause", cause)
				add("takes", r.Takes)
				add("gains", r.Gains)
				add("raised", said(v, e.By, phrase.Ago(e.At, v.Now), ""))
				for _, c := range r.Closings {
					add("closed", said(v, c.By, phrase.Ago(c.At, v.Now), c.Text))
				}
				for _, m := range marks {
					add("at", spot(m.Place))
				}
				return a.print(v.Style.Strong(e.ID+" "+phrase.Clean(r.Problem, 500)) + "\n" + indent(a.table(false, rows)))
			})
		},
	}
}

func (a *app) riskClose() *cobra.Command {
	c := &cobra.Command{Use: "close ID --outcome OUTCOME", Short: "Close a risk, with how it ended", Args: a.exactly(1)}
	addFields(c, action.Closing)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			r, err := action.CloseRisk(ctx, s.Workspace, "", args[0], values(c, action.Closing))
			return a.receipt(s, r, err, "Closed:")
		})
	}
	return c
}
