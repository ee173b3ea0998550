package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) decision() *cobra.Command {
	return a.group("decision", "Log what was decided, and find it again", a.decisionLog(), a.decisionList(), a.decisionShow())
}

func (a *app) decisionLog() *cobra.Command {
	return a.say(saying{
		use: "log --title TITLE", short: "Log a decision, best at the code that it shaped", form: action.Decision,
	})
}

func (a *app) decisionList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the decisions of this repository, newest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error { return a.withLedger(c.Context(), a.listDecisions) },
	}
}

func (a *app) listDecisions(ctx context.Context, s *session) error {
	entries := s.Snapshot().Ledger.All(ledger.TypeDecision)
	marks := s.marks()
	if a.json {
		out := []decisionJSON{}
		for _, e := range entries {
			out = append(out, decisionOf(s.Snapshot(), e, marks[e.ID]))
		}
		return a.answer(out)
	}
	if len(entries) == 0 {
		return a.print("No decisions are logged here yet. Log the first: leadline decision log --title \"…\" --path FILE --line N\n")
	}
	rows := [][]string{{"ID", "DECISION", "STATUS", "UNDO", "WHERE"}}
	for _, e := range entries {
		rows = append(rows, []string{e.ID, phrase.Clean(e.Decision.Title, 60), e.Decision.Status, phrase.Undo(e.Decision.Undo), spots(marks[e.ID])})
	}
	return a.print(a.table(true, rows))
}

func (a *app) decisionShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show all that is known of one decision", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				e, err := action.Find(s.Snapshot(), args[0])
				if err != nil {
					return err
				}
				if e.Decision == nil {
					return fmt.Errorf("%s is a %s, no decision; `leadline %s list` shows it", e.ID, e.Type, commandOf(e.Type))
				}
				marks := s.marks()[e.ID]
				if a.json {
					return a.answer(decisionOf(s.Snapshot(), e, marks))
				}
				v := s.voice()
				rows := [][]string{}
				add := func(label, text string) {
					if text != "" {
						rows = append(rows, []string{label, text})
					}
				}
				d := e.Decision
				add("status", d.Status)
				add("undo", phrase.Undo(d.Undo))
				add("confidence", d.Confidence)
				add("decided by", decidedBy(v, d.DecidedBy))
				add("consulted", v.Together(d.Consulted))
				add("if wrong", d.IfWrong)
				add("look again", d.ReviewBy)
				add("logged", phrase.Ago(e.At, v.Now)+" by "+v.Actor(e.By))
				for _, m := range marks {
					add("at", spot(m.Place))
				}
				text := v.Style.Strong(e.ID+" "+phrase.Clean(d.Title, 500)) + "\n" + indent(a.table(false, rows))
				return a.print(text + section(v, "Because", d.Because) + section(v, "Options", d.Options))
			})
		},
	}
}

func decidedBy(v phrase.Voice, who string) string {
	switch who {
	case "", "outside":
		return who
	case "team":
		return "the team"
	}
	return v.NameOf(who)
}

// section is a text of several lines, as its author wrote them.
func section(v phrase.Voice, title, text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + v.Style.Strong(title) + "\n")
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(gap+phrase.Clean(line, 2000), " ") + "\n")
	}
	return b.String()
}

// commandOf is the command whose list shows entries of a type.
func commandOf(t ledger.Type) string {
	if t == ledger.TypeDelegation {
		return "todo"
	}
	return string(t)
}
