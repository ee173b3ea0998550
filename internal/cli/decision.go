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
	return a.group("decision", "Log what was decided, find it again, question it, and look at it again",
		a.decisionLog(), a.decisionList(), a.decisionShow(), a.decisionTimeline(), a.decisionGraph(), a.decisionCheck(),
		a.decisionMove("accept", "Accept a decision that was proposed, or one that was rejected"),
		a.decisionMove("reject", "Say that we are not doing it, because"),
		a.decisionMove("deprecate", "Say that an accepted decision is on its way out"),
		a.decisionMove("propose", "Put a decision up for discussion again"),
		a.decisionQuestion(), a.decisionAnswer(), a.decisionReview(), a.decisionSupersede(), a.decisionExport(), a.decisionImport())
}

func (a *app) decisionLog() *cobra.Command {
	return a.say(saying{
		use: "log --title TITLE", short: "Log a decision, best at the code that it shaped", form: action.Decision,
	})
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
				return a.print(a.decisionPage(s, e, marks))
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
