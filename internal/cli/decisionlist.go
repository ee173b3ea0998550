package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) decisionList() *cobra.Command {
	var f workspace.DecisionFilter
	c := &cobra.Command{
		Use: "list", Short: "List the decisions of this repository, newest first, or search them",
		Long: "List the decisions of this repository: those that were logged and those that it keeps as files, newest first.\n" +
			"With --search the best come first; all the words are wanted, each as it is or as the beginning of one.\n" +
			"Flags can be combined: what is listed meets all of them.",
		Example: "  leadline decision list --search 'retry bill'\n  leadline decision list --status accepted --path pay --tag money",
		Args:    a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.listDecisions(ctx, s, f) })
		},
	}
	a.decisionFlags(c, &f)
	return c
}

// decisionFlags say which decisions are wanted.
func (a *app) decisionFlags(c *cobra.Command, f *workspace.DecisionFilter) {
	flags := c.Flags()
	flags.StringVar(&f.Words, "search", "", "those that speak of all these `WORDS`, anywhere")
	flags.StringSliceVar(&f.Statuses, "status", nil, "those with a `STATUS`: "+strings.Join(ledger.Statuses(), ", ")+"; several with commas")
	flags.StringSliceVar(&f.Tags, "tag", nil, "those with a `TAG`; several with commas")
	flags.StringVar(&f.Path, "path", "", "those tied to, or recorded in, a `FILE` or folder")
}

// found are the decisions that flags ask for.
func (s *session) found(ctx context.Context, f workspace.DecisionFilter) ([]*ledger.Entry, error) {
	for i, status := range f.Statuses {
		status = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(status)), "superceded", ledger.Superseded)
		if f.Statuses[i] = status; !slices.Contains(ledger.Statuses(), status) {
			return nil, usagef("status: %q is none of %s", phrase.Clean(status, 40), strings.Join(ledger.Statuses(), ", "))
		}
	}
	if f.Path != "" {
		_, rel, err := s.locate(f.Path)
		if err != nil {
			return nil, err
		}
		f.Path = rel
	}
	return s.FindDecisions(ctx, s.Snapshot(), f)
}

func (a *app) listDecisions(ctx context.Context, s *session, f workspace.DecisionFilter) error {
	entries, err := s.found(ctx, f)
	if err != nil {
		return err
	}
	marks := s.marksOf(entries)
	if a.json {
		out := []decisionJSON{}
		for _, e := range entries {
			out = append(out, decisionOf(s.Snapshot(), e, marks[e]))
		}
		return a.answer(out)
	}
	if all := len(s.Snapshot().Decisions()); len(entries) == 0 && all > 0 {
		return a.print(fmt.Sprintf("No decision is like that; %s.\n", phrase.Count(all, "other")))
	}
	if len(entries) == 0 {
		return a.print("No decisions are logged here yet. Log the first: leadline decision log --title \"…\" --path FILE --line N\n")
	}
	rows := [][]string{{"ID", "DECISION", "STATUS", "UNDO", "WHERE"}}
	for _, e := range entries {
		where := spots(marks[e])
		if where == "" && e.Record != nil {
			where = e.Record.Path
		}
		rows = append(rows, []string{e.ID, phrase.Clean(e.Decision.Title, 60), phrase.Clean(e.Decision.Status, 40), phrase.Undo(e.Decision.Undo), where})
	}
	return a.print(a.table(true, rows))
}

// marksOf finds where some entries stand in the files as they are saved now.
func (s *session) marksOf(entries []*ledger.Entry) map[*ledger.Entry][]hint.Mark {
	out := map[*ledger.Entry][]hint.Mark{}
	for _, placed := range s.PlacesOf(s.Snapshot(), entries...) {
		out[placed.Entry] = append(out[placed.Entry], hint.Mark(placed))
	}
	return out
}
