package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) me() *cobra.Command {
	var lead, markdown bool
	c := &cobra.Command{
		Use: "me", Short: "What is shared about me here and asked of me; --as-lead: word for word what a lead can read",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if lead && markdown {
				return usagef("--as-lead is a list of tables; give it without --markdown")
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if lead {
					return a.asLead(ctx, s)
				}
				return a.aboutMe(ctx, s, markdown)
			})
		},
	}
	c.Flags().BoolVar(&lead, "as-lead", false, "exactly what the lead's store says about me, view by view")
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

func (a *app) aboutMe(ctx context.Context, s *session, markdown bool) error {
	r, ok := report.Me(s.Snapshot(), s.vanished(ctx))
	switch {
	case !ok:
		return workspace.ErrNobody
	case a.json:
		return a.answer(r)
	}
	return a.print(r.Render(s.styled(markdown)))
}

// mostRows of a view are shown to people; --json gives all.
const mostRows = 20

func (a *app) asLead(ctx context.Context, s *session) error {
	if err := s.Materialise(ctx); err != nil {
		return err
	}
	tables, err := s.AsLead(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(asLeadOf(tables))
	}
	if len(tables) == 0 {
		return a.print("The lead's store says nothing about you in this repository.\n")
	}
	var b strings.Builder
	for _, t := range tables {
		rows := [][]string{t.Columns}
		for _, row := range t.Rows[:min(len(t.Rows), mostRows)] {
			var cells []string
			for _, value := range row {
				cell := ""
				if value != nil {
					cell = phrase.Clean(fmt.Sprint(value), 80)
				}
				cells = append(cells, cell)
			}
			rows = append(rows, cells)
		}
		fmt.Fprintf(&b, "%s\n%s", a.style().Strong(t.View), indent(a.table(true, rows)))
		if more := len(t.Rows) - mostRows; more > 0 {
			fmt.Fprintf(&b, "  and %d more: leadline me --as-lead --json\n", more)
		}
		b.WriteString("\n")
	}
	b.WriteString("`leadline know` corrects what history says about you, `leadline wish` what you would like; `leadline know --leave-me-out` has you named nowhere.\n")
	return a.print(b.String())
}

// asLeadOf gives each row as an object, its keys the columns, by view.
func asLeadOf(tables []leadstore.Table) map[string][]map[string]any {
	out := map[string][]map[string]any{}
	for _, t := range tables {
		for _, row := range t.Rows {
			object := map[string]any{}
			for i, name := range t.Columns {
				object[name] = row[i]
			}
			out[t.View] = append(out[t.View], object)
		}
	}
	return out
}
